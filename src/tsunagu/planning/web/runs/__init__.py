"""Pages of plans: asked for, watched while they are made, looked at, compared, and questioned."""
