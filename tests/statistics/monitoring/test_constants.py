"""Constants of control charts against their closed forms and the tables of ISO 7870-2 and Montgomery."""

import math

import numpy as np
import pytest

from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.constants import c4, d2, d3, degrees_behind


def test_closed_forms_for_two_and_three() -> None:
    assert d2(2) == pytest.approx(2 / math.sqrt(math.pi), rel=1e-12)
    assert d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), rel=1e-12)
    assert d2(3) == pytest.approx(3 / math.sqrt(math.pi), rel=1e-12)
    assert c4(2) == pytest.approx(math.sqrt(2 / math.pi), rel=1e-12)
    assert c4(3) == pytest.approx(math.sqrt(math.pi) / 2, rel=1e-12)


@pytest.mark.parametrize(
    ("size", "mean", "sd", "shape"),
    [(4, 2.059, 0.8798, 0.9213), (5, 2.326, 0.8641, 0.9400), (10, 3.078, 0.7971, 0.9727), (25, 3.931, 0.7084, 0.9896)],
)  # fmt: skip
def test_printed_tables(size: int, mean: float, sd: float, shape: float) -> None:
    assert d2(size) == pytest.approx(mean, abs=6e-4)
    assert d3(size) == pytest.approx(sd, abs=6e-5)
    assert c4(size) == pytest.approx(shape, abs=6e-5)


def test_large_groups() -> None:
    simulated = np.ptp(np.random.default_rng(1).standard_normal((3000, 500)), axis=1)
    assert d2(500) == pytest.approx(simulated.mean(), abs=0.04)
    assert d3(500) == pytest.approx(simulated.std(), abs=0.03)
    assert c4(100_000) == pytest.approx(1 - 1 / (4 * 99_999), rel=1e-9)


@pytest.mark.parametrize("degrees", [1, 5, 40, 2000])
def test_degrees_come_back_from_the_variation_of_a_sample(degrees: int) -> None:
    shape = c4(degrees + 1)
    assert degrees_behind(math.sqrt(1 / shape**2 - 1)) == pytest.approx(degrees, rel=1e-6)


def test_a_group_of_one_has_no_constants() -> None:
    for constant in (c4, d2, d3):
        with pytest.raises(StatisticsRefused, match="subgroup_size"):
            constant(1)
