"""Reads of custody, shaped for other concepts and for screens."""
