"""Pictures are well-formed, escaped, named for those who can't see them, and hold however much is drawn."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg import primitives
from tsunagu.foundation.web.svg.line import State

NOW = datetime(2026, 11, 22, 0, 54, tzinfo=UTC)
EVIL = '<script>alert("x")</script>&'
labels = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def texts(picture: str) -> str:
    return "".join(parsed(picture).itertext())


@given(st.lists(labels, min_size=1, max_size=40), labels)
@settings(max_examples=40, deadline=None)
def test_any_line_of_steps_is_drawn(names: list[str], label: str) -> None:
    states: tuple[State, ...] = ("done", "now", "ahead", "failed", "skipped")
    steps = [svg.Step(name, "storage", states[i % 5], "11/10 10:20", name) for i, name in enumerate(names)]
    assert parsed(svg.steps_line(steps, label)).tag == "figure"


def test_nothing_that_a_person_wrote_becomes_markup() -> None:
    pictures = [
        svg.steps_line([svg.Step(EVIL, "transport", "now", EVIL, EVIL, "/a?b=1&c=2")], EVIL),
        svg.bands([svg.Band(0, 3, EVIL, EVIL, when=EVIL)], 4, EVIL),
        svg.temperature([svg.Leg(0, 3, [1, 9, 3], 2, 8, EVIL, EVIL, "warn")], 4, EVIL),
        svg.flow([svg.Column("a", EVIL, "storage")], [svg.Node("n", "a", EVIL, 3, href="/x")], [], EVIL),
        svg.timeline([svg.Moment(NOW + timedelta(hours=3), EVIL, "clinical", sub=EVIL)], NOW, EVIL),
        svg.graph([svg.GraphNode("a", EVIL, EVIL), svg.GraphNode("b", "B")], [svg.GraphEdge("a", "b")], EVIL),
        svg.chart([svg.Point(NOW, 1), svg.Point(NOW + timedelta(hours=1), 9)], 2, 8, EVIL, EVIL),
        svg.sparkline([1, 2, 3], EVIL),
    ]
    for picture in pictures:
        assert not any("script" in element.tag for element in parsed(picture).iter())


def test_a_line_tells_the_state_of_each_step() -> None:
    picture = svg.steps_line(
        [svg.Step("採取", "procurement", "done"), svg.Step("輸送", "transport", "now")], "工程"
    )
    assert "採取 (済)" in texts(picture)
    assert "輸送 (進行中)" in texts(picture)
    assert '<ol class="steps"' in picture


def test_a_line_with_links_can_be_reached_by_keyboard() -> None:
    picture = svg.steps_line(
        [svg.Step("採取", "procurement", "done", href="/s/1/"), svg.Step("輸送", "transport")], "工程"
    )
    assert 'role="group"' in picture
    assert picture.count('href="/s/1/"') == 2  # in the drawing and in the list for phones


def test_unknown_colours_are_harmless() -> None:
    assert primitives.paint("transport") == "var(--s-transport)"
    assert primitives.paint('"><script>') == "var(--edge)"


def test_a_graph_with_a_cycle_or_very_many_nodes_is_drawn() -> None:
    nodes = [svg.GraphNode(str(i), f"N{i}") for i in range(500)]
    edges = [svg.GraphEdge("0", str(i)) for i in range(1, 500)]
    picture = svg.graph(nodes, edges, "由来")
    assert picture.count("<rect") < 60
    assert "ほか 484 件" in texts(picture)
    circle = [
        svg.GraphEdge("0", "1"),
        svg.GraphEdge("1", "0"),
        svg.GraphEdge("1", "1"),
        svg.GraphEdge("1", "nobody"),
    ]
    assert parsed(svg.graph(nodes[:2], circle, "由来")).tag == "figure"


def test_a_graph_runs_from_what_was_first() -> None:
    nodes = [svg.GraphNode(key, key) for key in "cba"]
    picture = parsed(
        svg.graph(nodes, [svg.GraphEdge("a", "b"), svg.GraphEdge("b", "c"), svg.GraphEdge("a", "c")], "x")
    )
    places = {"".join(group.itertext())[-1]: group for group in picture.iter("g")}
    left = [float(places[key].find("rect").get("x", "0")) for key in "abc"]  # type: ignore[union-attr]
    assert left == sorted(left)
    assert len(set(left)) == 3


def test_the_strip_shows_only_the_coming_hours_and_counts_the_rest() -> None:
    many = [svg.Moment(NOW + timedelta(minutes=i), f"作業 {i}", "clinical") for i in range(30)]
    late = svg.Moment(NOW + timedelta(hours=60), "遅い", "clinical")
    picture = svg.timeline([*many, late], NOW, "これから")
    assert "遅い" not in texts(picture)
    assert "ほか" in texts(picture)


def test_readings_outside_their_limits_are_marked() -> None:
    points = [svg.Point(NOW + timedelta(minutes=i), 12 if i == 5 else 5) for i in range(2000)]
    assert svg.chart(points, 2, 8, "℃", "温度").count('fill="var(--stop)"') == 2  # once for each width
    assert svg.chart(points[:1], 2, 8, "℃", "温度") == ""


@pytest.mark.parametrize("readings", [[], [5.0], [5.0, 5.0], [-190.0] * 900])
def test_a_leg_is_drawn_whatever_its_readings(readings: list[float]) -> None:
    assert parsed(svg.temperature([svg.Leg(0, 1, readings, None, -150, "≤ −150℃")], 2, "温度"))


def test_labels_break_between_words_and_are_cut_with_an_ellipsis() -> None:
    assert primitives.wrap("Activation and transduction", 110, 13) == ["Activation and", "transduction"]
    assert primitives.wrap("活性化・遺伝子導入", 60, 14) == ["活性化・", "遺伝子…"]
    assert primitives.shorten("あいうえお", 40, 10) == "あいう…"
