"""Published routes as values; a parsed version is kept in the process, for it never changes."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db.models import OuterRef, QuerySet, Subquery

from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.therapies.domain import Route, parse_route
from tsunagu.therapies.models import RouteVersion

_MOST_KEPT = 256
HIGHEST_VERSION = 2**31 - 1
"""What the column holds; a higher number names no version."""
_kept: OrderedDict[tuple[str, int, str], Route] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class RouteSummary:
    """A published version as lists show it."""

    key: str
    version: int
    kind: str
    setting: str
    name: Text
    digest: str
    published_at: datetime
    published_by: Text | None


def route_of(key: str, version: int) -> Route:
    """Return one published version; ``NotFound`` where there is none."""
    digest = next(iter(_digests(key, version)), None) if 0 < version <= HIGHEST_VERSION else None
    if digest is None:
        raise NotFound(
            "route",
            Text(
                f"工程フロー「{key[:60]}」の第{version}版はありません。",
                f"There is no version {version} of the route {key[:60]!r}.",
            ),
        )
    known = _kept.get((key, version, digest))
    if known is not None:
        return known
    data = RouteVersion.objects.values_list("data", flat=True).get(key=key, version=version)
    route = parse_route(data)
    with _lock:
        _kept[(key, version, digest)] = route
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return route


@compiled
def _digests(key: str, version: int) -> QuerySet[RouteVersion, str]:
    return RouteVersion.objects.filter(key=key, version=version).values_list("digest", flat=True)


def newest_route(key: str) -> Route:
    """Return the newest published version of a route; ``NotFound`` where there is none."""
    newest = _newest_version(key)
    if newest is None:
        raise NotFound(
            "route",
            Text(
                f"工程フロー「{key[:60]}」は公開されていません。",
                f"No route {key[:60]!r} has been published.",
            ),
        )
    return route_of(key, newest)


def _newest_version(key: str) -> int | None:
    return RouteVersion.objects.filter(key=key).order_by("-version").values_list("version", flat=True).first()


def routes_list(setting: str = "", kind: str = "") -> list[RouteSummary]:
    """Return the newest version of each route, by name."""
    newest = RouteVersion.objects.filter(key=OuterRef("key")).order_by("-version").values("version")[:1]
    rows = RouteVersion.objects.filter(version=Subquery(newest))
    if setting:
        rows = rows.filter(setting=setting)
    if kind:
        rows = rows.filter(kind=kind)
    return [_summary(row) for row in rows.select_related("published_by_member").defer("data").order_by("key")]


def route_versions(key: str) -> list[RouteSummary]:
    """Return every published version of a route, the newest first."""
    rows = RouteVersion.objects.filter(key=key).select_related("published_by_member").defer("data")
    return [_summary(row) for row in rows.order_by("-version")]


def _summary(row: RouteVersion) -> RouteSummary:
    return RouteSummary(
        key=row.key,
        version=row.version,
        kind=row.kind,
        setting=row.setting,
        name=row.name,
        digest=row.digest,
        published_at=row.published_at,
        published_by=row.published_by_member.name if row.published_by_member else None,
    )
