"""Verbs of making to stock: state a product, ask for a plan of lots, solve it, propose an allocation."""
