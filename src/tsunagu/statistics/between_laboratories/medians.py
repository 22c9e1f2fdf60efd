"""The simplest robust values: median with scaled median absolute deviation or interquartile range (ISO 13528 C.2)."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from tsunagu.statistics.basics.summary import centre, sd_estimate
from tsunagu.statistics.between_laboratories.robust import RobustValue, robust_value
from tsunagu.statistics.checking import Vector, level, number, vector
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

MADE, NIQR = 1.483, 0.7413
"""Factors that make both right for many normal values, as ISO 13528:2015 C.2.2 and C.2.3 print them."""
EFFICIENCY = 0.37
"""Of both for normal values (Rousseeuw and Croux 1993)."""
SIMULATED, DRAWS, SEED = 400, 4000, 371


def median_made(values: ArrayLike, factor: float = MADE, confidence: float = LEVEL) -> RobustValue:
    """Return median and scaled median absolute deviation, MADe (ISO 13528:2015 C.2.1, C.2.2).

    Parameters
    ----------
    values : one per laboratory, at least three.
    factor : 1.483 as printed, or 1.4826.

    The interval of the standard deviation comes from MADe's own distribution for normal values, by a seeded
    simulation for up to 400 values and by its efficiency (37 %) beyond. Refuses fewer values, and values of
    which more than half are equal.
    """
    return _by_median(vector(values, least=3), _absolute_deviation, factor, confidence)


def median_niqr(values: ArrayLike, factor: float = NIQR, confidence: float = LEVEL) -> RobustValue:
    """Return median and normalised interquartile range, nIQR (ISO 13528:2015 C.2.1, C.2.3).

    As ``median_made``; quartiles are interpolated linearly between the two values next to them (type 7 of Hyndman
    and Fan 1996). Refuses fewer than three values, and values whose quartiles are equal.
    """
    return _by_median(vector(values, least=3), _quartile_range, factor, confidence)


def _by_median(
    values: Vector, scale: Callable[[Vector], Vector], factor: float, confidence: float
) -> RobustValue:
    factor = number(factor, "係数", "factor", above=0)
    middle, deviations = centre(values)
    sd = factor * float(scale(deviations[np.newaxis, :])[0])
    if sd == 0:
        refuse(
            "no_variation",
            "同じ値が多すぎるため、頑健な標準偏差が0になります。測定値の桁数をご確認ください。",
            "So many values are equal that the robust standard deviation is 0; check how finely they were read.",
        )
    location = middle + float(np.median(deviations))
    return robust_value(
        location, _estimate(sd, values.size, scale, factor, confidence), values.size, confidence
    )


def _estimate(
    sd: float, count: int, scale: Callable[[Vector], Vector], factor: float, confidence: float
) -> Estimate:
    degrees = EFFICIENCY * (count - 1)
    if count > SIMULATED:
        return sd_estimate(sd, degrees, confidence)
    tail = (1 - level(confidence)) / 2
    low, high = (factor * np.quantile(_normal(count, scale), [tail, 1 - tail])).tolist()
    return Estimate(sd, Interval(sd / high, sd / low, confidence), degrees, "simulation")


@lru_cache(maxsize=128)
def _normal(count: int, scale: Callable[[Vector], Vector]) -> Vector:
    """The scale of simulated normal values with standard deviation 1."""
    return scale(np.random.default_rng(SEED).standard_normal((DRAWS, count)))


def _absolute_deviation(rows: Vector) -> Vector:
    distances = np.abs(rows - np.median(rows, axis=1, keepdims=True))
    return np.asarray(np.median(distances, axis=1), dtype=np.float64)


def _quartile_range(rows: Vector) -> Vector:
    low, high = np.quantile(rows, [0.25, 0.75], axis=1)
    return np.asarray(high - low, dtype=np.float64)
