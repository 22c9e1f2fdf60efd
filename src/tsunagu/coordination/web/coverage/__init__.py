"""Coverage: what the network can do where, what hangs on one member, and what happens if a member stops."""
