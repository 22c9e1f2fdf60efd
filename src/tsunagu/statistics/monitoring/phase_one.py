"""Phase I: limits calculated from points known to be good, to be frozen."""

import datetime
import math
from typing import Literal

import numpy as np
import scipy
from numpy.typing import ArrayLike

from tsunagu.statistics import checking
from tsunagu.statistics.checking import Vector, columns, number, same_length, vector
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse
from tsunagu.statistics.monitoring.limits import (
    ATTRIBUTES,
    WIDTH,
    Exclusion,
    FrozenLimits,
    few_points,
    used_points,
)
from tsunagu.statistics.monitoring.sigma import (
    Groups,
    GroupSigma,
    IndividualSigma,
    sigma_of_groups,
    sigma_of_individuals,
)


def freeze_individuals(
    values: ArrayLike,
    *,
    version: str,
    frozen_on: datetime.date,
    chart: Literal["individuals", "moving_range"] = "individuals",
    excluded: tuple[Exclusion, ...] = (),
    sigma: IndividualSigma = "mean_moving_range",
    span: int = 2,
    width: float = WIDTH,
    level: float = LEVEL,
) -> FrozenLimits:
    """Freeze the limits of a chart of single values or of their moving ranges (I-MR).

    Parameters
    ----------
    values : in the order of their making, shape (n,).
    version, frozen_on : what this set of limits is called, and the day on which it was set.
    excluded : points not to rest on, each with its reason.
    sigma, span : how the standard deviation is estimated (see ``sigma``).
    width : half-width of the limits in standard deviations; 3 by Shewhart.

    Source: ISO 7870-2:2013, charts for individuals. Refuses too few or constant values.
    """
    checking.choice(chart, ("individuals", "moving_range"), "管理図", "chart")
    x = vector(values, 2)
    used = used_points(x.size, excluded)
    keep = [number in used for number in range(1, x.size + 1)]
    spread = sigma_of_individuals(x, sigma, span, keep, level)
    return FrozenLimits(
        version,
        frozen_on,
        chart,
        _mean(x[keep], spread, level),
        spread,
        _width(width),
        used,
        excluded,
        span if chart == "moving_range" else 1,
        few_points(len(used)),
    )


def freeze_groups(
    groups: Groups,
    *,
    version: str,
    frozen_on: datetime.date,
    chart: Literal["xbar", "range", "sd"] = "xbar",
    excluded: tuple[Exclusion, ...] = (),
    sigma: GroupSigma = "uwave_r",
    width: float = WIDTH,
    level: float = LEVEL,
) -> FrozenLimits:
    """Freeze the limits of a chart of group means, ranges or standard deviations.

    Parameters
    ----------
    groups : values of each group in order; at least two each, sizes may differ (limits then differ by point).
    sigma : how the standard deviation within groups is estimated: ``uwave_r`` (mean range / d2) belongs to x-bar/R,
        ``uwave_sd`` (mean s / c4) to x-bar/S.

    The center is the mean of all values (Montgomery 6.3.2). Source: ISO 7870-2:2013. Refuses groups of one and groups
    without variation.
    """
    checking.choice(chart, ("xbar", "range", "sd"), "管理図", "chart")
    found = [vector(group, 2) for group in columns(groups)]
    used = used_points(len(found), excluded)
    kept = [found[number - 1] for number in used]
    spread = sigma_of_groups(kept, sigma, level)
    sizes = {group.size for group in kept}
    return FrozenLimits(
        version,
        frozen_on,
        chart,
        _mean(np.concatenate(kept), spread, level),
        spread,
        _width(width),
        used,
        excluded,
        sizes.pop() if len(sizes) == 1 else None,
        few_points(len(used)),
    )


def freeze_counts(
    counts: ArrayLike,
    sizes: ArrayLike | None = None,
    *,
    version: str,
    frozen_on: datetime.date,
    chart: Literal["p", "np", "c", "u"],
    excluded: tuple[Exclusion, ...] = (),
    width: float = WIDTH,
    level: float = LEVEL,
) -> FrozenLimits:
    """Freeze the limits of a chart of counts.

    Parameters
    ----------
    counts : defective units (p, np) or events (c, u) at each point, shape (n,).
    sizes : units inspected (p, np) or area of opportunity (u) at each point, shape (n,); none for ``c``.

    The interval of the center is exact (Clopper-Pearson 1934, Garwood 1936). Source of limits: ISO 7870-2:2013. Refuses
    counts that can't be, and none or all defective: no limit follows from those.
    """
    x, n = checked_counts(counts, sizes, chart)
    used = used_points(x.size, excluded)
    rows = [number - 1 for number in used]
    center = _share(x[rows], n[rows], chart in ("p", "np"), checking.level(level))
    same = float(n[rows][0]) if checking.is_constant(n[rows]) else None
    return FrozenLimits(
        version,
        frozen_on,
        chart,
        center,
        None,
        _width(width),
        used,
        excluded,
        int(same) if same is not None and same.is_integer() else None,
        few_points(len(used)),
    )


def checked_counts(counts: ArrayLike, sizes: ArrayLike | None, chart: str) -> tuple[Vector, Vector]:
    """Return counts and sizes, or refuse those that can't be."""
    checking.choice(chart, ATTRIBUTES, "管理図", "chart")
    x = vector(counts, 1)
    if sizes is None and chart != "c":
        refuse("no_sizes", "各点の検査数を指定してください。", "Give the number inspected at each point.")
    n = np.ones_like(x) if sizes is None or chart == "c" else vector(sizes, 1)
    same_length(x, n)
    is_share = chart in ("p", "np")
    if (
        np.any(x < 0)
        or np.any(np.abs(x - np.round(x)) > 1e-9)
        or np.any(n <= 0)
        or (is_share and np.any(x > n))
    ):
        refuse(
            "not_counts",
            "個数は0以上の整数で、検査数は正の数で、個数は検査数以下で指定してください。",
            "Counts must be whole numbers not below 0, sizes positive, and no more defective than inspected.",
        )
    return x, n


def _share(counts: Vector, sizes: Vector, is_share: bool, level: float) -> Estimate:
    events, total = float(counts.sum()), float(sizes.sum())
    if counts.size == 0 or events == 0 or (is_share and events == total):
        refuse(
            "no_variation",
            "すべての点が0、またはすべてが不適合のため、管理限界を計算できません。",
            "No or all units are defective, so no control limits follow from these counts.",
        )
    tail = (1 - level) / 2
    if is_share:
        lower = float(scipy.stats.beta.ppf(tail, events, total - events + 1))
        upper = float(scipy.stats.beta.isf(tail, events + 1, total - events))
        return Estimate(events / total, Interval(lower, upper, level), method="clopper_pearson")
    lower = float(scipy.stats.chi2.ppf(tail, 2 * events)) / 2 / total
    upper = float(scipy.stats.chi2.isf(tail, 2 * events + 2)) / 2 / total
    return Estimate(events / total, Interval(lower, upper, level), method="garwood")


def _mean(values: Vector, spread: Estimate, level: float) -> Estimate:
    mean = float(values[0] + (values - values[0]).mean())
    degrees = spread.degrees or math.inf
    half = float(scipy.stats.t.ppf((1 + level) / 2, degrees)) * spread.value / math.sqrt(values.size)
    return Estimate(mean, Interval(mean - half, mean + half, level), degrees, "t")


def _width(width: float) -> float:
    return number(width, "管理限界の幅", "width of the limits", above=0, code="width")
