"""The page of one round: what to do before it is published, what was found afterwards."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.evaluation.domain.round_material import KINDS, as_items, judge_material
from tsunagu.evaluation.domain.rounds import STATES
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.rounds import (
    NO_SUCH_ROUND,
    AnalysisView,
    MaterialView,
    Part,
    RoundView,
    analysis_of,
    convention_of,
    is_organiser,
    is_received,
    material_of,
    own_part,
    parts_of,
    progress,
    report_in_force,
    round_by_number,
)
from tsunagu.evaluation.services.analyse_round import analyse_round
from tsunagu.evaluation.services.publish_round import publish_round
from tsunagu.evaluation.services.record_material import record_material
from tsunagu.evaluation.services.report_round import report_round
from tsunagu.evaluation.services.send_round import send_round
from tsunagu.evaluation.web.forms import MaterialForm, ReportForm
from tsunagu.evaluation.web.round_paper import round_pdf
from tsunagu.evaluation.web.rounds import BADGES
from tsunagu.evaluation.web.shown import (
    figures,
    material_lines,
    pictures,
    qualifying_basis,
    table,
    verdict_word,
)
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file, file_answer
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_names

LANGUAGES = ("ja", "en")
VERBS = {"send": send_round, "analyse": analyse_round, "publish": publish_round}


@require_GET
@signed_in
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a round as this person may see it now."""
    return render(request, "evaluation/rounds/round.html", _shown(actor_of(request, Actor), number))


@require_POST
@signed_in
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Sign the laboratory's report; sent twice, it is one."""
    actor, now = actor_of(request, Actor), clock.now()
    form = ReportForm(round_by_number(number).replicates, now, None, request.POST)
    refused: Refused | None = None
    if form.is_valid():
        try:
            report_round(actor, number, form.typed(), now, form.cleaned_data["key"])
        except NotFound:
            raise
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            messages.success(request, _("Your report is recorded. Until it is due you may change it."))
            return HttpResponseRedirect(reverse("rounds:round", args=[number]))
    shown = _shown(actor, number, form) | {"refused": refused}
    return render(request, "evaluation/rounds/round.html", shown, status=refused.status if refused else 422)


@require_POST
@signed_in
def material(request: HttpRequest, number: str) -> HttpResponse:
    """Sign what was measured of the material; sent twice, it is one."""
    actor, form = actor_of(request, Actor), MaterialForm(True, request.POST)
    refused: Refused | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            record_material(actor, number, said["kind"], said["items"], clock.now(), said["key"])
        except NotFound:
            raise
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            messages.success(request, _("The measurements of the material are recorded."))
            return HttpResponseRedirect(reverse("rounds:round", args=[number]))
    shown = _shown(actor, number) | {"refused": refused, "material_form": form}
    return render(request, "evaluation/rounds/round.html", shown, status=refused.status if refused else 422)


@require_POST
@signed_in
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Send, analyse or publish a round; the same request again is the same act."""
    if verb not in VERBS:
        raise Http404
    actor = actor_of(request, Actor)
    try:
        VERBS[verb](actor, number, clock.now(), request.POST.get("key", "")[:60] or None)
    except NotFound:
        raise
    except Refused as refused:
        shown = _shown(actor, number) | {"refused": refused}
        return render(request, "evaluation/rounds/round.html", shown, status=refused.status)
    done = {
        "send": _("Sent. Each laboratory receives its item by scanning it."),
        "analyse": _("Analysed. The result is frozen; look at it before you publish it."),
        "publish": _("Published. Each laboratory has its score in its inbox."),
    }
    messages.success(request, done[verb])
    return HttpResponseRedirect(reverse("rounds:round", args=[number]))


@require_GET
@signed_in
def export(request: HttpRequest, number: str) -> HttpResponse:
    """Return the results by code as CSV, unrounded, for who may see them."""
    actor, found = actor_of(request, Actor), round_by_number(number)
    analysis = _analysis(actor, found, own_part(found.uuid, actor.member_uuid))
    if analysis is None:
        raise NotFound("no_such_round", NO_SUCH_ROUND)
    readings = [f"{_('Reading')} {place}" for place in range(1, found.replicates + 1)]
    score = "z'" if analysis.data["score"] == "z_prime" else "z"
    rows: list[list[Any]] = [
        [_("Testing laboratory"), *readings, _("Mean"), "s", "h", "k", score, _("Assessment")]
    ]
    for lab in analysis.data["labs"]:
        values = [lab[name] for name in ("mean", "s", "h", "k", "z")]
        word = verdict_word(lab["verdict"]).in_language(language())
        rows.append([lab["code"], *lab["readings"], *values, word])
    return csv_file(f"{found.number}.csv", rows)


@require_GET
@signed_in
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Return the report of a round as PDF, for who may see its analysis; ``?lang=en`` gives the English one."""
    actor, found = actor_of(request, Actor), round_by_number(number)
    part = own_part(found.uuid, actor.member_uuid)
    analysis = _analysis(actor, found, part)
    if analysis is None:
        raise NotFound("no_such_round", NO_SUCH_ROUND)
    asked = request.GET.get("lang", "")
    lang = asked if asked in LANGUAGES else language()
    own, names = part.code if part else "", _names(actor, found)
    content = round_pdf(found, analysis, own, names, lang, bool(settings.DEMONSTRATION))
    return file_answer(f"{found.number}-{lang}.pdf", content, "application/pdf", is_shown=True)


def _analysis(actor: Actor, found: RoundView, part: Part | None) -> AnalysisView | None:
    """Return the analysis by code that this person may see: after publication, the organiser after the analysis."""
    if is_organiser(found, actor.member_uuid) or (actor.is_reader and found.state == "published"):
        return analysis_of(found.uuid, found.uuid)
    if part is None or found.state != "published":
        return None
    return analysis_of(found.uuid, part.chain)


def _shown(actor: Actor, number: str, form: ReportForm | None = None) -> dict[str, Any]:
    now, found = clock.now(), round_by_number(number)
    part, state = own_part(found.uuid, actor.member_uuid), found.state_at(now)
    analysis = _analysis(actor, found, part)
    shown: dict[str, Any] = {
        "round": found,
        "part": part,
        "state": STATES[state],
        "badge": BADGES[state],
        "now_state": state,
        "unit": shown_unit(found.unit),
    }
    if part is not None:
        shown |= _own(actor, found, part, state, now, form)
    if is_organiser(found, actor.member_uuid) and actor.holds("coordinator"):
        shown |= _to_run(found, state)
    told = analysis.data if analysis else found.performance
    if told:
        shown |= {
            "figures": figures(told, found.unit),
            "told": told,
            "cautions": [Text(one["ja"], one["en"]) for one in told["cautions"]],
            "is_prime": told.get("score") == "z_prime",
            "material": material_lines(told.get("material", {}), told, found.unit),
        }
    if analysis is not None:
        own = part.code if part else ""
        shown |= {"analysis": analysis, "pictures": pictures(analysis.data, found, own)}
        shown["lines"] = table(analysis.data, own, _names(actor, found))
        if actor.holds("quality") and found.state == "published":
            shown["qualifies_by"] = qualifying_basis(analysis.data, own, found)
    return shown


def _names(actor: Actor, found: RoundView) -> dict[str, Any]:
    """Return who stands behind each code, for the organiser after the analysis; for everyone else, nobody."""
    if not is_organiser(found, actor.member_uuid):
        return {}
    parts = parts_of([found.uuid])
    names = member_names({part.member for part in parts})
    return {part.code: names.get(part.member) for part in parts}


def _own(
    actor: Actor, found: RoundView, part: Part, state: str, now: datetime, form: ReportForm | None
) -> dict[str, Any]:
    reported = report_in_force(part.chain)
    received = is_received(part)
    may_report = state == "reporting" and received and actor.holds("qc")
    if may_report and form is None:
        form = ReportForm(found.replicates, now, reported)
    return {
        "reported": reported,
        "received": received,
        "form": form if may_report else None,
        "hours": (found.reports_due - now).total_seconds() / 3600,
    }


def _to_run(found: RoundView, state: str) -> dict[str, Any]:
    counts = progress(found)
    is_complete = counts.reported == counts.asked
    may = {
        "send": state == "preparing",
        "analyse": state == "closed" or (state == "reporting" and is_complete),
        "publish": state == "analysed",
    }
    shown = {"progress": counts, "next": next((verb for verb, is_next in may.items() if is_next), "")}
    if state in ("analysed", "published"):
        return shown
    measured = material_of(found.uuid)
    return shown | {
        "measured": [(KINDS[kind], one, len(one.items)) for kind, one in measured.items()],
        "judged": material_lines(_before_analysis(found, measured), {}, found.unit),
        "material_form": MaterialForm("homogeneity" in measured and state != "preparing"),
    }


def _before_analysis(found: RoundView, measured: dict[str, MaterialView]) -> dict[str, Any]:
    """Judge the material by sigma_pt where the convention gives one already; else its figures stand alone."""
    chosen = convention_of(found.uuid)
    sigma = chosen.sigma if chosen.sigma_kind == "given" else None
    if chosen.sigma_kind == "purpose" and chosen.assigned and chosen.sigma:
        sigma = abs(chosen.assigned) * chosen.sigma / 100
    return judge_material({kind: as_items(one.items) for kind, one in measured.items()}, sigma)
