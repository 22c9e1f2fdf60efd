"""Pages that show published capacity: one's own or another member's, one kind in the whole network, one resource."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.members.queries.sites import sites_of
from tsunagu.planning.domain.capacity.shown import exception_text, pattern_text
from tsunagu.planning.domain.capacity.vocabulary import RESOURCE_KINDS, kind_name
from tsunagu.planning.queries.capacity import Publisher, publishers, resource, resources
from tsunagu.planning.queries.changes import changes_of
from tsunagu.planning.queries.expected import numbers_seen
from tsunagu.planning.web import shown

VERBS = {
    "published": Text("公開・変更", "Published or changed"),
    "exceptions": Text("例外の変更", "Exceptions changed"),
    "imported": Text("ファイルから取込み", "Imported from a file"),
    "sent": Text("プログラムから受信", "Sent by a program"),
    "withdrawn": Text("公開を取下げ", "Withdrawn"),
}


def may_write(actor: Actor, member: UUID) -> bool:
    """Say whether the actor keeps the capacity of the member: its own people, and the coordinator on its behalf."""
    return not actor.is_reader and (actor.member_uuid == member or actor.is_coordinator)


@require_GET
@signed_in
def capacity_page(request: HttpRequest) -> HttpResponse:
    """Show one's own member's capacity; with a kind chosen, that of the whole network."""
    kind = request.GET.get("kind", "")
    if kind not in RESOURCE_KINDS:
        return _member(request, actor_of(request, Actor).member_uuid)
    at = shown.horizon(tokyo_date(clock.now()))
    found = resources(since=at.today, kind=kind)
    loads = shown.loads_of(found, at, clock.now())
    context = {
        "groups": shown.by_site(found, at, loads),
        "kind_name": kind_name(kind),
        "keys": shown.keys_of(loads.values()),
        **_network(publishers(at.today), None, kind),
    }
    return render(request, "planning/capacity/kind.html", context)


@require_GET
@signed_in
def member_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show what a member publishes."""
    return _member(request, member)


def _member(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, member = actor_of(request, Actor), member_by_uuid(uuid)
    at = shown.horizon(tokyo_date(clock.now()))
    writes = may_write(actor, uuid)
    own = resources(uuid, since=at.today)
    loads = shown.loads_of(own, at, clock.now())
    gone = [one for one in resources(uuid) if writes and one.is_withdrawn(at.today)]
    context = {
        "member": member,
        "is_own": actor.member_uuid == uuid,
        "may_write": writes,
        "has_sites": bool(own) or bool(sites_of(uuid, at.today)),
        "groups": shown.by_site(own, at, loads),
        "gone": gone,
        "keys": shown.keys_of(loads.values()),
        **_network(publishers(at.today), uuid, ""),
    }
    return render(request, "planning/capacity/member.html", context)


def _network(found: Sequence[Publisher], chosen: UUID | None, kind: str) -> dict[str, Any]:
    """Return which members publish what, and how much there is of each kind."""
    kinds: Counter[str] = Counter()
    for one in found:
        kinds.update(one.kinds)
    return {
        "others": [
            {"uuid": one.member, "name": one.name, "kinds": [kind_name(key) for key in one.kinds]}
            for one in found
            if one.member != chosen
        ],
        "kinds": [
            {"key": key, "name": known.name, "count": kinds[key], "is_chosen": key == kind}
            for key, known in RESOURCE_KINDS.items()
            if kinds[key]
        ],
    }


@require_GET
@signed_in
def resource_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one resource: its calendar, week, exceptions, the figures of each day, and who changed what."""
    actor, view = actor_of(request, Actor), resource(uuid)
    at = shown.horizon(tokyo_date(clock.now()))
    load = shown.loads_of([view], at, clock.now())[uuid]
    writes = may_write(actor, view.member)
    exceptions: list[dict[str, Any]] = [
        {"uuid": key, "text": exception_text(one, view.card.kind), "last": one.last}
        for one, key in zip(view.published.exceptions, view.exception_ids, strict=True)
    ]
    context = {
        "resource": shown.resource_shown(view, at, load),
        "view": view,
        "facts": shown.facts_of(view),
        "week": [pattern_text(one, view.card.kind) for one in view.published.patterns],
        "exceptions": [one for one in exceptions if one["last"] >= at.today],
        "past": [one for one in exceptions if one["last"] < at.today],
        "days": shown.day_rows(view, at, load),
        "keys": shown.keys_of([load]),
        "cases": numbers_seen(load.cases),
        "may_write": writes,
        "changes": [{"change": one, "verb": VERBS[one.verb]} for one in (changes_of(uuid) if writes else [])],
        "today": at.today,
    }
    return render(request, "planning/capacity/resource.html", context)
