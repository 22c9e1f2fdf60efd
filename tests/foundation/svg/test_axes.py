"""Axes show round numbers that can be told apart, whatever the values; scales put values where they belong."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.foundation.web.svg.axes import (
    Axis,
    Box,
    Scale,
    across_axis,
    across_ticks,
    scale,
    spread,
    up_axis,
)
from tsunagu.foundation.web.svg.ticks import log_ticks, nice_ticks, tick_texts

VALUES = st.floats(-1e9, 1e9, allow_nan=False)


@given(VALUES, st.floats(1e-6, 1e6), st.integers(2, 12))
def test_ticks_are_round_evenly_apart_and_inside(low: float, size: float, most: int) -> None:
    size *= abs(low) + 1
    ticks = nice_ticks(low, low + size, most)
    assert len(ticks) <= most
    assert all(low - size * 1e-6 <= tick <= low + size * (1 + 1e-6) for tick in ticks)
    for before, after in pairwise(ticks):
        step = after - before
        mantissa = step / 10 ** math.floor(math.log10(step) + 1e-6)
        assert min(abs(mantissa - round_one) for round_one in (1, 2, 5)) < 1e-3


@pytest.mark.parametrize(
    ("low", "high", "most", "ticks"),
    [
        (1e-3, 1e3, 8, [1e-3, 1e-2, 1e-1, 1, 10, 100, 1000]),
        (1, 60, 8, [1, 2, 5, 10, 20, 50]),
        (1e-9, 1e9, 7, [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]),
        (3.1, 4.2, 6, [3.2, 3.4, 3.6, 3.8, 4.0, 4.2]),
    ],
)
def test_a_log_axis_shows_powers_and_more_where_they_are_few(
    low: float, high: float, most: int, ticks: list[float]
) -> None:
    assert log_ticks(low, high, most) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [
        ([-2, 0, 2], ["−2", "0", "2"]),
        ([0.0, 0.5, 1.0], ["0.0", "0.5", "1.0"]),
        ([1.8e8, 1.82e8, 1.84e8], ["1.80×10⁸", "1.82×10⁸", "1.84×10⁸"]),
        ([0.01, 0.1, 1, 10, 100], ["10⁻²", "10⁻¹", "1", "10", "10²"]),
        ([1, 2, 5, 10, 20, 50], ["1", "2", "5", "10", "20", "50"]),
        ([0, 2000, 4000], ["0", "2,000", "4,000"]),
        ([0.0002, 0.0004], ["2×10⁻⁴", "4×10⁻⁴"]),
    ],
)
def test_the_numbers_of_an_axis_are_written_alike(ticks: list[float], texts: list[str]) -> None:
    assert tick_texts(ticks) == texts


@given(VALUES, st.floats(1e-9, 1e9), st.booleans())
def test_no_two_numbers_of_an_axis_read_the_same(low: float, size: float, is_log: bool) -> None:
    low = abs(low) + 1e-3 if is_log else low
    found = scale([low, low + size], Axis(is_log=is_log), 0.0, 500.0)
    texts = tick_texts(found.ticks(8))
    assert len(set(texts)) == len(texts)


def test_a_log_scale_gives_every_decade_the_same_room() -> None:
    found = Scale(1, 1000, 0, 300, is_log=True)
    assert [found.at(value) for value in (1, 10, 100, 1000)] == pytest.approx([0, 100, 200, 300])


def test_a_scale_may_run_upwards_and_holds_what_lies_beyond_at_its_end() -> None:
    found = Scale(0, 10, 200, 0)
    assert found.at(2.5) == 150
    assert found.held(99) == 0
    assert not found.holds(10.1)


def test_ends_that_an_axis_names_are_kept() -> None:
    found = scale([2, 8], Axis(low=0), 0, 100)
    assert found.low == 0
    assert found.high > 8


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([], Axis()),
        ([5.0, 5.0], Axis()),
        ([0.0], Axis(low=0.0)),
        ([math.nan, math.inf, 3.0], Axis()),
        ([-1.0, 0.0], Axis(is_log=True)),
        ([2.0, 3.0], Axis(low=9.0, high=4.0)),
        ([2.0, 3.0], Axis(low=math.nan, high=-math.inf)),
        ([7.0], Axis(low=-1.0, is_log=True)),
    ],
)
def test_a_scale_has_a_length_whatever_it_is_made_of(values: list[float], axis: Axis) -> None:
    found = scale(values, axis, 0.0, 100.0)
    assert math.isfinite(found.low)
    assert math.isfinite(found.high)
    assert found.low < found.high


def test_numbers_beside_each_other_have_room() -> None:
    found = [
        across_ticks(across)
        for across in (Scale(1e5, 9e5, 0, 150), Scale(1e5, 9e5, 0, 400), Scale(1e5, 9e5, 0, 900))
    ]
    assert [len(ticks) for ticks in found] == [2, 4, 9]


def test_an_axis_is_named_and_numbered() -> None:
    box = Box(40, 10, 300, 200)
    assert ">viability (%)</text>" in across_axis(box, Scale(0, 10, 40, 300), "viability (%)")
    assert ">a &lt; b</text>" in up_axis(box, Scale(0, 10, 200, 10), "a < b")


def test_a_long_plot_has_its_numbers_above_as_well() -> None:
    box, across = Box(40, 20, 300, 900), Scale(0, 10, 40, 300)
    drawn = [across_axis(box, across, "", is_long=is_long).count("<text") for is_long in (True, False)]
    assert drawn[0] == 2 * drawn[1]


@given(st.lists(st.floats(0, 100), max_size=5))
def test_names_that_would_touch_are_moved_apart(places: list[float]) -> None:
    moved = sorted(spread(places, 14, 0, 100))
    assert all(after - before >= 14 - 1e-6 for before, after in pairwise(moved))
    assert all(0 <= place <= 100 for place in moved)
