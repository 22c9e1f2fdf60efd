"""Counting cells: rates and shares with intervals, plates, concentrations, and the quality of a counting method."""

from tsunagu.statistics.counting.bootstrap import (
    MethodComparison,
    MethodQuality,
    compare_methods,
    evaluate_method,
)
from tsunagu.statistics.counting.concentration import Concentration, cell_concentration
from tsunagu.statistics.counting.dilution_series import DilutionSeries, at_each_dilution, dilution_series
from tsunagu.statistics.counting.plates import plate_density
from tsunagu.statistics.counting.proportionality import Conventions, Indicators, indicators
from tsunagu.statistics.counting.proportions import proportion, viability
from tsunagu.statistics.counting.rates import rate, rate_ratio

__all__ = [
    "Concentration",
    "Conventions",
    "DilutionSeries",
    "Indicators",
    "MethodComparison",
    "MethodQuality",
    "at_each_dilution",
    "cell_concentration",
    "compare_methods",
    "dilution_series",
    "evaluate_method",
    "indicators",
    "plate_density",
    "proportion",
    "rate",
    "rate_ratio",
    "viability",
]
