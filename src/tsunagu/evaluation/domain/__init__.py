"""Rules of evaluation: reading a typed value, judging it against limits; pure."""
