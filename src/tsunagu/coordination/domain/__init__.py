"""Rules and values of coordination: composing chains, needs and offers, bookings, pipeline, gatherings."""
