"""The page on which the doses in store are proposed to those who wait for them."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.queries.made_to_stock import PatientWaiting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names
from tsunagu.planning.domain.stock.from_route import stated_from
from tsunagu.planning.domain.stock.left_out import why_left_out
from tsunagu.planning.queries import stock as queries
from tsunagu.planning.services.stock.propose_doses import Proposed, propose_doses
from tsunagu.planning.web.stock.words import WHY


@require_GET
@signed_in
def doses_page(request: HttpRequest, therapy: str) -> HttpResponse:
    """Show who could get which of the doses in store, what is left of each lot, and why somebody gets none."""
    actor, now = actor_of(request, Actor), clock.now()
    route = queries.stock_route(therapy)
    known = queries.product_of(actor.member_id, therapy)
    found = propose_doses(route, stated_from(route) if known is None else known.stated, now)
    context = {"route": route, "rows": _rows(found), "lots": _lots(found), "found": found}
    return render(request, "planning/stock/doses.html", context)


def _rows(found: Proposed) -> list[dict[str, Any]]:
    names = member_names({one.hospital for one in found.patients})
    given: dict[str, dict[str, int]] = defaultdict(dict)
    for one in found.allocation.given:
        given[one.patient][one.lot] = given[one.patient].get(one.lot, 0) + one.doses
    rows = []
    for patient, waiting in zip(found.problem.patients, found.patients, strict=True):
        lots = given.get(patient.key)
        rows.append(
            {
                "coi": patient.key, "hospital": names.get(waiting.hospital), "link": journey_link(patient.key),
                "urgency": patient.priority, "first": min(one.on for one in patient.administrations),
                "times": len(patient.administrations), "doses": patient.doses, "by_weight": _weight(waiting),
                "lots": sorted(lots.items()) if lots else [],
                "why": None if lots else WHY[why_left_out(found.problem, patient)],
            }
        )  # fmt: skip
    return rows


def _weight(waiting: PatientWaiting) -> str:
    return "" if waiting.kilograms is None or waiting.cells_per_kg is None else f"{waiting.kilograms:g}"


def _lots(found: Proposed) -> list[dict[str, Any]]:
    left = found.allocation.left(found.problem)
    return [
        {"key": lot.key, "doses": lot.doses, "left": left[lot.key], "expires": lot.expires}
        for lot in sorted(found.problem.lots, key=lambda one: (one.expires, one.key))
    ]
