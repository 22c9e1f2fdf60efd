"""Bars grow from zero to their values, critical lines stand where they say, counts are as high as they are many."""

import re
from itertools import pairwise

import pytest
from tests.foundation.svg.reading import drawings, paths, rects, texts_of

from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg.marks import State

LINES = [svg.Limit(1.9, "5 %", "warn"), svg.Limit(-1.9, "5 %", "warn"), svg.Limit(2.3, "1 %", "stop")]


def height_of(path: str) -> float:
    return float(path.split("H")[0].split()[1])


def test_bars_of_both_signs_grow_from_the_zero_line() -> None:
    groups = [svg.BarGroup("L1", [svg.Bar(1.0), svg.Bar(-2.0)]), svg.BarGroup("L2", [svg.Bar(0.5)])]
    for one in drawings(svg.bars_by_group(groups, svg.Axis("h"), "x")):
        zero = height_of(paths(one, "zero")[0])
        up, down, half = rects(one, "bar")
        assert up[1] + up[3] == pytest.approx(zero, abs=0.11)
        assert down[1] == pytest.approx(zero, abs=0.11)
        assert down[3] == pytest.approx(2 * up[3], abs=0.2)
        assert half[3] == pytest.approx(up[3] / 2, abs=0.2)
        assert up[0] < down[0] < half[0]


def test_critical_lines_are_drawn_at_their_values_and_named() -> None:
    groups = [svg.BarGroup("L1", [svg.Bar(1.9), svg.Bar(-1.9)])]
    for one in drawings(svg.bars_by_group(groups, svg.Axis("h"), "x", limits=LINES)):
        above, below = rects(one, "bar")
        heights = sorted(height_of(path) for path in paths(one, "limit k-warn"))
        assert heights == pytest.approx([above[1], below[1] + below[3]], abs=0.2)
        assert sorted(text.content for text in texts_of(one) if "%" in text.content) == ["1 %", "5 %", "5 %"]


def test_names_of_critical_lines_close_to_each_other_do_not_touch() -> None:
    lines = [svg.Limit(1.9, "5 %", "warn"), svg.Limit(1.95, "1 %", "stop")]
    for one in drawings(
        svg.bars_by_group([svg.BarGroup("L1", [svg.Bar(-3.0)])], svg.Axis("h"), "x", limits=lines)
    ):
        first, second = sorted(text.base for text in texts_of(one) if "%" in text.content)
        assert second - first >= 14


def test_names_under_bars_stand_in_two_rows_before_any_is_left_out() -> None:
    groups = [svg.BarGroup(f"試験室 {i}", [svg.Bar(1.0)]) for i in range(10)]
    middle = drawings(svg.bars_by_group(groups, svg.Axis("h"), "x"))[1]
    names = [text for text in texts_of(middle) if text.content.startswith("試験室")]
    assert len(names) == 10
    assert len({text.base for text in names}) == 2


def test_a_bar_that_is_not_in_order_carries_the_sign_of_its_state() -> None:
    states: list[State] = ["ok", "warn", "stop"]
    groups = [svg.BarGroup("L1", [svg.Bar(1 + i, state, f"水準 {i}") for i, state in enumerate(states)])]
    picture = svg.bars_by_group(groups, svg.Axis("h"), "x")
    for one in drawings(picture):
        assert len(paths(one, "mark k-warn")) == 1
        assert len(paths(one, "mark k-stop")) == 1
        assert not paths(one, "mark k-ok")
    assert "<title>L1 水準 2 3 要確認</title>" in picture


def test_signs_of_very_many_bars_do_not_cover_each_other() -> None:
    picture = svg.scores([svg.Score(f"L{i}", 2.5 + i / 1000, "warn") for i in range(200)], svg.Axis("z"), "x")
    for one in drawings(picture):
        places = [float(path[1:].split()[0]) for path in paths(one, "mark k-warn")]
        assert len(places) > 10
        assert min(after - before for before, after in pairwise(places)) >= 9.9


def test_scores_are_put_in_order_with_lines_at_two_and_three() -> None:
    picture = svg.scores([svg.Score("a", 1.0), svg.Score("b", -1.5), svg.Score("c", 0.2)], svg.Axis("z"), "x")
    assert re.findall(r"<title>([abc]) ", picture)[:3] == ["b", "c", "a"]
    for one in drawings(picture):
        assert len(paths(one, "limit k-warn")) == 2
        assert len(paths(one, "limit k-stop")) == 2


def test_a_score_far_away_is_cut_and_says_its_value() -> None:
    picture = svg.scores([svg.Score("a", 1.0), svg.Score("b", 41.7, "stop")], svg.Axis("z"), "x")
    for one in drawings(picture):
        near, far = rects(one, "bar")
        assert far[3] == pytest.approx(6 * near[3], abs=1.0)
        assert "41.7" in {text.content for text in texts_of(one)}


def test_names_of_what_is_not_in_order_are_written_first() -> None:
    items = [svg.Score(f"LAB-{i:03d}", i / 100, "stop" if i == 104 else "ok") for i in range(200)]
    for one in drawings(svg.scores(items, svg.Axis("z"), "x")):
        assert "LAB-104" in {text.content for text in texts_of(one)}


def test_counts_are_as_high_as_they_are_many_and_stand_on_the_axis() -> None:
    bins = [svg.Bin(0, 1, 10, "stop"), svg.Bin(1, 2, 0), svg.Bin(2, 4, 20)]
    picture = svg.histogram(bins, svg.Axis("値"), "x", limits=[svg.Limit(1, "規格 ≥ 1", "stop")])
    for one in drawings(picture):
        ten, twenty = rects(one, "bar")
        assert twenty[3] == pytest.approx(2 * ten[3], abs=0.2)
        assert twenty[2] > 1.9 * ten[2]
        assert ten[1] + ten[3] == pytest.approx(twenty[1] + twenty[3], abs=0.11)
        limit = float(paths(one, "limit k-stop")[0][1:].split()[0])
        assert limit == pytest.approx(ten[0] + ten[2], abs=1.0)
        assert "規格 ≥ 1" in {text.content for text in texts_of(one)}
    assert "0–1: 10 要確認" in picture
