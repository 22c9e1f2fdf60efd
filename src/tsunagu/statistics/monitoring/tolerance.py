"""Tolerance intervals of a stable process: bounds that hold a share of what it will make."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tsunagu.statistics.checking import choice
from tsunagu.statistics.estimates import LEVEL, Caution, Interval
from tsunagu.statistics.monitoring import stable
from tsunagu.statistics.monitoring.charts import Evaluation
from tsunagu.statistics.monitoring.sigma import deviation
from tsunagu.statistics.monitoring.tolerance_factors import normal_factor, ranks

Side = Literal["both", "lower", "upper"]
Method = Literal["exact", "howe", "nonparametric"]


@dataclass(frozen=True, slots=True)
class ToleranceInterval:
    """Bounds that hold at least ``coverage`` of the process with the interval's level.

    Attributes
    ----------
    factor : k of mean +- k s; None without a distribution.
    version : of the limits by which the process was found stable.
    """

    interval: Interval
    coverage: float
    count: int
    factor: float | None
    method: str
    version: str
    cautions: tuple[Caution, ...]


def tolerance_interval(
    location: Evaluation,
    *,
    dispersion: Evaluation | None = None,
    coverage: float = 0.95,
    level: float = LEVEL,
    side: Side = "both",
    method: Method = "exact",
) -> ToleranceInterval:
    """Return a tolerance interval of a process that its charts show to be stable.

    Parameters
    ----------
    location : chart of single values or group means; its single values are used.
    dispersion : chart of the spread of the same points.
    coverage : share of the process to be held.
    side : ``both``, or a ``lower`` or ``upper`` bound alone, the other end infinite.
    method : ``exact`` and ``howe`` assume a normal distribution (see ``normal_factor``), with s over all values;
        ``nonparametric`` takes ordered values (see ``ranks``).

    Refuses an unstable process, and too few values. Source: ISO 16269-6:2014.
    """
    choice(side, ("both", "lower", "upper"), "許容区間の側", "side")
    choice(method, ("exact", "howe", "nonparametric"), "許容区間の求め方", "method of the interval")
    values = stable.stable_values(location, dispersion)
    sides = 2 if side == "both" else 1
    factor = None
    if method == "nonparametric":
        below, above = ranks(values.size, coverage, level, sides)
        ordered = np.sort(values)
        lower, upper = float(ordered[below - 1]), float(ordered[-above])
    else:
        factor = normal_factor(values.size, coverage, level, sides, method)
        mean = float(values[0] + (values - values[0]).mean())
        lower, upper = mean - factor * deviation(values), mean + factor * deviation(values)
    interval = Interval(-np.inf if side == "upper" else lower, np.inf if side == "lower" else upper, level)
    notes = stable.cautions(values, dispersion, method != "nonparametric")
    return ToleranceInterval(interval, coverage, values.size, factor, method, location.limits.version, notes)
