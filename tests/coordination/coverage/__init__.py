"""Coverage: what the network can do where, and what hangs on one member."""
