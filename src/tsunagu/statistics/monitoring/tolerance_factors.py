"""Factors and ranks of tolerance intervals: bounds that hold a share of what is to come, with given confidence."""

import math
from functools import lru_cache
from typing import Literal

import scipy
from scipy import optimize

from tsunagu.statistics.checking import choice, level, number, one, whole
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.monitoring.quadrature import gauss_legendre

SMALLEST, MOST_VALUES = 1e-9, 10_000_000

TwoSided = Literal["exact", "howe"]


def normal_factor(
    count: int, coverage: float, confidence: float, sides: int = 2, method: TwoSided = "exact"
) -> float:
    """Return k so that mean +- k s (two-sided) or mean + k s (one-sided) holds ``coverage`` with ``confidence``.

    Parameters
    ----------
    count : values behind mean and s, at least 2.
    sides : 1 is exact by the noncentral t distribution; 2 by ``method``.
    method : ``exact`` integrates over the mean (Eberhardt, Mee and Reeve, Commun Stat Simul 1989; 18:397-413; ISO
        16269-6:2014); ``howe`` is the approximation of Howe (JASA 1969; 64:610-620).
    """
    check_shares(coverage, confidence)
    count = whole(count, "値の数", "number of values", 2, MOST_VALUES, code="too_few")
    _check_sides(sides)
    choice(method, ("exact", "howe"), "許容係数の求め方", "method of the factor")
    return _normal_factor(count, float(coverage), float(confidence), sides, method)


@lru_cache(maxsize=512)
def _normal_factor(count: int, coverage: float, confidence: float, sides: int, method: TwoSided) -> float:
    degrees = count - 1
    if sides == 1:
        shift = float(scipy.stats.norm.ppf(coverage)) * math.sqrt(count)
        return float(scipy.stats.nct.ppf(confidence, degrees, shift)) / math.sqrt(count)
    howe = float(scipy.stats.norm.ppf((1 + coverage) / 2)) * math.sqrt(
        degrees * (1 + 1 / count) / float(scipy.stats.chi2.ppf(1 - confidence, degrees))
    )
    return howe if method == "howe" else _exact(count, coverage, confidence, howe)


def _exact(count: int, coverage: float, confidence: float, start: float) -> float:
    """Solve P(s large enough for the drawn mean) = confidence for k, over the standardised mean by Gauss-Legendre."""
    mean, per_mean = gauss_legendre(0.0, 9 / math.sqrt(count), 120)
    density = 2 * math.sqrt(count) * scipy.stats.norm.pdf(mean * math.sqrt(count)) * per_mean
    squares = scipy.stats.ncx2.ppf(coverage, 1, mean * mean)

    def excess(factor: float) -> float:
        held = scipy.stats.chi2.sf((count - 1) * squares / factor**2, count - 1)
        return float(density @ held) - confidence

    return float(optimize.brentq(excess, start / 4, start * 4, xtol=1e-12, rtol=1e-12))


def ranks(count: int, coverage: float, confidence: float, sides: int = 2) -> tuple[int, int]:
    """Return how many values to leave out below and above, for an interval between ordered values without a shape.

    The share between order statistics with m values left out has a beta distribution with n - m + 1 and m (Wilks 1941;
    ISO 16269-6:2014), so the confidence is P(binomial(n, coverage) <= n - m); an interval from the r-th
    smallest to the r-th largest has m = 2 r. With ``sides`` 1 the number for either side alone is returned twice.
    Refuses counts with which even the extremes don't hold the share, and says how many values would.
    """
    check_shares(coverage, confidence)
    _check_sides(sides)
    count = whole(count, "値の数", "number of values", 1, MOST_VALUES, code="too_few")
    step = 2 if sides == 2 else 1
    left_out = 0
    while scipy.stats.binom.cdf(count - left_out - step, count, coverage) >= confidence:
        left_out += step
    if left_out == 0:
        needed = count + 1
        while scipy.stats.binom.cdf(needed - step, needed, coverage) < confidence:
            needed += 1
        refuse(
            "too_few_for_ranks",
            f"分布を仮定しない許容区間には{needed}個以上の値が必要です（現在{count}個）。",
            f"A tolerance interval without a distribution needs {needed} values or more; there are {count}.",
        )
    each = left_out // step
    return each, each


def check_shares(coverage: float, confidence: float) -> None:
    """Refuse a coverage or confidence that doesn't lie between 0 and 1."""
    level(confidence)
    number(coverage, "含まれる割合", "coverage", least=SMALLEST, most=1 - SMALLEST, code="coverage")


def _check_sides(sides: int) -> None:
    if one(sides) not in (1, 2):
        refuse("sides", "片側（1）または両側（2）を指定してください。", "The sides must be 1 or 2.")
