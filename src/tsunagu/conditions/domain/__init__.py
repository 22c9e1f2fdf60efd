"""Rules of conditions: reading a logger, judging readings against a band; pure."""
