"""Counts that follow Poisson: the rate per amount examined, and the ratio of two rates, with intervals."""

import math
from collections.abc import Callable

import scipy
from scipy.optimize import brentq

from tsunagu.statistics.checking import choice, level
from tsunagu.statistics.counting.checking import amount, count
from tsunagu.statistics.counting.proportions import METHODS as SHARE_METHODS
from tsunagu.statistics.counting.proportions import share_limits
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse


def rate(
    events: float, exposure: float = 1.0, *, method: str = "exact", confidence: float = LEVEL
) -> Estimate:
    """Return the rate of events per unit of exposure.

    Parameters
    ----------
    events : whole number from 0, all that was counted.
    exposure : what was examined (volume, area, time), above 0.
    method : ``exact`` (Garwood 1936), ``mid_p`` (Cohen & Yang 1994) or ``score`` (inverted Poisson score test).
    """
    found, examined, alpha = count(events), amount(exposure), 1 - level(confidence)
    choice(method, METHODS, "区間の方法", "method")
    lower, upper = METHODS[method](found, alpha)
    return Estimate(found / examined, Interval(lower / examined, upper / examined, confidence), method=method)


def rate_ratio(
    events: float,
    exposure: float,
    other_events: float,
    other_exposure: float,
    *,
    method: str = "clopper_pearson",
    confidence: float = LEVEL,
) -> Estimate:
    """Return the first rate over the second; infinite where the second counted nothing.

    Given the sum of both counts the first is binomial (Przyborowski & Wilenski 1940), so an interval for that share
    becomes one for the ratio. ``method``: any of ``proportions.METHODS``. Refuses where neither counted anything.
    """
    first, second = count(events), count(other_events)
    relative = amount(other_exposure) / amount(exposure)
    if first + second == 0:
        refuse(
            "nothing_counted",
            "両方とも計数が0のため、比を求められません。",
            "Neither count found anything, so their ratio is unknown.",
        )
    choice(method, SHARE_METHODS, "区間の方法", "method")
    ends = share_limits(first, first + second, method, 1 - level(confidence))
    lower, upper = (relative * _odds(end) for end in ends)
    value = relative * first / second if second else math.inf
    return Estimate(value, Interval(lower, upper, confidence), method=method)


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _exact(events: int, alpha: float) -> tuple[float, float]:
    lower = float(scipy.stats.chi2.ppf(alpha / 2, 2 * events)) / 2 if events else 0.0
    return lower, float(scipy.stats.chi2.isf(alpha / 2, 2 * events + 2)) / 2


def _mid_p(events: int, alpha: float) -> tuple[float, float]:
    def below(mean: float) -> float:
        return (
            float(scipy.stats.poisson.cdf(events, mean) - 0.5 * scipy.stats.poisson.pmf(events, mean))
            - alpha / 2
        )

    def above(mean: float) -> float:
        return (
            float(scipy.stats.poisson.sf(events, mean) + 0.5 * scipy.stats.poisson.pmf(events, mean))
            - alpha / 2
        )

    least, most = _exact(events, alpha)  # mid-P limits lie within the exact ones
    lower = float(brentq(above, least * 0.5, events, xtol=1e-300, rtol=1e-14)) if events else 0.0
    return lower, float(brentq(below, max(events, 1e-12), most * 2, xtol=1e-300, rtol=1e-14))


def _score(events: int, alpha: float) -> tuple[float, float]:
    z = float(scipy.stats.norm.isf(alpha / 2))
    half = z * math.sqrt(events + z * z / 4)
    upper = events + z * z / 2 + half
    return (events * events / upper if events else 0.0), upper  # the product of both ends is events squared


METHODS: dict[str, Callable[[int, float], tuple[float, float]]] = {
    "exact": _exact,
    "mid_p": _mid_p,
    "score": _score,
}
