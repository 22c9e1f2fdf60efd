"""The exception list: what someone must see to, ranked by the slack to the next hard limit, in two queries.

It is read from what is kept of all journeys that the reader takes part in (``services.bring_up_to_date`` keeps it).
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.slack import Limit
from tsunagu.journeys.models import StandingConcern
from tsunagu.journeys.queries.concern import Concern
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.places import site_areas

MOST_SHOWN = 100
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all. ``members``: the responsible ones."""

    kind: str = ""
    stage: str = ""
    therapy: str = ""
    area: str = ""
    members: frozenset[UUID] = frozenset()
    numbers: frozenset[str] = frozenset()
    sites: frozenset[UUID] = frozenset()

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The concerns that match the filters, the most urgent first, and how many there are of each sort in all.

    ``places``: the nearest hard limit about what can be worked on at a place (``stage:site``).
    """

    shown: list[Concern]
    matching: int
    total: int
    kinds: dict[str, int] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    members: dict[UUID, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    therapies: dict[str, int] = field(default_factory=dict)
    places: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Group:
    """Concerns that are alike in all that a list can be narrowed to."""

    kind: str
    stage: str
    member: UUID
    site: UUID | None
    therapy: str
    place: str
    count: int
    nearest: datetime | None


def exceptions(now: datetime, filters: Filters | None = None, limit: int = MOST_SHOWN) -> Exceptions:
    """Return the concerns that the clock shows now to the reader."""
    wanted, standing = filters or Filters(), showing(now)
    groups = _groups(standing)
    areas = site_areas({one.site for one in groups if one.site})
    sites = {site for site, area in areas.items() if area == wanted.area} if wanted.area else set()
    rows = standing.filter(_narrowed(wanted, sites)).order_by("-is_hard", "limit_at", "chain", "uuid")[:limit]
    shown = _concerns(rows)
    return Exceptions(
        shown,
        matching=standing.filter(_narrowed(wanted, sites)).count() if wanted.is_narrow else _total(groups),
        total=_total(groups),
        kinds=_counted(groups, lambda one: one.kind),
        stages=_counted(groups, lambda one: one.stage),
        members=_counted(groups, lambda one: one.member),
        areas=_counted(groups, lambda one: areas.get(one.site, "") if one.site else ""),
        therapies=_counted(groups, lambda one: one.therapy),
        places=_nearest(groups),
    )


def showing(now: datetime) -> QuerySet[StandingConcern]:
    """Return the concerns that the clock shows at a moment, of the journeys that the reader takes part in."""
    return StandingConcern.objects.filter(shows_from__lte=now, shows_until__gt=now)


def urgent_among(chains: Collection[UUID], now: datetime, within: timedelta) -> frozenset[UUID]:
    """Return those of the chains of which a hard limit passes within so long."""
    urgent = showing(now).filter(chain__in=list(chains), is_hard=True, limit_at__lt=now + within)
    return frozenset(urgent.values_list("chain", flat=True))


def _narrowed(wanted: Filters, sites: Iterable[UUID]) -> Q:
    asked = Q()
    for name in ("kind", "stage", "therapy"):
        if value := getattr(wanted, name):
            asked &= Q(**{name: value})
    if wanted.area:
        asked &= Q(site__in=list(sites))
    if wanted.sites:
        asked &= Q(site__in=list(wanted.sites))
    if wanted.members:
        asked &= Q(member__in=list(wanted.members))
    if wanted.numbers:
        asked &= Q(number__in=list(wanted.numbers))
    return asked


def _groups(standing: QuerySet[StandingConcern]) -> list[_Group]:
    urgent = Min("limit_at", filter=Q(is_hard=True, is_at_hand=True))
    rows = standing.values_list("kind", "stage", "member", "site", "therapy", "place").annotate(
        count=Count("pk"), nearest=urgent
    )
    return [_Group(*row) for row in rows]


def _total(groups: Iterable[_Group]) -> int:
    return sum(one.count for one in groups)


def _counted(groups: Iterable[_Group], key: Callable[[_Group], K]) -> dict[K, int]:
    found: Counter[K] = Counter()
    for one in groups:
        found[key(one)] += one.count
    return dict(found)


def _nearest(groups: Iterable[_Group]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for one in groups:
        if one.nearest is not None and one.place:
            found[one.place] = min(one.nearest, found.get(one.place, one.nearest))
    return found


def _concerns(rows: Iterable[StandingConcern]) -> list[Concern]:
    every = list(rows)
    names = member_names({row.member for row in every})
    return [concern_from(row, names) for row in every]


def concern_from(row: StandingConcern, names: Mapping[UUID, Text]) -> Concern:
    """Return a kept row as the concern that it was made of."""
    known: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("kind", "chain", "number", "is_case", "stage", "title", "detail", "member", "role", "task",
                     "step", "subject")
    }  # fmt: skip
    limit = Limit(row.limit_kind, row.limit_at, row.title, row.detail, row.is_hard)
    return Concern(limit=limit, member_name=names.get(row.member, UNKNOWN), **known)


UNKNOWN = Text("不明", "unknown")
