"""Rounds of several laboratories on one material: precision, consistency, outliers, robust values and scores."""
