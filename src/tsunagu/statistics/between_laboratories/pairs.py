"""The distribution of Grubbs' statistic for two values at one end, which has no closed form."""

import math
from functools import lru_cache

import numpy as np
from scipy import optimize

from tsunagu.statistics.checking import Vector

ANGLES, SHAPES, SEED = 64, 4000, 1972


def probability(count: int, ratio: float) -> float:
    """Return the probability that normal values leave ``ratio`` or less of their sum of squares without the pair.

    For any pair the ratio R follows a Beta distribution with parameters (n - 3)/2 and 1 (Grubbs 1950), and the
    pair's direction in its plane is uniform and independent of R and of the others' shape. The pair is the two
    largest where both lie above the largest of the others, which for a direction and a shape holds up to some R.
    So the probability is n(n - 1)/2 times the mean of min(R, that limit) to the power of (n - 3)/2; the mean is
    over directions by the midpoint rule and over shapes of the others by a seeded simulation, whose relative
    error is below 1 % (and 0 where no limit matters, as for small probabilities).
    """
    if ratio <= 0:
        return 0.0
    limits, sums = _limits(count)
    below = int(np.searchsorted(limits, ratio))
    total = float(sums[below]) + (limits.size - below) * math.pow(ratio, (count - 3) / 2)
    return min(1.0, float(math.comb(count, 2)) * total / limits.size)


@lru_cache(maxsize=256)
def critical(count: int, alpha: float) -> float:
    """Return the critical value of the ratio: smaller ones have a probability below ``alpha``."""
    return float(optimize.brentq(lambda ratio: probability(count, ratio) - alpha, 0.0, 1.0, xtol=1e-10))


@lru_cache(maxsize=64)
def _limits(count: int) -> tuple[Vector, Vector]:
    """The largest R at which the pair is the two largest, for all directions and shapes of the others, in order.

    And the sums of their powers up to each of them, so that a probability needs one look-up.
    """
    largest = _largest(count - 2)
    angles = (np.arange(ANGLES) + 0.5) * math.pi / ANGLES  # the other half mirrors this one
    across = math.sqrt(count / (count - 2)) * np.cos(angles) - np.abs(np.sin(angles))
    across = across[:, np.newaxis] / math.sqrt(2)
    limits = np.sort(np.where(across > 0, across**2 / (across**2 + largest**2), 0.0), axis=None)
    return limits, np.concatenate(([0.0], np.cumsum(limits ** ((count - 3) / 2))))


def _largest(others: int) -> Vector:
    """Simulated largest deviation of normal values from their mean, in roots of their sum of squares."""
    normal = np.random.default_rng(SEED).standard_normal((SHAPES, others))
    normal -= normal.mean(axis=1, keepdims=True)
    return np.asarray(normal.max(axis=1) / np.sqrt((normal**2).sum(axis=1)), dtype=np.float64)
