"""Which sites can take which part of a route today: able, and named in the legal basis."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tsunagu.journeys.domain.assigning import Candidate, needed_capabilities
from tsunagu.members.queries.sites import all_sites
from tsunagu.therapies.domain.route import Route


def candidates(route: Route, today: date) -> list[Candidate]:
    """Return every site with what it can do for this route's setting and cells today."""
    return [
        Candidate(
            site=site.uuid,
            member=site.member.uuid,
            key=site.key,
            capabilities=frozenset(
                one.key
                for one in site.capabilities
                if site.offers(one.key, setting=route.setting, cell_type=route.cell_type or "")
            ),
        )
        for site in all_sites(today)
    ]


def able_sites(route: Route, named: Iterable[UUID], today: date) -> dict[str, list[Candidate]]:
    """Return, for each party of the route, the sites that could take it, the most specialised first.

    Parameters
    ----------
    named : sites that the approval, protocol or plan names; empty if it names none.
    """
    everybody, allowed = candidates(route, today), set(named)
    return {
        party: sorted(
            (one for one in everybody if needs <= one.capabilities and (not allowed or one.site in allowed)),
            key=lambda one: (len(one.capabilities), one.key),
        )
        for party, needs in needed_capabilities(route).items()
    }
