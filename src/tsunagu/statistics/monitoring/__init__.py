"""Whether a process stays as it was: control charts with frozen limits, run rules, capability, tolerance intervals."""

from tsunagu.statistics.monitoring.capability import Capability, capability
from tsunagu.statistics.monitoring.charts import Evaluation, evaluate
from tsunagu.statistics.monitoring.constants import c4, d2, d3
from tsunagu.statistics.monitoring.cusum import Cusum, average_run_length, cusum
from tsunagu.statistics.monitoring.ewma import Ewma, ewma
from tsunagu.statistics.monitoring.limits import Exclusion, FrozenLimits
from tsunagu.statistics.monitoring.phase_one import freeze_counts, freeze_groups, freeze_individuals
from tsunagu.statistics.monitoring.rules import BEYOND_LIMITS, NELSON, WESTERN_ELECTRIC, Rule, Violation
from tsunagu.statistics.monitoring.sigma import sigma_of_groups, sigma_of_individuals
from tsunagu.statistics.monitoring.tolerance import ToleranceInterval, tolerance_interval
from tsunagu.statistics.monitoring.tolerance_factors import normal_factor, ranks
from tsunagu.statistics.monitoring.westgard import THREE_MATERIALS, TWO_MATERIALS, Westgard, westgard

__all__ = [
    "BEYOND_LIMITS",
    "Capability",
    "Cusum",
    "Evaluation",
    "Ewma",
    "Exclusion",
    "FrozenLimits",
    "NELSON",
    "Rule",
    "THREE_MATERIALS",
    "TWO_MATERIALS",
    "ToleranceInterval",
    "Violation",
    "WESTERN_ELECTRIC",
    "Westgard",
    "average_run_length",
    "c4",
    "capability",
    "cusum",
    "d2",
    "d3",
    "evaluate",
    "ewma",
    "freeze_counts",
    "freeze_groups",
    "freeze_individuals",
    "normal_factor",
    "ranks",
    "sigma_of_groups",
    "sigma_of_individuals",
    "tolerance_interval",
    "westgard",
]
