"""Whether the difference of two methods changes with the size of what they measure, in its mean or its spread."""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from tsunagu.statistics.basics.summary import centre
from tsunagu.statistics.checking import Vector, is_constant
from tsunagu.statistics.estimates import Caution, Estimate, Interval

SUSPICIOUS = 0.05


@dataclass(frozen=True, slots=True)
class Trend:
    """Slope of the difference on the mean with its probability, and that of a changing spread; ``None`` if unknown."""

    slope: Estimate | None
    slope_p: float | None
    spread_p: float | None

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """``proportional_bias`` and ``changing_spread`` where their probability lies below 0.05."""
        slope, spread = ((p is not None and p < SUSPICIOUS) for p in (self.slope_p, self.spread_p))
        return ((PROPORTIONAL,) if slope else ()) + ((CHANGING,) if spread else ())


def trend(differences: Vector, means: Vector, confidence: float) -> Trend:
    """Return least squares of the differences on the means of both methods (Bland & Altman 1999, section 3).

    The spread is judged by the rank correlation of the absolute residuals with the means. Both vectors of shape (n,),
    n at least 3; nothing is known where either doesn't vary.
    """
    centred = centre(means)[1]
    squares = float(np.sum(centred**2))
    if is_constant(means) or is_constant(differences) or squares == 0:
        return Trend(None, None, None)
    n = means.size
    deviations = centre(differences)[1]
    slope = float(np.sum(centred * deviations)) / squares
    residual = deviations - slope * centred
    error = math.sqrt(float(np.sum(residual**2)) / (n - 2) / squares)
    half = float(scipy.stats.t.isf((1 - confidence) / 2, n - 2)) * error
    p = float(2 * scipy.stats.t.sf(abs(slope) / error, n - 2)) if error > 0 else 0.0
    absolute = np.abs(residual)
    ranks = scipy.stats.spearmanr(absolute, means).pvalue if not is_constant(absolute) else 1.0
    estimate = Estimate(slope, Interval(slope - half, slope + half, confidence), n - 2, "t")
    return Trend(estimate, p, float(ranks))


PROPORTIONAL = Caution(
    "proportional_bias",
    "差が測定値の大きさとともに変化しています。一定の一致限界では不十分です。",
    "The difference changes with the size of the measurement; constant limits do not describe it.",
)
CHANGING = Caution(
    "changing_spread",
    "差のばらつきが測定値の大きさとともに変化しています。比の尺度を検討してください。",
    "The spread of the differences changes with the size of the measurement; consider the ratio scale.",
)
