"""The schedule page: what stands, for all that hold or wait."""
