"""Rows of intervals and shares stand where their values are, with what they are compared to."""

import math
from itertools import pairwise

import pytest
from django.utils import translation
from tests.foundation.svg.reading import drawings, paths, rects, texts_of

from tsunagu.foundation.web import svg

AXIS = svg.Axis("値", low=0.0, high=10.0)


def starts(path: str) -> list[float]:
    return [float(part.split()[0]) for part in path.split("M") if part]


def test_values_stand_on_one_scale_inside_their_zone() -> None:
    rows = [svg.Interval("a", 5, 4, 6), svg.Interval("b", 8, 7, 9)]
    picture = svg.intervals(rows, AXIS, "x", zone=svg.Zone(4, 6, "範囲"), reference=svg.Limit(5, "付与値"))
    for one in drawings(picture):
        ((left, _, width, _),) = rects(one, "zone")
        first, second = paths(one, "whisker")
        assert starts(first)[0] == pytest.approx(left, abs=0.11)
        assert float(first.split("H")[1]) == pytest.approx(left + width, abs=0.11)
        assert starts(second)[0] == pytest.approx(left + 1.5 * width, abs=0.2)
        assert starts(paths(one, "limit k-ok")[0])[0] == pytest.approx(left + width / 2, abs=0.11)
    assert "</svg>範囲</li>" in picture
    assert "</svg>付与値</li>" in picture


def test_each_single_result_is_a_dot_and_those_off_the_scale_are_not() -> None:
    picture = svg.intervals([svg.Interval("a", 5, replicates=[4, 5, 6, 99, math.nan])], AXIS, "x")
    assert [len(starts(paths(one, "dots")[0])) for one in drawings(picture)] == [3, 3, 3]


def test_an_interval_that_goes_on_beyond_the_scale_points_there() -> None:
    picture = svg.intervals([svg.Interval("a", 5, 4, math.inf), svg.Interval("b", 5, 4, 6)], AXIS, "x")
    for one in drawings(picture):
        beyond, within = paths(one, "whisker")
        assert len(starts(beyond)) == 2
        assert len(starts(within)) == 1
    assert "a 5（4〜∞）" in picture


def test_a_row_says_its_state_in_words_at_every_width() -> None:
    rows = [svg.Interval("L1", 5), svg.Interval("L4", 8, state="stop", word="要確認 z=3.1")]
    for one in drawings(svg.intervals(rows, AXIS, "x")):
        (said,) = [text for text in texts_of(one) if text.content.startswith("要確認")]
        (row,) = [text for text in texts_of(one) if text.content == "L4"]
        assert abs(said.base - row.base) < 20


def test_rows_keep_the_order_given() -> None:
    rows = [svg.Interval(name, value) for name, value in (("c", 9.0), ("a", 1.0), ("b", 5.0))]
    for one in drawings(svg.intervals(rows, AXIS, "x")):
        names = [text for text in texts_of(one) if text.content in "abc"]
        assert [text.content for text in sorted(names, key=lambda text: text.base)] == ["c", "a", "b"]


def test_rows_on_a_log_axis_are_evenly_apart_from_decade_to_decade() -> None:
    rows = [svg.Interval(str(i), 10.0**i, 10.0**i, 10.0**i) for i in range(4)]
    for one in drawings(svg.intervals(rows, svg.Axis(is_log=True), "x")):
        places = [starts(path)[0] for path in paths(one, "whisker")]
        gaps = [after - before for before, after in pairwise(places)]
        assert max(gaps) - min(gaps) < 0.3
        assert min(gaps) > 20


def test_a_share_is_written_with_its_interval_in_the_language_of_the_page() -> None:
    parts = [svg.Share("提供者", 46, 31, 62), svg.Share("残り", 9.6)]
    assert "46 %（31〜62）" in svg.shares(parts, "x")
    with translation.override("en"):
        assert ">46 % (31–62)<" in svg.shares(parts, "x")
    assert ">9.6 %<" in svg.shares(parts, "x", digits=1)


def test_bars_of_shares_are_as_long_as_their_values_and_leave_room_for_the_numbers() -> None:
    picture = svg.shares([svg.Share("a", 40, 30, 60, "transport"), svg.Share("b", 20, 10, 55)], "x")
    for one in drawings(picture):
        longer, shorter = rects(one, "share")
        assert longer[2] == pytest.approx(2 * shorter[2], abs=0.2)
        numbers = [text for text in texts_of(one) if "%" in text.content]
        same_line = [text for text in numbers if longer[1] <= text.base <= longer[1] + longer[3]]
        assert all(text.left > longer[0] + longer[2] * 60 / 40 for text in same_line)
    assert 'fill="var(--s-transport)"' in picture
