"""Pages on which members look at needs, offers and ideas, and at what came of them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.coordination.domain.matching import needs as rules
from tsunagu.coordination.queries.matching import needs as queries
from tsunagu.coordination.queries.matching.consultations import consultations_of_need
from tsunagu.coordination.queries.matching.figures import figures
from tsunagu.coordination.queries.matching.proposing import proposals_for
from tsunagu.coordination.queries.pipeline import products_of_need
from tsunagu.coordination.services.matching.permission import is_coordinator
from tsunagu.coordination.web.needs import shown
from tsunagu.coordination.web.needs.forms import AnswerForm, CloseForm, Filter
from tsunagu.coordination.web.picking import picker
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor

PERIODS = {"90": 90, "365": 365, "all": 36_500}


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the postings of a tab."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    counts = queries.counts(actor)
    wanted = request.GET.get("show", "")
    show = wanted if wanted in shown.TABS else "asking"
    form = Filter(request.GET)
    chosen = form.chosen()
    found = queries.needs_shown(actor, show, chosen["kind"], chosen["stage"], chosen["q"])
    context = {
        "tabs": shown.tabs(counts, show, is_coordinator(actor)), "show": show, "form": form,
        "is_filtered": any(chosen.values()),
        "lines": [shown.line(one, today) for one in found], "may_write": not actor.is_reader,
        "own": None if actor.is_reader else actor.member_id,
    }  # fmt: skip
    return render(request, "coordination/needs/list.html", context)


@require_GET
@signed_in
def need_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one posting, who was introduced, and to its poster and the coordinator who could be."""
    return page(request, uuid)


@require_GET
@signed_in
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show what came of needs and consultations, counted."""
    now = clock.now()
    wanted = request.GET.get("period", "")
    period = wanted if wanted in PERIODS else "365"
    since = max(now - timedelta(days=PERIODS[period]), datetime(2000, 1, 1, tzinfo=now.tzinfo))
    context = shown.figures_shown(figures(since, now + timedelta(seconds=1))) | {"period": period}
    return render(request, "coordination/needs/figures.html", context)


def page(
    request: HttpRequest, uuid: UUID, refused: Refused | None = None, **forms: CloseForm | AnswerForm
) -> HttpResponse:
    """Return the page of a posting; after a refusal with what was typed."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    need = queries.need_by_uuid(actor, uuid)
    is_own, coordinates = need.member_id == actor.member_id, is_coordinator(actor)
    known = queries.introductions_of(uuid)
    is_asking = need.state in rules.ASKING
    context: dict[str, Any] = {
        **shown.line(need, today), "is_own": is_own, "coordinates": coordinates,
        "may_change": is_own and not actor.is_reader,
        "introductions": [shown.introduction(one, actor, coordinates) for one in known],
        "consultations": [shown.consultation(one) for one in consultations_of_need(uuid)],
        "products": products_of_need(uuid), "may_enter_product": (is_own or coordinates) and not actor.is_reader,
        "versions": queries.versions_of(uuid), "refused": refused,
        "close_form": forms.get("close_form") or CloseForm(),
        "answer_form": forms.get("answer_form") or AnswerForm(),
        "may_offer": is_asking and not (is_own or coordinates or actor.is_reader) and not _is_in(known, actor),
    }  # fmt: skip
    if is_asking and (coordinates or is_own) and not actor.is_reader:
        found = proposals_for(need, today, with_past=coordinates)
        others = picker(
            "invited", request.GET.get("find", ""), today, chosen=request.POST.getlist("invited"),
            besides=[need.member_uuid],
        )  # fmt: skip
        context |= {"proposals": shown.proposed(found, known), "picker": others, "may_introduce": True}
    has_errors = any(form.errors for form in forms.values())
    status = refused.status if refused is not None else 422 if has_errors else 200
    return render(request, "coordination/needs/need.html", context, status=status)


def _is_in(known: list[queries.IntroductionView], actor: Actor) -> bool:
    return any(
        one.invited_id == actor.member_id and one.state not in ("declined", "refused", "withdrawn")
        for one in known
    )
