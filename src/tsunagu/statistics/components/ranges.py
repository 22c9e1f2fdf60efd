"""Gauge studies from averages and ranges, with the constants of the range by integration."""

from collections.abc import Hashable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import integrate, optimize, special

from tsunagu.statistics import checking
from tsunagu.statistics.components import results
from tsunagu.statistics.components.gauge import cells
from tsunagu.statistics.components.gauge_result import Gauge, Study, gauge_result
from tsunagu.statistics.components.levels import checked
from tsunagu.statistics.estimates import LEVEL, refuse

Array = NDArray[np.float64]
FAR = 9.0  # standard deviations beyond which the normal distribution holds nothing that counts
NODES = 400
MOST_GROUPS = 1_000_000


def range_constants(size: int) -> tuple[float, float]:
    """Return mean d2 and standard deviation d3 of the range of ``size`` values of the standard normal distribution.

    Tippett (1925): both by integration of the distribution of the smallest and the largest value. Refuses sizes below
    2 and above 1 000.
    """
    return _range_constants(checking.whole(size, "群の大きさ", "size of a group", 2, 1000, code="size"))


@lru_cache(maxsize=256)
def _range_constants(size: int) -> tuple[float, float]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x, w = nodes * FAR, weights * FAR
    below, above = special.ndtr(x), special.ndtr(-x)
    mean = float(np.sum(w * (1 - below**size - above**size)))
    squared, _ = integrate.quad(lambda span: span * _beyond(span, size, x, w), 0, 2 * FAR, limit=200)
    return mean, float(np.sqrt(2 * squared - mean**2))


def _beyond(span: float, size: int, x: Array, w: Array) -> float:
    """Return the probability that the range exceeds ``span``."""
    inside = np.maximum(special.ndtr(x + span) - special.ndtr(x), 0.0)
    density = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return max(0.0, 1 - float(np.sum(w * size * density * inside ** (size - 1))))


def mean_range_constant(size: int, groups: float = np.inf) -> float:
    """Return d2*, by which the mean range of ``groups`` groups is divided so that its square is unbiased (Duncan 1955).

    With infinitely many groups it is d2.
    """
    if groups != np.inf:
        groups = checking.number(groups, "群の数", "number of groups", least=1)
    mean, spread = range_constants(size)
    return float(np.sqrt(mean**2 + spread**2 / groups))


def mean_range_degrees(size: int, groups: float) -> float:
    """Return the degrees of freedom of the chi distribution nearest to the mean range (Patnaik 1950)."""
    groups = checking.number(groups, "群の数", "number of groups", least=1, most=MOST_GROUPS)
    mean, spread = range_constants(size)
    target = spread**2 / groups / mean**2  # squared coefficient of variation

    def miss(logarithm: float) -> float:
        free = float(np.exp(logarithm))
        return (
            free / 2 * float(np.exp(2 * (special.gammaln(free / 2) - special.gammaln((free + 1) / 2))))
            - 1
            - target
        )

    return float(np.exp(optimize.brentq(miss, np.log(0.1), np.log(1e6))))


def gauge_ranges(
    values: ArrayLike,
    parts: Sequence[Hashable],
    operators: Sequence[Hashable],
    study: Study | None = None,
    finite_groups: bool = False,
    level: float = LEVEL,
) -> Gauge:
    """Return the gauge study by averages and ranges (AIAG Measurement Systems Analysis, 4th edition, III-B).

    Repeatability from the mean range of the repetitions (K1 = 1/d2), operators from the range of their means less
    repeatability (K2 = 1/d2*), parts from the range of their means, repeatability not taken off (K3 = 1/d2*). The
    intervals are MLS with Patnaik's degrees of freedom.

    Parameters
    ----------
    values, parts, operators : as in ``gauge.gauge_crossed``.
    finite_groups : divide the mean range by d2* of the number of cells instead of d2.

    Refuses unequal cells, single measurements, fewer than two parts or operators, and equal values.
    """
    array = checking.vector(values, 4)
    checked({"part": parts, "operator": operators}, len(array))
    numbers, scale = results.scaled(array)
    data = cells(numbers, parts, operators)
    p, o, r = data.shape
    if r < 2:
        refuse(
            "no_repetition",
            "組合せごとの測定が1回のみのため、繰り返し性を推定できません。",
            "Each combination was measured once only, so repeatability can't be estimated.",
        )
    within = float(np.mean(np.ptp(data, axis=2))) / mean_range_constant(r, p * o if finite_groups else np.inf)
    between = float(np.ptp(data.mean(axis=(0, 2)))) / mean_range_constant(o, 1)
    among = float(np.ptp(data.mean(axis=(1, 2)))) / mean_range_constant(p, 1)
    squares = np.array([among, between, within]) ** 2
    degrees = np.array([mean_range_degrees(p, 1), mean_range_degrees(o, 1), mean_range_degrees(r, p * o)])
    rows = {
        "part": np.array([1.0, 0, 0]),
        "operator": np.array([0, 1, -1 / (p * r)]),
        "repeatability": np.array([0.0, 0, 1]),
    }
    weights = {name: (row, float(row @ squares)) for name, row in rows.items()}
    cautions = (results.few_levels("operator", o),) if o < results.FEW else ()
    return gauge_result(squares, degrees, weights, scale, study or Study(), level, cautions=cautions)
