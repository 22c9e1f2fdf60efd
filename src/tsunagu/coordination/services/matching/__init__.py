"""Verbs of needs, introductions and consultations."""
