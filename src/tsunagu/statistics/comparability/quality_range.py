"""Quality ranges: where reference lots lie, and how many test lots lie within."""

import math
from dataclasses import dataclass
from typing import Literal

import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics.checking import is_constant, one, vector
from tsunagu.statistics.checking import level as checked_level
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse
from tsunagu.statistics.monitoring.sigma import deviation
from tsunagu.statistics.monitoring.tolerance_factors import normal_factor

Method = Literal["sd", "min_max", "tolerance"]
FEW_REFERENCE, FEW_TEST = 10, 3


@dataclass(frozen=True, slots=True)
class QualityRange:
    """The range of the reference lots, and the test lots against it.

    Attributes
    ----------
    lower, upper : the range.
    factor : k of mean +- k s; None for ``min_max``.
    mean, sd : of the reference lots, with intervals.
    held : share of lots like the reference expected within the range (averaged over samples of that size).
    within : test lots within; ``outside`` the numbers, from 1, of those that aren't.
    share : within / all test lots, with the exact interval (Clopper-Pearson).
    met : whether the share reaches the one required.
    """

    lower: float
    upper: float
    method: Method
    factor: float | None
    mean: Estimate
    sd: Estimate
    held: float
    within: int
    outside: tuple[int, ...]
    share: Estimate
    met: bool
    cautions: tuple[Caution, ...]


def quality_range(
    reference: ArrayLike,
    test: ArrayLike,
    *,
    method: Method = "sd",
    factor: float = 3.0,
    coverage: float = 0.95,
    required: float = 0.9,
    level: float = LEVEL,
) -> QualityRange:
    """Compare test lots with the range of the reference lots.

    Parameters
    ----------
    reference, test : one value for each lot, shapes (m,) and (n,).
    method : ``sd``: mean +- ``factor`` s (FDA 2019 draft guidance on comparative analytical assessment); ``min_max``;
        ``tolerance``: holds ``coverage`` of reference lots with confidence ``level`` (ISO 16269-6; EMA 2021 reflection
        paper on comparing quality attributes).
    required : share of test lots that must lie within.

    A range isn't a test: it doesn't bound the chance of calling unlike lots alike. Refuses fewer than three reference
    lots and reference lots without variation.
    """
    checked_level(level)
    x, y = vector(reference, 3), vector(test, 1)
    if is_constant(x):
        refuse(
            "no_variation",
            "対照ロットの値がすべて同じで、範囲を決められません。",
            "The reference lots are all equal, so they give no range.",
        )
    if not (0 < one(factor) < math.inf and 0 < one(required) <= 1):
        refuse(
            "settings",
            "係数は正の数、必要な割合は0より大きく1以下で指定してください。",
            "The factor must be positive, the share required above 0 and not above 1.",
        )
    count, sd = x.size, deviation(x)
    center = float(x[0] + (x - x[0]).mean())
    k = None if method == "min_max" else factor if method == "sd" else normal_factor(count, coverage, level)
    lower, upper = (float(x.min()), float(x.max())) if k is None else (center - k * sd, center + k * sd)
    outside = tuple(number for number, value in enumerate(y, 1) if not lower <= value <= upper)
    within = y.size - len(outside)
    return QualityRange(
        lower, upper, method, k,
        _mean(center, sd, count, level), _spread(sd, count - 1, level),
        _held(k, count), within, outside, _share(within, y.size, level), within >= required * y.size,
        _cautions(count, y.size, method),
    )  # fmt: skip


def _held(factor: float | None, count: int) -> float:
    """Return the expected share of a normal process within the range; (n - 1)/(n + 1) between extremes (Wilks 1941)."""
    if factor is None:
        return (count - 1) / (count + 1)
    return 1 - 2 * float(scipy.stats.t.sf(factor / math.sqrt(1 + 1 / count), count - 1))


def _mean(mean: float, sd: float, count: int, level: float) -> Estimate:
    half = float(scipy.stats.t.ppf((1 + level) / 2, count - 1)) * sd / math.sqrt(count)
    return Estimate(mean, Interval(mean - half, mean + half, level), count - 1, "t")


def _spread(sd: float, degrees: int, level: float) -> Estimate:
    tail = (1 - level) / 2
    low = sd * math.sqrt(degrees / float(scipy.stats.chi2.isf(tail, degrees)))
    high = sd * math.sqrt(degrees / float(scipy.stats.chi2.ppf(tail, degrees)))
    return Estimate(sd, Interval(low, high, level), degrees, "chi_square")


def _share(within: int, count: int, level: float) -> Estimate:
    tail = (1 - level) / 2
    low = float(scipy.stats.beta.ppf(tail, within, count - within + 1)) if within else 0.0
    high = float(scipy.stats.beta.isf(tail, within + 1, count - within)) if within < count else 1.0
    return Estimate(within / count, Interval(low, high, level), method="clopper_pearson")


def _cautions(reference: int, test: int, method: Method) -> tuple[Caution, ...]:
    found = []
    if reference < FEW_REFERENCE:
        found.append(
            Caution(
                "few_reference_lots",
                f"対照ロットは{reference}ロットだけです。{FEW_REFERENCE}ロット未満では範囲の推定が不確かです。",
                f"There are {reference} reference lots; with fewer than {FEW_REFERENCE} the range itself is uncertain.",
            )
        )
    if test < FEW_TEST:
        found.append(
            Caution(
                "few_test_lots",
                f"試験ロットは{test}ロットだけで、範囲内の割合はほとんど分かりません。",
                f"There are {test} test lots, which say little of the share within.",
            )
        )
    if method == "min_max":
        found.append(
            Caution(
                "range_grows_with_lots",
                "最小値から最大値までの範囲は、対照ロットが増えるほど広がり、少ないと狭すぎます。",
                "The range from smallest to largest widens with every reference lot, and is too narrow with few.",
            )
        )
    return tuple(found)
