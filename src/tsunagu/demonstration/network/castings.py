"""Which sites of the demonstration network take which part of which route."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from tsunagu.demonstration.network.reading import read, stable_uuid


def casting(route: str) -> Mapping[str, Sequence[UUID]]:
    """Return, for each party of the route, the sites that its approval, protocol or plan names, the usual first.

    A route that isn't cast (a user's own) gives an empty mapping: then any able site may take a part.
    """
    return {
        party: [stable_uuid("site", key) for key in keys]
        for party, keys in read("castings").get(route, {}).items()
    }


def named_sites(route: str) -> frozenset[UUID]:
    """Return all sites that the legal basis of the route names."""
    return frozenset(site for sites in casting(route).values() for site in sites)
