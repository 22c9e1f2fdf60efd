"""Pages on which a hospital asks for dates, compares proposals, and holds the capacity of one."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.services.sealed_dates import seal
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import sites_of
from tsunagu.planning.queries.expected import unbooked_cases
from tsunagu.planning.queries.fairness import round_awaited
from tsunagu.planning.queries.mendings import open_mending_of
from tsunagu.planning.queries.requests import request_of, requests_of
from tsunagu.planning.services.ask_for_plan import ask_again, ask_for_plan
from tsunagu.planning.services.give_dates import dates_for_order
from tsunagu.planning.services.own_requests import ASKERS, check_asker
from tsunagu.planning.services.reserve import confirm, give_back, reserve, withdraw_request
from tsunagu.planning.web import asking_shown
from tsunagu.planning.web.asking_forms import NeedForm
from tsunagu.therapies.queries import routes_list

SHOWN_CASES = 20


@require_GET
@signed_in
def requests_page(request: HttpRequest) -> HttpResponse:
    """Show the requests of one's own hospital, the newest first; the coordinator sees all."""
    actor, now = actor_of(request, Actor), clock.now()
    rows = [asking_shown.row(one, now) for one in requests_of()]
    may_ask = actor.holds(*ASKERS)
    unbooked = unbooked_cases(actor.member_uuid) if may_ask else []
    context = {
        "rows": rows, "may_ask": may_ask, "unbooked": unbooked[:SHOWN_CASES],
        "more": max(0, len(unbooked) - SHOWN_CASES),
    }  # fmt: skip
    return render(request, "planning/requests/list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def new_request(request: HttpRequest) -> HttpResponse:
    """State a need; the proposals are computed at once."""
    actor, now = actor_of(request, Actor), clock.now()
    check_asker(actor)
    today = tokyo_date(now)
    sites = sites_of(actor.member_uuid, today)
    form = NeedForm(
        routes_list(kind="treatment"), sites, asking_shown.makers(today), request.POST or None,
        {"ready_from": today, "therapy": request.GET.get("therapy", "")},
    )  # fmt: skip
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_for_plan(actor, form.site(), form.need(), now, form.cleaned_data["key"])
        except Refused as refusal:
            refused = refusal
            if isinstance(refusal, BadInput) and refusal.field in form.fields:
                form.add_error(refusal.field, refusal.reason.in_language(language()))
        else:
            return HttpResponseRedirect(reverse("planning:request", args=[made]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "has_sites": bool(sites)}
    return render(request, "planning/requests/new.html", context, status=status)


@require_GET
@signed_in
def request_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a request with its proposals, and what is held for it."""
    return _page(request, uuid)


def _page(request: HttpRequest, uuid: UUID, refused: Refused | None = None) -> HttpResponse:
    actor, now = actor_of(request, Actor), clock.now()
    found = request_of(uuid)
    context: dict[str, Any] = asking_shown.page(found, now)
    context["may_choose"] = actor.holds(*ASKERS) and found.member == actor.member_uuid
    context |= {"refused": refused, "mending": open_mending_of(uuid), "allocation": round_awaited(uuid)}
    return render(request, "planning/requests/request.html", context, status=409 if refused else 200)


@require_POST
@signed_in
def choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hold the capacity of the chosen proposal."""
    said = request.POST.get("proposal", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else -1
    done = _("The capacity is held for you. Confirm it before the time limit.")
    return _act(request, uuid, lambda actor: reserve(actor, uuid, number, clock.now()), done)


@require_POST
@signed_in
def confirm_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep what is held."""
    return _act(request, uuid, lambda actor: confirm(actor, uuid, clock.now()), _("The dates are confirmed."))


@require_POST
@signed_in
def order_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on to the order of the treatment, with the confirmed dates."""
    actor = actor_of(request, Actor)
    try:
        dates = dates_for_order(actor, uuid, clock.now())
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, uuid, refusal)
    query = urlencode({"therapy": dates.route, "dates": seal(dates)})
    return HttpResponseRedirect(f"{reverse('journeys:order')}?{query}")


@require_POST
@signed_in
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Compute the proposals anew."""
    done = _("The proposals are computed anew.")
    return _act(request, uuid, lambda actor: ask_again(actor, uuid, clock.now()), done)


@require_POST
@signed_in
def give_back_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give back what is held."""
    done = _("What was held is given back.")
    return _act(request, uuid, lambda actor: give_back(actor, uuid, clock.now()), done)


@require_POST
@signed_in
def withdraw_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End the request."""
    return _act(
        request,
        uuid,
        lambda actor: withdraw_request(actor, uuid, clock.now()),
        _("The request is withdrawn."),
    )


def _act(request: HttpRequest, uuid: UUID, act: Callable[[Actor], None], done: str) -> HttpResponse:
    try:
        act(actor_of(request, Actor))
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, uuid, refusal)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("planning:request", args=[uuid]))
