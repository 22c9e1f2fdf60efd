"""Pages of needs, offers and ideas."""
