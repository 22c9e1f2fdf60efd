"""Shares such as viability: a binomial proportion with its interval."""

import math
from collections.abc import Callable

import scipy
from scipy.optimize import brentq

from tsunagu.statistics.checking import choice, level
from tsunagu.statistics.counting.checking import count, positives_among
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval


def proportion(
    successes: float, trials: float, *, method: str = "clopper_pearson", confidence: float = LEVEL
) -> Estimate:
    """Return the share of successes with its interval.

    Parameters
    ----------
    successes, trials : whole numbers, successes at most trials, at least one trial.
    method : ``clopper_pearson`` (exact, 1934), ``mid_p`` (Lancaster 1961), ``wilson`` (score, 1927), ``jeffreys``
        (equal tails of Beta(x + 1/2, n - x + 1/2), ends 0 and 1 kept; Brown, Cai & DasGupta 2001) or
        ``agresti_coull`` (1998).
    """
    found, among = positives_among([successes], [trials])
    choice(method, METHODS, "区間の方法", "method")
    ends = share_limits(int(found[0]), int(among[0]), method, 1 - level(confidence))
    return Estimate(float(found[0] / among[0]), Interval(*ends, confidence), method=method)


def viability(
    viable: float, dead: float, *, method: str = "clopper_pearson", confidence: float = LEVEL
) -> Estimate:
    """Return the share of viable among all cells counted, as a binomial ``proportion``."""
    alive, others = count(viable), count(dead)
    return proportion(alive, alive + others, method=method, confidence=confidence)


def share_limits(successes: int, trials: int, method: str, alpha: float) -> tuple[float, float]:
    """Return both limits of a binomial proportion; each tail holds ``alpha / 2``."""
    lower, upper = METHODS[method](successes, trials, alpha)
    return max(0.0, lower), min(1.0, upper)


def clopper_pearson(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    """Return the exact limits from the beta distribution (Clopper & Pearson 1934)."""
    missed = trials - successes
    lower = float(scipy.stats.beta.ppf(alpha / 2, successes, missed + 1)) if successes else 0.0
    upper = float(scipy.stats.beta.isf(alpha / 2, successes + 1, missed)) if missed else 1.0
    return lower, upper


def _mid_p(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    def at_most(share: float) -> float:
        half = 0.5 * float(scipy.stats.binom.pmf(successes, trials, share))
        return float(scipy.stats.binom.cdf(successes, trials, share)) - half - alpha / 2

    def at_least(share: float) -> float:
        half = 0.5 * float(scipy.stats.binom.pmf(successes, trials, share))
        return float(scipy.stats.binom.sf(successes, trials, share)) + half - alpha / 2

    lower = float(brentq(at_least, 0.0, 1.0, xtol=1e-300, rtol=1e-13)) if successes else 0.0
    upper = float(brentq(at_most, 0.0, 1.0, xtol=1e-300, rtol=1e-13)) if successes < trials else 1.0
    return lower, upper


def _wilson(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    z = float(scipy.stats.norm.isf(alpha / 2))
    middle = (successes + z * z / 2) / (trials + z * z)
    half = z * math.sqrt(successes * (trials - successes) / trials + z * z / 4) / (trials + z * z)
    return (middle - half if successes else 0.0), (middle + half if successes < trials else 1.0)


def _jeffreys(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    first, second = successes + 0.5, trials - successes + 0.5
    lower = float(scipy.stats.beta.ppf(alpha / 2, first, second)) if successes else 0.0
    upper = float(scipy.stats.beta.isf(alpha / 2, first, second)) if successes < trials else 1.0
    return lower, upper


def _agresti_coull(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    z = float(scipy.stats.norm.isf(alpha / 2))
    enlarged = trials + z * z
    middle = (successes + z * z / 2) / enlarged
    half = z * math.sqrt(middle * (1 - middle) / enlarged)
    return middle - half, middle + half


METHODS: dict[str, Callable[[int, int, float], tuple[float, float]]] = {
    "clopper_pearson": clopper_pearson,
    "mid_p": _mid_p,
    "wilson": _wilson,
    "jeffreys": _jeffreys,
    "agresti_coull": _agresti_coull,
}
