"""Files that people write (YAML, JSON): read safely, with the line of each value and of each fault."""
