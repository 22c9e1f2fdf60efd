"""Mandel's h and k: which laboratory's mean or spread stands out from the others (ISO 5725-2, ASTM E691)."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from tsunagu.statistics.between_laboratories.cells import Cells, Layout, Weights, layout, refuse_constant
from tsunagu.statistics.checking import Vector, choice, is_constant, level, whole
from tsunagu.statistics.estimates import refuse

INDICATORS = (0.05, 0.01)
"""Significance levels of a straggler and of an outlier (ISO 5725-2)."""
VERDICTS = ("consistent", "straggler", "outlier")


@dataclass(frozen=True, slots=True)
class Indicators:
    """One of Mandel's statistics for every laboratory.

    Attributes
    ----------
    values : statistic by laboratory; None where it can't be had (k of a cell with one result).
    alphas : levels of a straggler and of an outlier.
    straggler, outlier : critical values at these levels by laboratory (the same for cells of the same size).
    verdicts : ``consistent``, ``straggler`` or ``outlier`` (beyond the critical value), or None without a value.
    """

    names: tuple[str, ...]
    values: tuple[float | None, ...]
    straggler: tuple[float | None, ...]
    outlier: tuple[float | None, ...]
    verdicts: tuple[str | None, ...]
    alphas: tuple[float, float] = INDICATORS


def mandel_h(
    cells: Cells, mean_weights: Weights = "results", alphas: tuple[float, float] = INDICATORS
) -> Indicators:
    """Return h: each cell mean's distance from the general mean in standard deviations of the cell means.

    ISO 5725-2:2019 clause 8.3; critical values from Student's t with p - 2 degrees of freedom, two-sided
    (ASTM E691, Annex A2), exact for cells of one size.

    Parameters
    ----------
    mean_weights : ``results`` (ISO 5725-2: general mean of all results) or ``laboratories`` (mean of cell means).
    alphas : levels of a straggler and of an outlier; ASTM E691 has the one level of 0.5 %.

    Refuses fewer than two laboratories, and cell means that are all equal. With two laboratories h has one size
    only, so that it can't exceed its critical value.
    """
    return h_of_layout(layout(cells), mean_weights, alphas)


def h_of_layout(
    of: Layout, mean_weights: Weights = "results", alphas: tuple[float, float] = INDICATORS
) -> Indicators:
    """Return ``mandel_h`` of cells that were read before."""
    if is_constant(of.means):
        refuse(
            "no_variation",
            "すべての施設の平均値が同じため、hを計算できません。",
            "The means of all laboratories are equal, so that h can't be calculated.",
        )
    choice(mean_weights, ("results", "laboratories"), "総平均の重み", "weights of the general mean")
    p = of.laboratories
    middle = (
        float(of.counts @ of.offsets) / of.total if mean_weights == "results" else float(of.offsets.mean())
    )
    distances = of.offsets - middle
    values = distances / math.sqrt(float(distances @ distances) / (p - 1))
    five, one = (np.full(p, h_critical(p, alpha)) for alpha in alphas)
    return _indicators(of.names, values, five, one, alphas)


def h_critical(laboratories: int, alpha: float) -> float:
    """Return the two-sided critical value of h for p laboratories; its largest possible size for two."""
    p = whole(laboratories, "施設数", "number of laboratories", 2, 10_000_000)
    if p == 2:
        return 1 / math.sqrt(2)
    t = float(special.stdtrit(p - 2, 1 - level(alpha) / 2))
    return (p - 1) * t / math.sqrt(p * (t * t + p - 2))


def mandel_k(cells: Cells, alphas: tuple[float, float] = INDICATORS) -> Indicators:
    """Return k: each laboratory's standard deviation over the pooled one (ISO 5725-2:2019 clause 8.3).

    Critical values from F, one-sided; for unequal cells each laboratory has its own, from its own degrees of
    freedom against those of all others, which is exact. Refuses rounds without replicates in two laboratories
    or more, and those with no spread within any laboratory.
    """
    return k_of_layout(layout(cells), alphas)


def k_of_layout(of: Layout, alphas: tuple[float, float] = INDICATORS) -> Indicators:
    """Return ``mandel_k`` of cells that were read before."""
    refuse_constant(of)
    degrees = of.degrees.astype(np.float64)
    if np.count_nonzero(degrees) < 2:
        refuse(
            "no_replicates",
            "2回以上測定した施設が2か所以上ないため、kを計算できません。",
            "k needs two laboratories or more that measured twice.",
        )
    if of.within == 0:
        refuse(
            "no_variation",
            "どの施設でも繰返しの値が同じため、kを計算できません。",
            "No laboratory's results vary, so that k can't be calculated.",
        )
    replicated = degrees > 0
    own = np.divide(of.squares, degrees, out=np.full(degrees.size, np.nan), where=replicated)
    values = np.sqrt(own / of.within)
    five, one = (k_critical(degrees, alpha) for alpha in alphas)
    return _indicators(of.names, values, five, one, alphas)


def k_critical(degrees: Vector, alpha: float) -> Vector:
    """Return the critical value of k for each laboratory from all laboratories' degrees of freedom."""
    total = float(degrees.sum())
    with np.errstate(invalid="ignore"):
        f = special.fdtri(degrees, total - degrees, 1 - level(alpha))
        return np.asarray(np.sqrt(total * f / (degrees * f + total - degrees)), dtype=np.float64)


def _indicators(
    names: tuple[str, ...], values: Vector, five: Vector, one: Vector, alphas: tuple[float, float]
) -> Indicators:
    sizes = np.abs(values)
    slack = 1 + 1e-12  # h of two laboratories equals its critical value up to rounding
    grades = (sizes > five * slack).astype(int) + (sizes > one * slack)
    known = ~np.isnan(values)
    verdicts = tuple(VERDICTS[grade] if there else None for grade, there in zip(grades, known, strict=True))
    return Indicators(names, _known(values, known), _known(five, known), _known(one, known), verdicts, alphas)


def _known(values: Vector, known: Vector) -> tuple[float | None, ...]:
    return tuple(value if there else None for value, there in zip(values.tolist(), known, strict=True))
