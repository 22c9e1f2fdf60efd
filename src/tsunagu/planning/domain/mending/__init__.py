"""Mending: what happened to promised dates, the problem that it poses, and the difference that a repair makes."""
