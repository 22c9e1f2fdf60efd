"""Whether what is made now is comparable with what was made before: equivalence, its planning, quality ranges."""
