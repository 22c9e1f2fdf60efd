"""Deming regression: a line between two methods that both measure with error."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics.basics.summary import centre
from tsunagu.statistics.checking import Vector, is_constant, level, same_length, vector
from tsunagu.statistics.counting.checking import amount, unknown
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

INTERVALS = ("jackknife", "analytic")
ROUNDS, CLOSE = 200, 1e-12
Line = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FittedLine:
    """Line y = intercept + slope x between two methods.

    Attributes
    ----------
    slope, intercept : with Student's t intervals, n - 2 degrees.
    slope_error, intercept_error : standard errors.
    """

    slope: Estimate
    intercept: Estimate
    slope_error: float
    intercept_error: float

    def bias_at(self, x: float) -> float:
        """Return what the second method reads more than the first at ``x``."""
        return self.intercept.value + (self.slope.value - 1) * x


def deming(
    x: ArrayLike,
    y: ArrayLike,
    *,
    variance_ratio: float = 1.0,
    weighted: bool = False,
    interval: str = "jackknife",
    confidence: float = LEVEL,
) -> FittedLine:
    """Return the line through paired values that both carry error (Deming 1943; Linnet 1990, 1993; CLSI EP09).

    Parameters
    ----------
    x, y : one value per subject and method, shape (n,), n at least 4.
    variance_ratio : variance of the errors of ``x`` over that of ``y`` (lambda of Linnet 1993).
    weighted : whether errors grow with the value: weights 1 over the squared mean of both true values, iterated
        (Linnet 1990); values above 0.
    interval : ``jackknife`` (Linnet 1993) or ``analytic`` (Strike 1991; only without weights).

    Refuses columns without variation and pairs without correlation.
    """
    one, other = vector(x, 4), vector(y, 4)
    same_length(one, other)
    ratio, alpha = amount(variance_ratio), 1 - level(confidence)
    _refuse_unfit(one, other, weighted, interval)
    # centred first, so that large offsets keep their digits
    (middle_x, a), (middle_y, b) = centre(one), centre(other)
    unit = float(max(np.max(np.abs(a)), np.max(np.abs(b))))  # fourth powers must not overflow
    a, b, centre_x, centre_y = a / unit, b / unit, middle_x / unit, middle_y / unit
    fit = _weighted(ratio, centre_x, centre_y) if weighted else _plain(ratio)
    intercept, slope = fit(a, b)
    if interval == "jackknife":
        lines = np.array([fit(np.delete(a, i), np.delete(b, i)) for i in range(a.size)])
        lines[:, 0] += centre_y - lines[:, 1] * centre_x
        error_intercept, error_slope = np.std(lines, axis=0, ddof=1) * (a.size - 1) / math.sqrt(a.size)
    else:
        error_intercept, error_slope = _analytic(a, b, slope, centre_x)
    quantile = float(scipy.stats.t.isf(alpha / 2, one.size - 2))

    def estimate(value: float, error: float) -> Estimate:
        ends = Interval(value - quantile * error, value + quantile * error, confidence)
        return Estimate(value, ends, one.size - 2, interval)

    crossing = unit * (intercept + centre_y - slope * centre_x)
    error_intercept = unit * error_intercept
    return FittedLine(
        estimate(slope, float(error_slope)),
        estimate(crossing, float(error_intercept)),
        float(error_slope),
        float(error_intercept),
    )


def _plain(ratio: float) -> Callable[[Vector, Vector], Line]:
    return lambda x, y: _line(x, y, np.ones_like(x), ratio)


def _weighted(ratio: float, centre_x: float, centre_y: float) -> Callable[[Vector, Vector], Line]:
    def fit(x: Vector, y: Vector) -> Line:
        intercept, slope = _line(x, y, np.ones_like(x), ratio)
        for _ in range(ROUNDS):
            distance = y - intercept - slope * x
            shrink = 1 + ratio * slope**2
            true_x = x + ratio * slope * distance / shrink + centre_x
            true_y = y - distance / shrink + centre_y
            before, level_of_each = slope, (true_x + ratio * true_y) / (1 + ratio)
            if float(level_of_each.min()) <= 1e-12 * float(level_of_each.max()):
                break  # a true value of 0 or below would have an endless weight
            intercept, slope = _line(x, y, level_of_each**-2.0, ratio)
            if abs(slope - before) <= CLOSE * abs(slope):
                return intercept, slope
        return refuse(
            "not_converged", "重み付き回帰が収束しませんでした。", "The weighted line did not converge."
        )

    return fit


def _line(x: Vector, y: Vector, weights: Vector, ratio: float) -> Line:
    """Intercept and slope with known weights (Linnet 1993)."""
    mean_x, mean_y = float(np.average(x, weights=weights)), float(np.average(y, weights=weights))
    u = float(np.sum(weights * (x - mean_x) ** 2))
    q = float(np.sum(weights * (y - mean_y) ** 2))
    p = float(np.sum(weights * (x - mean_x) * (y - mean_y)))
    if abs(p) <= 1e-14 * math.sqrt(u * q):
        refuse(
            "uncorrelated",
            "2つの方法に相関がないため、直線を求められません。",
            "The methods do not correlate.",
        )
    gap = ratio * q - u
    root = math.sqrt(gap**2 + 4 * ratio * p**2)
    # of the two equal forms, the one that doesn't subtract nearly equal numbers
    slope = (gap + root) / (2 * ratio * p) if gap > 0 else 2 * p / (root - gap)
    return mean_y - slope * mean_x, slope


def _analytic(x: Vector, y: Vector, slope: float, centre: float) -> tuple[float, float]:
    """Standard errors of intercept and slope from the correlation (Strike 1991)."""
    r = float(np.sum(x * y) / math.sqrt(float(np.sum(x**2)) * float(np.sum(y**2))))
    error = abs(slope) * math.sqrt(max(0.0, (1 - r**2) / r**2 / (x.size - 2)))
    return error * math.sqrt(float(np.mean(x**2)) + centre**2), error


def _refuse_unfit(x: Vector, y: Vector, weighted: bool, interval: str) -> None:
    if interval not in INTERVALS:
        unknown("区間の方法", "interval", interval, INTERVALS)
    if is_constant(x) or is_constant(y):
        refuse(
            "no_variation",
            "測定値にばらつきがない列があり、直線を求められません。",
            "A column without variation allows no line.",
        )
    if weighted and interval == "analytic":
        refuse(
            "weighted_analytic",
            "重み付きの場合、区間はジャックナイフ法で求めてください。",
            "With weights, only the jackknife gives the interval.",
        )
    if weighted and (np.any(x <= 0) or np.any(y <= 0)):
        refuse(
            "not_positive",
            "重み付きデミング回帰では、すべての測定値が0より大きい必要があります。",
            "Weighted Deming regression needs values above 0.",
        )
