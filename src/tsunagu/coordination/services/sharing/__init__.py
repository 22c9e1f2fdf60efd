"""Verbs of shared use: offer, book, answer, give back, note the use."""
