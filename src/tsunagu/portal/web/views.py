"""The control tower, its live part, the inbox, and where a person begins."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.queries.inbox import waiting_for
from tsunagu.journeys.queries.links import scan_link
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.queries.filters import Kept, kept_filters
from tsunagu.notices.services import mark_done
from tsunagu.portal.web.filters import PAGE
from tsunagu.portal.web.inbox import inbox_shown
from tsunagu.portal.web.narrowing import asked
from tsunagu.portal.web.tower import digest, tower

OVERSEERS = ("coordinator", "auditor", "mah", "sponsor")


@require_GET
@signed_in
def tower_page(request: HttpRequest) -> HttpResponse:
    """Show what someone must see to first; without any word in the address it begins with the person's own filter."""
    kept = kept_filters(actor_of(request, Actor), PAGE)
    first = next((one.query for one in kept if one.is_default and len(one.query) > 1), "")
    if first and "?" not in request.get_full_path():
        return HttpResponseRedirect(reverse("portal:tower") + first)
    return render(request, "portal/tower.html", _live(request, kept))


@require_GET
@signed_in
def tower_live(request: HttpRequest) -> HttpResponse:
    """Return the part of the tower that moves; nothing if it says what the reader sees already."""
    context = _live(request, kept_filters(actor_of(request, Actor), PAGE))
    if context["digest"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "portal/parts/live.html", context)


def _live(request: HttpRequest, kept: Sequence[Kept]) -> dict[str, object]:
    actor, is_all = actor_of(request, Actor), request.GET.get("all") == "1"
    _, filters = asked(request.GET, actor)
    context = tower(actor, clock.now(), filters, is_all)
    context |= {"is_all": is_all, "kept": kept, "csrf_token": get_token(request)}
    board = render_to_string("portal/parts/board.html", context)
    context |= {"board": board, "digest": digest(board)}
    return context


@require_GET
@signed_in
def inbox_page(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, the most urgent first."""
    actor, now = actor_of(request, Actor), clock.now()
    context = inbox_shown(waiting_for(actor, now), now)
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "portal/parts/tasks.html" if is_part else "portal/inbox.html", context)


@require_POST
@signed_in
def notice_done(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a notice out of the inbox."""
    mark_done(actor_of(request, Actor), uuid, clock.now())
    return HttpResponseRedirect(reverse("portal:inbox"))


@require_GET
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Send a person to the page where the day begins: the bench to the scan page, others by their duty."""
    actor = actor_of(request, Actor)
    if actor.is_coordinator or actor.holds(*OVERSEERS):
        return HttpResponseRedirect(reverse("portal:tower"))
    if actor.is_bench and not actor.is_physician:
        return HttpResponseRedirect(scan_link())
    return HttpResponseRedirect(reverse("portal:inbox"))
