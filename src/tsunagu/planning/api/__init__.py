"""Planning for programs, in its own nouns: capacity with its load, and requests for dates."""
