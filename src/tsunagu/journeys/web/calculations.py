"""The page of one calculation: what was frozen with a result, or with a run that was not valid."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.queries.calculations import CalculationView, calculation_by_uuid
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file, file_answer
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.page import find_chain
from tsunagu.journeys.queries.seeing import check_seen
from tsunagu.journeys.services.running import load_running
from tsunagu.journeys.web.acts.base import NO_SUCH
from tsunagu.journeys.web.calculation_shown import calculation_shown, csv_rows
from tsunagu.members.queries.actors import person_names


@require_GET
@signed_in
def calculation_page(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Show a calculation again from its frozen data."""
    found = _found(number, uuid)
    running = load_running(found.chain)
    step, _row = running.step(found.step)
    one = running.route.panel(step.panel or "").characteristic(found.characteristic)
    person = person_names([found.calculated_by]).get(found.calculated_by, Text("―", "–"))
    return render(
        request,
        "laboratory/calculation.html",
        {
            "number": number, "found": found, "step": step, "characteristic": one, "limits": limits_text(one),
            "person": person, "seen": calculation_shown(found.data),
        },
    )  # fmt: skip


@require_GET
@signed_in
def calculation_table(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Return the readings with their fit as CSV."""
    return csv_file(f"calculation-{uuid}.csv", csv_rows(_found(number, uuid).data))


@require_GET
@signed_in
def calculation_content(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Return the exact text that was frozen and hashed."""
    return file_answer(f"calculation-{uuid}.json", _found(number, uuid).content, "application/json")


def _found(number: str, uuid: UUID) -> CalculationView:
    found = calculation_by_uuid(find_chain(number), uuid)
    if found is None:
        raise NotFound("no_such_calculation", NO_SUCH)
    check_seen("results", found.member, tokyo_date(clock.now()))
    return found
