"""Verbs of gatherings: keep the card and the programme, publish, register, give back, check in, forget."""
