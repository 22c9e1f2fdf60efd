"""Intervals for sums, differences and ratios of mean squares: modified large sample (MLS) and Satterthwaite."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from tsunagu.statistics import checking
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse

Array = NDArray[np.float64]
METHODS = ("mls", "satterthwaite")
BISECTIONS = 45
LEAST_DEGREES, MOST_DEGREES = 0.1, 1e12
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class _Factors:
    """Constants of one pair of one-sided bounds; ``own`` (Q,) and ``pairs``, ``alike`` (Q, Q).

    Row 0 of each holds what a lower bound needs, row 1 what an upper bound needs, for mean squares that
    enter with a plus sign (``own``), pairs of opposite signs (first index: plus) and pairs of one sign.
    """

    plus: Array
    minus: Array
    pairs: Array
    alike: Array


def mls_limits(
    squares: ArrayLike, degrees: ArrayLike, weights: ArrayLike, level: float = LEVEL
) -> tuple[Array, Array]:
    """Return the MLS limits of a weighted sum of mean squares, not truncated at zero.

    With weights of one sign the limits of Graybill & Wang (1980); with both signs those of Ting, Burdick, Graybill,
    Jeyaratnam & Lu (1990), as in Burdick & Graybill (1992), sections 3.2 and 3.3. They are exact where one mean
    square alone counts, and where a difference of two is just not different from zero.

    Parameters
    ----------
    squares : shape (..., Q), independent mean squares in squared units of the data.
    degrees : shape (Q,), their degrees of freedom (need not be whole).
    weights : shape (Q,) or (..., Q), of any sign.

    Returns
    -------
    Lower and upper limits, shape (...,).
    """
    alpha = (1 - checking.level(level)) / 2
    ms, free, row = _checked(squares, degrees, weights)
    terms = row * ms
    largest = np.max(np.abs(terms), axis=-1, keepdims=True)
    terms = np.where(np.abs(terms) <= ROUNDING * largest, 0.0, terms)  # a weight of -1e-17 is no minus sign
    unit = np.where(largest > 0, largest, 1.0)  # squares of any unit stay within the range of numbers
    terms = terms / unit
    factors = _factors(tuple(free.tolist()), alpha)
    positive, negative = np.maximum(terms, 0), np.maximum(-terms, 0)
    middle = terms.sum(axis=-1)
    down = _spread(positive, negative, factors, 0)
    up = _spread(negative, positive, factors, 1)
    unit = unit[..., 0]
    return unit * (middle - down), unit * (middle + up)


def _checked(squares: ArrayLike, degrees: ArrayLike, *weights: ArrayLike) -> tuple[Array, ...]:
    """Return mean squares, degrees and weights; refuses what can't be, or doesn't belong together."""
    ms, free = checking.numbers(squares), checking.vector(degrees)
    rows = [checking.numbers(row) for row in weights]
    sizes = {array.shape[-1] if array.ndim else 0 for array in (ms, free, *rows)}
    finite = all(np.all(np.abs(array) <= checking.LARGEST) for array in (ms, *rows))
    if len(sizes) > 1 or not finite or np.any(ms < 0):
        refuse(
            "mean_squares",
            "平均平方（0以上）、自由度、重みを同じ個数の数値で指定してください。",
            "Mean squares (not negative), degrees of freedom and weights must be as many numbers each.",
        )
    if np.any(free < LEAST_DEGREES) or np.any(free > MOST_DEGREES):
        refuse(
            "degrees",
            f"自由度は{LEAST_DEGREES}以上{MOST_DEGREES:g}以下の数値で指定してください。",
            f"Degrees of freedom must be numbers from {LEAST_DEGREES} to {MOST_DEGREES:g}.",
        )
    return ms, free, *rows


def variance_limits(
    squares: ArrayLike, degrees: ArrayLike, weights: ArrayLike, level: float = LEVEL
) -> tuple[Array, Array]:
    """Return the MLS limits of a variance, cut off at zero; shapes as in ``mls_limits``.

    Where even the upper limit falls below zero (levels agree better than chance allows, in one study of forty with no
    variance at all) the limits for an estimate of exactly zero are given: an interval from 0 to 0 would claim a
    certainty that no study has.
    """
    ms, _, weights = _checked(squares, degrees, weights)
    lower, upper = mls_limits(ms, degrees, weights, level)
    spare = mls_limits(_raised(ms, weights), degrees, weights, level)[1]
    return np.maximum(lower, 0.0), np.where(upper > 0, upper, np.maximum(spare, 0.0))


def _raised(squares: Array, weights: ArrayLike) -> Array:
    """Return mean squares with those of positive weight enlarged until a negative weighted sum is zero."""
    row = np.asarray(weights, dtype=np.float64)
    plus = np.sum(np.maximum(row, 0) * squares, axis=-1, keepdims=True)
    minus = np.sum(np.maximum(-row, 0) * squares, axis=-1, keepdims=True)
    times = np.divide(minus, plus, out=np.ones_like(plus), where=plus > 0)
    return np.where(row > 0, squares * np.maximum(times, 1.0), squares)


def _spread(first: Array, second: Array, factors: _Factors, side: int) -> Array:
    """Return the distance to a bound; ``first`` are the terms whose overestimation the bound guards against."""
    own = np.sum((factors.plus * first) ** 2 + (factors.minus * second) ** 2, axis=-1)
    positive, negative = (first, second) if side == 0 else (second, first)
    crossed: Array = np.einsum("...q,qr,...r->...", positive, factors.pairs[side], negative)
    count = (first > 0).sum(axis=-1)
    mixed = (count > 1) & (second > 0).any(axis=-1)
    alike: Array = np.einsum("...q,qr,...r->...", first, factors.alike, first) / np.maximum(count - 1, 1)
    squared: Array = own + crossed + np.where(mixed, alike, 0.0)
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)), dtype=np.float64)


@lru_cache(maxsize=256)
def _factors(degrees: tuple[float, ...], alpha: float) -> _Factors:
    """Return the constants G, H, G_qr, H_qr and G*_qt of Ting et al. (1990) for these degrees of freedom."""
    free = np.array(degrees)
    over = 1 - free / scipy.stats.chi2.ppf(1 - alpha, free)
    under = free / scipy.stats.chi2.ppf(alpha, free) - 1
    rows, columns = free[:, None], free[None, :]
    high, low = scipy.stats.f.ppf(1 - alpha, rows, columns), scipy.stats.f.ppf(alpha, rows, columns)
    lower = ((high - 1) ** 2 - over[:, None] ** 2 * high**2 - under[None, :] ** 2) / high
    upper = ((1 - low) ** 2 - under[:, None] ** 2 * low**2 - over[None, :] ** 2) / low
    both = rows + columns
    joint = 1 - both / scipy.stats.chi2.ppf(1 - alpha, both)
    alike = joint**2 * both**2 / (rows * columns)
    alike = alike - over[:, None] ** 2 * rows / columns - over[None, :] ** 2 * columns / rows
    return _Factors(over, under, np.stack([lower, upper]), np.triu(alike, 1))


def satterthwaite_degrees(squares: ArrayLike, degrees: ArrayLike, weights: ArrayLike) -> Array:
    """Return the effective degrees of freedom of a weighted sum of mean squares (Satterthwaite 1946); shape (...,)."""
    ms, freedoms, row = _checked(squares, degrees, weights)
    terms = row * ms
    largest = np.max(np.abs(terms), axis=-1, keepdims=True)
    terms = terms / np.where(largest > 0, largest, 1.0)
    spread = np.sum(terms**2 / freedoms, axis=-1)
    together = terms.sum(axis=-1) ** 2
    free = np.divide(together, spread, out=np.zeros_like(together), where=spread > 0)
    return np.asarray(free, dtype=np.float64)


def satterthwaite_limits(
    squares: ArrayLike, degrees: ArrayLike, weights: ArrayLike, level: float = LEVEL
) -> tuple[Array, Array]:
    """Return the chi-squared limits with Satterthwaite's degrees of freedom (1946); zero to infinity where none are.

    Shapes as in ``mls_limits``. Only for comparison with programs that use them: for a component with few levels they
    cover far less often than they claim.
    """
    alpha = (1 - checking.level(level)) / 2
    free = satterthwaite_degrees(squares, degrees, weights)
    value = np.sum(np.asarray(weights, dtype=np.float64) * np.asarray(squares, dtype=np.float64), axis=-1)
    known = (free > 1e-3) & (value > 0)
    free = np.where(known, free, 1.0)
    with np.errstate(over="ignore"):
        upper = np.where(known, free * value / np.maximum(scipy.stats.chi2.ppf(alpha, free), 1e-300), np.inf)
    return np.where(known, free * value / scipy.stats.chi2.ppf(1 - alpha, free), 0.0), upper


def ratio_limits(
    squares: ArrayLike,
    degrees: ArrayLike,
    numerator: ArrayLike,
    denominator: ArrayLike,
    level: float = LEVEL,
) -> tuple[Array, Array]:
    """Return limits, 0 to infinity, of the ratio of two weighted sums of mean squares, such as a share of variance.

    The ratios r are kept for which the MLS interval of (numerator - r denominator) holds zero (Burdick & Graybill
    1992, section 3.4); for two mean squares that is the exact interval by F.

    Parameters
    ----------
    squares, degrees : as in ``mls_limits``.
    numerator, denominator : shape (Q,) each, the weights of the two sums; the denominator's sum is positive.
    """
    ms, _, over, under = _checked(squares, degrees, numerator, denominator)
    low, high = np.zeros((2, *ms.shape[:-1])), np.full((2, *ms.shape[:-1]), np.pi / 2)
    for _ in range(
        BISECTIONS
    ):  # of the angle whose tangent is the ratio; row 0 seeks the lower limit, row 1 the upper
        angle = (low + high) / 2
        weights = np.cos(angle)[..., None] * over - np.sin(angle)[..., None] * under
        lower, upper = mls_limits(ms, degrees, weights, level)
        above = np.stack([lower[0], upper[1]]) > 0
        low, high = np.where(above, angle, low), np.where(above, high, angle)
    lower, upper = np.tan(low[0]), np.tan(high[1])
    return lower, np.where(low[1] == 0.0, 0.0, upper)


def combination(
    squares: ArrayLike,
    degrees: ArrayLike,
    weights: ArrayLike,
    level: float = LEVEL,
    method: str = "mls",
    value: float | None = None,
) -> Estimate:
    """Return a variance as a weighted sum of mean squares, cut off at zero, with its interval.

    ``value`` is the estimate where it was found otherwise (unbalanced designs); the interval is widened to hold it.
    Refuses an unknown method.
    """
    if method not in METHODS:
        refuse(
            "method", f"区間の方法「{method}」は使えません。", f"There is no method of intervals {method!r}."
        )
    squares, _, weights = _checked(squares, degrees, weights)
    _refuse_rows(squares, weights)
    limits = variance_limits if method == "mls" else satterthwaite_limits
    lower, upper = (max(float(limit), 0.0) for limit in limits(squares, degrees, weights, level))
    free = float(satterthwaite_degrees(squares, degrees, weights))
    found = float(np.dot(weights, squares)) if value is None else value
    found = max(found, 0.0)
    return Estimate(found, Interval(min(lower, found), max(upper, found), level), free, method)


def share(
    squares: ArrayLike,
    degrees: ArrayLike,
    part: ArrayLike,
    whole: ArrayLike,
    level: float = LEVEL,
    value: float | None = None,
) -> Estimate:
    """Return which share (0-1) of a total variance a part of it is, with the interval of ``ratio_limits``."""
    ms, _, part, whole = _checked(squares, degrees, part, whole)
    _refuse_rows(ms, part, whole)
    if not float(np.dot(whole, ms)) > checking.SMALLEST:
        refuse("no_total", "分散の合計が0以下です。", "The total variance is not above 0.")
    lower, upper = (min(float(limit), 1.0) for limit in ratio_limits(ms, degrees, part, whole, level))
    if upper <= 0.0:  # as in variance_limits
        upper = min(float(ratio_limits(_raised(ms, part), degrees, part, whole, level)[1]), 1.0)
    found = float(np.dot(part, ms) / np.dot(whole, ms)) if value is None else value
    found = min(max(found, 0.0), 1.0)
    return Estimate(found, Interval(min(lower, found), max(upper, found), level), None, "mls")


def _refuse_rows(*arrays: Array) -> None:
    if any(array.ndim != 1 for array in arrays):
        refuse("not_a_list", "数値を1列で指定してください。", "The values must form one column.")


def rescaled(estimate: Estimate, factor: float) -> Estimate:
    """Return an estimate and its interval in another unit; ``factor`` is positive."""
    ends = estimate.interval
    moved = Interval(ends.lower * factor, ends.upper * factor, ends.level)
    return Estimate(estimate.value * factor, moved, estimate.degrees, estimate.method)


def square_root(variance: Estimate) -> Estimate:
    """Return the standard deviation of a variance, with its interval."""
    ends = variance.interval
    rooted = Interval(float(np.sqrt(ends.lower)), float(np.sqrt(ends.upper)), ends.level)
    return Estimate(float(np.sqrt(variance.value)), rooted, variance.degrees, variance.method)


def mean_limits(middle: Array, variance: Array, degrees: float, level: float = LEVEL) -> tuple[Array, Array]:
    """Return the limits of a mean by Student's t from its estimated variance; shapes alike."""
    half = scipy.stats.t.ppf((1 + checking.level(level)) / 2, degrees) * np.sqrt(variance)
    return middle - half, middle + half
