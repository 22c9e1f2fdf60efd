"""The taxonomy: the words of the directory as data, with what people type for each, and how its files are read."""
