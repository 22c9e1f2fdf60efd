"""Frozen limits and new points: lines by hand, exclusions with reasons, and limits that stay as they were."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from tests.statistics.monitoring.made import DAY, evaluation, limits, values
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.charts import evaluate
from tsunagu.statistics.monitoring.constants import c4, d2, d3
from tsunagu.statistics.monitoring.limits import Exclusion
from tsunagu.statistics.monitoring.phase_one import freeze_counts, freeze_groups, freeze_individuals
from tsunagu.statistics.monitoring.rules import NELSON


def test_single_values_and_moving_ranges() -> None:
    x = [10.0, 12.0, 11.0, 15.0, 12.0]
    single = freeze_individuals(x, version="1", frozen_on=DAY)
    assert single.at(1).upper == pytest.approx(12 + 3 * 2.5 / d2(2))
    assert single.center.interval.covers(12)
    moving = freeze_individuals(x, version="1", frozen_on=DAY, chart="moving_range")
    points = evaluate(moving, x).points
    assert [point.value for point in points] == [2, 1, 4, 3]
    assert [point.number for point in points] == [2, 3, 4, 5]
    assert points[0].center == pytest.approx(2.5)
    assert points[0].lower == 0
    assert points[0].upper == pytest.approx(2.5 * 3.267, rel=1e-3)


def test_ranges_and_deviations_of_groups() -> None:
    groups = np.random.default_rng(1).normal(50, 3, (25, 5))
    ranges = freeze_groups(groups, version="1", frozen_on=DAY, chart="range")
    mean_range = np.ptp(groups, axis=1).mean()
    assert ranges.at(5).center == pytest.approx(mean_range)
    assert ranges.at(5).upper == pytest.approx(mean_range * (1 + 3 * d3(5) / d2(5)))
    deviations = freeze_groups(groups, version="1", frozen_on=DAY, chart="sd", sigma="uwave_sd")
    mean_sd = groups.std(axis=1, ddof=1).mean()
    assert deviations.at(5).center == pytest.approx(mean_sd)
    assert deviations.at(5).upper == pytest.approx(mean_sd * (1 + 3 * math.sqrt(1 - c4(5) ** 2) / c4(5)))
    found = evaluate(deviations, groups)
    assert found.points[3].value == pytest.approx(groups[3].std(ddof=1))


def test_limits_follow_the_size_of_each_group() -> None:
    frozen = freeze_groups([[1.0, 3.0], [2.0, 5.0, 8.0], [4.0, 4.5]], version="1", frozen_on=DAY)
    assert frozen.size is None
    assert frozen.at(8).upper - frozen.at(8).center == pytest.approx(
        (frozen.at(2).upper - frozen.at(2).center) / 2
    )
    assert frozen.center.value == pytest.approx(27.5 / 7)
    shares = freeze_counts([3, 6, 2], [50, 100, 40], version="1", frozen_on=DAY, chart="p")
    p = 11 / 190
    assert shares.at(100).upper == pytest.approx(p + 3 * math.sqrt(p * (1 - p) / 100))
    assert shares.at(100).lower == 0


def test_counts_rates_and_numbers_defective() -> None:
    rate = freeze_counts([4, 9, 5], [2, 3, 2], version="1", frozen_on=DAY, chart="u")
    assert rate.center.value == pytest.approx(18 / 7)
    assert evaluate(rate, [30], [3]).points[0].value == 10
    assert evaluate(rate, [30], [3]).signalled() == (1,)
    number = freeze_counts([4, 9, 5], [50, 50, 50], version="1", frozen_on=DAY, chart="np")
    assert number.at(50).center == pytest.approx(6)
    assert number.at(50).upper == pytest.approx(6 + 3 * math.sqrt(6 * (1 - 6 / 50)))
    assert number.center.interval.lower == pytest.approx(0.0726, abs=5e-4)


def test_excluded_points_do_not_count_and_keep_their_reason() -> None:
    x = values(30)
    spoiled = x.copy()
    spoiled[4] += 60
    gone = (Exclusion(5, "ピペットの故障"),)
    kept = freeze_individuals(spoiled, version="2", frozen_on=DAY, excluded=gone)
    assert kept.excluded == gone
    assert 5 not in kept.used
    assert kept.at(1) == freeze_individuals(x, version="2", frozen_on=DAY, excluded=gone).at(1)
    assert 5 in evaluate(kept, spoiled).signalled()
    cleaned = evaluate(kept, spoiled, excluded=gone)
    assert 5 not in cleaned.signalled()
    assert len(cleaned.values) == 29
    assert [p.number for p in cleaned.points][3:5] == [4, 6]


def test_a_moving_range_over_an_excluded_point_is_left_out() -> None:
    x = [10.0, 12.0, 80.0, 13.0, 12.0]
    gone = (Exclusion(3, "誤記"),)
    frozen = freeze_individuals(x, version="1", frozen_on=DAY, chart="moving_range", excluded=gone)
    found = evaluate(frozen, x, excluded=gone)
    assert [(point.number, point.value) for point in found.points] == [(2, 2), (5, 1)]


def test_shares_end_at_all_and_intervals_of_centers_are_exact() -> None:
    share = freeze_counts([9, 10, 8], [10, 10, 10], version="1", frozen_on=DAY, chart="p")
    assert share.at(10).upper == 1
    number = freeze_counts([9, 10, 8], [10, 10, 10], version="1", frozen_on=DAY, chart="np")
    assert number.at(10).upper == 10
    rate = freeze_counts([3, 4, 3], version="1", frozen_on=DAY, chart="c")
    assert rate.center.interval.lower * 3 == pytest.approx(4.7954, abs=1e-4)
    assert rate.center.interval.upper * 3 == pytest.approx(18.3904, abs=1e-4)


def test_the_interval_of_the_center_holds_the_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(3)
    found = [freeze_individuals(rng.normal(7, 2, 25), version="1", frozen_on=DAY) for _ in range(400)]
    assert 0.92 < np.mean([one.center.interval.covers(7.0) for one in found]) < 0.98


def test_new_points_do_not_move_frozen_limits() -> None:
    frozen = limits()
    before = dataclasses.asdict(frozen)
    shifted = evaluate(frozen, values(20, seed=2, mean=112), first=31)
    assert dataclasses.asdict(frozen) == before
    assert not shifted.stable
    assert min(shifted.signalled()) >= 31
    assert shifted.limits.version == "1"
    with pytest.raises(dataclasses.FrozenInstanceError):
        frozen.version = "2"  # type: ignore[misc]


def test_a_point_on_the_limit_is_within() -> None:
    frozen = limits()
    assert evaluate(frozen, [frozen.at(1).upper, frozen.at(1).lower]).stable
    assert not evaluate(frozen, [frozen.at(1).upper * (1 + 1e-12)]).stable


def test_units_and_offsets_carry_over() -> None:
    x = np.round(values(40) * 8) / 8
    for shift, scale in ((0, 3), (2.0**30, 1), (-500, 0.25)):
        a = freeze_individuals(x, version="1", frozen_on=DAY)
        b = freeze_individuals(x * scale + shift, version="1", frozen_on=DAY)
        z = [point.z for point in evaluate(a, x).points]
        assert [p.z for p in evaluate(b, x * scale + shift).points] == pytest.approx(z, rel=1e-6, abs=1e-6)


def test_few_points_and_skewed_statistics_are_said() -> None:
    assert [c.code for c in limits(10).cautions] == ["few_points"]
    assert limits(20).cautions == ()
    counts = freeze_counts([4, 9, 5] * 7, version="1", frozen_on=DAY, chart="c")
    assert [c.code for c in evaluate(counts, [4, 5], rules=NELSON).cautions] == ["skewed_statistic"]
    assert evaluation([0, 1], rules=NELSON).cautions == ()


def test_false_alarms_of_the_limits_alone_are_rare() -> None:
    found = evaluate(limits(3000), values(20_000, seed=9))
    assert len(found.signalled()) / 20_000 == pytest.approx(0.0027, abs=0.0015)


@pytest.mark.parametrize(
    ("code", "counts", "sizes", "options"),
    [
        ("no_variation", [0, 0, 0], None, {"chart": "c"}),
        ("no_variation", [0, 0], [5, 5], {"chart": "p"}),
        ("no_variation", [5, 5], [5, 5], {"chart": "np"}),
        ("not_counts", [6, 1], [5, 5], {"chart": "p"}),
        ("not_counts", [1.5, 1], None, {"chart": "c"}),
        ("not_counts", [1, -1], None, {"chart": "c"}),
        ("not_counts", [1, 1], [5, 0], {"chart": "u"}),
        ("no_sizes", [1, 1], None, {"chart": "u"}),
        ("lengths", [1, 1], [5], {"chart": "u"}),
        ("no_reason", [1, 2], None, {"chart": "c", "excluded": (Exclusion(1, " "),)}),
        ("unknown_point", [1, 2], None, {"chart": "c", "excluded": (Exclusion(3, "誤記"),)}),
        ("width", [1, 2], None, {"chart": "c", "width": 0.0}),
    ],
)
def test_counts_that_give_no_limits_are_refused(
    code: str, counts: Any, sizes: Any, options: dict[str, Any]
) -> None:
    with pytest.raises(StatisticsRefused) as refusal:
        freeze_counts(counts, sizes, version="1", frozen_on=DAY, **options)
    assert refusal.value.code == code
    assert refusal.value.ja.endswith("。")
