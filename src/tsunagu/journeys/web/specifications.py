"""Specifications on screen: every published version, panel by panel, what changed, and what is judged by it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import signed_in
from tsunagu.journeys.queries.specified import journeys_by_version
from tsunagu.journeys.web.shown import NO_LIMIT, has_limits
from tsunagu.therapies.domain.route import Characteristic, Route
from tsunagu.therapies.domain.specifications import KINDS, Difference
from tsunagu.therapies.domain.vocabulary import SETTINGS, WEIGHTS
from tsunagu.therapies.queries.specifications import (
    SpecifiedPanel,
    SpecifiedRoute,
    newest_specifications,
    specifications_of,
)

MARKS = {"added": "ok", "removed": "stop", "changed": "warn"}
MOST_NUMBERS = 12
"""How many journeys are named under a version; the rest are counted."""


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the therapies with the specifications in force: how many panels, and characteristics of each weight."""
    rows = [
        {
            "summary": one,
            "setting": SETTINGS[one.setting],
            "panels": [(panel.name, panel.version) for panel in route.panels],
            "weights": _weights(route),
        }
        for one, route in newest_specifications()
    ]
    return render(request, "laboratory/specifications.html", {"rows": rows, "weights": WEIGHTS.items()})


def _weights(route: Route) -> list[tuple[Text, int]]:
    """Return how many characteristics there are of each weight, in the vocabulary's order."""
    given = [one.weight for panel in route.panels for one in panel.characteristics]
    return [(name, given.count(key)) for key, name in WEIGHTS.items()]  # type: ignore[arg-type]


@require_GET
@signed_in
def therapy_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show every published version of one therapy's specifications, the newest first."""
    found = specifications_of(key)
    if not found:
        raise NotFound("route", _NONE)
    journeys = journeys_by_version(key)
    versions = [_version(one, journeys.get(one.summary.version, [])) for one in found]
    return render(
        request, "laboratory/specification.html", {"name": found[0].summary.name, "key": key, "versions": versions}
    )  # fmt: skip


def _version(one: SpecifiedRoute, journeys: list[Any]) -> dict[str, Any]:
    return {
        "summary": one.summary,
        "is_first": one.is_first,
        "panels": [_panel(panel, one.is_first) for panel in one.panels],
        "has_changed": any(panel.has_changed for panel in one.panels),
        "numbers": [journey.number for journey in journeys[:MOST_NUMBERS]],
        "more": max(len(journeys) - MOST_NUMBERS, 0),
        "total": len(journeys),
    }


def _panel(one: SpecifiedPanel, is_first: bool) -> dict[str, Any]:
    return {
        "panel": one.panel,
        "steps": one.steps,
        "needed_by": one.needed_by,
        "before": one.before if one.before not in (None, one.panel.version) else None,
        "is_new": one.before is None and not is_first,
        "is_dropped": one.is_dropped,
        "lines": [_line(each) for each in one.lines],
    }


def _line(one: Difference) -> dict[str, Any]:
    asked = one.characteristic
    return {
        "characteristic": asked,
        "method": method_name(asked.method),
        "limits": limits_text(asked) if has_limits(asked) else NO_LIMIT,
        "unit": shown_unit(asked.unit),
        "ucum": asked.unit if _differs(asked) else "",
        "weight": WEIGHTS[asked.weight],
        "hours": asked.turnaround_hours,
        "mark": MARKS.get(one.kind, ""),
        "kind": KINDS[one.kind],
        "said": one.said,
    }


def _differs(asked: Characteristic) -> bool:
    """Whether the code of the unit isn't what stands on screen."""
    return asked.unit != "1" and shown_unit(asked.unit).ja != asked.unit


_NONE = Text("この製品・治療技術の規格はありません。", "There are no specifications of this therapy.")
