"""Pages of members: the directory and a member."""
