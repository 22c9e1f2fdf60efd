"""Standard deviation of a stable process: each estimator by hand, its bias and its interval."""

import math

import numpy as np
import pytest

from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.constants import c4, d2, d3
from tsunagu.statistics.monitoring.sigma import sigma_of_groups, sigma_of_individuals

INDIVIDUAL = ("mean_moving_range", "median_moving_range", "sd", "sd_c4")
GROUP = ("uwave_r", "mvlue_r", "uwave_sd", "mvlue_sd", "rmsdf", "pooled_sd")


def test_moving_ranges_by_hand() -> None:
    x = [10.0, 12.0, 11.0, 15.0]
    assert sigma_of_individuals(x).value == pytest.approx(7 / 3 / d2(2))
    assert sigma_of_individuals(x, span=3).value == pytest.approx((2 + 4) / 2 / d2(3))
    assert sigma_of_individuals(x, "median_moving_range").value == pytest.approx(2 / 0.95387, rel=1e-5)
    assert sigma_of_individuals(x, "sd_c4").value == pytest.approx(np.std(x, ddof=1) / c4(4))


def test_a_point_left_out_is_not_bridged() -> None:
    x = [10.0, 11.0, 99.0, 13.0, 16.0]
    found = sigma_of_individuals(x, used=[True, True, False, True, True])
    assert found.value == pytest.approx((1 + 3) / 2 / d2(2))


def test_groups_of_unequal_size_by_hand() -> None:
    groups = [[1.0, 3.0], [2.0, 5.0, 8.0]]
    assert sigma_of_groups(groups).value == pytest.approx((2 / d2(2) + 6 / d2(3)) / 2)
    assert sigma_of_groups(groups, "uwave_sd").value == pytest.approx((math.sqrt(2) / c4(2) + 3 / c4(3)) / 2)
    pooled = math.sqrt((1 * 2 + 2 * 9) / 3)
    assert sigma_of_groups(groups, "pooled_sd").value == pytest.approx(pooled)
    assert sigma_of_groups(groups, "rmsdf").value == pytest.approx(pooled / c4(4))


def test_the_best_weights_are_those_of_precision() -> None:
    groups = [[1.0, 3.0], [2.0, 5.0, 8.0]]
    weights = [(d2(2) / d3(2)) ** 2, (d2(3) / d3(3)) ** 2]
    expected = (weights[0] * 2 / d2(2) + weights[1] * 6 / d2(3)) / sum(weights)
    assert sigma_of_groups(groups, "mvlue_r").value == pytest.approx(expected)


def test_the_interval_of_the_pooled_deviation_does_not_depend_on_c4() -> None:
    groups = [[1.0, 3.0], [2.0, 5.0, 8.0]]
    corrected, plain = sigma_of_groups(groups, "rmsdf"), sigma_of_groups(groups, "pooled_sd")
    assert corrected.interval.upper == pytest.approx(plain.interval.upper)
    assert plain.interval.lower == pytest.approx(plain.value * math.sqrt(3 / 9.348404), rel=1e-6)


def test_neighbouring_moving_ranges_are_not_independent() -> None:
    rng = np.random.default_rng(9)
    found = [sigma_of_individuals(rng.normal(size=30)) for _ in range(3000)]
    values = np.array([one.value for one in found])
    expected = math.sqrt(1 / c4(round(found[0].degrees or 0) + 1) ** 2 - 1)
    assert values.std() / values.mean() == pytest.approx(expected, rel=0.05)


def test_with_equal_groups_weights_do_not_matter() -> None:
    groups = np.random.default_rng(2).normal(size=(10, 4))
    assert sigma_of_groups(groups, "mvlue_r").value == pytest.approx(sigma_of_groups(groups, "uwave_r").value)
    assert sigma_of_groups(groups, "mvlue_sd").value == pytest.approx(
        sigma_of_groups(groups, "uwave_sd").value
    )


@pytest.mark.parametrize("method", INDIVIDUAL)
def test_single_values_hit_the_truth_as_often_as_the_interval_says(method: str) -> None:
    rng = np.random.default_rng(3)
    found = [sigma_of_individuals(rng.normal(5, 2, 40), method) for _ in range(400)]  # type: ignore[arg-type]
    assert np.mean([one.value for one in found]) == pytest.approx(2, rel=0.03)
    assert 0.92 < np.mean([one.interval.covers(2.0) for one in found]) <= 0.995


@pytest.mark.parametrize("method", GROUP)
def test_groups_hit_the_truth_as_often_as_the_interval_says(method: str) -> None:
    rng = np.random.default_rng(4)
    found = [
        sigma_of_groups([rng.normal(5, 2, size) for size in (2, 5, 3, 4, 5, 6)], method)  # type: ignore[arg-type]
        for _ in range(400)
    ]
    assert np.mean([one.value for one in found]) == pytest.approx(2, rel=0.03)
    assert 0.92 < np.mean([one.interval.covers(2.0) for one in found]) < 0.975


def test_a_large_offset_changes_nothing() -> None:
    x = np.round(np.random.default_rng(5).normal(0, 100, 30))
    for method in INDIVIDUAL:
        near, far = (sigma_of_individuals(x + shift, method) for shift in (0, 1e12))  # type: ignore[arg-type]
        assert far.value == pytest.approx(near.value, rel=1e-12)
    for method in GROUP:
        near, far = (sigma_of_groups(x.reshape(6, 5) + shift, method) for shift in (0, 1e12))  # type: ignore[arg-type]
        assert far.value == pytest.approx(near.value, rel=1e-12)


def test_what_says_nothing_of_spread_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="no_variation"):
        sigma_of_individuals([3.0, 3.0, 3.0])
    with pytest.raises(StatisticsRefused, match="no_variation"):
        sigma_of_groups([[1.0, 1.0], [2.0, 2.0]])
    with pytest.raises(StatisticsRefused, match="too_few"):
        sigma_of_groups([[1.0], [2.0, 3.0]])
    with pytest.raises(StatisticsRefused, match="too_few"):
        sigma_of_individuals([1.0, 2.0, 4.0], used=[True, False, True])
    with pytest.raises(StatisticsRefused, match="median_span"):
        sigma_of_individuals([1.0, 2.0, 4.0], "median_moving_range", span=3)
