"""What tests stand on: databases to throw away, the served application, a browser."""
