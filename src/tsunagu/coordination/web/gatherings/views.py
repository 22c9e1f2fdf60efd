"""Pages of gatherings for members: the list, one gathering, registering by one click."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.coordination.queries.gatherings import gathering, gatherings, own_registration, own_states
from tsunagu.coordination.services.gatherings.give_back import give_back as give_place_back
from tsunagu.coordination.services.gatherings.register import own_link, register_person
from tsunagu.coordination.services.gatherings.rows import may_organise
from tsunagu.coordination.web.gatherings import shown
from tsunagu.coordination.web.gatherings.forms import PaperForm
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.members.domain.actor import Actor

TABS = (
    ("coming", Text("これから", "Coming")),
    ("past", Text("開催済み", "Past")),
    ("own", Text("自組織の主催", "Our own")),
)


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the gatherings: coming ones first to come first, past ones newest first, one's own with drafts."""
    actor, now = actor_of(request, Actor), clock.now()
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in dict(TABS) else "coming"
    own = own_states(actor.person_id)
    cards = [
        shown.card(one, now) | {"mine": own.get(one.uuid, "")}
        for one in gatherings()
    ]  # fmt: skip
    kept = {
        "coming": [one for one in cards if not one["is_past"] and one["view"].facts.state != "draft"],
        "past": [one for one in reversed(cards) if one["is_past"] and one["view"].facts.state != "draft"],
        "own": [one for one in reversed(cards) if one["view"].member_id == actor.member_id],
    }
    context = {
        "cards": kept[chosen], "chosen": chosen, "may_write": not actor.is_reader,
        "tabs": [{"key": key, "name": name, "count": len(kept[key]), "is_chosen": key == chosen} for key, name in TABS],
    }  # fmt: skip
    return render(request, "gatherings/list.html", context)


@require_GET
@signed_in
def gathering_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one gathering: what it is, the programme, one's own place, and what the organiser may do."""
    return show(request, uuid)


def show(request: HttpRequest, uuid: UUID, paper_form: PaperForm | None = None) -> HttpResponse:
    """Answer the page of a gathering; with a form of a paper that was refused, with what was wrong."""
    actor, now, view = actor_of(request, Actor), clock.now(), gathering(uuid)
    own, online = own_registration(actor.person_id, uuid)
    organises = may_organise(actor, view.member_id)
    context: dict[str, Any] = shown.card(view, now) | {
        "programme": shown.programme(view), "organises": organises, "online": online,
        "mine": shown.registration(own) if own and own.state != "cancelled" else None,
        "may_give_back": own is not None and own.state != "cancelled" and now < view.details.starts_at,
        "ticket": _ticket(actor, uuid, own),
        "clashes": shown.clash_lines(view.items) if organises else [],
        "unnamed": organises and any(not one.has_agreed for _, item in view.items for one in item.speakers),
        "may_publish": organises and view.facts.state == "draft",
        "may_change": organises and view.facts.state != "cancelled" and now < view.details.ends_at,
        "paper_form": (paper_form or PaperForm()) if organises and view.facts.state != "cancelled" else None,
        "paper_url": "gatherings:file",
    }  # fmt: skip
    return render(request, "gatherings/gathering.html", context, status=422 if paper_form else 200)


def _ticket(actor: Actor, uuid: UUID, own: Any) -> str:
    return shown.ticket(own_link(actor, uuid)) if own and own.state == "registered" else ""


@require_POST
@signed_in
def register(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Register who is signed in."""
    found = register_person(actor_of(request, Actor), uuid, clock.now())
    if found.state == "registered":
        messages.success(request, _("You are registered. Your ticket is on this page."))
    else:
        messages.warning(request, _("All places are taken. You are on the waiting list and will be told."))
    return HttpResponseRedirect(reverse("gatherings:gathering", args=[uuid]))


@require_POST
@signed_in
def give_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give one's own place back."""
    give_place_back(actor_of(request, Actor), uuid, clock.now())
    messages.success(request, _("Your place was given back."))
    return HttpResponseRedirect(reverse("gatherings:gathering", args=[uuid]))


@require_GET
@signed_in
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Answer the published gatherings that one may come to as a calendar file."""
    views = [one for one in gatherings() if one.facts.state != "draft"]
    return shown.calendar(request, views, "gatherings:gathering", "gatherings")


@require_GET
@signed_in
def one_calendar_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer one gathering as a calendar file."""
    return shown.calendar(request, [gathering(uuid)], "gatherings:gathering", "gathering")
