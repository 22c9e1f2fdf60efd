"""Pages for passers-by: the application to join, and its state."""
