"""Every plot is well-formed, escaped, named, legible at each width, and empty where there is too little to show."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import combinations

import pytest
from django.utils import translation
from tests.foundation.svg.reading import Text, drawings, states_of, texts_of

from tsunagu.foundation.web import svg
from tsunagu.foundation.web.plot_samples import control_plot, plots
from tsunagu.foundation.web.svg.primitives import length

EVIL = '<script>alert("x")</script>&'
NAN, INF = float("nan"), float("inf")
AXIS, LOG = svg.Axis("値（%）"), svg.Axis("濃度", is_log=True)


def all_with(label: str, value: float, other: float = 2.0) -> list[str]:
    """Each plot once, with a label wherever one goes and two values of which one may be no number."""
    spots = [svg.Spot(value, 3.0, label, "stop"), svg.Spot(other, 4.0, label), svg.Spot(3.0, 5.0)]
    named = svg.Axis(label)
    limits = [svg.Limit(3.0, label, "stop"), svg.Limit(value, label)]
    series = svg.Series(
        label,
        spots,
        [(1, 1), (value, 2), (4, 4)],
        [(1, 0, 2), (4, 3, value)],
        label,
        pin=svg.Spot(value, 2, label),
    )
    reading = svg.Reading(label, value, value, (value, 9.0), (other, 8.0), "stop", label, label, label)
    return [
        svg.intervals(
            [svg.Interval(label, other, value, 5.0, [value, 1.0], "warn", label), svg.Interval("b", value)],
            named, label, zone=svg.Zone(1, 3, label), reference=svg.Limit(2, label), state_words={"warn": label},
        ),
        svg.shares([svg.Share(label, other, value, 50.0), svg.Share(label, value, 1, 2, EVIL)], label),
        svg.bars_by_group(
            [svg.BarGroup(label, [svg.Bar(value, "stop", label), svg.Bar(other)])], named, label, limits=limits,
            across_label=label,
        ),
        svg.scores([svg.Score(label, value, "stop"), svg.Score(label, other)], named, label),
        svg.control_chart([reading, svg.Reading(label, 1), svg.Reading(label, 2.0)], named, label, across_label=label),
        svg.scatter(
            spots, named, named, label, traces=[svg.Trace([(1, 1), (value, 3)], label)], rows=limits, columns=limits
        ),
        svg.curve([series], named, named, label, rows=limits, columns=limits),
        svg.histogram(
            [svg.Bin(1, 2, 5, "stop"), svg.Bin(2, value, 5)], named, label, limits=limits, count_label=label
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("value", [1.5, NAN, INF, -INF, 0.0, -3.0, 1e300])
def test_no_number_that_is_none_reaches_the_drawing(value: float) -> None:
    for picture in all_with("名", value):
        assert ElementTree.fromstring(picture).tag == "figure"
        assert not re.search(r"\b(nan|inf)\b", picture)


def test_nothing_that_a_person_wrote_becomes_markup() -> None:
    for picture in all_with(EVIL, 1.5):
        assert not any("script" in part.tag for part in ElementTree.fromstring(picture).iter())


def test_every_drawing_is_an_image_with_a_name_and_says_its_marks() -> None:
    for picture in all_with("試験", 1.5):
        found = drawings(picture)
        assert [round(float(one.get("width", 0))) for one in found] == [320, 560, 960]
        for one in found:
            assert one.get("role") == "img"
            name, told = one.find("title"), one.find("desc")
            assert name is not None
            assert name.get("id") == one.get("aria-labelledby")
            assert name.text == "試験"
            assert told is not None
            assert told.text


@pytest.mark.parametrize("language", ["ja", "en"])
def test_texts_of_the_samples_are_large_enough_inside_and_do_not_touch(language: str) -> None:
    with translation.override(language):
        for heading, picture in [*plots(), ("control", control_plot())]:
            for one in drawings(picture):
                found = texts_of(one)
                assert min(text.size for text in found) >= 12
                for text in found:
                    assert text.left >= -1, (heading, text)
                    assert text.right <= float(one.get("width", 0)) + 2, (heading, text)
                touching = [(a.content, b.content) for a, b in combinations(found, 2) if _touch(a, b)]
                assert touching == [], heading


def _touch(a: Text, b: Text) -> bool:
    return a.left < b.right and b.left < a.right and abs(a.base - b.base) < min(a.size, b.size) * 0.75


def test_colours_are_left_to_the_style_sheet() -> None:
    for picture in all_with("名", 1.5):
        assert not re.search(r'(fill|stroke)="(?!none|var\()', picture)
        assert not re.search(r"#[0-9a-f]{3,6}\b|rgb\(", picture)


def test_each_state_has_its_own_shape_and_its_word() -> None:
    spots = [svg.Spot(i, i, f"P{i}", state) for i, state in enumerate(("ok", "warn", "stop"))]  # type: ignore[arg-type]
    picture = svg.scatter(spots, AXIS, AXIS, "対")
    shapes = states_of(picture)
    assert len({re.sub(r"[\d.-]+", "", shape) for shape in shapes.values()}) == 3
    for word in ("範囲内", "注意", "要確認"):
        assert f"</svg>{word}</li>" in picture
    assert "P2 (2, 2) 要確認" in picture


def test_a_caller_may_name_the_states() -> None:
    picture = svg.scores([svg.Score("L1", 3.4, "stop")], svg.Axis("z"), "z", state_words={"stop": "不満足"})
    assert "L1 3.4 不満足" in picture
    assert "要確認" not in picture


@pytest.mark.parametrize(
    "empty",
    [
        lambda: svg.intervals([], AXIS, "x"),
        lambda: svg.intervals([svg.Interval("a", NAN)], AXIS, "x"),
        lambda: svg.intervals([svg.Interval("a", 0.0)], LOG, "x"),
        lambda: svg.shares([], "x"),
        lambda: svg.bars_by_group([svg.BarGroup("a", [])], AXIS, "x"),
        lambda: svg.scores([], AXIS, "x"),
        lambda: svg.control_chart([svg.Reading("a", 1.0)], AXIS, "x"),
        lambda: svg.scatter([svg.Spot(1, 1), svg.Spot(-1, 1)], LOG, AXIS, "x"),
        lambda: svg.curve([], AXIS, AXIS, "x"),
        lambda: svg.curve([svg.Series("a", [svg.Spot(1, 1)])], AXIS, AXIS, "x"),
        lambda: svg.histogram([svg.Bin(0, 1, 0)], AXIS, "x"),
    ],
)
def test_too_little_to_show_is_no_picture(empty: Callable[[], str]) -> None:
    assert empty() == ""


def test_many_rows_stay_a_page_that_can_be_sent_and_read() -> None:
    rows = [svg.Interval(f"LAB-{i:03d}", 80 + i % 9, 78, 92, [79, 84, 88.5]) for i in range(200)]
    picture = svg.intervals(rows, AXIS, "200", zone=svg.Zone(83, 87, "範囲"))
    assert len(picture) < 180_000
    wide, narrow = drawings(picture)[1], drawings(picture)[0]
    for one in (wide, narrow):
        assert {"LAB-000", "LAB-199"} <= {text.content for text in texts_of(one)}
        assert float(one.get("height", 0)) < 3400


def test_a_long_description_ends_with_how_many_more() -> None:
    items = [svg.Score(f"L{i}", i / 50) for i in range(60)]
    assert "ほか 20 件" in svg.scores(items, svg.Axis("z"), "z")


def test_long_names_are_cut_but_told_whole() -> None:
    long = "東日本再生医療ネットワーク附属の非常に長い名前をもつ測定室 第{}室"
    picture = svg.intervals([svg.Interval(long.format(i), 80 + i) for i in range(3)], AXIS, "x")
    for one in drawings(picture):
        shown = [text for text in texts_of(one) if "室" in text.content]
        assert len({text.content for text in shown}) == 3
        assert all("…" in text.content and length(text.content, text.size) < 300 for text in shown)
    assert f"<title>{long.format(2)} 82</title>" in picture
