"""Quality ranges: each range by hand, what it is expected to hold, and what must be said of few lots."""

import numpy as np
import pytest

from tsunagu.statistics.comparability.quality_range import quality_range
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.tolerance_factors import normal_factor

REFERENCE = [98.0, 101.0, 103.0, 99.0, 100.0, 97.0, 102.0, 100.0, 101.0, 99.0]
MEAN, SD = 100.0, float(np.std(REFERENCE, ddof=1))


def test_mean_and_deviations_by_hand() -> None:
    found = quality_range(REFERENCE, [100, 101, 93.0, 104], factor=2)
    assert (found.lower, found.upper) == pytest.approx((MEAN - 2 * SD, MEAN + 2 * SD))
    assert found.within == 2
    assert found.outside == (3, 4)
    assert found.share.value == 0.5
    assert found.share.interval.lower == pytest.approx(0.0676, abs=1e-4)
    assert not found.met
    assert found.mean.interval.covers(MEAN)
    assert found.sd.interval.covers(SD)


def test_extremes_count_as_within() -> None:
    found = quality_range(REFERENCE, [97, 103, 100], method="min_max")
    assert found.outside == ()
    assert found.share.interval.upper == 1
    assert found.factor is None
    assert found.held == pytest.approx(9 / 11)
    assert "range_grows_with_lots" in {caution.code for caution in found.cautions}


def test_the_tolerance_range_uses_the_exact_factor() -> None:
    found = quality_range(REFERENCE, [100] * 5, method="tolerance", coverage=0.9)
    assert found.factor == pytest.approx(normal_factor(10, 0.9, 0.95))
    assert found.upper == pytest.approx(MEAN + normal_factor(10, 0.9, 0.95) * SD)
    assert found.cautions == ()


@pytest.mark.parametrize(("method", "factor"), [("sd", 2.0), ("sd", 3.0), ("min_max", 3.0)])
def test_a_range_holds_as_much_of_what_comes_as_it_says(method: str, factor: float) -> None:
    rng, inside, held = np.random.default_rng(3), 0, 0.0
    for _ in range(1500):
        found = quality_range(rng.normal(size=6), rng.normal(size=4), method=method, factor=factor)  # type: ignore[arg-type]
        inside, held = inside + found.within, found.held
    assert inside / 6000 == pytest.approx(held, abs=0.02)


def test_few_lots_are_said() -> None:
    found = quality_range(REFERENCE[:4], [100, 101])
    assert {caution.code for caution in found.cautions} == {"few_reference_lots", "few_test_lots"}


def test_a_large_offset_costs_no_digits() -> None:
    far = quality_range(np.array(REFERENCE) + 1e12, [1e12 + 100])
    assert far.upper - 1e12 == pytest.approx(quality_range(REFERENCE, [100]).upper, abs=1e-3)


def test_what_gives_no_range_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="no_variation"):
        quality_range([1, 1, 1], [1])
    with pytest.raises(StatisticsRefused, match="too_few"):
        quality_range([1, 2], [1])
    with pytest.raises(StatisticsRefused, match="settings"):
        quality_range([1, 2, 3], [1], factor=0)
