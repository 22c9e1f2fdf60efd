"""Ways from a problem to a plan."""
