"""Which journeys are judged by which version of a specification: a journey keeps the version of its route."""

from collections import defaultdict

from tsunagu.custody.queries.chains import open_mine
from tsunagu.journeys.queries.rows import JourneyRow, journeys_of


def journeys_by_version(route: str) -> dict[int, list[JourneyRow]]:
    """Return the journeys of a route that the reader takes part in, by version, the newest first."""
    found: dict[int, list[JourneyRow]] = defaultdict(list)
    for one in journeys_of(open_mine()):
        if one.route == route:
            found[one.version].append(one)
    return {
        version: sorted(rows, key=lambda one: one.started_at, reverse=True) for version, rows in found.items()
    }
