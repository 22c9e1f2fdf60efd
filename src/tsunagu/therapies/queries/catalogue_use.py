"""Who uses the test catalogue: the therapies that ask for a characteristic by a method."""

from collections import defaultdict

from tsunagu.therapies.queries.routes import RouteSummary, route_of, routes_list

Use = dict[tuple[str, str], list[RouteSummary]]


def therapies_asking() -> Use:
    """Return by characteristic and method the newest routes that ask for it, each once."""
    found: Use = defaultdict(list)
    for one in routes_list():
        panels = route_of(one.key, one.version).panels
        for asked in dict.fromkeys(
            (each.key, each.method) for panel in panels for each in panel.characteristics
        ):
            found[asked].append(one)
    return dict(found)
