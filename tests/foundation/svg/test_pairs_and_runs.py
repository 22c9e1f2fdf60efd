"""Points of pairs, curves and control charts stand where they belong, with the lines they are judged by."""

import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise

import pytest
from tests.foundation.svg.reading import drawings, paths, texts_of

from tsunagu.foundation.web import svg

AXIS = svg.Axis("値")


def places(drawing: ElementTree.Element, look: str) -> list[tuple[float, float]]:
    """Return the middle of each round mark of a class."""
    found = []
    for path in paths(drawing, look):
        x, y = path[1:].split("a")[0].split()
        radius = float(path.split("a")[1].split(",")[0].split()[0])
        found.append((float(x) + radius, float(y)))
    return found


def numbers_of(drawing: ElementTree.Element, *, is_up: bool) -> list[str]:
    texts = [text for text in texts_of(drawing) if re.fullmatch(r"[−\d.,]+", text.content)]
    lowest = max(text.base for text in texts)
    return [text.content for text in texts if (text.base < lowest) == is_up]


def readings(count: int, **more: str) -> list[svg.Reading]:
    return [svg.Reading(f"{i + 1}", 5 + i % 2, 5.5, (3, 8), **more) for i in range(count)]  # type: ignore[arg-type]


def test_a_square_gives_both_axes_the_same_numbers_and_equality_its_diagonal() -> None:
    spots = [svg.Spot(1, 2, "a"), svg.Spot(8, 7, "b"), svg.Spot(4, 4, "c")]
    picture = svg.scatter(spots, AXIS, AXIS, "x", is_square=True, has_identity=True)
    for one in drawings(picture):
        assert numbers_of(one, is_up=True) == numbers_of(one, is_up=False)
        (line,) = [found for found in one.iter("polyline") if found.get("class") == "limit"]
        (x1, y1), (x2, y2) = (
            [float(part) for part in pair.split(",")] for pair in (line.get("points") or "").split()
        )
        assert x2 - x1 == pytest.approx(y1 - y2, abs=0.3)
        on_line = places(one, "mark")[2]
        assert on_line[0] - x1 == pytest.approx(y1 - on_line[1], abs=0.3)
    assert "</svg>一致線（y = x）</li>" in picture


def test_what_asks_to_be_looked_at_is_named_and_drawn_on_top() -> None:
    spots = [svg.Spot(1, 1, "L4", "stop"), *(svg.Spot(i, i, f"L{i + 9}") for i in range(1, 4))]
    for one in drawings(svg.scatter(spots, AXIS, AXIS, "x")):
        marks = [path.get("class") for path in one.iter("path") if "mark" in (path.get("class") or "")]
        assert marks[-1] == "mark k-stop"
        assert [text.content for text in texts_of(one) if text.content.startswith("L")] == ["L4"]


def test_limits_of_differences_are_named_where_they_stand() -> None:
    spots = [svg.Spot(i, i % 3) for i in range(9)]
    picture = svg.scatter(spots, AXIS, AXIS, "x", rows=[svg.Limit(4, "+1.96 s"), svg.Limit(-2, "−1.96 s")])
    for one in drawings(picture):
        lines = sorted(float(path.split("H")[0].split()[1]) for path in paths(one, "limit"))
        names = sorted(text.base for text in texts_of(one) if "1.96" in text.content)
        assert names == pytest.approx(lines, abs=20)


def test_each_series_has_its_own_shape_and_line() -> None:
    series = [
        svg.Series(name, [svg.Spot(1, i), svg.Spot(10, i + 1)], [(1, i), (10, i + 1)], hue=hue)
        for i, (name, hue) in enumerate((("標準品", "storage"), ("検体", "transport")))
    ]
    picture = svg.curve(series, svg.Axis("濃度", is_log=True), AXIS, "x")
    for one in drawings(picture):
        looks = [found.get("class") for found in one.iter("polyline")]
        assert looks == ["trace solid hue-storage", "trace dashed hue-transport"]
        shapes = [re.sub(r"[\d.-]+", "", path) for path in paths(one, "mark")]
        assert shapes[0] == shapes[1] != shapes[2] == shapes[3]


def test_a_point_that_was_worked_out_has_a_line_to_the_axis_and_its_number_in_the_key() -> None:
    series = svg.Series(
        "検体", [svg.Spot(1, 0), svg.Spot(100, 10)], [(1, 0), (100, 10)], pin=svg.Spot(10, 5, "EC50")
    )
    picture = svg.curve([series], svg.Axis("濃度", is_log=True), AXIS, "x")
    assert "</svg>検体 EC50 10</li>" in picture
    for one in drawings(picture):
        left, right = (x for x, _ in places(one, "mark"))
        (line,) = paths(one, "limit")
        assert float(line[1:].split()[0]) == pytest.approx((left + right) / 2, abs=0.3)


def test_a_ribbon_runs_there_and_back() -> None:
    series = svg.Series("線", [], [(0, 1), (5, 2)], [(0, 0.5, 1.5), (5, 1, 3)], "95% 信頼帯")
    picture = svg.curve([series], AXIS, AXIS, "x")
    assert "</svg>95% 信頼帯</li>" in picture
    for one in drawings(picture):
        (ribbon,) = one.iter("polygon")
        assert len((ribbon.get("points") or "").split()) == 4


def test_limits_of_a_control_chart_step_where_they_change() -> None:
    first, second = readings(4), [svg.Reading(str(i), 6.0, 6.5, (4, 9)) for i in range(4)]
    for one in drawings(svg.control_chart(first + second, AXIS, "x")):
        for path in [*paths(one, "limit k-stop"), *paths(one, "centre")]:
            assert path.count("V") == 1
            assert path.count("M") == 1
        assert len(paths(one, "limit k-stop")) == 2
    for one in drawings(svg.control_chart(first, AXIS, "x")):
        assert all("V" not in path for path in paths(one, "limit k-stop"))


def test_phases_are_parted_and_their_limits_do_not_join() -> None:
    chart = svg.control_chart(readings(6, phase="基準期間") + readings(6, phase="運用"), AXIS, "x")
    for one in drawings(chart):
        assert {"基準期間", "運用"} <= {text.content for text in texts_of(one)}
        assert len(paths(one, "parting")) == 1
        assert paths(one, "centre")[0].count("M") == 2


def test_what_was_in_use_is_bracketed_under_the_points() -> None:
    chart = svg.control_chart(
        readings(6, version="ロット A17") + readings(9, version="ロット A22"), AXIS, "x"
    )
    for one in drawings(chart):
        assert len(paths(one, "bracket")) == 2
        assert {"ロット A17", "ロット A22"} <= {text.content for text in texts_of(one)}


def test_an_alarm_is_marked_with_a_shape_and_the_name_of_its_rule() -> None:
    alarm = svg.Reading("9", 8.5, 5.5, (3, 8), state="stop", rule="1-3s")
    low = svg.Reading("10", 2.5, 5.5, (3, 8), state="stop", rule="2-2s")
    chart = svg.control_chart([*readings(8), alarm, *readings(8), low], AXIS, "x")
    for one in drawings(chart):
        assert len(paths(one, "mark k-stop")) == 2
        named = {text.content: text.base for text in texts_of(one) if text.content.endswith("s")}
        assert set(named) == {"1-3s", "2-2s"}
        assert named["1-3s"] < named["2-2s"]
    assert "<title>9 8.5 要確認 1-3s</title>" in chart
    assert "</svg>管理限界</li>" in chart


def test_alarms_close_to_each_other_do_not_write_over_each_other() -> None:
    alarms = [svg.Reading(str(i), 9.0, 5.5, (3, 8), state="stop", rule="1-3s") for i in range(120)]
    for one in drawings(svg.control_chart(alarms, AXIS, "x")):
        lefts = sorted(text.left for text in texts_of(one) if text.content == "1-3s")
        assert min(after - before for before, after in pairwise(lefts)) > 20


def test_the_values_in_force_are_written_at_the_end_of_their_lines() -> None:
    wide = drawings(svg.control_chart(readings(9), AXIS, "x"))[-1]
    ends = [text.content for text in texts_of(wide) if text.left > 900]
    assert ends == ["3", "8", "5.5"]
