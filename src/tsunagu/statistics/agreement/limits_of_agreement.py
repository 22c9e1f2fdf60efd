"""Limits of agreement of two methods on the same subjects (Bland & Altman), on any of three scales."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics.agreement.proportional_bias import trend
from tsunagu.statistics.checking import Vector, is_constant, level, same_length, vector
from tsunagu.statistics.counting.checking import share, unknown
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

SCALES = ("difference", "ratio", "percent")
QUANTILES = ("normal", "t")
FEW, LARGEST_LOGARITHM = 20, 700.0
Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LimitsOfAgreement:
    """First minus second method (or first over second; or their difference in percent of their mean).

    Attributes
    ----------
    bias : mean difference with Student's t interval; the geometric mean ratio on the ratio scale.
    lower, upper : limits that hold the asked share of differences, each with its own interval.
    deviation : standard deviation of the differences (of their logarithms on the ratio scale).
    cautions : ``proportional_bias``, ``changing_spread``, ``few_subjects``.
    proportional_bias : slope of the difference on the mean of both; ``None`` where the means don't vary.
    proportional_p, spread_p : of that slope, and of the rank correlation of the absolute residual with the mean.
    subjects : number of subjects.
    """

    bias: Estimate
    lower: Estimate
    upper: Estimate
    deviation: float
    proportional_bias: Estimate | None
    proportional_p: float | None
    spread_p: float | None
    subjects: int
    cautions: tuple[Caution, ...]


def limits_of_agreement(
    first: ArrayLike,
    second: ArrayLike,
    *,
    scale: str = "difference",
    coverage: float = 0.95,
    method: str = "exact",
    quantile: str = "normal",
    confidence: float = LEVEL,
) -> LimitsOfAgreement:
    """Return bias and limits of agreement of single paired measurements.

    Parameters
    ----------
    first, second : one value per subject and method, shape (n,), n at least 3.
    scale : ``difference``, ``ratio`` (of logarithms, given back as ratios; values above 0) or ``percent`` (100 x
        difference over the mean of both).
    coverage : share of differences between the limits.
    method : interval of a limit: ``exact`` (noncentral t; Carkeet 2015), ``mover`` (Zou 2013), ``approximate``
        (t with variance s^2 (1/n + z^2 / (2 (n - 1))); Bland & Altman 1999) or ``bland_altman_1986``
        (variance 3 s^2 / n).
    quantile : multiple of the standard deviation: ``normal`` (1.96; Bland & Altman 1986) or ``t`` with n - 1 degrees.
    """
    one, other = vector(first, 3), vector(second, 3)
    same_length(one, other)
    differences, means = _scaled(one, other, scale)
    if method not in LIMITS:
        unknown("区間の方法", "method", method, LIMITS)
    n = differences.size
    multiple = _multiple(quantile, coverage, n - 1)
    bias = float(np.mean(differences))
    deviation = 0.0 if is_constant(differences) else float(np.std(differences, ddof=1))
    alpha = 1 - level(confidence)
    ends = LIMITS[method](deviation, multiple, n, alpha)
    half = float(scipy.stats.t.isf(alpha / 2, n - 1)) * deviation / math.sqrt(n)
    seen = trend(differences, means, confidence)
    back = _ratio if scale == "ratio" else float

    def estimate(value: float, low: float, high: float, name: str) -> Estimate:
        return Estimate(back(value), Interval(back(low), back(high), confidence), n - 1, name)

    reach = multiple * deviation
    return LimitsOfAgreement(
        bias=estimate(bias, bias - half, bias + half, "t"),
        lower=estimate(bias - reach, bias - ends[1], bias - ends[0], method),
        upper=estimate(bias + reach, bias + ends[0], bias + ends[1], method),
        deviation=deviation,
        proportional_bias=seen.slope,
        proportional_p=seen.slope_p,
        spread_p=seen.spread_p,
        subjects=n,
        cautions=seen.cautions + ((FEW_SUBJECTS,) if n < FEW else ()),
    )


def _ratio(logarithm: float) -> float:
    return math.exp(logarithm) if logarithm < LARGEST_LOGARITHM else math.inf


def _scaled(one: Vector, other: Vector, scale: str) -> tuple[Vector, Vector]:
    """Differences and means on the scale of the analysis."""
    if scale not in SCALES:
        unknown("尺度", "scale", scale, SCALES)
    if scale == "difference":
        return one - other, (one + other) / 2
    if np.any(one <= 0) or np.any(other <= 0):
        refuse(
            "not_positive",
            "比または百分率の尺度では、すべての測定値が0より大きい必要があります。",
            "Ratios and percentages need values above 0.",
        )
    if scale == "ratio":
        return np.log(one) - np.log(other), (np.log(one) + np.log(other)) / 2
    return 200 * (one - other) / (one + other), (one + other) / 2


def _multiple(quantile: str, coverage: float, degrees: int) -> float:
    tail = (1 - share(coverage, "一致限界に含める割合", "coverage")) / 2
    if quantile not in QUANTILES:
        unknown("分位点", "quantile", quantile, QUANTILES)
    return float(scipy.stats.norm.isf(tail) if quantile == "normal" else scipy.stats.t.isf(tail, degrees))


def _exact(deviation: float, multiple: float, n: int, alpha: float) -> Ends:
    shifted = scipy.stats.nct(n - 1, multiple * math.sqrt(n))
    low, high = (float(shifted.ppf(tail)) for tail in (alpha / 2, 1 - alpha / 2))
    return low * deviation / math.sqrt(n), high * deviation / math.sqrt(n)


def _mover(deviation: float, multiple: float, n: int, alpha: float) -> Ends:
    mean = float(scipy.stats.t.isf(alpha / 2, n - 1)) * deviation / math.sqrt(n)
    largest = deviation * math.sqrt((n - 1) / float(scipy.stats.chi2.ppf(alpha / 2, n - 1)))
    smallest = deviation * math.sqrt((n - 1) / float(scipy.stats.chi2.isf(alpha / 2, n - 1)))
    return mover_ends(mean, multiple, deviation, smallest, largest)


def mover_ends(half: float, multiple: float, deviation: float, smallest: float, largest: float) -> Ends:
    """Return how far a limit's interval reaches from the bias: mean and deviation vary independently (Zou 2013).

    ``half`` is the half-width of the bias; ``smallest`` and ``largest`` are the limits of the deviation.
    """
    middle = multiple * deviation
    low = middle - math.hypot(half, multiple * (deviation - smallest))
    return low, middle + math.hypot(half, multiple * (largest - deviation))


def _approximate(deviation: float, multiple: float, n: int, alpha: float) -> Ends:
    error = deviation * math.sqrt(1 / n + multiple**2 / (2 * (n - 1)))
    half = float(scipy.stats.t.isf(alpha / 2, n - 1)) * error
    return multiple * deviation - half, multiple * deviation + half


def _first(deviation: float, multiple: float, n: int, alpha: float) -> Ends:
    half = float(scipy.stats.t.isf(alpha / 2, n - 1)) * deviation * math.sqrt(3 / n)
    return multiple * deviation - half, multiple * deviation + half


LIMITS: dict[str, Callable[[float, float, int, float], Ends]] = {
    "exact": _exact,
    "mover": _mover,
    "approximate": _approximate,
    "bland_altman_1986": _first,
}
FEW_SUBJECTS = Caution(
    "few_subjects",
    "対象が20未満のため、一致限界の区間が広くなります。",
    "With fewer than 20 subjects the limits of agreement are imprecise.",
)
