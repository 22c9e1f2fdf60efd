"""Colony counts of plates, some of them too numerous to count: the density by maximum likelihood."""

import math

import numpy as np
import scipy
from numpy.typing import ArrayLike
from scipy import special

from tsunagu.statistics.checking import Vector, level, numbers, same_length
from tsunagu.statistics.counting.checking import amounts, counts
from tsunagu.statistics.counting.edges import edge_tail
from tsunagu.statistics.counting.solving import crossing, falling_root
from tsunagu.statistics.estimates import LEVEL, Estimate, Interval, refuse


def plate_density(
    colonies: ArrayLike,
    plated: ArrayLike,
    *,
    uncountable_plated: ArrayLike = (),
    uncountable_from: ArrayLike = (),
    edge: str = "one_sided",
    confidence: float = LEVEL,
) -> Estimate:
    """Return colony formers per unit plated, with the profile likelihood interval.

    A countable plate contributes Poisson(x; density x amount); one that is too numerous to count contributes
    P(X >= limit) (Haas & Heller 1988; Haas, Rose & Gerba 2014, chapter 6).

    Parameters
    ----------
    colonies, plated : counts and amounts of the countable plates, shape (n,); may be empty.
    uncountable_plated : amounts of the uncountable plates, shape (m,).
    uncountable_from : count from which a plate was uncountable, shape (m,), or one number for all.

    Nothing grown gives 0 with an upper limit, all plates uncountable an infinite value with a lower limit; ``edge``
    says how far that limit goes (``edges.edge_tail``). Refuses no plates at all.
    """
    plates = _Plates(colonies, plated, uncountable_plated, uncountable_from)
    alpha = 1 - level(confidence)
    tail = edge_tail(edge, alpha)
    if not plates.limits.size and not np.any(plates.colonies):
        upper = -math.log(tail) / plates.volume
        return Estimate(0.0, Interval(0.0, upper, confidence), method=edge)
    if not plates.volume:
        lower = falling_root(lambda density: math.log(tail) - plates.likelihood(density), plates.start)
        return Estimate(math.inf, Interval(lower, math.inf, confidence), method=edge)
    best = falling_root(plates.score, plates.start)
    drop = plates.likelihood(best) - float(scipy.stats.chi2.isf(alpha, 1)) / 2
    low, high = (crossing(lambda x: plates.likelihood(x) - drop, best, factor) for factor in (0.5, 2.0))
    return Estimate(best, Interval(low, high, confidence), method="profile")


class _Plates:
    def __init__(self, colonies: ArrayLike, plated: ArrayLike, above: ArrayLike, limit: ArrayLike) -> None:
        self.colonies, self.plated = counts(colonies, 0), amounts(plated, 0)
        self.above = amounts(above, 0)
        limits = np.broadcast_to(limit, self.above.shape) if np.ndim(numbers(limit)) == 0 else limit
        self.limits = counts(limits, 0)
        same_length(self.colonies, self.plated)
        same_length(self.above, self.limits)
        self.volume = float(np.sum(self.plated))
        if np.any(self.limits < 1) or self.plated.size + self.limits.size == 0:
            refuse(
                "plates",
                "平板が1枚以上必要です。計数上限は1以上で指定してください。",
                "At least one plate is needed, and a limit of counting from 1.",
            )

    def likelihood(self, density: float) -> float:
        means = density * self.plated
        counted = special.xlogy(self.colonies, means) - means
        return float(np.sum(counted) + np.sum(_log_at_least(self.limits, density * self.above)))

    def score(self, density: float) -> float:
        means = density * self.above
        # slope of log P(X >= k) in the mean is pmf(k - 1) over P(X >= k)
        log_slope = (
            special.xlogy(self.limits - 1, means)
            - means
            - special.gammaln(self.limits)
            - _log_at_least(self.limits, means)
        )
        slope = float(np.sum(self.above * np.exp(log_slope)))
        return float(np.sum(self.colonies)) / density - self.volume + slope

    @property
    def start(self) -> float:
        """A density of the right order."""
        return float((np.sum(self.colonies) + np.sum(self.limits)) / (self.volume + np.sum(self.above)))


def _log_at_least(limits: Vector, means: Vector) -> Vector:
    tail = special.gammainc(limits, means)
    # far below the limit the tail underflows; its first term then carries it
    first = special.xlogy(limits, means) - means - special.gammaln(limits + 1)
    ratio = np.log1p(means / (limits + 1))
    safe = np.where(tail > 0, tail, 1.0)
    return np.asarray(np.where(tail > 1e-290, np.log(safe), first + ratio), dtype=np.float64)
