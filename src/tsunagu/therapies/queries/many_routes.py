"""Many published routes at once, for lists and boards."""

from collections.abc import Iterable

from django.db.models import Q

from tsunagu.therapies.domain import Route
from tsunagu.therapies.models import RouteVersion
from tsunagu.therapies.queries.routes import _kept, route_of


def routes_of(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Route]:
    """Return the routes of these keys and versions; those that this process knows cost one query together."""
    pairs = set(wanted)
    if not pairs:
        return {}
    asked = Q()
    for key, version in pairs:
        asked |= Q(key=key, version=version)
    rows = RouteVersion.objects.filter(asked).values_list("key", "version", "digest")
    return {
        (key, version): _kept.get((key, version, digest)) or route_of(key, version)
        for key, version, digest in rows
    }
