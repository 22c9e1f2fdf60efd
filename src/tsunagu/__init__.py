"""Tsunagu: the open operating platform of a regenerative-medicine network."""
