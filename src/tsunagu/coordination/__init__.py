"""The coordinator's work: chains of members, needs and offers, shared use, pipeline, gatherings."""
