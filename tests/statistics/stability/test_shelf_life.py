"""Shelf life: what follows from a study, what doesn't, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.stability.remarks import NONE, Extrapolation
from tsunagu.statistics.stability.shelf_life import ShelfLife, shelf_life

TIMES = (0.0, 3.0, 6.0, 9.0, 12.0, 18.0, 24.0)
NOISE = (0.3, -0.4, 0.1, 0.2, -0.3, 0.2, -0.1)


def made(
    slopes: tuple[float, ...] = (-0.2, -0.2, -0.2), starts: tuple[float, ...] | None = None, **options: Any
) -> ShelfLife:
    starts = starts or (100.0,) * len(slopes)
    rows = [
        (f"batch {i}", t, start + slope * t + NOISE[(j + 2 * i) % len(NOISE)])
        for i, (slope, start) in enumerate(zip(slopes, starts, strict=True))
        for j, t in enumerate(TIMES)
    ]
    return shelf_life(
        [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], **({"lower": 90.0} | options)
    )


def codes(life: ShelfLife) -> set[str]:
    return {caution.code for caution in life.cautions}


def test_a_single_batch_gives_the_textbook_confidence_bound() -> None:
    y = [100 - 0.4 * t + e for t, e in zip(TIMES, NOISE, strict=True)]
    life = shelf_life(["a"] * 7, TIMES, y, lower=90)
    line = stats.linregress(TIMES, y)
    t, n = np.array(TIMES), 7
    s = math.sqrt(((np.array(y) - line.intercept - line.slope * t) ** 2).sum() / (n - 2))
    error = s * math.sqrt(1 / n + (life.time - t.mean()) ** 2 / ((t - t.mean()) ** 2).sum())
    assert line.intercept + line.slope * life.time - stats.t.ppf(0.95, n - 2) * error == pytest.approx(90)
    assert life.pooling is None
    assert life.model == "cics"
    assert "few_batches" in codes(life)


def test_alike_batches_share_one_line_and_unlike_ones_do_not() -> None:
    assert made().model == "cics"
    assert made(starts=(100, 102, 104)).model == "dics"
    assert made(slopes=(-0.2, -0.3, -0.6)).model == "dids"


def test_intercepts_may_be_tested_against_the_common_slope_model() -> None:
    full = made(starts=(100, 102, 104))
    parallel = made(starts=(100, 102, 104), intercept_error="common_slope")
    assert full.pooling is not None
    assert parallel.pooling is not None
    assert full.pooling.intercepts.denominator == 21 - 6
    assert parallel.pooling.intercepts.denominator == 21 - 4
    assert parallel.pooling.intercepts.statistic != full.pooling.intercepts.statistic


def test_the_worst_batch_decides() -> None:
    life = made(starts=(100, 102, 96))
    assert life.worst_batch == "batch 2"
    assert life.time == min(batch.time for batch in life.batches)
    assert life.time == life.batches[2].time


def test_order_of_results_does_not_matter_and_units_carry_over() -> None:
    life = made(starts=(100, 102, 96))
    order = np.random.default_rng(3).permutation(21)
    rows = [
        (f"batch {i}", t, s - 0.2 * t + NOISE[(j + 2 * i) % 7])
        for i, s in enumerate((100, 102, 96))
        for j, t in enumerate(TIMES)
    ]
    shuffled = [rows[i] for i in order]
    names, times, values = zip(*shuffled, strict=True)
    assert shelf_life(names, times, values, lower=90).time == pytest.approx(life.time)
    in_days = shelf_life(names, np.array(times) * 30, np.array(values) * 7 + 5, lower=635)
    assert in_days.time == pytest.approx(30 * life.time)


def test_a_large_offset_costs_no_digits() -> None:
    offset = 1e9
    shifted = made(starts=(100 + offset, 102 + offset, 96 + offset), lower=90 + offset)
    assert shifted.time == pytest.approx(made(starts=(100, 102, 96)).time, rel=1e-6)


def test_an_upper_limit_mirrors_a_lower_one() -> None:
    falls = made(slopes=(-0.2, -0.25, -0.4))
    rises = shelf_life(
        [f"batch {i}" for i in range(3) for _ in TIMES],
        list(TIMES) * 3,
        [-(100 + s * t + NOISE[(j + 2 * i) % 7]) for i, s in enumerate((-0.2, -0.25, -0.4))
         for j, t in enumerate(TIMES)],
        upper=-90,
    )  # fmt: skip
    assert rises.time == pytest.approx(falls.time)
    assert rises.batches[0].limit == "upper"


def test_two_limits_use_a_two_sided_interval_and_the_first_that_is_left() -> None:
    both = made(lower=90.0, upper=104.0)
    assert both.sides == 2
    assert both.batches[0].limit == "lower"
    assert both.time < made().time
    assert both.time == pytest.approx(made(sides=2).time)


def test_data_without_slope_support_nothing_beyond_their_longest_time() -> None:
    life = made(slopes=(0.0, 0.001, 0.0), lower=80.0, extrapolation=NONE)
    assert life.time > 100
    assert codes(life) == {"extrapolated"}
    assert life.claimable == 24
    rising = made(slopes=(0.3, 0.3, 0.3))
    assert math.isinf(rising.time)
    assert rising.claimable == 24
    assert rising.worst_batch is None
    assert {"never_crosses", "moves_away"} <= codes(rising)


def test_extrapolation_is_capped_and_said() -> None:
    life = made()
    assert life.time > 36
    assert life.claimable == 36  # 24 + 12, less than twice
    assert "extrapolated" in codes(life)
    assert made(extrapolation=NONE).claimable == 24
    assert made(extrapolation=Extrapolation(1.25, 12.0)).claimable == 30
    assert made(slopes=(-1, -1, -1)).claimable == made(slopes=(-1, -1, -1)).time < 24


def test_a_limit_not_met_at_the_start_leaves_no_shelf_life() -> None:
    life = made(lower=101.0)
    assert life.time == 0
    assert life.claimable == 0
    assert "not_met_at_start" in codes(life)


def test_the_interval_of_the_crossing_holds_the_crossing_of_the_mean() -> None:
    for life in (made(), made(slopes=(-0.2, -0.3, -0.6)), made(slopes=(-0.02, -0.02, -0.02), lower=98)):
        for batch in life.batches:
            assert batch.crossing.interval.lower <= batch.crossing.value <= batch.crossing.interval.upper
    first = made().batches[0]
    assert first.crossing.interval.level == pytest.approx(0.9)
    assert made(sides=2).batches[0].crossing.interval.level == 0.95
    expected = (90 - first.intercept.value) / first.slope.value
    assert first.crossing.value == pytest.approx(expected)


def test_a_first_order_decline_is_a_line_in_the_logarithm() -> None:
    values = [100 * math.exp(-0.02 * t + e / 50) for t, e in zip(TIMES, NOISE, strict=True)]
    by_log = shelf_life(["a"] * 7, TIMES, values, lower=70, value_scale="log")
    by_hand = shelf_life(["a"] * 7, TIMES, np.log(values), lower=math.log(70))
    assert by_log.time == pytest.approx(by_hand.time)
    slowing = shelf_life(["a"] * 7, TIMES, values, lower=70, time_scale="sqrt")
    assert slowing.time == pytest.approx(shelf_life(["a"] * 7, np.sqrt(TIMES), values, lower=70).time ** 2)


def test_the_bound_covers_the_true_crossing_as_often_as_it_says() -> None:
    rng, hits = np.random.default_rng(11), 0
    for _ in range(400):
        y = 100 - 0.5 * np.array(TIMES) + rng.normal(0, 1, 7)
        hits += shelf_life(["a"] * 7, TIMES, y, lower=90).time <= 20
    assert 0.92 < hits / 400 < 0.98


@pytest.mark.parametrize(
    ("code", "batches", "times", "values", "options"),
    [
        ("two_times", "aaaa", (0, 0, 6, 6), (9, 8, 7, 6), {"lower": 5}),
        ("one_time_in_batch", "aaab", (0, 3, 6, 3), (9, 8, 7.5, 6), {"lower": 5}),
        ("no_variation", "aaaa", (0, 3, 6, 9), (9, 9, 9, 9), {"lower": 5}),
        ("no_variation", "aaaa", (0, 3, 6, 9), (9, 8, 7, 6), {"lower": 5}),
        ("too_few_for_model", "aabb", (0, 3, 0, 6), (9, 8, 7, 6), {"lower": 5}),
        ("negative_time", "aaaa", (-1, 3, 6, 9), (9, 8, 7.1, 6), {"lower": 5}),
        ("no_limit", "aaaa", (0, 3, 6, 9), (9, 8, 7.1, 6), {}),
        ("limits_reversed", "aaaa", (0, 3, 6, 9), (9, 8, 7.1, 6), {"lower": 5, "upper": 4}),
        ("sides", "aaaa", (0, 3, 6, 9), (9, 8, 7.1, 6), {"lower": 5, "sides": 3}),
        ("outside_scale", "aaaa", (0, 3, 6, 9), (9, 8, 0, 6), {"lower": 5, "value_scale": "log"}),
        ("not_finite", "aaaa", (0, 3, 6, 9), (9, 8, math.nan, 6), {"lower": 5}),
        ("level", "aaaa", (0, 3, 6, 9), (9, 8, 7.1, 6), {"lower": 5, "level": 1.0}),
        (
            "no_degrees_in_batch",
            "aaaabb",
            (0, 3, 6, 9, 0, 3),
            (9, 8, 7.1, 6, 9, 3),
            {"lower": 5, "residual": "own", "model": "dids"},
        ),
    ],
)
def test_what_has_no_honest_answer_is_refused(
    code: str, batches: str, times: Any, values: Any, options: dict[str, Any]
) -> None:
    with pytest.raises(StatisticsRefused) as refusal:
        shelf_life(list(batches), times, values, **options)
    assert refusal.value.code == code
    assert refusal.value.ja.endswith("。")
