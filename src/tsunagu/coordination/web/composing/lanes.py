"""Lanes of the couriers: the list for all, and a courier's own to add and end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.coordination.domain.composing import words
from tsunagu.coordination.web.composing.forms import LaneForm
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.lanes import Ends, LaneFacts
from tsunagu.members.domain.vocabulary import AREAS, BANDS, word
from tsunagu.members.queries.lanes import all_lanes
from tsunagu.members.queries.sites import all_sites, site_names, sites_of
from tsunagu.members.services import add_lane, end_lane


@require_GET
@signed_in
def lanes_page(request: HttpRequest) -> HttpResponse:
    """Show all lanes that count today or later, by courier."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    lanes = [
        lane
        for lane in all_lanes()
        if lane.validity.valid_until is None or lane.validity.valid_until >= today
    ]
    named = site_names(end.site for lane in lanes for end in (lane.origin, lane.target) if end.site)
    words = request.GET.get("q", "").split()[:8]
    lines = [line for lane in lanes if _fits(line := _line(lane, named), words)]
    couriers: dict[UUID, dict[str, Any]] = {}
    for line in lines:
        lane = line["lane"]
        new = {"name": lane.courier.name, "lanes": [], "is_own": _is_own(actor, lane)}
        couriers.setdefault(lane.courier.uuid, new)["lanes"].append(line)
    context = {
        "couriers": couriers.values(), "count": len(lanes), "may_add": _may_add(actor), "q": " ".join(words),
        "fitting": len(lines),
    }  # fmt: skip
    return render(request, "coordination/composing/lanes.html", context)


def _fits(line: dict[str, Any], words: list[str]) -> bool:
    """Say whether each word stands in an end, the band or the courier's name of a line, in either language."""
    texts = (line["from"], line["to"], line["band"], line["lane"].courier.name)
    told = " ".join(f"{one.ja} {one.en}" for one in texts).casefold()
    return all(one.casefold() in told for one in words)


def _is_own(actor: Actor, lane: LaneFacts) -> bool:
    return lane.courier.uuid == actor.member_uuid and not actor.is_reader


def _line(lane: LaneFacts, named: dict[UUID, Text]) -> dict[str, Any]:
    return {
        "lane": lane, "from": _end(lane.origin, named), "to": _end(lane.target, named),
        "band": word(BANDS, lane.band), "days": words.leaving(lane.weekdays),
    }  # fmt: skip


def _end(end: Ends, named: dict[UUID, Text]) -> Text:
    return word(AREAS, end.area) if end.site is None else named.get(end.site, Text("―", "―"))


def _may_add(actor: Actor) -> bool:
    own = sites_of(actor.member_uuid, tokyo_date(clock.now()))
    carries = any(one.stage == "transport" for site in own for one in site.capabilities)
    return carries and not actor.is_reader


@require_http_methods(["GET", "POST"])
@signed_in
def add_page(request: HttpRequest) -> HttpResponse:
    """Add a lane of the own member, and the way back."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    is_sent = request.method == "POST"
    usual = {"weekdays": list("01234"), "valid_from": today, "band": "cold"}
    form = LaneForm(all_sites(today), request.POST if is_sent else None, usual)
    if is_sent and form.is_valid() and _added(actor, form):
        messages.success(request, _("The lane is registered. The composer uses it from its first day on."))
        return HttpResponseRedirect(reverse("composing:lanes"))
    context = {"form": form, "may_add": _may_add(actor)}
    return render(request, "coordination/composing/lane.html", context, status=422 if is_sent else 200)


def _added(actor: Actor, form: LaneForm) -> bool:
    said, (origin, target) = form.cleaned_data, form.ends()
    ways = [(origin, target)]
    ways += [(target, origin)] if said["both_ways"] and origin != target else []
    try:
        for one, other in ways:
            add_lane(
                actor.member_uuid, one, other, band=said["band"], hours=said["hours"], weekdays=form.weekday_signs(),
                price_thousand_yen=said["price_thousand_yen"], valid_from=said["valid_from"],
                valid_until=said["valid_until"],
            )  # fmt: skip
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.add_error(
            refused.field if refused.field in form.fields else None, refused.reason.in_language(language())
        )
        return False
    return True


@require_POST
@signed_in
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a lane of the own member with today."""
    end_lane(uuid, tokyo_date(clock.now()))
    messages.success(request, _("The lane ends today. Proposals kept with it will say so."))
    return HttpResponseRedirect(reverse("composing:lanes"))
