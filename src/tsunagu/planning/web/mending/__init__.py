"""Pages of mended plans: what is proposed as a difference, and the answers to it."""
