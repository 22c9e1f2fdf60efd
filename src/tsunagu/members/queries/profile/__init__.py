"""Reads of members' own pages: what stands there, what is proposed, what was changed when."""
