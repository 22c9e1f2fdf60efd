"""Each fault of a route file is told with its place, and all of them at once."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.therapies.domain.building import NAME, sound, step
from tsunagu.therapies.domain import RouteRefused, parse_route

Data = dict[str, Any]


def set_in(key: str, **values: Any) -> Callable[[Data], None]:
    return lambda data: step(data, key).update(values)


def drop(key: str, *fields: str) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        for field in fields:
            del step(data, key)[field]

    return change


def in_route(**values: Any) -> Callable[[Data], None]:
    return lambda data: data.update(values)


def extra_step(**values: Any) -> Callable[[Data], None]:
    return lambda data: data["steps"].append({**step(data, "register"), **values})


def window(after: str, hours: float) -> list[Data]:
    return [{"after_step": after, "max_hours": hours, "name": NAME}]


FAULTS: dict[str, tuple[Callable[[Data], None], str, str]] = {
    "unknown key": (in_route(colour="red"), "colour", "no key 'colour'"),
    "unknown key of a step": (set_in("make", speed=3), "steps[3].speed", "no key 'speed'"),
    "missing key": (drop("make", "party"), "steps[3]", "'party' is missing"),
    "unknown stage": (set_in("make", stage="kitchen"), "steps[3].stage", "'kitchen' isn't known"),
    "unknown action": (set_in("make", action="bake"), "steps[3].action", "'bake' isn't known"),
    "unknown role": (set_in("make", role="cook"), "steps[3].role", "'cook' isn't known"),
    "unknown band": (set_in("transport", band="hot"), "steps[2].band", "'hot' isn't known"),
    "unknown party": (set_in("make", party="kitchen"), "steps[3].party", "'kitchen' isn't known"),
    "undeclared party": (set_in("make", party="store"), "steps[3].party", "isn't in parties"),
    "duplicate step": (extra_step(key="make"), "steps[8].key", "'make' is given twice"),
    "duplicate of a repetition": (
        extra_step(key="give-1", after=["follow"]),
        "steps[8].key",
        "'give-1' is given twice",
    ),
    "unknown after": (set_in("make", after=["nowhere"]), "steps[3].after", "no step 'nowhere'"),
    "circle": (set_in("collect", after=["test"]), "steps[1].after", "circle"),
    "itself": (set_in("make", after=["make"]), "steps[3].after", "circle"),
    "two ends": (extra_step(key="extra", after=["make"]), "steps[7].key", "several last steps"),
    "not connected": (
        lambda data: data["steps"].insert(0, {**step(data, "register"), "key": "alone"}),
        "steps[1].after",
        "aren't connected",
    ),
    "window from nowhere": (
        set_in("make", windows=window("nowhere", 5)),
        "steps[3].windows[0].after_step",
        "no step 'nowhere'",
    ),
    "window from a later step": (
        set_in("make", windows=window("release", 5)),
        "steps[3].windows[0].after_step",
        "doesn't come before",
    ),
    "window too short": (
        set_in("make", windows=window("collect", 3)),
        "steps[3].windows[0].max_hours",
        "at least 4 hours",
    ),
    "shelf life too short": (
        set_in("transport", duration_hours=72),
        "steps[3].inputs[0].product",
        "keeps for 48",
    ),
    "made by nobody": (drop("collect", "outputs"), "steps[2].inputs[0].product", "No earlier step makes"),
    "made too late": (
        set_in("transport", inputs=[{"product": "bag", "count": 1}]),
        "steps[2].inputs[0].product",
        "No earlier step makes 'bag'",
    ),
    "more used than made": (
        set_in("give", inputs=[{"product": "bag", "count": 2}]),
        "steps[6].inputs[0].count",
        "only 0",
    ),
    "more handled than made": (
        set_in("transport", inputs=[{"product": "blood", "count": 9}]),
        "steps[2].inputs[0].count",
        "only 1",
    ),
    "unknown product": (
        set_in("transport", inputs=[{"product": "tea", "count": 1}]),
        "steps[2].inputs[0].product",
        "no product 'tea'",
    ),
    "outputs of a transport": (
        set_in("transport", outputs=[{"product": "bag", "count": 1}]),
        "steps[2].outputs",
        "Only collect and process",
    ),
    "unknown panel": (set_in("test", panel="taste"), "steps[4].panel", "no panel 'taste'"),
    "unknown required panel": (
        set_in("release", requires_panels=["taste"]),
        "steps[5].requires_panels",
        "no panel 'taste'",
    ),
    "panel required too early": (
        set_in("make", requires_panels=["release"]),
        "steps[3].requires_panels",
        "No earlier step enters",
    ),
    "panel at a process": (set_in("make", panel="release"), "steps[3].panel", "Only a test or an acceptance"),
    "administer without release": (
        set_in("give", needs_release=False),
        "steps[6].action",
        "needs needs_release",
    ),
    "no marker of the donor": (in_route(donor_markers=[]), "donor_markers", "at least one marker"),
    "unknown marker of the donor": (in_route(donor_markers=["flu"]), "donor_markers[0]", "use one of: HIV"),
    "collect without consent": (in_route(consents=["network_data"]), "steps[1].action", "purpose of consent"),
    "transport without band": (drop("transport", "band"), "steps[2].action", "needs a condition band"),
    "test without panel": (drop("test", "panel"), "steps[4].action", "A test needs a panel"),
    "release of nothing": (drop("release", "releases"), "steps[5].action", "what it releases"),
    "wrong release for the setting": (
        set_in("release", releases="site"),
        "steps[6].after",
        "Sponsor's release",
    ),
    "approved needs two": (in_route(setting="approved"), "steps[6].after", "Site release, Market release"),
    "no plan class": (in_route(setting="treatment"), "setting", "plan class"),
    "conditional trial": (in_route(legal={"conditional": True}), "legal.conditional", "approved product"),
    "production without product": (in_route(kind="production"), "kind", "needs makes"),
    "treatment that makes": (in_route(makes="bag"), "makes", "Only a production"),
    "long name": (in_route(name={"ja": "あ" * 61, "en": "a"}), "name.ja", "Too long (61"),
    "very long name": (in_route(name={"ja": "あ" * 10_000, "en": "a"}), "name.ja", "Too long (10000"),
    "empty name": (in_route(name={"ja": " ", "en": "a"}), "name.ja", "as text"),
    "control characters": (in_route(name={"ja": "あ\x00い", "en": "a"}), "name.ja", "can't be shown"),
    "absurd duration": (set_in("make", duration_hours=1e9), "steps[3].duration_hours", "out of range"),
    "negative duration": (set_in("make", duration_hours=-1), "steps[3].duration_hours", "out of range"),
    "duration in words": (set_in("make", duration_hours="long"), "steps[3].duration_hours", "Write a number"),
    "not a number": (set_in("make", duration_hours=float("nan")), "steps[3].duration_hours", "out of range"),
    "truth for a number": (set_in("make", duration_hours=True), "steps[3].duration_hours", "Write a number"),
    "half a piece": (
        set_in("transport", inputs=[{"product": "blood", "count": 1.5}]),
        "steps[2].inputs[0].count",
        "whole number",
    ),
    "version zero": (in_route(version=0), "version", "out of range"),
    "bad key": (in_route(key="Größe 1"), "key", "isn't a key"),
    "limits crossed": (
        lambda data: data["panels"]["release"]["characteristics"][0].update(maximum=10),
        "panels.release.characteristics[0].minimum",
        "above the maximum",
    ),
    "no limits": (
        lambda data: data["panels"]["release"]["characteristics"][0].pop("minimum"),
        "panels.release.characteristics[0].weight",
        "Write its limits",
    ),
    "no steps": (in_route(steps=[]), "steps", "at least one step"),
    "steps as text": (in_route(steps="many"), "steps", "as a list"),
    "a step as text": (in_route(steps=["one"]), "steps[0]", "keys with values"),
    "too many repetitions": (
        set_in("give", repeat={"count": 61, "every_hours": 48}),
        "steps[6].repeat.count",
        "out of range",
    ),
    "weight without date": (in_route(dose={"per_kg_cells": 2e6}), "dose.per_kg_cells", "weight_valid_days"),
    "components not given": (
        in_route(dose={"component_order": ["cd8", "cd4"]}),
        "dose.component_order",
        "every product that is administered",
    ),
    "allocation from the journey": (
        set_in("test", action="allocate", inputs=[{"product": "bag", "count": 1}]),
        "steps[4].inputs[0].source",
        "write source: lot",
    ),
    "transport from a lot": (
        set_in("transport", inputs=[{"product": "blood", "count": 1, "source": "lot"}]),
        "steps[2].inputs[0].source",
        "Only allocate and process",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_with_its_place(name: str) -> None:
    change, path, sentence = FAULTS[name]
    data = sound()
    change(data)
    with pytest.raises(RouteRefused) as caught:
        parse_route(data)
    found = [(error.path, error.reason.en) for error in caught.value.errors]
    assert any(at == path and sentence in reason for at, reason in found), found
    assert all(error.reason.ja and error.reason.ja != error.reason.en for error in caught.value.errors)


def test_the_sound_route_is_taken() -> None:
    assert parse_route(sound()).key == "small-route"


def test_all_faults_are_collected_at_once() -> None:
    data = sound()
    for change in (
        set_in("make", stage="kitchen"),
        set_in("transport", band="hot"),
        set_in("test", panel="taste"),
        set_in("follow", after=["nowhere"]),
        in_route(colour="red"),
    ):
        change(data)
    with pytest.raises(RouteRefused) as caught:
        parse_route(data)
    paths = {error.path for error in caught.value.errors}
    assert {"steps[3].stage", "steps[2].band", "steps[4].panel", "steps[7].after", "colour"} <= paths
    assert "ほか" in caught.value.reason.ja
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "wrong", [None, 5, "text", [], {}, [[[]]], {"steps": {"a": {}}}, {"panels": 3, "key": []}]
)
def test_data_of_another_shape_is_refused(wrong: Any) -> None:
    with pytest.raises(RouteRefused):
        parse_route(wrong)


def test_any_value_may_be_replaced_by_rubbish_without_a_crash() -> None:
    rubbish: list[Any] = [None, True, -1, 1e300, "", "あ" * 10_000, [], [[]], {}, {"a": {"b": []}}, ["x", 3]]
    for path in _paths(sound()):
        for value in rubbish:
            data = sound()
            _put(data, path, value)
            try:
                parse_route(json.loads(json.dumps(data)))
            except RouteRefused:
                continue


def _paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, one in inner for path in _paths(one, (*at, key)))] if at else [
        path for key, one in inner for path in _paths(one, (key,))
    ]  # fmt: skip


def _put(data: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value
