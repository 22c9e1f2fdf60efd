"""Reads of coordination, shaped for its screens."""
