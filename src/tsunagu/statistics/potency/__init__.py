"""Relative potency of bioassays by lines, slopes, curves and quantal responses (Ph. Eur. 5.3, USP <1032>, <1034>)."""

from tsunagu.statistics.potency.combining import Combination, combine_runs
from tsunagu.statistics.potency.cross_over import CrossOver, twin_cross_over
from tsunagu.statistics.potency.curve_potency import SameShape, curve_potencies, same_shape
from tsunagu.statistics.potency.curves import Curves, fit_curves, fit_separately
from tsunagu.statistics.potency.designs import (
    Assay,
    completely_randomised,
    geometric_doses,
    latin_square,
    observations,
    randomised_blocks,
)
from tsunagu.statistics.potency.fieller import Fieller, fieller
from tsunagu.statistics.potency.parallel_lines import ParallelLines, parallel_lines
from tsunagu.statistics.potency.potencies import Potency, potency_scale
from tsunagu.statistics.potency.quantal import Quantal, quantal
from tsunagu.statistics.potency.quantal_counts import counted
from tsunagu.statistics.potency.readback import ReadBack, read_back
from tsunagu.statistics.potency.slope_ratio import SlopeRatio, slope_ratio
from tsunagu.statistics.potency.suitability import Similarity, curve_similarity, line_similarity

__all__ = [
    "Assay",
    "Combination",
    "CrossOver",
    "Curves",
    "Fieller",
    "ParallelLines",
    "Potency",
    "Quantal",
    "ReadBack",
    "SameShape",
    "Similarity",
    "SlopeRatio",
    "combine_runs",
    "completely_randomised",
    "counted",
    "curve_potencies",
    "curve_similarity",
    "fieller",
    "fit_curves",
    "fit_separately",
    "geometric_doses",
    "latin_square",
    "line_similarity",
    "observations",
    "parallel_lines",
    "potency_scale",
    "quantal",
    "randomised_blocks",
    "read_back",
    "same_shape",
    "slope_ratio",
    "twin_cross_over",
]
