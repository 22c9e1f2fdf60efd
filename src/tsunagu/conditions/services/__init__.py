"""What one can do with readings: judge a leg, keep its file."""
