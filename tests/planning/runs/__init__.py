"""Plans as things that people make, look at and compare."""
