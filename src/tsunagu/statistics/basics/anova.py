"""One-way analysis of variance with equal or unequal numbers of values in the groups."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.basics.summary import centre, sd_estimate, sum_of_squares, t_quantile
from tsunagu.statistics.checking import Vector, columns, is_constant
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse


@dataclass(frozen=True, slots=True)
class AnalysisOfVariance:
    """The table of a one-way analysis of variance.

    Attributes
    ----------
    f : ratio of the mean squares; infinite where the values within every group are equal.
    p_value : probability of an F at least as large where all groups have one mean.
    r_squared : share of the total sum of squares that lies between groups.
    residual_sd : standard deviation within groups with its chi-square interval.
    group_means : each with its interval from the common residual standard deviation.
    """

    ss_between: float
    ss_within: float
    df_between: int
    df_within: int
    f: float
    p_value: float
    r_squared: float
    residual_sd: Estimate
    group_means: tuple[Estimate, ...]

    @property
    def ms_between(self) -> float:
        """Mean square between groups."""
        return self.ss_between / self.df_between

    @property
    def ms_within(self) -> float:
        """Mean square within groups."""
        return self.ss_within / self.df_within


def one_way(groups: Sequence[ArrayLike], confidence: float = LEVEL) -> AnalysisOfVariance:
    """Divide the sum of squares into between and within groups (Scheffé 1959, chapter 3).

    Parameters
    ----------
    groups : at least two groups of one value or more, and one group with at least two values.

    All values are centred on the general mean first, so that common leading digits cost no precision.
    Refuses fewer groups, no group with replicates, and values that are all equal.
    """
    checked = columns(groups)
    everything = _checked_whole(checked)
    grand, deviations = centre(everything)
    parts = np.split(deviations, np.cumsum([group.size for group in checked])[:-1])
    means = [math.fsum(part) / part.size for part in parts]
    between = math.fsum(part.size * mean * mean for part, mean in zip(parts, means, strict=True))
    within = math.fsum(sum_of_squares(part) for part in parts)
    df_between, df_within = len(checked) - 1, everything.size - len(checked)
    f = (between / df_between) / (within / df_within) if within else math.inf
    residual = sd_estimate(math.sqrt(within / df_within), df_within, confidence)
    return AnalysisOfVariance(
        ss_between=between,
        ss_within=within,
        df_between=df_between,
        df_within=df_within,
        f=f,
        p_value=float(special.fdtrc(df_between, df_within, f)) if math.isfinite(f) else 0.0,
        r_squared=between / (between + within),
        residual_sd=residual,
        group_means=tuple(
            _mean(grand + mean, part.size, residual, confidence)
            for part, mean in zip(parts, means, strict=True)
        ),
    )


def _checked_whole(groups: Sequence[Vector]) -> Vector:
    """All values in one column, or the refusal."""
    if len(groups) < 2:
        refuse("too_few_groups", "群が2つ以上必要です。", "At least two groups are needed.")
    everything = np.concatenate(groups)
    if everything.size == len(groups):
        refuse(
            "no_replicates",
            "どの群も値が1つだけのため、群内のばらつきを求められません。",
            "Every group has one value only, so that nothing can be said of the spread within groups.",
        )
    if is_constant(everything):
        refuse(
            "no_variation",
            "すべての値が同じため、分散分析はできません。",
            "All values are equal: there is no variance.",
        )
    return everything


def _mean(value: float, count: int, residual: Estimate, confidence: float) -> Estimate:
    degrees = residual.degrees or 1
    half = t_quantile(confidence, degrees) * residual.value / math.sqrt(count)
    return Estimate(value, Interval(value - half, value + half, confidence), degrees, "t")
