"""Counting cells: rates and shares with intervals, plates, concentrations, and the quality of a counting method."""
