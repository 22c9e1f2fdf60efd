"""Integrals by Gauss-Legendre quadrature, with the nodes found once."""

from functools import lru_cache

import numpy as np

from tsunagu.statistics.checking import Vector


def gauss_legendre(low: float, high: float, count: int) -> tuple[Vector, Vector]:
    """Return nodes between ``low`` and ``high`` and their weights, each of shape (count,).

    The sum of a function at the nodes times the weights is its integral, exact for polynomials to degree
    2 count - 1. Source: Golub and Welsch (Math Comput 1969; 23:221-230).
    """
    node, weight = _standard(count)
    half = (high - low) / 2
    return low + (node + 1) * half, weight * half


@lru_cache(maxsize=16)
def _standard(count: int) -> tuple[Vector, Vector]:
    node, weight = np.polynomial.legendre.leggauss(count)
    node.flags.writeable = weight.flags.writeable = False
    return node, weight
