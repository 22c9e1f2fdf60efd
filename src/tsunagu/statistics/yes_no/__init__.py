"""Answers that are only yes or no: limiting dilution, most probable number, detection limits, rare cells."""
