"""Results that are calculated at the bench: relative potency, standard curves, counts of dilution series."""
