"""Publish several resources as a program sends them: all of them, or none and every fault at its place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, ChangedMeanwhile, Fault, Faulty, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.queries.sites import site_by_key
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.capacity.calendar import (
    CalendarException,
    Card,
    Pattern,
    Published,
    in_order,
    patterns_in_order,
)
from tsunagu.planning.domain.capacity.comparing import State, difference
from tsunagu.planning.domain.capacity.places import Place, faults_of
from tsunagu.planning.domain.capacity.record import digest_of
from tsunagu.planning.models import Resource
from tsunagu.planning.queries.capacity import published_of
from tsunagu.planning.services.keeping import keep, locked

MOST = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A resource as it shall be published; without ``exceptions`` it keeps those that it has."""

    site: str
    card: Card
    patterns: tuple[Pattern, ...]
    exceptions: tuple[CalendarException, ...] | None

    @property
    def place(self) -> tuple[str, str]:
        """Site and key, which name a resource in the network."""
        return self.site, self.card.key

    def over(self, before: Published | None) -> Published:
        """Return how it will be published."""
        kept = () if before is None else before.exceptions
        exceptions = kept if self.exceptions is None else in_order(set(self.exceptions))
        return Published(self.site, self.card, patterns_in_order(self.patterns), exceptions)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a resource."""

    uuid: UUID
    state: State


@transaction.atomic
def publish_one(
    wanted: Wanted, now: datetime, *, is_new: bool = False, seen: Collection[str] | None = None
) -> Done:
    """Publish one resource; the same again changes nothing.

    Refused, with ``is_new``, where there is one of that key; with ``seen`` (digests), where none stands for it.
    """
    site_by_key(wanted.site, tokyo_date(now))
    _check([wanted], now, None)
    return _publish(wanted, now, is_new=is_new, seen=seen)


@transaction.atomic
def publish_many(wanted: Sequence[Wanted], now: datetime, at: tuple[str, str]) -> list[Done]:
    """Publish all of the resources or none, and say of each whether it is new, changed or the same.

    ``at`` names the list in what was sent, and within each of it what is published, for the places of faults.
    """
    _check(wanted, now, at)
    done = {one.place: _publish(one, now) for one in sorted(wanted, key=lambda one: one.place)}
    return [done[one.place] for one in wanted]


def _publish(
    wanted: Wanted, now: datetime, *, is_new: bool = False, seen: Collection[str] | None = None
) -> Done:
    site = site_by_key(wanted.site, tokyo_date(now))
    row = _standing(wanted)
    before = None if row is None else published_of(locked(row.uuid))
    if seen is not None and (
        row is None or before is None or digest_of(before, row.withdrawn_on) not in seen
    ):
        raise ChangedMeanwhile("changed_meanwhile", _CHANGED)
    if is_new and before is not None:
        raise ChangedMeanwhile("registered", _THERE)
    after = wanted.over(before)
    return Done(keep(site, after, "sent", now), difference(before, after).state)


def _standing(wanted: Wanted) -> Resource | None:
    return Resource.objects.select_related("site").filter(site__key=wanted.site, key=wanted.card.key).first()


def _check(wanted: Sequence[Wanted], now: datetime, at: tuple[str, str] | None) -> None:
    """Refuse what may not be published: of others first, then every fault of what was sent."""
    today, faults = tokyo_date(now), list[Fault]()
    sites: dict[str, SiteFacts | None] = {one.site: _site(one.site, today) for one in wanted}
    for site in sites.values():
        if site is not None:
            check_may_write(site.member.id)
    gone = _gone(sites, today)
    first: dict[tuple[str, str], int] = {}
    for number, one in enumerate(wanted):
        place: Place = () if at is None else (at[0], number)
        offer: Place = () if at is None else (*place, at[1])
        if sites[one.site] is None:
            faults.append(Fault((*place, "site"), BadInput("site", _no_site(one.site))))
        if one.place in gone:
            faults.append(Fault(place, BadInput("withdrawn", _WITHDRAWN)))
        if first.setdefault(one.place, number) != number:
            faults.append(Fault((*place, "key"), BadInput("twice", _twice(first[one.place]))))
        faults += faults_of(one.card, one.patterns, one.exceptions, place, offer)
    if faults:
        raise Faulty(faults)


def _site(key: str, on: date) -> SiteFacts | None:
    try:
        return site_by_key(key, on)
    except NotFound:
        return None


def _gone(sites: dict[str, SiteFacts | None], today: date) -> set[tuple[str, str]]:
    rows = Resource.objects.filter(site__key__in=sites, withdrawn_on__lte=today)
    return set(rows.values_list("site__key", "key"))


def _no_site(key: str) -> Text:
    return Text(f"拠点「{key[:60]}」は登録されていません。", f"Site “{key[:60]}” is not registered.")


def _twice(number: int) -> Text:
    return Text(
        f"{number}番（0から数えて）と同じ資源です。", f"It is the same resource as number {number} (from 0)."
    )


_WITHDRAWN = Text(
    "公開を取り下げた資源です。取下げを解除してから送ってください。",
    "This resource is withdrawn. Lift the withdrawal, then send it.",
)
_CHANGED = Text(
    "確認した後に公開内容が変わりました。読み直してから送ってください。",
    "What is published has changed since you read it. Read it again, then send.",
)
_THERE = Text(
    "この拠点には同じキーの資源が既にあります。", "The site has a resource with this key already."
)  # fmt: skip
