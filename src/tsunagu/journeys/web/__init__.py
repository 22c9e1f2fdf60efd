"""Pages of journeys: lists, the journey itself, and the forms with which people act on it."""
