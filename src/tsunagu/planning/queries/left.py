"""What of the published capacity is held, and what is left, as planning problems take it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagu.foundation.scope import gate_scope
from tsunagu.planning.domain.asking.left import Taken
from tsunagu.planning.domain.asking.record import moment
from tsunagu.planning.domain.asking.route_options import Offered
from tsunagu.planning.domain.capacity.days import spans_of
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.problem import Resource as ProblemResource
from tsunagu.planning.models import Booking
from tsunagu.planning.queries.capacity import ResourceView, resources

HORIZON_DAYS = 200


@dataclass(frozen=True)
class Situation:
    """Published resources from midnight of ``start`` on, and what others hold of them.

    ``taken`` holds no word on who holds it: everybody may know how much is left, not for whom.
    """

    start: date
    days: int
    views: tuple[ResourceView, ...]
    published: tuple[ProblemResource, ...]
    taken: tuple[Taken, ...]

    @property
    def hours(self) -> int:
        """Hours of the horizon."""
        return self.days * 24

    @property
    def offered(self) -> tuple[Offered, ...]:
        """The resources as a chain asks for them."""
        return tuple(
            Offered(
                key_of(view),
                view.published.site,
                view.card.kind,
                view.card.capability,
                view.card.changeover_hours,
            )
            for view in self.views
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
    """Return capacity and bookings from midnight of a day on: of all, of some sites, or of some resources."""
    since = None if with_withdrawn else start
    views = tuple(resources(since=since, sites=_sites_of(keys) if sites is None else sites))
    if keys is not None:
        views = tuple(view for view in views if key_of(view) in keys)
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
    return Situation(start, days, views, published, tuple(_taken(start, rows)))


def _sites_of(keys: Collection[str] | None) -> Collection[str] | None:
    return None if keys is None else {key.split("/", 1)[0] for key in keys}


def in_force(now: datetime) -> QuerySet[Booking]:
    """Return the bookings that hold something now: confirmed ones, and reservations within their time limit."""
    return Booking.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def _taken(start: date, rows: Iterable[tuple[str, str, datetime, datetime, int]]) -> Iterable[Taken]:
    for site, key, starts_at, ends_at, amount in rows:
        yield Taken(f"{site}/{key}", hour_of(start, starts_at), hour_of(start, ends_at), amount)


def hour_of(start: date, at: datetime) -> int:
    """Return the whole hour since midnight (Asia/Tokyo) of the first day."""
    return int((at - moment(start, 0)).total_seconds() // 3600)


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
        begin, until = max(0, hour_of(start, starts_at)), min(days * 24, hour_of(start, ends_at))
        booked = found.setdefault(resource, {})
        for number in range(begin // 24, (until - 1) // 24 + 1):
            day = start + timedelta(days=number)
            hours = min(until, number * 24 + 24) - max(begin, number * 24)
            booked[day] = booked.get(day, 0.0) + hours * amount
    return found
