"""Tolerance intervals: printed factors, coverage in simulation, and refusal of an unstable process."""

import math

import numpy as np
import pytest
from scipy import stats

from tests.statistics.monitoring.made import evaluation, known, values
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.charts import evaluate
from tsunagu.statistics.monitoring.tolerance import tolerance_interval
from tsunagu.statistics.monitoring.tolerance_factors import normal_factor, ranks


@pytest.mark.parametrize(
    ("count", "coverage", "level", "one", "two"),
    [(2, 0.95, 0.95, 26.260, 36.519), (10, 0.95, 0.95, 2.911, 3.3935), (50, 0.95, 0.95, 2.065, 2.3816)],
)
def test_printed_factors(count: int, coverage: float, level: float, one: float, two: float) -> None:
    """Noncentral t: Natrella (1963), table A-7. Two-sided: ISO 16269-6:2014."""
    assert normal_factor(count, coverage, level, 1) == pytest.approx(one, abs=6e-4)
    assert normal_factor(count, coverage, level, 2) == pytest.approx(two, abs=6e-4)


def test_howe_is_near_and_known_for_43() -> None:
    """NIST handbook 7.2.6.3: 43 values, 90 % with 99 %: 2.217; one-sided 1.8740."""
    assert normal_factor(43, 0.90, 0.99, 2, "howe") == pytest.approx(2.217, abs=6e-4)
    assert normal_factor(43, 0.90, 0.99, 1) == pytest.approx(1.8740, abs=6e-5)
    assert normal_factor(43, 0.90, 0.99) == pytest.approx(2.217, abs=0.01)


def test_with_many_values_the_factor_becomes_the_normal_quantile() -> None:
    assert normal_factor(10**6, 0.95, 0.5) == pytest.approx(stats.norm.ppf(0.975), abs=1e-4)


def test_ranks_follow_wilks() -> None:
    assert ranks(93, 0.95, 0.95) == (1, 1)
    assert ranks(59, 0.95, 0.95, 1) == (1, 1)
    assert ranks(93, 0.95, 0.95, 1) == (2, 2)
    for count, sides, needed in ((92, 2, "93"), (58, 1, "59")):
        with pytest.raises(StatisticsRefused, match="too_few_for_ranks") as refusal:
            ranks(count, 0.95, 0.95, sides)
        assert needed in refusal.value.ja


def test_intervals_hold_their_share_as_often_as_they_say() -> None:
    rng, factor, hits = np.random.default_rng(1), normal_factor(8, 0.9, 0.95), 0
    for x in rng.normal(size=(4000, 8)):
        half = factor * x.std(ddof=1)
        hits += stats.norm.cdf(x.mean() + half) - stats.norm.cdf(x.mean() - half) >= 0.9
    assert hits / 4000 == pytest.approx(0.95, abs=0.012)


def test_the_interval_of_a_stable_process() -> None:
    x = values(100, seed=5)
    stable = evaluate(known(100, 4), x)
    both = tolerance_interval(stable, coverage=0.9)
    assert both.factor is not None
    assert both.interval.upper == pytest.approx(x.mean() + both.factor * x.std(ddof=1))
    assert both.version == "known"
    low = tolerance_interval(stable, coverage=0.9, side="lower")
    assert math.isinf(low.interval.upper)
    assert low.interval.lower > both.interval.lower
    free = tolerance_interval(stable, method="nonparametric")
    assert (free.interval.lower, free.interval.upper) == (x.min(), x.max())
    assert free.factor is None
    half = tolerance_interval(stable, method="nonparametric", coverage=0.5)
    below, above = ranks(100, 0.5, 0.95)
    assert below == above > 10
    assert (half.interval.lower, half.interval.upper) == (np.sort(x)[below - 1], np.sort(x)[-above])


def test_an_unstable_process_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="unstable"):
        tolerance_interval(evaluation([0, 1, 3.5, -1]))


def test_shares_outside_their_range_are_refused() -> None:
    with pytest.raises(StatisticsRefused, match="coverage"):
        normal_factor(10, 1.0, 0.95)
    with pytest.raises(StatisticsRefused, match="level"):
        normal_factor(10, 0.9, 0.0)
    with pytest.raises(StatisticsRefused, match="too_few"):
        normal_factor(1, 0.9, 0.9)
    with pytest.raises(StatisticsRefused, match="sides"):
        normal_factor(10, 0.9, 0.9, 3)
