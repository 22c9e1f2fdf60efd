"""Standard deviation of a stable process from moving ranges or groups, by the estimators that charts use."""

import itertools
import math
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.checking import Vector, choice, level, vector, whole
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse
from tsunagu.statistics.monitoring.constants import LARGEST_GROUP, c4, d2, d3, degrees_behind

IndividualSigma = Literal["mean_moving_range", "median_moving_range", "sd", "sd_c4"]
"""Mean moving range / d2 (ISO 7870-2, qcc ``MR``); median moving range / 0.954; s; s / c4 (qcc ``SD``)."""
GroupSigma = Literal["uwave_r", "mvlue_r", "uwave_sd", "mvlue_sd", "rmsdf", "pooled_sd"]
"""As in qcc and SAS: unweighted means or minimum variance linear unbiased estimators of ranges / d2 or standard
deviations / c4, root mean square / c4, and the pooled standard deviation without c4 (ISO 22514-2)."""
Groups = Sequence[ArrayLike] | Vector
"""Values of each group, or an array of shape (groups, size)."""
MEDIAN_OF_RANGE = math.sqrt(2) * float(special.ndtri(0.75))
COVARIANCE_OF_NEIGHBOURS = 4 / math.pi * (math.sqrt(3) / 2 + math.pi / 12 - 1)
"""Of two neighbouring moving ranges of two, in variances: E|U||V| with correlation -1/2 (Cryer and Ryan 1990)."""


def sigma_of_individuals(
    values: ArrayLike,
    method: IndividualSigma = "mean_moving_range",
    span: int = 2,
    used: Sequence[bool] | None = None,
    confidence: float = LEVEL,
) -> Estimate:
    """Estimate the process standard deviation from single values in the order of their making.

    Parameters
    ----------
    values : shape (n,).
    span : values in a moving range.
    used : which values count; a moving range over a value that doesn't is left out, not bridged. Shape (n,).

    The interval is that of a chi distribution with the estimator's coefficient of variation (Patnaik 1950); overlapping
    ranges of more than two and the median count as those that don't overlap. Refuses too few and constant values.
    """
    x = vector(values, 2)
    choice(method, get_args(IndividualSigma), "標準偏差の求め方", "method of the standard deviation")
    keep = np.ones(x.size, dtype=bool) if used is None else np.asarray(used, dtype=bool)
    if method in ("sd", "sd_c4"):
        return _of_deviation(x[keep], method == "sd_c4", confidence)
    span = whole(span, "移動範囲の個数", "span of the moving range", 2, LARGEST_GROUP, code="span")
    starts = [i for i in range(x.size - span + 1) if keep[i : i + span].all()]
    if not starts:
        refuse(
            "too_few",
            f"連続する{span}個の値がなく、移動範囲を計算できません。",
            f"There are no {span} values in a row, so there is no moving range.",
        )
    ranges = np.array([np.ptp(x[i : i + span]) for i in starts])
    if method == "median_moving_range":
        if span != 2:
            refuse(
                "median_span",
                "移動範囲の中央値は隣り合う2個の値について計算します。",
                "The median moving range is that of two neighbouring values.",
            )
        return _scaled(
            float(np.median(ranges)) / MEDIAN_OF_RANGE, _variation_of_median(x.size // 2), confidence, method
        )
    return _scaled(float(ranges.mean()) / d2(span), _variation_of_ranges(starts, span), confidence, method)


def sigma_of_groups(groups: Groups, method: GroupSigma = "uwave_r", confidence: float = LEVEL) -> Estimate:
    """Estimate the standard deviation within groups (subgroups made under the same conditions).

    Parameters
    ----------
    groups : values of each group, at least two each; sizes may differ.

    Sources: qcc's sd.xbar (Scrucca 2004); Burr (Ind Qual Control 1969) for unequal sizes. Refuses groups of one and
    groups without any variation.
    """
    choice(method, get_args(GroupSigma), "標準偏差の求め方", "method of the standard deviation")
    found = [vector(group, 2) for group in groups]
    if not found:
        refuse("too_few", "群がありません。", "There are no groups.")
    sizes = [group.size for group in found]
    if method in ("rmsdf", "pooled_sd"):
        degrees = sum(sizes) - len(sizes)
        pooled = math.sqrt(
            sum((n - 1) * deviation(g) ** 2 for n, g in zip(sizes, found, strict=True)) / degrees
        )
        shape = c4(degrees + 1) if method == "rmsdf" else 1.0
        return _with_degrees(pooled / shape, degrees, shape, confidence, method)
    by_range = method.endswith("_r")
    spread = [float(np.ptp(g)) if by_range else deviation(g) for g in found]
    unit = [d2(n) if by_range else c4(n) for n in sizes]
    noise = [(d3(n) / d2(n)) ** 2 if by_range else 1 / c4(n) ** 2 - 1 for n in sizes]
    weight = [1 / v if method.startswith("mvlue") else 1.0 for v in noise]
    total = sum(weight)
    value = sum(w * s / u for w, s, u in zip(weight, spread, unit, strict=True)) / total
    variation = math.sqrt(sum(w * w * v for w, v in zip(weight, noise, strict=True))) / total
    return _scaled(value, variation, confidence, method)


def deviation(values: Vector) -> float:
    """Return the sample standard deviation (n - 1), with the first value taken off so that offsets cost no digits."""
    return float((values - values[0]).std(ddof=1))


def _of_deviation(values: Vector, unbiased: bool, confidence: float) -> Estimate:
    vector(values, 2)
    shape = c4(values.size) if unbiased else 1.0
    name = "sd_c4" if unbiased else "sd"
    return _with_degrees(deviation(values) / shape, values.size - 1, shape, confidence, name)


def _scaled(value: float, variation: float, confidence: float, method: str) -> Estimate:
    degrees = degrees_behind(variation)
    shape = float(special.poch(degrees / 2, 0.5)) / math.sqrt(degrees / 2)
    return _with_degrees(value, degrees, shape, confidence, method)


def _with_degrees(value: float, degrees: float, shape: float, confidence: float, method: str) -> Estimate:
    if value <= 0:
        refuse(
            "no_variation",
            "値にばらつきがなく、管理限界を計算できません。測定の分解能を確認してください。",
            "The values don't vary, so there are no control limits; check the resolution of the measurement.",
        )
    tail = (1 - level(confidence)) / 2
    squares = (value * shape) ** 2 * degrees
    lower = math.sqrt(squares / float(scipy.stats.chi2.isf(tail, degrees)))
    upper = math.sqrt(squares / float(scipy.stats.chi2.ppf(tail, degrees)))
    return Estimate(value, Interval(lower, upper, confidence), degrees, method)


def _variation_of_ranges(starts: list[int], span: int) -> float:
    count = len(starts)
    if span > 2:
        return d3(span) / d2(span) / math.sqrt(max(count // span, 1))
    neighbours = sum(b - a == 1 for a, b in itertools.pairwise(starts))
    variance = count * d3(2) ** 2 + 2 * neighbours * COVARIANCE_OF_NEIGHBOURS
    return math.sqrt(variance) / (count * d2(2))


def _variation_of_median(count: int) -> float:
    """Coefficient of variation of the median of ``count`` absolute normal values (asymptotic)."""
    middle = float(special.ndtri(0.75))
    density = 2 * float(scipy.stats.norm.pdf(middle))
    return 1 / (2 * density * middle * math.sqrt(max(count, 1)))
