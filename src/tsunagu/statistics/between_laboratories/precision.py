"""Repeatability, between-laboratory and reproducibility standard deviations, with intervals (ISO 5725-2)."""

import math
from dataclasses import dataclass

import numpy as np

from tsunagu.statistics.basics.summary import sd_estimate, t_quantile
from tsunagu.statistics.between_laboratories.cells import (
    Cells,
    Layout,
    Weights,
    layout,
    refuse_constant,
    refuse_unreplicated,
)
from tsunagu.statistics.between_laboratories.spread import (
    Spread,
    between_variance,
    mean_degrees,
    mean_variances,
)
from tsunagu.statistics.checking import choice, level, number
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval

LIMIT_FACTOR = 2.8
"""Factor of the limits r and R as ISO 5725-6:1994 clause 4.1.4 and ASTM E691 round it; unrounded 1.96 sqrt(2)."""
UNROUNDED_LIMIT_FACTOR = 1.959963984540054 * math.sqrt(2)
FEW_LABORATORIES = 8
"""ISO 5725-1:1994 clause 6.3.4 wants 8 to 15 laboratories."""


@dataclass(frozen=True, slots=True)
class Precision:
    """Precision of a method on one material.

    Attributes
    ----------
    mean : general mean with the interval that the spread between laboratories allows.
    s_xbar : standard deviation of the cell means.
    s_r : repeatability standard deviation.
    s_l : between-laboratory standard deviation, 0 where the variance is estimated below 0.
    s_l_variance : the variance as it was estimated, which may be negative.
    s_R : reproducibility standard deviation.
    r_limit, R_limit : repeatability and reproducibility limits.
    """

    laboratories: int
    results: int
    mean: Estimate
    s_xbar: Estimate
    s_r: Estimate
    s_l: Estimate
    s_l_variance: float
    s_R: Estimate
    r_limit: Estimate
    R_limit: Estimate
    cautions: tuple[Caution, ...]


def precision(
    cells: Cells,
    confidence: float = LEVEL,
    limit_factor: float = LIMIT_FACTOR,
    mean_weights: Weights = "results",
    reproducibility_floor: bool = True,
) -> Precision:
    """Return the precision of a method from one level of a round (ISO 5725-2:2019 clause 8.4; ASTM E691).

    Parameters
    ----------
    cells : replicates of at least two laboratories, of which one has replicated.
    limit_factor : of the limits r and R (2.8, or ``UNROUNDED_LIMIT_FACTOR``).
    mean_weights : ``results`` weighs laboratories by their number of results (ISO 5725-2), ``laboratories`` equally.
    reproducibility_floor : whether s_R is never below s_r (a negative between-laboratory variance counts as 0, as
        both standards say); without it s_R² is s_r² plus the variance as it was estimated.

    Refuses one laboratory, no replicates, and results that are all equal.
    """
    return of_layout(layout(cells), confidence, limit_factor, mean_weights, reproducibility_floor)


def of_layout(
    of: Layout,
    confidence: float = LEVEL,
    limit_factor: float = LIMIT_FACTOR,
    mean_weights: Weights = "results",
    reproducibility_floor: bool = True,
) -> Precision:
    """Return ``precision`` of cells that were read before."""
    level(confidence)
    limit_factor = number(limit_factor, "限界の係数", "factor of the limits", above=0)
    choice(mean_weights, ("results", "laboratories"), "総平均の重み", "weights of the general mean")
    refuse_unreplicated(of)
    refuse_constant(of)
    within, raw = of.within, between_variance(of)
    total = within + (max(raw, 0.0) if reproducibility_floor else raw)
    spread = Spread.of(of)
    s_r = sd_estimate(math.sqrt(within), of.total - of.laboratories, confidence)
    s_R = _root(max(total, 0.0), spread.reproducibility(confidence))
    return Precision(
        laboratories=of.laboratories,
        results=of.total,
        mean=general_mean(of, confidence, mean_weights),
        s_xbar=sd_estimate(math.sqrt(spread.means), spread.df_means, confidence),
        s_r=s_r,
        s_l=_root(max(raw, 0.0), spread.between(confidence)),
        s_l_variance=raw,
        s_R=s_R,
        r_limit=_times(s_r, limit_factor),
        R_limit=_times(s_R, limit_factor),
        cautions=_cautions(of, raw),
    )


def between_sd(of: Layout, confidence: float = LEVEL) -> Estimate:
    """Return the between-laboratory standard deviation alone, with its interval; also where all results are equal."""
    return _root(max(between_variance(of), 0.0), Spread.of(of).between(level(confidence)))


def general_mean(of: Layout, confidence: float = LEVEL, weights: Weights = "results") -> Estimate:
    """Return the general mean with its interval from t (with p - 1 degrees of freedom for equal cells).

    The spread is that of the cell means about the general mean, so that it holds the laboratories' differences.
    Sum w_i² v_i is the variance of the mean and sum w_i (1 - w_i) v_i the expectation of the weighted squares,
    where v_i is the variance of a cell mean; their ratio is 1 / (p - 1) for equal cells, and takes the estimated
    ratio of the variance components otherwise. As that ratio is estimated from p laboratories, the component
    between them is taken larger by s_r² / (h (p - 1)), h the harmonic mean of the numbers of replicates; this keeps
    the interval honest for very unequal cells, and changes nothing for equal ones.
    """
    shares = of.counts / of.total if weights == "results" else np.full(of.laboratories, 1 / of.laboratories)
    middle = float(shares @ of.offsets)
    spread = mean_variances(of) + of.within / of.harmonic / (of.laboratories - 1)
    factor = float(shares**2 @ spread) / float(shares * (1 - shares) @ spread)
    variance = factor * float(shares @ (of.offsets - middle) ** 2)
    degrees = mean_degrees(shares, spread)
    half = t_quantile(confidence, degrees) * math.sqrt(variance)
    value = of.centre + middle
    return Estimate(value, Interval(value - half, value + half, confidence), degrees, "t")


def _root(variance: float, interval: Interval) -> Estimate:
    """The standard deviation of a variance with its interval, which always holds the value itself."""
    lower, upper = min(interval.lower, variance), max(interval.upper, variance)
    return Estimate(
        math.sqrt(variance), Interval(math.sqrt(lower), math.sqrt(upper), interval.level), method="mls"
    )


def _times(one: Estimate, factor: float) -> Estimate:
    ends = one.interval
    scaled = Interval(factor * ends.lower, factor * ends.upper, ends.level)
    return Estimate(factor * one.value, scaled, one.degrees, one.method)


def _cautions(of: Layout, raw: float) -> tuple[Caution, ...]:
    found = []
    if of.laboratories < FEW_LABORATORIES:
        found.append(
            Caution(
                "few_laboratories",
                f"施設が{of.laboratories}か所と少ないため、施設間の差はごく粗くしか分かりません。",
                f"With {of.laboratories} laboratories, their differences are known only roughly.",
            )
        )
    if raw < 0:
        found.append(
            Caution(
                "negative_between_variance",
                "施設間分散の推定値が負になったため、0としました。施設間に差がないことの証明ではありません。",
                "The variance between laboratories was estimated below 0 and counts as 0, "
                "which doesn't prove that laboratories agree.",
            )
        )
    if of.within == 0:
        found.append(
            Caution(
                "no_variation_within",
                "各施設内の値がすべて同じため、併行精度の上限を示せません。測定値の桁数をご確認ください。",
                "Results within each laboratory are equal, so that repeatability has no upper limit; "
                "check how finely they were read.",
            )
        )
    return tuple(found)
