"""Reads of needs, introductions and consultations."""
