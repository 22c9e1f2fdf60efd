"""The basic calculations that everything else rests on, right to the last digits also on ill-conditioned numbers."""
