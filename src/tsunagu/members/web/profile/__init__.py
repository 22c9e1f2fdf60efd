"""Pages on which members say who they are, the coordinator approves, and passers-by read the public part."""
