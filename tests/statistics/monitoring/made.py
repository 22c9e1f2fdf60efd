"""Charts of made processes, for tests."""

import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.estimates import Estimate, Interval
from tsunagu.statistics.monitoring.charts import Evaluation, evaluate
from tsunagu.statistics.monitoring.limits import FrozenLimits
from tsunagu.statistics.monitoring.phase_one import freeze_individuals

DAY = datetime.date(2026, 4, 1)


def values(count: int, seed: int = 1, mean: float = 100.0, sd: float = 2.0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(mean, sd, count)


def limits(count: int = 30, **options: Any) -> FrozenLimits:
    return freeze_individuals(values(count), version="1", frozen_on=DAY, **options)


def evaluation(z: Any, **options: Any) -> Evaluation:
    """Hold points at the given distances (in standard deviations) from the center against frozen limits."""
    frozen = limits()
    assert frozen.sigma is not None
    return evaluate(frozen, frozen.center.value + np.asarray(z) * frozen.sigma.value, **options)


def known(center: float, sigma: float) -> FrozenLimits:
    """Limits of a process whose mean and standard deviation are known."""
    exact = Estimate(center, Interval(center, center)), Estimate(sigma, Interval(sigma, sigma))
    return FrozenLimits("known", DAY, "individuals", *exact, 3.0, (), (), 1)


MONTGOMERY = (
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
)  # fmt: skip
"""Montgomery, Introduction to Statistical Quality Control, table 9.1: mean 10 to point 20, then 11; sigma 1."""
