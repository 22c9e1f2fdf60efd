"""Pages of shared use: what is offered, the week of an offer, bookings of both sides, a month's charges."""
