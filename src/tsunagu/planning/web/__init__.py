"""Pages of planning: what members publish of their capacity."""
