"""Quadrature: exact for polynomials, and near for what is smooth."""

import math

import numpy as np
import pytest

from tsunagu.statistics.monitoring.quadrature import gauss_legendre


def test_polynomials_are_integrated_exactly() -> None:
    node, weight = gauss_legendre(-1, 3, 5)
    assert node**9 @ weight == pytest.approx((3**10 - 1) / 10)
    assert weight.sum() == pytest.approx(4)


def test_smooth_functions_are_integrated_nearly() -> None:
    node, weight = gauss_legendre(0, 8, 60)
    assert np.exp(-node * node / 2) @ weight == pytest.approx(math.sqrt(math.pi / 2), rel=1e-12)


def test_asking_twice_gives_the_same() -> None:
    first = gauss_legendre(0, 1, 7)[0]
    first[0] = 99.0
    assert gauss_legendre(0, 1, 7)[0][0] < 1
