"""Files that people write (YAML, JSON, CSV, Excel): read safely, with the place of each value and of each fault."""
