"""Constants of control charts (d2, d3, c4), by integration and the gamma function instead of a copied table."""

import math
from functools import lru_cache

import numpy as np
from scipy import special

from tsunagu.statistics.checking import whole
from tsunagu.statistics.monitoring.quadrature import gauss_legendre

NODES = 240
LARGEST_GROUP, LARGEST_SAMPLE = 1000, 10_000_000
WIDEST = 16.0  # a range of normal values beyond 16 standard deviations has no weight in double precision


@lru_cache(maxsize=512)
def _range_moments(size: int) -> tuple[float, float]:
    """Mean and standard deviation of the range of ``size`` standard normal values.

    The range has P(W <= w) = n int phi(x) [Phi(x + w) - Phi(x)]^(n-1) dx (Tippett 1925); its moments follow from
    E W = int P(W > w) dw and E W^2 = 2 int w P(W > w) dw, by Gauss-Legendre quadrature.
    """
    w, per_w = gauss_legendre(0.0, WIDEST, NODES)
    x, per_x = gauss_legendre(-10.0, 10.0, NODES)
    start = x[:, None]
    end = start + w[None, :]
    between = special.ndtr(end) - special.ndtr(start)
    density = np.exp(-start * start / 2) / math.sqrt(2 * math.pi)
    below = size * (density * between ** (size - 1) * per_x[:, None]).sum(axis=0)
    above = 1 - np.minimum(below, 1.0)
    mean = float(above @ per_w)
    square = 2 * float((w * above) @ per_w)
    return mean, math.sqrt(square - mean * mean)


def d2(size: int) -> float:
    """Return the mean range of ``size`` normal values in standard deviations (1.128 for 2, 2.326 for 5)."""
    return _range_moments(_checked(size))[0]


def d3(size: int) -> float:
    """Return the standard deviation of the range of ``size`` normal values in standard deviations (0.864 for 5)."""
    return _range_moments(_checked(size))[1]


def c4(size: int) -> float:
    """Return the mean of the standard deviation s of ``size`` normal values: sqrt(2/(n-1)) G(n/2) / G((n-1)/2).

    Source: Cureton (Am Stat 1968; 22:22).
    """
    half = (_checked(size, LARGEST_SAMPLE) - 1) / 2
    return float(special.poch(half, 0.5)) / math.sqrt(half)


@lru_cache(maxsize=4096)
def degrees_behind(variation: float) -> float:
    """Return the degrees of freedom of the chi distribution with this coefficient of variation (Patnaik 1950).

    An unbiased estimator of a standard deviation with coefficient of variation ``variation`` is as good as a sample
    standard deviation of that many degrees of freedom, which gives its interval.
    """
    low, high = 0.05, 1e7
    for _ in range(200):
        middle = math.sqrt(low * high)
        shape = float(special.poch(middle / 2, 0.5)) / math.sqrt(middle / 2)
        low, high = (middle, high) if 1 / shape**2 - 1 > variation**2 else (low, middle)
    return math.sqrt(low * high)


def _checked(size: int, most: int = LARGEST_GROUP) -> int:
    return whole(size, "群の大きさ", "size of a group", 2, most, code="subgroup_size")
