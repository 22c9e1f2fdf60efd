"""Versions of specifications: told apart in words, and never two contents under one version."""

from dataclasses import replace
from typing import Any

import pytest

from tests.therapies.domain.building import sound
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain import Characteristic, Panel, Route, parse_route
from tsunagu.therapies.domain.specifications import check_panel_versions, differences, is_same_specification

NAME = Text("純度", "Purity")
PURITY = Characteristic("purity", NAME, "%", "release", "flow_cytometry", minimum=90.0, turnaround_hours=6)
COUNT = replace(PURITY, key="count", name=Text("細胞数", "Count"), unit="{cells}", minimum=1e6)


def panel(*asked: Characteristic, version: int = 1) -> Panel:
    return Panel("release", Text("出荷試験", "Release"), version, asked)


def named(key: str) -> Text:
    return Text(f"{key}法", key)


def route(*panels: Panel) -> Route:
    return replace(parse_route(sound()), panels=panels)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"minimum": 95.0}, "規格：≥ 90 % → ≥ 95 %"),
        ({"maximum": 99.0}, "規格：≥ 90 % → 90〜99 %"),
        ({"method": "elisa"}, "試験法：flow_cytometry法 → elisa法"),
        ({"weight": "in_process"}, "位置づけ：出荷 → 工程内"),
        ({"turnaround_hours": 8.0}, "結果までの時間：6時間 → 8時間"),
    ],
)
def test_what_changed_is_said_in_words(change: dict[str, Any], said: str) -> None:
    (found,) = differences(panel(PURITY), panel(replace(PURITY, **change)), named)
    assert (found.kind, [one.ja for one in found.said]) == ("changed", [said])
    assert found.said[0].en != found.said[0].ja


def test_added_removed_and_same() -> None:
    found = differences(panel(PURITY), panel(PURITY, COUNT), named)
    assert [(one.characteristic.key, one.kind) for one in found] == [("purity", "same"), ("count", "added")]
    found = differences(panel(PURITY, COUNT), panel(COUNT), named)
    assert [(one.characteristic.key, one.kind) for one in found] == [("count", "same"), ("purity", "removed")]
    assert [one.kind for one in differences(None, panel(PURITY), named)] == ["same"]
    assert [one.kind for one in differences(panel(PURITY), None, named)] == ["removed"]


def test_names_order_and_turnaround_leave_a_specification_as_it_is() -> None:
    renamed = replace(PURITY, name=Text("別名", "Other"), turnaround_hours=9)
    assert is_same_specification(panel(PURITY, COUNT), panel(COUNT, renamed))
    assert not is_same_specification(panel(PURITY), panel(replace(PURITY, minimum=91.0)))
    assert not is_same_specification(panel(PURITY), panel(PURITY, COUNT))


def test_another_content_needs_a_higher_version() -> None:
    stricter = replace(PURITY, minimum=95.0)
    first = route(panel(PURITY))
    check_panel_versions([], first)
    check_panel_versions([first], first)
    check_panel_versions([first], route(panel(stricter, version=2)))
    check_panel_versions([first], route())
    with pytest.raises(Refused, match="panel_version") as caught:
        check_panel_versions([first], route(panel(stricter)))
    assert "panels.release.version を 2 以上" in caught.value.reason.ja
    second = route(panel(stricter, version=2))
    for wrong in (panel(PURITY, version=2), panel(PURITY), panel(stricter)):
        with pytest.raises(Refused, match="panel_version"):
            check_panel_versions([second, first], route(wrong))
    with pytest.raises(Refused, match="panel_version"):  # a panel that was dropped comes back otherwise
        check_panel_versions([route(), first], route(panel(stricter)))
