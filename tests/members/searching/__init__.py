"""Search of the directory: spelling, words of the taxonomy, filters, the map, changes."""
