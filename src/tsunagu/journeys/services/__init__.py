"""What one can do with a case or a lot: one verb per file, each a single transaction."""
