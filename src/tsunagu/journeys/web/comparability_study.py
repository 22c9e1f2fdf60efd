"""The page of one comparability study: its plan, lots, result, signatures, and what comes next and from whom."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.domain.comparability import DESIGNS, SIDES
from tsunagu.evaluation.domain.comparability_analysis import missing
from tsunagu.evaluation.domain.comparability_signing import HOLDER, QUALITY, SIGNERS, parts_in, unsigned
from tsunagu.evaluation.queries.comparability import (
    StudyView,
    analysis_of,
    lots_of,
    measured,
    plans_of,
    signatures_of,
    study_by_number,
    values_of,
)
from tsunagu.evaluation.services.conclude_study import analyse_study, sign_study, withdraw_study
from tsunagu.evaluation.services.running_study import WRITERS, may_take_part
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.journeys.queries.comparability import therapy_name
from tsunagu.journeys.web.comparability import badge_of, signs_as, status_of
from tsunagu.journeys.web.comparability_shown import criteria_lines, lot_lines, result_lines
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.directory import member_names

VERBS = ("analyse", "sign", "withdraw")
TABLES = ("values", "results")


@require_GET
@signed_in
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a study to its parties."""
    return render(request, "comparability/study.html", _shown(actor_of(request, Actor), number))


@require_POST
@signed_in
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Analyse, sign or withdraw; the same request again is the same act."""
    if verb not in VERBS:
        raise Http404
    actor, typed = actor_of(request, Actor), request.POST
    try:
        _do(
            actor,
            number,
            verb,
            typed.get("shown", "")[:64],
            typed.get("reason", ""),
            typed.get("key", "")[:60],
        )
    except NotFound:
        raise
    except Refused as refused:
        shown = _shown(actor, number) | {
            "refused": refused,
            "refused_verb": verb,
            "typed_reason": typed.get("reason", ""),
        }
        return render(request, "comparability/study.html", shown, status=status_of(refused))
    told = {
        "analyse": _("Analysed. The result is frozen; both units look at it and sign."),
        "sign": _("Your signature is recorded."),
        "withdraw": _("The study is withdrawn."),
    }
    messages.success(request, told[verb])
    return HttpResponseRedirect(reverse("comparability:study", args=[number]))


def _do(actor: Actor, number: str, verb: str, shown: str, reason: str, key: str) -> Receipt:
    now, request_key = clock.now(), key or None
    if verb == "analyse":
        return analyse_study(actor, number, now, request_key)
    if verb == "sign":
        return sign_study(actor, number, shown, now, request_key)
    return withdraw_study(actor, number, reason, now, request_key)


@require_GET
@signed_in
def export(request: HttpRequest, number: str, table: str) -> HttpResponse:
    """Return the values of the lots, or the result of each characteristic, unrounded, as CSV."""
    if table not in TABLES:
        raise Http404
    study = study_by_number(number)
    rows = _values_rows(study) if table == "values" else _results_rows(study)
    return csv_file(f"{study.number}-{table}.csv", rows)


def _values_rows(study: StudyView) -> list[list[Any]]:
    plan, lang = plans_of(study.uuid)[0].plan, language()
    names = [f"{one.name.in_language(lang)} ({one.unit})" for one in plan.criteria]
    rows: list[list[Any]] = [[_("Lot"), _("Before or after"), _("Donor code"), *names, _("Excluded because")]]
    for one in measured(lots_of(study.uuid), values_of(study.uuid)):
        values = [one.values.get(each.key, "") for each in plan.criteria]
        side = SIDES[one.lot.side].in_language(lang)
        rows.append([one.lot.label, side, one.lot.block, *values, one.excluded])
    return rows


def _results_rows(study: StudyView) -> list[list[Any]]:
    analysis, lang = analysis_of(study), language()
    head = ["key", _("Characteristic"), _("Lots before"), _("Lots after"), _("Estimate"), _("90% interval from"),
            _("90% interval to"), _("Lower margin"), _("Upper margin"), "p", _("Assessment"), _("Reason")]  # fmt: skip
    rows: list[list[Any]] = [head]
    for line in result_lines(study, analysis):
        one, criterion = line["kept"], line["criterion"]
        values = [one[name] for name in ("before", "after", "estimate", "low", "high")]
        ends = [criterion.lower, criterion.upper]
        if one["range"]:
            ends = [one["range"]["lower"], one["range"]["upper"]]
        cells = [*values, *ends, one["p"]]
        word, reason = line["badge"][1], line["reason"]
        rows.append([criterion.key, criterion.name.in_language(lang), *cells, word, reason.in_language(lang)])
    return rows


def _shown(actor: Actor, number: str) -> dict[str, Any]:
    study = study_by_number(number)
    plans, lots, values = plans_of(study.uuid), lots_of(study.uuid), values_of(study.uuid)
    plan, analysis, signed = plans[0].plan, analysis_of(study), signatures_of(study.uuid)
    lacking = missing(plan, measured(lots, values))
    people = {one.person for one in signed} | {one.signed_by for one in plans}
    members = member_names({study.manufacturer, study.holder, *(one.member for one in signed)})
    shown: dict[str, Any] = {
        "study": study,
        "badge": badge_of(study),
        "product": therapy_name(study.therapies),
        "plan": plan,
        "design": DESIGNS[plan.design],
        "plans": plans,
        "criteria": criteria_lines(plans[0]),
        "lots": lot_lines(plan, lots, values, plans[-1].signed_at),
        "counts": {side: sum(one.side == side and not one.excluded_at for one in lots) for side in SIDES},
        "lacking": len(lacking),
        "people": person_names(people),
        "members": members,
        "analysis": analysis,
        "results": result_lines(study, analysis),
        "signatures": [
            (role, name, next((one for one in signed if one.role == role), None), _member(study, role))
            for role, name in SIGNERS.items()
        ],
    }
    return shown | _next(actor, study, bool(lacking) or not values) | signs_as(actor)


def _member(study: StudyView, role: str) -> Any:
    return study.manufacturer if role == QUALITY else study.holder


def _next(actor: Actor, study: StudyView, is_lacking: bool) -> dict[str, Any]:
    """Return what is missing next, and what this person may do of it."""
    signed = signatures_of(study.uuid)
    parts = parts_in(actor.roles, actor.member_uuid, study.manufacturer, study.holder)
    left = set(unsigned(signed)) & set(parts)
    is_open = study.state in ("planned", "measuring", "analysed")
    waits = study.state in ("analysed", "concluded") and study.signed_at is None
    writes = may_take_part(actor, study, *WRITERS)
    step = "sign" if waits else "values" if is_lacking else "analyse"
    return {
        "next": step if is_open or waits else "",
        "sign_key": f"{study.analysis}-{actor.person_id}",
        "may_write": writes and is_open,
        "may_analyse": writes and study.state in ("planned", "measuring"),
        "may_sign": waits and bool(left) and all(one.person != actor.person_uuid for one in signed),
        "may_plan": is_open and may_take_part(actor, study, QUALITY, HOLDER),
        "may_withdraw": study.state != "withdrawn" and may_take_part(actor, study, QUALITY, HOLDER),
    }
