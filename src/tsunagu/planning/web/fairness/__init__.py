"""Pages of fair allocation."""
