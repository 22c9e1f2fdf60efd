"""One result on screen: everything that it carries, and every value that it replaced or that replaced it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.investigation import OUTCOMES, STATES
from tsunagu.evaluation.domain.shown import decimal_text, limits_text
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries import ResultDetail, ResultView
from tsunagu.evaluation.queries.calculations import calculations_behind
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import signed_in
from tsunagu.journeys.queries.result_page import ResultPage, result_page
from tsunagu.journeys.queries.results import result_text, text_in_unit
from tsunagu.journeys.web.shown import NO_LIMIT, RESULT_STATES, has_limits, state_name
from tsunagu.therapies.domain.vocabulary import WEIGHTS

FATES = {
    "in_force": ("ok", Text("有効", "In force")),
    "awaiting": ("warn", Text("訂正案（品質部門の確認待ち）", "Correction, awaits the quality unit")),
    "returned": ("wait", Text("差戻し済み", "Given back")),
    "replaced": ("wait", Text("置換え済み", "Replaced")),
}


@require_GET
@signed_in
def show(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Show the details of one result to the parties of its journey."""
    page = result_page(number, uuid, clock.now())
    result, detail, asked = page.result, page.detail, page.characteristic
    unit = shown_unit(result.unit)
    context: dict[str, Any] = {
        "page_of": page,
        "number": page.course.number,
        "result": result,
        "detail": detail,
        "value": result_text(result),
        "mark": RESULT_STATES.get(result.counts_as, "wait"),
        "state": state_name(asked, result.counts_as),
        "fate": FATES[fate_of(result)],
        "limits": limits_text(asked) if has_limits(asked) else NO_LIMIT,
        "weight": WEIGHTS[result.weight],
        "method": method_name(result.method),
        "unit": unit,
        "ucum": result.unit if result.unit != "1" else "",
        "readings": [text_in_unit(one, result.unit) for one in detail.replicates],
        "interval": None if detail.lower is None else _interval(detail, unit),
        "calculation": calculations_behind([result.uuid]).get(result.uuid),
        "site": page.sites.get(result.site) if result.site else None,
        "member": page.members.get(result.member),
        "tester": page.person(result.tested_by),
        "verifier": page.person(result.verified_by),
        "confirmer": page.person(result.confirmed_by),
        "history": [_line(page, one, more) for one, more in page.history],
        "investigations": [
            {"of": one, "state": STATES[one.state], "outcome": OUTCOMES.get(one.outcome)}
            for one in page.investigations
        ],
    }
    return render(request, "laboratory/result.html", context)


def fate_of(result: ResultView) -> str:
    """Return what became of a result: it counts, is proposed, was given back, or was replaced."""
    if result.returned_at is not None:
        return "returned"
    if result.replaced_by is not None:
        return "replaced"
    return "awaiting" if result.awaits_quality else "in_force"


def _interval(detail: ResultDetail, unit: Text) -> Text:
    low, high = (decimal_text(Decimal(f"{one:.4g}")) for one in (detail.lower, detail.upper))
    return Text(f"{low}〜{high} {unit.ja}".strip(), f"{low} to {high} {unit.en}".strip())


def _line(page: ResultPage, one: ResultView, detail: ResultDetail) -> dict[str, Any]:
    mark, fate = FATES[fate_of(one)]
    return {
        "result": one,
        "is_this": one.uuid == page.result.uuid,
        "value": result_text(one),
        "mark": mark,
        "fate": fate,
        "person": page.person(one.tested_by),
        "reason": one.correction_reason,
        "verifier": page.person(one.verified_by) if one.verified_by else None,
        "confirmer": page.person(one.confirmed_by) if one.confirmed_by else None,
        "returner": page.person(detail.returned_by) if detail.returned_by else None,
        "return_reason": detail.return_reason,
    }
