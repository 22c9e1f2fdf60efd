"""The embedded PostgreSQL server and the rules of who sees which row."""
