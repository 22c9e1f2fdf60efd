"""What one can do in custody: one verb per file, each a single transaction."""
