"""Finding chains: a first one by search, the best and the front by the constraint solver, gaps where none exist."""
