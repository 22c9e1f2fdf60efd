"""The map of East Japan, drawn on the server: outlines, projection, circles of sites."""
