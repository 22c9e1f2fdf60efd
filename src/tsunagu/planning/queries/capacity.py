"""What members publish of their capacity, with its calendar: the same for every member that looks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.calendar import (
    CalendarException,
    Card,
    Pattern,
    Published,
    in_order,
    patterns_in_order,
)
from tsunagu.planning.domain.capacity.days import Day, calendar_days, spans_of
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.problem import Resource as ProblemResource
from tsunagu.planning.models import CapacityException, Resource


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A published resource with where it stands; ``exception_ids`` names its exceptions, in their order."""

    uuid: UUID
    member: UUID
    member_id: int
    member_key: str
    member_name: Text
    site_name: Text
    published: Published
    withdrawn_on: date | None
    exception_ids: tuple[UUID, ...]

    @property
    def card(self) -> Card:
        """What the resource is."""
        return self.published.card

    @property
    def last_day(self) -> date | None:
        """The last day on which it can be open: the end of its qualification, or the day before it was withdrawn."""
        ends = [self.card.qualified_until]
        ends.append(None if self.withdrawn_on is None else self.withdrawn_on - timedelta(days=1))
        return min((end for end in ends if end is not None), default=None)

    def is_withdrawn(self, on: date) -> bool:
        """Say whether it is withdrawn on the day."""
        return self.withdrawn_on is not None and self.withdrawn_on <= on

    def days(self, start: date, count: int, holidays: Collection[date]) -> tuple[Day, ...]:
        """Return its calendar from a day on."""
        own = self.published
        return calendar_days(own.patterns, own.exceptions, start, count, holidays, self.last_day)


@dataclass(frozen=True, slots=True)
class Publisher:
    """A member that publishes capacity, and the kinds that it publishes with how many there are of each."""

    member: UUID
    name: Text
    kinds: dict[str, int]


def resources(
    member: UUID | None = None,
    since: date | None = None,
    kind: str | None = None,
    sites: Collection[str] | None = None,
) -> list[ResourceView]:
    """Return what is published, of one member or of all, of one kind or of all, at some sites (keys) or everywhere.

    ``since`` leaves out what was withdrawn until that day.
    """
    rows = Resource.objects.all() if since is None else _standing(since)
    if member is not None:
        rows = rows.filter(member__uuid=member)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if sites is not None:
        rows = rows.filter(site__key__in=sites)
    return [_view(row) for row in _whole(rows)]


def resources_page(
    limit: int, after: tuple[str, str] = ("", ""), site: str = "", kind: str = "", member: str = ""
) -> list[ResourceView]:
    """Return so many resources that come after a place (site, key), withdrawn ones too; an empty filter lets all."""
    said = {"site__key": site, "kind": kind, "member__key": member}
    rows = Resource.objects.filter(**{name: value for name, value in said.items() if value})
    beyond = Q(site__key__gt=after[0]) | Q(site__key=after[0], key__gt=after[1])
    return [_view(row) for row in _whole(rows.filter(beyond)).order_by("site__key", "key")[:limit]]


def resource_at(site: str, key: str) -> ResourceView:
    """Return the resource of a site and key; refuse one that isn't published."""
    row = _whole(Resource.objects.filter(site__key=site, key=key)).first()
    if row is None:
        raise NotFound("resource", NO_RESOURCE)
    return _view(row)


def publishers(since: date) -> list[Publisher]:
    """Return the members that publish capacity, by name, in one query."""
    found: dict[UUID, Publisher] = {}
    of = ("member__uuid", "member__name_ja", "member__name_en", "kind")
    for member, ja, en, kind, count in (
        _standing(since).order_by("member__name_ja", "kind").values_list(*of, Count("pk"))
    ):
        found.setdefault(member, Publisher(member, Text(ja, en), {})).kinds[kind] = count
    return list(found.values())


def _standing(since: date) -> QuerySet[Resource]:
    return Resource.objects.exclude(withdrawn_on__lte=since)


def resource(uuid: UUID) -> ResourceView:
    """Return one resource; refuse one that isn't published."""
    row = _whole(Resource.objects.filter(uuid=uuid)).first()
    if row is None:
        raise NotFound("resource", NO_RESOURCE)
    return _view(row)


def resource_of_exception(uuid: UUID) -> ResourceView:
    """Return the resource to which an exception belongs; refuse one that isn't there."""
    found = CapacityException.objects.filter(uuid=uuid).values_list("resource__uuid", flat=True).first()
    if found is None:
        raise NotFound(
            "exception", Text("この例外は登録されていません。", "This exception is not registered.")
        )
    return resource(found)


def problem_resources(start: date, days: int) -> tuple[ProblemResource, ...]:
    """Return all published capacity from midnight (Asia/Tokyo) of ``start`` on, as a planning problem takes it."""
    holidays = public_holidays(start, start + timedelta(days=days))
    return tuple(
        ProblemResource(
            key="/".join(one.published.place),
            kind=one.card.kind,
            place=one.published.site,
            open=spans_of(one.days(start, days, holidays)),
        )
        for one in resources(since=start)
    )


def published_of(row: Resource) -> Published:
    """Return a row, with its week and exceptions, as its member published it."""
    card = Card(
        row.key, row.kind, Text(row.name_ja, row.name_en), row.capability, row.changeover_hours,
        row.notice_hours, row.qualified_until,
    )  # fmt: skip
    patterns = (
        Pattern(
            frozenset(number for number, sign in enumerate(one.weekdays) if sign == "1"),
            one.from_hour, one.until_hour, one.capacity, one.valid_from, one.valid_until, one.on_holidays,
        )
        for one in row.patterns.all()
    )  # fmt: skip
    exceptions = (_exception(one) for one in row.exceptions.all())
    return Published(row.site.key, card, patterns_in_order(patterns), in_order(exceptions))


def _exception(one: CapacityException) -> CalendarException:
    return CalendarException(
        one.first, one.last, one.capacity, one.from_hour, one.until_hour, one.reason, one.note
    )


def _whole(rows: QuerySet[Resource]) -> QuerySet[Resource]:
    return rows.select_related("site", "member").prefetch_related("patterns", "exceptions")


def _view(row: Resource) -> ResourceView:
    return ResourceView(
        uuid=row.uuid,
        member=row.member.uuid,
        member_id=row.member_id,
        member_key=row.member.key,
        member_name=row.member.name,
        site_name=row.site.name,
        published=published_of(row),
        withdrawn_on=row.withdrawn_on,
        exception_ids=_ids(row.exceptions.all()),
    )


def _ids(rows: Iterable[CapacityException]) -> tuple[UUID, ...]:
    return tuple(one.uuid for one in sorted(rows, key=lambda one: _exception(one).place))


NO_RESOURCE = Text("この資源は公開されていません。", "This resource is not published.")
