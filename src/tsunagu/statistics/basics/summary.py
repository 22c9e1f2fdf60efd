"""Mean, standard deviation and lag-1 autocorrelation that keep their digits however large the common offset is."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.checking import Vector, is_constant, level, vector
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

SMALLEST = 1e-140  # squares of smaller differences vanish


@dataclass(frozen=True, slots=True)
class Summary:
    """What one column of numbers says.

    Attributes
    ----------
    count : number of values.
    mean : with its interval from Student's t, where there are two values or more that differ.
    sd : sample standard deviation (divisor n - 1) with its chi-square interval.
    lag1 : lag-1 autocorrelation.
    """

    count: int
    mean: Estimate
    sd: Estimate
    lag1: float


def centre(values: Vector) -> tuple[float, Vector]:
    """Return the mean and each value's deviation from it.

    The sum is exact (Shewchuk 1997), and the deviations are centred a second time, so that what the rounding of
    the mean took is given back (corrected two-pass algorithm; Chan, Golub and LeVeque 1983). Equal values deviate
    by exactly 0. Refuses values whose differences are all below 1e-140, as their squares would vanish.
    """
    if is_constant(values):
        return float(values[0]), np.zeros(values.size)
    mean = math.fsum(values) / values.size
    deviations = values - mean
    correction = math.fsum(deviations) / values.size
    if float(np.max(np.abs(deviations))) < SMALLEST:
        refuse(
            "too_small",
            "値どうしの差が小さすぎて計算できません。単位を変えてください。",
            "The values differ too little to calculate with; choose another unit.",
        )
    return mean + correction, deviations - correction


def mean(values: ArrayLike) -> float:
    """Return the mean of at least one value."""
    return centre(vector(values))[0]


def variance(values: ArrayLike) -> float:
    """Return the sample variance (divisor n - 1) of at least two values; exactly 0 where all are equal."""
    checked = vector(values, least=2)
    return sum_of_squares(checked) / (checked.size - 1)


def sum_of_squares(values: Vector) -> float:
    """Return the sum of squares about the mean, exactly 0 where all values are equal."""
    deviations = centre(values)[1]
    return math.fsum(deviations * deviations)


def lag1_autocorrelation(values: ArrayLike) -> float:
    """Return the lag-1 autocorrelation: sum of products of neighbours' deviations over the sum of squares.

    As in NIST's Statistical Reference Datasets. Refuses fewer than two values, and values that are all equal.
    """
    checked = vector(values, least=2)
    _refuse_constant(checked)
    deviations = centre(checked)[1]
    return math.fsum(deviations[:-1] * deviations[1:]) / math.fsum(deviations * deviations)


def summary(values: ArrayLike, confidence: float = LEVEL) -> Summary:
    """Return mean, standard deviation (both with intervals) and lag-1 autocorrelation of at least two values.

    Intervals hold for independent values from one normal distribution: t for the mean, chi-square for the
    standard deviation. Refuses fewer than two values, and values that are all equal.
    """
    checked = vector(values, least=2)
    _refuse_constant(checked)
    return Summary(
        checked.size,
        mean_estimate(checked, confidence),
        sd_estimate(math.sqrt(variance(checked)), checked.size - 1, confidence),
        lag1_autocorrelation(checked),
    )


def mean_estimate(values: Vector, confidence: float = LEVEL) -> Estimate:
    """Return the mean with its interval from Student's t with n - 1 degrees of freedom."""
    degrees = values.size - 1
    half = t_quantile(confidence, degrees) * math.sqrt(variance(values) / values.size)
    value = centre(values)[0]
    return Estimate(value, Interval(value - half, value + half, confidence), degrees, "t")


def sd_estimate(sd: float, degrees: float, confidence: float = LEVEL) -> Estimate:
    """Return a standard deviation with its chi-square interval.

    A standard deviation of 0 comes from values that are coarser than their spread: the upper end is then open.
    """
    if sd == 0:
        return Estimate(0.0, Interval(0.0, math.inf, confidence), degrees, "chi_square")
    tail = (1 - level(confidence)) / 2
    low = sd * math.sqrt(degrees / float(special.chdtri(degrees, tail)))
    high = sd * math.sqrt(degrees / float(special.chdtri(degrees, 1 - tail)))
    return Estimate(sd, Interval(low, high, confidence), degrees, "chi_square")


def t_quantile(confidence: float, degrees: float) -> float:
    """Return the two-sided quantile of Student's t."""
    return float(special.stdtrit(degrees, (1 + level(confidence)) / 2))


def _refuse_constant(values: Vector) -> None:
    if is_constant(values):
        refuse(
            "no_variation",
            "すべての値が同じため、ばらつきを求められません。測定値の桁数をご確認ください。",
            "All values are equal, so that nothing can be said of their spread; check how finely they were read.",
        )


def standardised(values: Vector) -> Vector:
    """Return the deviations from the mean in sample standard deviations; refuses values that are all equal."""
    _refuse_constant(values)
    deviations = centre(values)[1]
    scale = math.sqrt(math.fsum(deviations * deviations) / (values.size - 1))
    return np.asarray(deviations / scale, dtype=np.float64)
