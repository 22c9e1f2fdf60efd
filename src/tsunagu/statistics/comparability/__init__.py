"""Whether what is made now is comparable with what was made before: equivalence, its planning, quality ranges."""

from tsunagu.statistics.comparability.equivalence import Equivalence, blocked, paired, two_samples
from tsunagu.statistics.comparability.margins import Margins
from tsunagu.statistics.comparability.mixed import MixedEquivalence, mixed
from tsunagu.statistics.comparability.power import (
    Plan,
    plan_pairs,
    plan_two_samples,
    power_of_pairs,
    power_of_tost,
    power_of_two_samples,
    sd_of_log,
)
from tsunagu.statistics.comparability.quality_range import QualityRange, quality_range

__all__ = [
    "Equivalence",
    "Margins",
    "MixedEquivalence",
    "Plan",
    "QualityRange",
    "blocked",
    "mixed",
    "paired",
    "plan_pairs",
    "plan_two_samples",
    "power_of_pairs",
    "power_of_tost",
    "power_of_two_samples",
    "quality_range",
    "sd_of_log",
    "two_samples",
]
