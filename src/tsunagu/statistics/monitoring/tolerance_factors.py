"""Factors and ranks of tolerance intervals: bounds that hold a share of what is to come, with given confidence."""

import math
from functools import lru_cache
from typing import Literal

from scipy import optimize, stats

from tsunagu.statistics.checking import level
from tsunagu.statistics.estimates import refuse
from tsunagu.statistics.monitoring.quadrature import gauss_legendre

TwoSided = Literal["exact", "howe"]


@lru_cache(maxsize=512)
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
    if count < 2:
        refuse("too_few", "2個以上の値が必要です。", "At least two values are needed.")
    degrees = count - 1
    if sides == 1:
        shift = float(stats.norm.ppf(coverage)) * math.sqrt(count)
        return float(stats.nct.ppf(confidence, degrees, shift)) / math.sqrt(count)
    if sides != 2:
        refuse("sides", "片側（1）または両側（2）を指定してください。", "The sides must be 1 or 2.")
    howe = float(stats.norm.ppf((1 + coverage) / 2)) * math.sqrt(
        degrees * (1 + 1 / count) / float(stats.chi2.ppf(1 - confidence, degrees))
    )
    return howe if method == "howe" else _exact(count, coverage, confidence, howe)


def _exact(count: int, coverage: float, confidence: float, start: float) -> float:
    """Solve P(s large enough for the drawn mean) = confidence for k, over the standardised mean by Gauss-Legendre."""
    mean, per_mean = gauss_legendre(0.0, 9 / math.sqrt(count), 120)
    density = 2 * math.sqrt(count) * stats.norm.pdf(mean * math.sqrt(count)) * per_mean
    squares = stats.ncx2.ppf(coverage, 1, mean * mean)

    def excess(factor: float) -> float:
        held = stats.chi2.sf((count - 1) * squares / factor**2, count - 1)
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
    step = 2 if sides == 2 else 1
    left_out = 0
    while stats.binom.cdf(count - left_out - step, count, coverage) >= confidence:
        left_out += step
    if left_out == 0:
        needed = count + 1
        while stats.binom.cdf(needed - step, needed, coverage) < confidence:
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
    if not 0 < coverage < 1:
        refuse(
            "coverage",
            f"含まれる割合{coverage}は0と1の間で指定してください。",
            f"The coverage {coverage} must lie between 0 and 1.",
        )
