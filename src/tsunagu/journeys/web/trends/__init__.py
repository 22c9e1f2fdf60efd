"""Pages of control measurements and trends."""
