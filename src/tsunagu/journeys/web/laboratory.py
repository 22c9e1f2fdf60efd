"""The laboratory's worklist on screen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.standing import VERIFIERS
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.queries.links import act_link, scan_link
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.queries.worklist import KINDS, Sheet, Test, counts, state_label, worklist
from tsunagu.journeys.web.shown import RESULT_STATES, limits_of
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.vocabulary import METHODS


@require_GET
@signed_in
def worklist_page(request: HttpRequest) -> HttpResponse:
    """Show what the person's laboratory tests, enters and verifies, the most urgent first."""
    actor, now = actor_of(request, Actor), clock.now()
    sheets = worklist(actor, now)
    chosen = request.GET.get("kind", "")
    kind = chosen if chosen in KINDS else ""
    shown = [_sheet(one, actor, now) for one in sheets if kind in ("", one.kind)]
    context = {
        "sheets": shown,
        "kind": kind,
        "tabs": [("", _("All"), len(sheets)), *_tabs(counts(sheets))],
        "now": now,
    }
    return render(request, "laboratory/worklist.html", context)


def _tabs(found: dict[str, int]) -> list[tuple[str, str, int]]:
    words = {
        "enter": _("To test"),
        "verify": _("To verify"),
        "running": _("Still running"),
        "coming": _("On their way"),
    }
    return [(kind, words[kind], found[kind]) for kind in KINDS]


def _sheet(sheet: Sheet, actor: Actor, now: Any) -> dict[str, Any]:
    number, step = sheet.course.number, sheet.step.key
    mine = sheet.to_verify(actor) if actor.holds(*VERIFIERS) else []
    may_enter = sheet.may_enter and actor.holds(sheet.step.role, "qc")
    left = [one for one in sheet.tests if one.state == "missing"]
    return {
        "sheet": sheet,
        "number": number,
        "hours": (sheet.due_at - now).total_seconds() / 3600,
        "tests": [_test(one, number, step, may_enter) for one in sheet.tests],
        "total": len(sheet.tests),
        "badge": _badge(sheet, not left),
        "verify": act_link(number, "verify", step=step) if mine else "",
        "give_back": act_link(number, "give-back", step=step) if mine else "",
        "count": len(mine),
        "complete": act_link(number, "complete", step=step)
        if sheet.kind == "enter" and not left and sheet.row.state in ("planned", "started")
        else "",
        "bring": act_link(number, "import", step=step)
        if may_enter and any(one.state in ("missing", "pending") for one in sheet.tests)
        else "",
        "scan": scan_link() if sheet.kind == "enter" and left and sheet.step.inputs else "",
    }


def _badge(sheet: Sheet, is_full: bool) -> tuple[str, Text]:
    if sheet.kind == "enter" and is_full:
        return "ok", Text("完了できます", "To complete")
    return {
        "enter": ("info", Text("試験できます", "To test")),
        "verify": ("warn", Text("確認待ち", "To verify")),
        "running": ("wait", Text("試験中", "Running")),
        "coming": ("wait", Text("検体待ち", "On its way")),
    }[sheet.kind]


def _test(one: Test, number: str, step: str, may_enter: bool) -> dict[str, Any]:
    open_ = one.state in ("missing", "pending")
    return {
        "name": one.characteristic.name,
        "method": METHODS.get(
            one.characteristic.method, Text(one.characteristic.method, one.characteristic.method)
        ),
        "limits": limits_of(one.characteristic),
        "value": Text("―", "–") if one.result is None else result_text(one.result),
        "state": RESULT_STATES.get(one.state, "wait"),
        "label": state_label(one.state),
        "due_at": one.due_at if open_ else None,
        "enter": act_link(number, "result", step=step, subject=one.characteristic.key)
        if may_enter and open_
        else "",
    }
