"""Variance components: how much of the spread comes from sites, days, operators, donors and repetition."""

from tsunagu.statistics.components.confounding import confounded
from tsunagu.statistics.components.gauge import gauge_crossed, gauge_nested
from tsunagu.statistics.components.gauge_result import Gauge, Study
from tsunagu.statistics.components.intervals import (
    combination,
    mls_limits,
    ratio_limits,
    satterthwaite_degrees,
    satterthwaite_limits,
    share,
    variance_limits,
)
from tsunagu.statistics.components.nested import Nested, nested
from tsunagu.statistics.components.ranges import gauge_ranges, mean_range_constant, range_constants
from tsunagu.statistics.components.reml import Reml, reml
from tsunagu.statistics.components.results import Component

__all__ = [
    "Component",
    "Gauge",
    "Nested",
    "Reml",
    "Study",
    "combination",
    "confounded",
    "gauge_crossed",
    "gauge_nested",
    "gauge_ranges",
    "mean_range_constant",
    "mls_limits",
    "nested",
    "range_constants",
    "ratio_limits",
    "reml",
    "satterthwaite_degrees",
    "satterthwaite_limits",
    "share",
    "variance_limits",
]
