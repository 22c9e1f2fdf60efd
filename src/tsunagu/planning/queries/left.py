"""What of the published capacity is held, and what is left, as planning problems take it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning.domain.asking.expected import Expected
from tsunagu.planning.domain.asking.left import Taken
from tsunagu.planning.domain.asking.record import hour_of, moment
from tsunagu.planning.domain.asking.route_options import Offered
from tsunagu.planning.domain.capacity.days import spans_of
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.problem import Resource as ProblemResource
from tsunagu.planning.models import Booking
from tsunagu.planning.queries.capacity import ResourceView, resources
from tsunagu.planning.queries.expected import expected_at

HORIZON_DAYS = 200


@dataclass(frozen=True)
class Situation:
    """Published resources from midnight of ``start`` on, what is booked of them, and what else will be used.

    ``booked`` holds no word on who holds it: everybody may know how much is left, not for whom. ``expected`` is what
    cases will use that hold no booking; who reads it shows a case only to those who may see it.
    """

    start: date
    days: int
    views: tuple[ResourceView, ...]
    published: tuple[ProblemResource, ...]
    booked: tuple[Taken, ...]
    expected: tuple[Expected, ...]

    @property
    def hours(self) -> int:
        """Hours of the horizon."""
        return self.days * 24

    @property
    def offered(self) -> tuple[Offered, ...]:
        """The resources as a chain asks for them."""
        return offered_of(self.views)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """All that can't be promised to anybody else: what is booked, and what is expected to be used."""
        return (*self.booked, *(one.taken for one in self.expected))


def offered_of(views: Iterable[ResourceView]) -> tuple[Offered, ...]:
    """Return resources as a chain asks for them."""
    return tuple(
        Offered(
            key_of(view),
            view.published.site,
            view.card.kind,
            view.card.capability,
            view.card.changeover_hours,
        )
        for view in views
    )


def key_of(view: ResourceView) -> str:
    """Return the key of a published resource in a planning problem: site/key."""
    return "/".join(view.published.place)


def situation(
    start: date,
    now: datetime,
    days: int = HORIZON_DAYS,
    *,
    sites: Collection[str] | None = None,
    keys: Collection[str] | None = None,
    with_withdrawn: bool = False,
) -> Situation:
    """Return capacity and what is taken of it from midnight of a day on: of all, of some sites, of some resources."""
    since = None if with_withdrawn else start
    # of the sites as a whole, for which of its resources a case will use depends on all of them
    views = tuple(resources(since=since, sites=_sites_of(keys) if sites is None else sites))
    holidays = public_holidays(start, start + timedelta(days=days))
    published = tuple(
        ProblemResource(
            key_of(view), view.card.kind, view.published.site, spans_of(view.days(start, days, holidays))
        )
        for view in views
    )
    booked = in_force(now).filter(ends_at__gt=moment(start, 0))
    if sites is not None or keys is not None:
        booked = booked.filter(resource__uuid__in=[view.uuid for view in views])
    with gate_scope():
        rows = list(
            booked.values_list("resource__site__key", "resource__key", "starts_at", "ends_at", "amount")
        )
    taken = tuple(_taken(start, rows))
    expected = expected_at(start, days * 24, now, (published, offered_of(views), taken))
    found = Situation(start, days, views, published, taken, tuple(expected))
    return found if keys is None else _only(found, keys)


def _only(whole: Situation, keys: Collection[str]) -> Situation:
    return replace(
        whole,
        views=tuple(view for view in whole.views if key_of(view) in keys),
        published=tuple(one for one in whole.published if one.key in keys),
        booked=tuple(one for one in whole.booked if one.resource in keys),
        expected=tuple(one for one in whole.expected if one.taken.resource in keys),
    )


def _sites_of(keys: Collection[str] | None) -> Collection[str] | None:
    return None if keys is None else {key.split("/", 1)[0] for key in keys}


def in_force(now: datetime) -> QuerySet[Booking]:
    """Return the bookings that hold something now: confirmed ones, and reservations within their time limit."""
    return Booking.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def _taken(start: date, rows: Iterable[tuple[str, str, datetime, datetime, int]]) -> Iterable[Taken]:
    for site, key, starts_at, ends_at, amount in rows:
        yield Taken(f"{site}/{key}", hour_of(start, starts_at), hour_of(start, ends_at), amount)


def load_of(
    start: date, days: int, now: datetime, only: Collection[UUID] | None = None
) -> dict[UUID, dict[date, float]]:
    """Return what is booked of each resource (by uuid) on each day with any, in capacity times hours; not by whom."""
    first, last = moment(start, 0), moment(start, days * 24)
    held = in_force(now) if only is None else in_force(now).filter(resource__uuid__in=only)
    with gate_scope():
        rows = list(
            held.filter(ends_at__gt=first, starts_at__lt=last).values_list(
                "resource__uuid", "starts_at", "ends_at", "amount"
            )
        )
    found: dict[UUID, dict[date, float]] = {}
    for resource, starts_at, ends_at, amount in rows:
        span = max(0, hour_of(start, starts_at)), min(days * 24, hour_of(start, ends_at))
        _add_days(found.setdefault(resource, {}), start, span, amount)
    return found


@dataclass(frozen=True)
class ExpectedLoad:
    """What cases without promised dates will use of a resource on each day, in capacity times hours, and which do."""

    days: dict[date, float]
    cases: set[UUID]


def expected_load(start: date, days: int, now: datetime, sites: Collection[str]) -> dict[UUID, ExpectedLoad]:
    """Return what is expected to be used at some sites (keys) on some days, by resource (uuid), beside what is booked.

    Nothing is expected so far ahead that no proposal reaches there. Who the cases are, the caller shows to nobody but
    those who may see them.
    """
    today = tokyo_date(now)
    first = min(start, today)
    if start > today + timedelta(days=HORIZON_DAYS):
        return {}
    at = situation(first, now, (start - first).days + days, sites=sites)
    uuids = {key_of(view): view.uuid for view in at.views}
    found: dict[UUID, ExpectedLoad] = {}
    for one in at.expected:
        span = max(one.taken.start, (start - first).days * 24), one.taken.until
        if span[0] < span[1]:
            load = found.setdefault(uuids[one.taken.resource], ExpectedLoad({}, set()))
            load.cases.add(UUID(one.case))
            _add_days(load.days, first, span, one.taken.amount)
    return found


def _add_days(load: dict[date, float], start: date, span: tuple[int, int], amount: int) -> None:
    """Add hours since midnight of ``start`` to the days on which they fall."""
    begin, until = span
    for number in range(begin // 24, (until - 1) // 24 + 1):
        day = start + timedelta(days=number)
        hours = min(until, number * 24 + 24) - max(begin, number * 24)
        load[day] = load.get(day, 0.0) + hours * amount
