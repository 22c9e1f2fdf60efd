"""What one can do with results: judge them against a specification."""
