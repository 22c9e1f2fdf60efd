"""Pages on which members see what plans go by, and on which the coordinator decides about what was observed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.sites import all_sites
from tsunagu.planning.domain.estimates.words import KINDS, place_text
from tsunagu.planning.queries import estimates as queries
from tsunagu.planning.services.decide_estimate import (
    LONGEST_NOTE,
    accept_estimate,
    check_decider,
    decline_estimate,
    end_estimate,
)
from tsunagu.planning.services.estimate_effects import effects_of, leaving_beside
from tsunagu.planning.services.learn import learn
from tsunagu.planning.services.stock.lot_effects import lot_effect
from tsunagu.planning.web.estimates import shown, told


class DecisionForm(forms.Form):
    """Why it is decided so; who decides and when is kept by itself."""

    note = forms.CharField(
        label=gettext_lazy("Reason (optional)"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show what plans go by and what was observed, by action, site and lane."""
    actor, views = actor_of(request, Actor), queries.estimates()
    chosen = shown.chosen_tab(views, request.GET.get("show", ""))
    actions = shown.actions(views, chosen, request.GET.get("action", ""))
    action = next((one["key"] for one in actions if one["is_chosen"]), "")
    context = {
        "tabs": shown.tabs(views, chosen),
        "chosen": chosen,
        "actions": actions,
        "groups": shown.groups(views, chosen, action, _sites()),
        "has_any": bool(views),
        "may_decide": _decides(actor),
        "looked_at": queries.last_look(),
        "least": queries.assumptions().learning.least,
    }
    return render(request, "planning/estimates/list.html", context)


@require_GET
@signed_in
def estimate_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one estimate with what it rests on and which dates it would make surer or less sure."""
    return _page(request, uuid)


@require_GET
@signed_in
def csv(request: HttpRequest) -> HttpResponse:
    """Write every figure."""
    rows = shown.csv_lines(queries.estimates(), _sites())
    return csv_file("estimates.csv", rows)


@require_POST
@signed_in
def look_again(request: HttpRequest) -> HttpResponse:
    """Make the estimates anew from what happened until now."""
    check_decider(actor_of(request, Actor))
    count = learn(clock.now())
    messages.success(request, _("The estimates are made anew; %(n)s are proposed.") % {"n": count})
    return HttpResponseRedirect(reverse("planning:estimates"))


@require_POST
@signed_in
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put an estimate in force."""
    digest = request.POST.get("digest", "")
    return _act(
        request, uuid, lambda actor, note: accept_estimate(actor, uuid, digest, note, clock.now()),
        _("The estimate is in force. The members concerned are told."),
    )  # fmt: skip


@require_POST
@signed_in
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave what is in force."""
    digest = request.POST.get("digest", "")
    return _act(
        request, uuid, lambda actor, note: decline_estimate(actor, uuid, digest, note, clock.now()),
        _("Declined. Plans go by what was in force before."),
    )  # fmt: skip


@require_POST
@signed_in
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an estimate out of force."""
    return _act(
        request, uuid, lambda actor, note: end_estimate(actor, uuid, note, clock.now()),
        _("The estimate is out of force. The members concerned are told."),
    )  # fmt: skip


def _act(request: HttpRequest, uuid: UUID, act: Callable[[Actor, str], object], done: str) -> HttpResponse:
    actor = actor_of(request, Actor)
    check_decider(actor)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, uuid, form=form)
    try:
        act(actor, form.cleaned_data["note"])
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, uuid, refusal, form)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("planning:estimate", args=[uuid]))


def _page(
    request: HttpRequest, uuid: UUID, refused: Refused | None = None, form: DecisionForm | None = None
) -> HttpResponse:
    actor, now = actor_of(request, Actor), clock.now()
    view, sites, routes = queries.estimate_of(uuid), _sites(), shown.Routes()
    versions = queries.versions_of(view.place)
    people = person_names({one.decided_by for one in versions if one.decided_by})
    context: dict[str, Any] = {
        **shown.line(view, sites, routes), "title": shown.title(view.place, sites, routes),
        "kind": KINDS[view.place.kind], "counted": told.counted(view),
        "picture": shown.picture_of(view),
        "method": told.method(view), **_effects(view, sites, routes, now),
        "may_decide": _decides(actor), "refused": refused, "form": form or DecisionForm(),
        "versions": [
            {**shown.line(one, sites, routes), "by": people.get(one.decided_by) if one.decided_by else None}
            for one in versions
        ],
    }  # fmt: skip
    status = 409 if refused else 422 if form is not None else 200
    return render(request, "planning/estimates/estimate.html", context, status=status)


def _effects(
    view: queries.EstimateView, sites: shown.Names, routes: shown.Routes, now: datetime
) -> dict[str, Any]:
    """Return what accepting would change (or ending, of what is in force), and what comes or leaves with it."""
    if view.state not in ("proposed", "accepted"):
        return {}
    beside = view.beside if view.state == "proposed" else None
    return {
        "effects": effects_of(view, now),
        "lots": lot_effect(view, now) if view.place.kind == "lot" else None,
        "beside": None if beside is None else shown.beside_shown(beside, sites),
        "leaving": [place_text(one, sites, routes.get(one.route)) for one in leaving_beside(view)],
    }


def _decides(actor: Actor) -> bool:
    return actor.is_coordinator and actor.holds("coordinator")


def _sites() -> dict[str, Text]:
    return {site.key: site.name for site in all_sites(tokyo_date(clock.now()))}
