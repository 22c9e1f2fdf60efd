"""Is it good? Characteristics, specifications, results and verdicts."""
