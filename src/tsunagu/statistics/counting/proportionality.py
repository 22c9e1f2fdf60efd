"""How proportional the counts of a dilution series are to the dilution: the quality indicators of ISO 20391-2."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.checking import Vector
from tsunagu.statistics.counting.checking import unknown
from tsunagu.statistics.counting.dilution_series import (
    AtDilution,
    DilutionSeries,
    SampleMeans,
    at_each_dilution,
    sample_means,
)
from tsunagu.statistics.estimates import refuse

VARIANCES: dict[str, Callable[[Vector], Vector]] = {
    "constant": np.ones_like,
    "proportional_to_mean": lambda fraction: fraction,
    "proportional_to_mean_squared": np.square,
}
WEIGHTINGS = ("number_over_variance", "inverse_variance")


@dataclass(frozen=True, slots=True)
class Conventions:
    """How the fits are made; the defaults are those of ISO 20391-2:2019 as NIST COMET computes them.

    Attributes
    ----------
    variance : how the variance of a mean grows with the dilution fraction (a key of ``VARIANCES``).
    degree : degree of the smoothing polynomial; ``None`` for the number of target fractions less 1.
    smooth_weights : ``inverse_variance`` or ``number_over_variance`` (differ only for unequal sample sizes).
    cv : ``mean`` or ``pooled`` (``dilution_series.at_each_dilution``).
    """

    variance: str = "proportional_to_mean"
    degree: int | None = None
    smooth_weights: str = "number_over_variance"
    cv: str = "mean"


@dataclass(frozen=True, slots=True)
class Indicators:
    """Quality indicators of one counting method; all sums run over the replicate samples.

    ``p`` is the proportional fit, ``s`` the smoothed mean, ``y`` the observed mean of a sample.

    Attributes
    ----------
    slope : concentration at fraction 1 by the proportional fit.
    r_squared, smoothed_r_squared : of ``y`` on the fraction through 0, and of ``s`` on ``p`` through 0.
    sum_squared, sum_absolute : of y - p.
    scaled_sum_squared, scaled_sum_absolute : of (y - p) / p.
    smoothed_sum_squared, smoothed_sum_absolute : of s - p.
    proportionality_index : sum of ((s - p) / p)^2, the smoothed scaled sum of squares.
    smoothed_scaled_sum_absolute : of (s - p) / p.
    stabilized_sum_squared, stabilized_sum_absolute : of (s - p) / sqrt(p).
    dilutions : mean and coefficient of variation per target fraction.
    """

    slope: float
    r_squared: float
    sum_squared: float
    sum_absolute: float
    scaled_sum_squared: float
    scaled_sum_absolute: float
    smoothed_r_squared: float
    smoothed_sum_squared: float
    smoothed_sum_absolute: float
    proportionality_index: float
    smoothed_scaled_sum_absolute: float
    stabilized_sum_squared: float
    stabilized_sum_absolute: float
    dilutions: tuple[AtDilution, ...]


DEFAULT = Conventions()


def indicators(series: DilutionSeries, conventions: Conventions = DEFAULT) -> Indicators:
    """Return the quality indicators without intervals (``bootstrap.evaluate_method`` adds them).

    Refuses counts that are all 0, and a polynomial degree that the number of target fractions doesn't carry.
    """
    means = sample_means(series)
    if not np.any(means.mean):
        refuse("nothing_counted", "すべての計数値が0です。", "All counts are 0.")
    variance = _variance(means.fraction, conventions)
    weights = means.number / variance
    slope = float(np.sum(weights * means.fraction * means.mean) / np.sum(weights * means.fraction**2))
    proportional = slope * means.fraction
    smooth_weights = weights if conventions.smooth_weights == "number_over_variance" else 1 / variance
    smooth = _smoothed(means, smooth_weights, conventions.degree)
    observed, scaled = means.mean - proportional, (means.mean - proportional) / proportional
    bent = smooth - proportional
    stable = bent / np.sqrt(proportional)
    return Indicators(
        slope=slope,
        r_squared=_r_squared(means.mean, means.fraction, weights),
        sum_squared=_squares(observed),
        sum_absolute=_absolutes(observed),
        scaled_sum_squared=_squares(scaled),
        scaled_sum_absolute=_absolutes(scaled),
        smoothed_r_squared=_r_squared(smooth, proportional, smooth_weights),
        smoothed_sum_squared=_squares(bent),
        smoothed_sum_absolute=_absolutes(bent),
        proportionality_index=_squares(bent / proportional),
        smoothed_scaled_sum_absolute=_absolutes(bent / proportional),
        stabilized_sum_squared=_squares(stable),
        stabilized_sum_absolute=_absolutes(stable),
        dilutions=at_each_dilution(series, conventions.cv),
    )


def _variance(fraction: Vector, conventions: Conventions) -> Vector:
    if conventions.variance not in VARIANCES:
        unknown("分散のモデル", "variance model", conventions.variance, VARIANCES)
    if conventions.smooth_weights not in WEIGHTINGS:
        unknown("平滑化の重み", "weighting", conventions.smooth_weights, WEIGHTINGS)
    return VARIANCES[conventions.variance](fraction)


def _smoothed(means: SampleMeans, weights: Vector, degree: int | None) -> Vector:
    targets = int(np.unique(means.target).size)
    chosen = targets - 1 if degree is None else degree
    if not 1 <= chosen <= targets - 1:
        refuse(
            "degree",
            f"平滑化多項式の次数は1から{targets - 1}（希釈段階数−1）の間で指定してください。",
            f"The degree of the smoothing polynomial must lie between 1 and {targets - 1} (dilutions less 1).",
        )
    centre, half = float(np.mean(means.fraction)), float(np.ptp(means.fraction)) / 2
    # the same polynomial on a centred scale: raw powers would lose digits
    powers = np.polynomial.legendre.legvander((means.fraction - centre) / half, chosen)
    root = np.sqrt(weights)
    solution = np.linalg.lstsq(powers * root[:, None], means.mean * root, rcond=None)[0]
    return np.asarray(powers @ solution, dtype=np.float64)


def _r_squared(y: Vector, x: Vector, weights: Vector) -> float:
    slope = np.sum(weights * x * y) / np.sum(weights * x * x)
    return float(1 - np.sum(weights * (y - slope * x) ** 2) / np.sum(weights * y * y))


def _squares(values: Vector) -> float:
    return float(np.sum(values**2))


def _absolutes(values: Vector) -> float:
    return float(np.sum(np.abs(values)))
