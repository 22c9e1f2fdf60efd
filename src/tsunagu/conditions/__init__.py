"""Was it kept well? Readings, bands, excursions and budgets."""
