"""What leaves the building: symbols, labels and papers. Drawn from plain values, without a domain noun."""
