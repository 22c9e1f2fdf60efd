"""The laboratory's worklist on screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.evaluation.domain.standing import VERIFIERS
from tsunagu.evaluation.domain.trend_rules import rule_name
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.evaluation.queries.trends import open_rules_by_method
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.links import act_link, scan_link
from tsunagu.journeys.queries.results import result_text
from tsunagu.journeys.queries.worklist import KINDS, Sheet, Test, counts, state_label, worklist
from tsunagu.journeys.services.calculate_result import calculation_kinds
from tsunagu.journeys.web.shown import REPORTED, RESULT_STATES, has_limits, limits_of
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def worklist_page(request: HttpRequest) -> HttpResponse:
    """Show what the person's laboratory tests, enters and verifies, the most urgent first."""
    actor, now = actor_of(request, Actor), clock.now()
    sheets = worklist(actor, now)
    chosen = request.GET.get("kind", "")
    kind = chosen if chosen in KINDS else ""
    broken = open_rules_by_method(actor.member_uuid)
    shown = [_sheet(one, actor, now, broken) for one in sheets if kind in ("", one.kind)]
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


def _sheet(sheet: Sheet, actor: Actor, now: Any, broken: Mapping[str, list[str]]) -> dict[str, Any]:
    number, step = sheet.course.number, sheet.step.key
    mine = sheet.to_verify(actor) if actor.holds(*VERIFIERS) else []
    may_enter = sheet.may_enter and actor.holds(sheet.step.role, "qc")
    left = [one for one in sheet.tests if one.state == "missing"]
    return {
        "sheet": sheet,
        "number": number,
        "hours": (sheet.due_at - now).total_seconds() / 3600,
        "tests": [_test(one, number, step, may_enter, broken) for one in sheet.tests],
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


def _test(
    one: Test, number: str, step: str, may_enter: bool, broken: Mapping[str, list[str]]
) -> dict[str, Any]:
    open_ = one.state in ("missing", "pending")
    return {
        "name": one.characteristic.name,
        "method": method_name(one.characteristic.method),
        "limits": limits_of(one.characteristic),
        "value": Text("―", "–") if one.result is None else result_text(one.result),
        "state": RESULT_STATES.get(one.state, "wait"),
        "label": _label(one),
        "due_at": one.due_at if open_ else None,
        "control": control_caution(broken.get(one.characteristic.method, []))
        if open_ or one.is_to_verify
        else "",
        "enter": act_link(number, "result", step=step, subject=one.characteristic.key)
        if may_enter and open_
        else "",
        "calculate": act_link(number, "calculate", step=step, subject=one.characteristic.key)
        if may_enter and open_ and calculation_kinds(one.characteristic)
        else "",
    }


def _label(one: Test) -> Text:
    is_reported = one.state == "passed" and not has_limits(one.characteristic)
    return REPORTED if is_reported else state_label(one.state)


def control_caution(rules: Sequence[str]) -> str:
    """Say that the laboratory's control of a method broke rules that nobody has assessed; it stops nothing."""
    if not rules:
        return ""
    named = listed(map(rule_name, rules), language())
    return _("The control material breaks rule %(rules)s (not assessed)") % {"rules": named}
