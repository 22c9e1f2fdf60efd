"""Detection limit where one target suffices: the Poisson limit of detection of molecular and microbial assays."""

import math

from numpy.typing import ArrayLike

from tsunagu.statistics.counting.checking import share
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval
from tsunagu.statistics.yes_no.single_hit import density, outcome


def single_hit_detection_limit(
    detected: ArrayLike,
    tested: ArrayLike,
    dose: ArrayLike,
    *,
    probability: float = 0.95,
    method: str = "likelihood_ratio",
    edge: str = "one_sided",
    confidence: float = LEVEL,
) -> Estimate:
    """Return the dose detected with the asked probability under the single-hit model (Wilrich & Wilrich 2009).

    The complementary log-log line with slope 1: dose = -ln(1 - probability) / density. It needs no doses in between:
    all detected gives 0 with an upper limit, none detected an infinite value with a lower limit.

    Parameters
    ----------
    detected, tested : replicates detected and tested at each dose, shape (n,).
    dose : targets (copies, cells, colony formers) per replicate, above 0, shape (n,).
    method, edge : as in ``single_hit.density``.
    """
    asked = -math.log1p(-share(probability, "検出確率", "probability"))
    found = density(outcome(detected, tested, dose), method=method, edge=edge, confidence=confidence)

    def limit(value: float) -> float:
        return math.inf if value == 0 else asked / value

    ends = Interval(limit(found.interval.upper), limit(found.interval.lower), confidence)
    return Estimate(limit(found.value), ends, method=found.method)
