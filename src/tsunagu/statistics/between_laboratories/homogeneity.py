"""Whether the items of a round were alike enough and stayed so: homogeneity and stability (ISO 13528 Annex B)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from tsunagu.statistics.basics.summary import mean_estimate, sd_estimate, t_quantile
from tsunagu.statistics.between_laboratories.cells import layout, refuse_unreplicated
from tsunagu.statistics.between_laboratories.outliers import OutlierTest, cochran_of_layout
from tsunagu.statistics.between_laboratories.precision import between_sd
from tsunagu.statistics.checking import Vector, number, vector
from tsunagu.statistics.estimates import LEVEL, Caution, Estimate, Interval, refuse

SHARE = 0.3
"""Share of sigma_pt that differences between items may reach (ISO 13528:2015 B.2.2)."""
FEWEST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class Homogeneity:
    """How much the items of a round differ.

    Attributes
    ----------
    s_x : standard deviation of the item means.
    s_w : standard deviation of repeated measurement within items.
    s_s : standard deviation between items, 0 where the variance is estimated below 0; with its interval.
    s_s_variance : the variance as it was estimated.
    criterion, expanded : largest s_s allowed, and with allowance for the measurement's own spread (F1, F2).
    passes, passes_expanded : whether s_s is within each; the expanded criterion never is the stricter.
    cochran : test for an item whose repeats differ too much, None where no repeats differ.
    """

    mean: Estimate
    s_x: Estimate
    s_w: Estimate
    s_s: Estimate
    s_s_variance: float
    criterion: float
    expanded: float
    f1: float
    f2: float
    passes: bool
    passes_expanded: bool
    cochran: OutlierTest | None
    cautions: tuple[Caution, ...]


def homogeneity(items: Sequence[ArrayLike], sigma_pt: float, confidence: float = LEVEL) -> Homogeneity:
    """Judge the homogeneity of items from repeated measurements of some of them (ISO 13528:2015 B.2, B.3).

    Parameters
    ----------
    items : g items, each measured the same number of times m (usually g >= 10 and m = 2).
    sigma_pt : standard deviation for proficiency assessment, in the unit of the measurements.

    F1 is the 95 % quantile of chi-square over its degrees of freedom g - 1, and F2 is (F - 1)/m with F the 95 %
    quantile of F with g - 1 and g(m - 1) degrees of freedom, which ISO 13528 tabulates for m = 2. Refuses fewer
    than two items, different or single numbers of measurements, and a sigma_pt that isn't above 0.
    """
    of = layout(items)
    refuse_unreplicated(of)
    sigma_pt = _checked(of.counts, sigma_pt)
    g, m = of.laboratories, int(of.counts[0])
    spread = float(np.var(of.offsets - of.offsets.mean(), ddof=1))
    raw = spread - of.within / m
    f1 = float(special.chdtri(g - 1, 0.05)) / (g - 1)
    f2 = (float(special.fdtri(g - 1, g * (m - 1), 0.95)) - 1) / m
    criterion = SHARE * sigma_pt
    expanded = max(criterion, math.hypot(math.sqrt(f1) * criterion, math.sqrt(f2 * of.within)))
    s_s = math.sqrt(max(raw, 0.0))
    return Homogeneity(
        mean=mean_estimate(of.means, confidence),
        s_x=sd_estimate(math.sqrt(spread), g - 1, confidence),
        s_w=sd_estimate(math.sqrt(of.within), g * (m - 1), confidence),
        s_s=between_sd(of, confidence),
        s_s_variance=raw,
        criterion=criterion,
        expanded=expanded,
        f1=f1,
        f2=f2,
        passes=s_s <= criterion,
        passes_expanded=s_s <= expanded,
        cochran=cochran_of_layout(of) if of.within else None,
        cautions=(_few(g),) if g < FEWEST_ITEMS else (),
    )


@dataclass(frozen=True, slots=True)
class Stability:
    """Whether items changed during a round.

    Attributes
    ----------
    change : mean afterwards minus mean before, with Welch's interval.
    criterion, expanded : largest change allowed, and with twice the standard uncertainty of the change added.
    """

    change: Estimate
    standard_uncertainty: float
    criterion: float
    expanded: float
    passes: bool
    passes_expanded: bool


def stability(before: ArrayLike, after: ArrayLike, sigma_pt: float, confidence: float = LEVEL) -> Stability:
    """Judge the stability of items from measurements before and after a round (ISO 13528:2015 B.5).

    Parameters
    ----------
    before, after : means of items (or single measurements), at least two each, in the same unit.

    The change may be 0.3 sigma_pt, or 0.3 sigma_pt + 2 sqrt(u²(before) + u²(after)) with allowance for its
    uncertainty. Refuses fewer values, and a sigma_pt that isn't above 0.
    """
    first, second = vector(before, least=2), vector(after, least=2)
    sigma_pt = _checked(np.ones(1, dtype=np.int64), sigma_pt)
    both = layout([first, second])
    change = float(both.offsets[1] - both.offsets[0])
    uncertainty = math.sqrt(float(np.sum(both.squares / both.degrees / both.counts)))
    criterion = SHARE * sigma_pt
    expanded = criterion + 2 * uncertainty
    size = abs(change)
    estimate = _welch(change, both.squares / both.degrees / both.counts, both.degrees, confidence)
    return Stability(estimate, uncertainty, criterion, expanded, size <= criterion, size <= expanded)


def _welch(change: float, variances: Vector, degrees: NDArray[np.int64], confidence: float) -> Estimate:
    """A difference of two means with Welch's interval (Welch 1947)."""
    total = float(variances.sum())
    shares = variances / total if total else variances
    freedom = 1 / float(np.sum(shares**2 / degrees)) if total else float(degrees.min())
    half = t_quantile(confidence, freedom) * math.sqrt(total)
    return Estimate(change, Interval(change - half, change + half, confidence), freedom, "welch")


def _checked(counts: ArrayLike, sigma_pt: float) -> float:
    if np.ptp(np.asarray(counts)):
        refuse(
            "unequal_items",
            "試料ごとの測定回数が違います。同じ回数にしてください。",
            "Items were measured different numbers of times; the criterion needs the same number for all.",
        )
    return number(
        sigma_pt,
        "技能評価のための標準偏差",
        "standard deviation for proficiency assessment",
        above=0,
        code="sigma_pt",
    )


def _few(items: int) -> Caution:
    return Caution(
        "few_items",
        f"試料が{items}個と少ないため、均質性の判定は不確かです（10個以上が望まれます）。",
        f"With {items} items the judgement of homogeneity is uncertain; at least 10 are wanted.",
    )
