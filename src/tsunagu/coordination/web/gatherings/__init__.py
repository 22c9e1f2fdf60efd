"""Pages of gatherings: for members, for passers-by, and for the desk at the door."""
