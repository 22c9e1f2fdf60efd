"""Pages: the list, one journey, the form of an act, and the bytes of a ledger row."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.custody.queries.ledger import row_bytes
from tsunagu.custody.services.append import already_done
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.web.context import short_address
from tsunagu.foundation.web.downloads import file_answer
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.domain.gates.time import LATE_ENTRY
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.domain.states import LABELS
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.queries.lists import Filters, listing
from tsunagu.journeys.queries.page import find_chain, journey_page
from tsunagu.journeys.queries.seeing import check_seen
from tsunagu.journeys.web.acts import ACTS, Act, Asked
from tsunagu.journeys.web.acts.base import NO_SUCH, ActForm
from tsunagu.journeys.web.page import page_shown
from tsunagu.journeys.web.shown import gate_lines
from tsunagu.members.domain.actor import Actor
from tsunagu.therapies.domain.vocabulary import SETTINGS

LONGEST_QUERY = 60
STATES = ("live", "completed", "failed", "cancelled")


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the cases or lots that the person's organisation takes part in."""
    if len(request.GET.get("q", "")) > LONGEST_QUERY:
        short = request.GET.copy()
        short["q"] = request.GET.get("q", "")[:LONGEST_QUERY]
        return HttpResponseRedirect(f"{request.path}?{short.urlencode()}")
    filters = _filters(request)
    found = listing(filters, clock.now(), _number(request.GET.get("page", "1")))
    actor = actor_of(request, Actor)
    context = {
        "filters": filters,
        "listing": found,
        "page_obj": found.page,
        "states": [(key, _state_name(key)) for key in STATES],
        "settings": SETTINGS,
        "labels": LABELS,
        "may_order": actor.holds("physician", "hospital_coordinator"),
        "may_produce": actor.holds("supervisor", "operator", "mah", "procurement"),
    }
    if request.headers.get("HX-Request") != "true":
        return render(request, "journeys/list.html", context)
    answer = render(request, "journeys/parts/lines.html", context)
    answer["HX-Push-Url"] = short_address(request)
    return answer


def _state_name(key: str) -> str:
    return _("Live") if key == "live" else LABELS[key].in_language(language())


def _filters(request: HttpRequest) -> Filters:
    asked = request.GET
    try:
        site = UUID(asked["site"]) if asked.get("site") else None
    except ValueError:
        site = None
    return Filters(
        kind="lot" if asked.get("kind") == "lot" else "case",
        state=asked["state"] if asked.get("state") in STATES else "live",
        therapy=asked.get("therapy", "")[:60],
        text=asked.get("q", ""),
        site=site,
    )


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 7 else 1


@require_GET
@signed_in
def journey(request: HttpRequest, number: str) -> HttpResponse:
    """Show one journey: planned against actual, who holds it, its condition, evaluation, gates and history."""
    page = journey_page(number, clock.now(), all_history=request.GET.get("history") == "all")
    context = page_shown(page, actor_of(request, Actor), clock.now(), request.GET.get("step", ""))
    return render(request, "journeys/journey.html", context)


@require_GET
@signed_in
def ledger_row(request: HttpRequest, number: str, uuid: UUID) -> HttpResponse:
    """Return the exact bytes of one row of the ledger: an EPCIS event or a signed record."""
    chain = find_chain(number)
    found = row_bytes(chain, uuid)
    if found is None:
        raise NotFound("no_such_row", NO_SUCH)
    check_seen("history", found[1], tokyo_date(clock.now()))
    kind = "application/ld+json" if found[0] == "event" else "application/json"
    return file_answer(f"{uuid}.json", found[2], kind, is_shown=True)


@require_http_methods(["GET", "POST"])
@signed_in
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Show the form of an act, or do it; a refusal keeps what was typed."""
    if verb not in ACTS:
        raise Http404
    doing = ACTS[verb]
    chain = find_chain(number)
    given = {**request.GET.dict(), **(request.POST.dict() if request.method == "POST" else {})}
    given = {
        name: value.replace("\x00", "") for name, value in given.items()
    }  # the form refuses it at its field
    asked = Asked(
        actor_of(request, Actor), chain, clock.now(), given, request.FILES, request.method == "POST"
    )
    if request.method == "POST":
        return _do(request, doing, asked)
    return _form_page(request, doing, asked, doing.form(asked, None, None))


def _do(request: HttpRequest, doing: Act, asked: Asked) -> HttpResponse:
    journey = journey_link(asked.running.journey.number, doing.part)
    after = HttpResponseRedirect(reverse(doing.goes_to) if doing.goes_to else journey)
    key = asked.given.get("key", "")
    if already_done(asked.chain, key):
        messages.info(request, _("It is recorded already. Nothing was written twice."))
        return after
    form = doing.form(asked, request.POST, request.FILES)
    if form.only_looks:
        return _form_page(request, doing, asked, form, form.refused, 422 if form.refused else 200)
    if not form.is_valid():
        return _form_page(request, doing, asked, form, status=422)
    try:
        doing.run(asked, form.cleaned_data)
    except Refused as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, refused.reason.in_language(language()))
        return _form_page(request, doing, asked, form, refused, 422)
    messages.success(request, str(doing.done))
    return after


def _late_at(form: ActForm, refused: Refused | None) -> str:
    """Return the time typed for a late entry that needs a decision, as it was typed."""
    if not isinstance(refused, GatesRefused):
        return ""
    needs_it = any(one.cause.startswith(LATE_ENTRY) and not one.passes for one in refused.verdicts)
    return str(form.data.get("happened_at", "")) if needs_it else ""


def _form_page(
    request: HttpRequest,
    doing: Act,
    asked: Asked,
    form: ActForm,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    beside = doing.beside(asked)
    context: dict[str, Any] = {
        "act": doing,
        "form": form,
        "course": asked.course,
        "number": asked.course.number,
        "refused": refused,
        "refused_gates": gate_lines(refused.verdicts) if isinstance(refused, GatesRefused) else [],
        "late_at": _late_at(form, refused),
        "back": journey_link(asked.course.number),
        "given": {
            key: asked.given[key]
            for key in ("step", "subject", "item", "cause", "row", "happened_at")
            if asked.given.get(key)
        },
        **beside,
    }
    if "gates" in beside:
        verdicts = [one for group in beside["gates"].values() for one in group]
        context["gates"] = gate_lines(verdicts)
    return render(request, doing.template, context, status=status)
