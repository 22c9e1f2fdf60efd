"""Variances between and within the laboratories of a round, and intervals that hold for unequal cells."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from tsunagu.statistics.between_laboratories.cells import Layout
from tsunagu.statistics.checking import Vector
from tsunagu.statistics.estimates import Interval


def between_variance(of: Layout) -> float:
    """Return the between-laboratory variance by analysis of variance, maybe negative (ISO 5725-2:2019 clause 8.4)."""
    counts, p = of.counts, of.laboratories
    weighted = float(counts @ of.offsets) / of.total
    mean_square = float(counts @ (of.offsets - weighted) ** 2) / (p - 1)
    effective = (of.total - float(counts @ counts) / of.total) / (p - 1)
    return (mean_square - of.within) / effective


def mean_variances(of: Layout) -> Vector:
    """Return the estimated variance of each cell mean; where all are 0, any that are alike."""
    spread: Vector = max(between_variance(of), 0.0) + of.within / of.counts
    return spread if np.any(spread) else np.ones(of.laboratories)


def mean_degrees(shares: Vector, spread: Vector) -> float:
    """Return the degrees of freedom of the weighted squares of cell means about their mean (Satterthwaite 1946).

    p - 1 for equal cells; fewer where one cell mean is much less certain, or weighs much more, than the others.
    """
    spread = spread / spread.max()
    first = float(shares * (1 - shares) @ spread)
    second = float((shares**2 - 2 * shares**3) @ spread**2) + float(shares**2 @ spread) ** 2
    return round(min(first**2 / second, shares.size - 1.0), 9)


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of the cell means and within cells, and the intervals of what follows from both.

    With unequal cells, ``means`` behaves as if all cells had the harmonic mean of the numbers of replicates
    (Thomas and Hultquist 1978), with degrees of freedom that fall short of p - 1 by as much as cells differ.
    """

    means: float
    within: float
    harmonic: float
    df_means: float
    df_within: int

    @classmethod
    def of(cls, cells: Layout) -> "Spread":
        """Return the spread of a round."""
        offsets = cells.offsets - math.fsum(cells.offsets) / cells.laboratories
        means = math.fsum(offsets * offsets) / (cells.laboratories - 1)
        equal = np.full(cells.laboratories, 1 / cells.laboratories)
        return cls(
            means=means,
            within=cells.within,
            harmonic=cells.harmonic,
            df_means=mean_degrees(equal, mean_variances(cells)),
            df_within=cells.total - cells.laboratories,
        )

    def between(self, confidence: float) -> Interval:
        """Return the interval of the between-laboratory variance (Ting et al. 1990 in Burdick and Graybill 1992, 4.3).

        The modified-large-sample interval of a difference of mean squares: its lower end is above 0 exactly where
        the F test is significant.
        """
        tail, d1, d2 = (1 - confidence) / 2, self.df_means, self.df_within
        large, small = self.means, self.within / self.harmonic
        unit = max(large, small) or 1.0  # squares of the variances themselves might overflow
        large, small = large / unit, small / unit
        f_high, f_low = float(special.fdtri(d1, d2, 1 - tail)), float(special.fdtri(d1, d2, tail))
        g1 = 1 - d1 / float(special.chdtri(d1, tail))
        h2 = d2 / float(special.chdtri(d2, 1 - tail)) - 1
        g12 = ((f_high - 1) ** 2 - (g1 * f_high) ** 2 - h2**2) / f_high
        h1 = d1 / float(special.chdtri(d1, 1 - tail)) - 1
        g2 = 1 - d2 / float(special.chdtri(d2, tail))
        h12 = ((1 - f_low) ** 2 - (h1 * f_low) ** 2 - g2**2) / f_low
        down = (g1 * large) ** 2 + (h2 * small) ** 2 + g12 * large * small
        up = (h1 * large) ** 2 + (g2 * small) ** 2 + h12 * large * small
        middle = large - small
        lower = max(0.0, middle - math.sqrt(max(down, 0.0)))
        upper = max(lower, middle + math.sqrt(max(up, 0.0)))
        return Interval(unit * lower, unit * upper, confidence)

    def reproducibility(self, confidence: float) -> Interval:
        """Return the interval of the reproducibility variance, a sum of mean squares (Graybill and Wang 1980)."""
        tail, d1, d2 = (1 - confidence) / 2, self.df_means, self.df_within
        large, small = self.means, self.within * (1 - 1 / self.harmonic)
        g1, g2 = (1 - d / float(special.chdtri(d, tail)) for d in (d1, d2))
        h1, h2 = (d / float(special.chdtri(d, 1 - tail)) - 1 for d in (d1, d2))
        middle = large + small
        return Interval(
            max(0.0, middle - math.hypot(g1 * large, g2 * small)),
            middle + math.hypot(h1 * large, h2 * small),
            confidence,
        )
