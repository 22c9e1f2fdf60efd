"""The public page of figures, and the same figures as files."""
