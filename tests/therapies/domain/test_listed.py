"""Routes name the test catalogue: each shipped one rightly; naming it wrongly is refused with the line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import tsunagu.therapies
from tests.therapies.domain.building import sound
from tsunagu.evaluation.queries.catalogue import catalogue
from tsunagu.therapies.domain import RouteRefused, check_listed, load_route, parse_route
from tsunagu.therapies.domain.sampling import panels_served

FILES = sorted((Path(tsunagu.therapies.__file__).parent / "data" / "routes").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_shipped_route_names_the_catalogue_rightly(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    route = load_route(text, "yaml", catalogue())
    assert route == load_route(text)  # every turnaround is written in the file
    check_listed(route, catalogue())


def test_the_shipped_routes_use_every_weight() -> None:
    routes = [load_route(path.read_text(encoding="utf-8")) for path in FILES]
    given = {one.weight: one for route in routes for panel in route.panels for one in panel.characteristics}
    assert set(given) == {"release", "in_process", "reference", "information", "after_release"}
    late = {
        one.key: one.turnaround_hours / 24
        for route in routes
        for panel in route.panels
        for one in panel.characteristics
        if one.weight == "after_release"
    }
    assert late == {"sterility_14d": 14, "mycoplasma_culture": 28, "soft_agar": 21}


def with_asked(**changes: Any) -> dict[str, Any]:
    """The small route, whose one characteristic is asked for otherwise; None drops a key."""
    data = sound()
    asked = data["panels"]["release"]["characteristics"][0] | changes
    data["panels"]["release"]["characteristics"] = [
        {key: value for key, value in asked.items() if value is not None}
    ]
    return data


def as_text(data: dict[str, Any]) -> str:
    return yaml.safe_dump(json.loads(json.dumps(data)), allow_unicode=True, sort_keys=False)


WORD = {"key": "mycoplasma", "method": "nat", "unit": None, "minimum": None, "expected": "negative"}
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "characteristic": ({"key": "charm"}, "key", "no characteristic 'charm'"),
    "method": (
        {"method": "crystal_ball"},
        "method",
        "it is|this characteristic is measured by: automated_count",
    ),
    "other method": ({"method": "elisa"}, "method", "ELISA doesn't measure Viability"),
    "unit": ({"unit": "mL"}, "unit", "can't be compared"),
    "no unit of UCUM": ({"unit": "furlong"}, "unit", "no UCUM unit"),
    "ehrlich": (
        {
            "key": "endotoxin",
            "method": "kinetic_chromogenic",
            "unit": "[EU]/mL",
            "minimum": None,
            "maximum": 5,
        },
        "unit",
        "the Ehrlich unit",
    ),
    "word for a number": ({"expected": "negative", "minimum": None}, "expected", "is a number"),
    "number for a word": (WORD | {"maximum": 1, "expected": None}, "maximum", "is a word"),
    "unit of a word": (WORD | {"unit": "%"}, "unit", "has no unit"),
    "another answer": (WORD | {"expected": "normal"}, "expected", "is answered by one of"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_the_catalogue_does_not_know_is_refused_with_its_line(name: str) -> None:
    changes, key, reason = FAULTS[name]
    data = with_asked(**changes)
    text = as_text(data)
    with pytest.raises(RouteRefused) as caught:
        load_route(text, "yaml", catalogue())
    (fault,) = caught.value.errors
    assert fault.path == f"panels.release.characteristics[0].{key}"
    assert re.search(reason, fault.reason.en)
    assert fault.reason.ja != fault.reason.en
    assert fault.line is not None
    assert f"{key}:" in text.splitlines()[fault.line - 1]
    with pytest.raises(RouteRefused):
        check_listed(parse_route(data), catalogue())


def test_a_unit_of_the_same_quantity_is_taken() -> None:
    data = with_asked(key="trophic_factor", method="elisa", unit="ng/mL", minimum=1)
    assert load_route(as_text(data), "yaml", catalogue()).panel("release").characteristics[0].unit == "ng/mL"


def test_the_turnaround_is_the_catalogues_where_none_is_given() -> None:
    data = with_asked(turnaround_hours=None)
    found = load_route(as_text(data), "yaml", catalogue()).panel("release").characteristics[0]
    listed = catalogue().measurement("viability", "automated_count")
    assert listed is not None
    assert found.turnaround_hours == listed.turnaround_hours
    given = load_route(as_text(with_asked(turnaround_hours=7)), "yaml", catalogue())
    assert given.panel("release").characteristics[0].turnaround_hours == 7


def test_a_reference_has_no_limits_and_needs_none() -> None:
    with pytest.raises(RouteRefused) as caught:
        parse_route(with_asked(weight="reference"))
    assert "A reference has no limits" in caught.value.errors[0].reason.en
    route = parse_route(with_asked(weight="reference", minimum=None))
    assert route.panel("release").characteristics[0].weight == "reference"


def test_samples_are_drawn_for_the_panels_they_go_to() -> None:
    text = next(path for path in FILES if path.stem == "auto-car-t-fresh-trial").read_text(encoding="utf-8")
    route = load_route(text)
    drawn = {step.key: [one.key for one in panels_served(route, step)] for step in route.steps}
    assert drawn["release_test"] == ["release"]
    assert drawn["harvest"] == ["release", "sterility_14d"]
    assert drawn["administer"] == []
