"""What every page shares: scope, refusals, drawing, operations."""
