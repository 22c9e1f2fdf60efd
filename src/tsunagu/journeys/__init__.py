"""A route being carried out: case, patient, consent, steps, gates, decisions."""
