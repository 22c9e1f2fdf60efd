"""Pages on which members compose value chains, keep them, show them, and state lanes."""
