"""Signing in as one of the invented people; mounted in the demonstration only."""
