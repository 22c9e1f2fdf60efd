"""Numbers and symbols on labels: CoI, DIN, GS1, ISBT 128, check characters."""
