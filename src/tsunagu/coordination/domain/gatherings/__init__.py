"""Gatherings 催し: what one is, who may come, and the words around it. Pure rules."""
