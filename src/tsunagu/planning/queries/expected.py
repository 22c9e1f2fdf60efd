"""Cases under way that go by no promised dates, as the rule takes them that counts what they are expected to use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.state import chain_numbers
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text
from tsunagu.journeys.queries.ahead import StepAhead, cases_under_way, journeys_under_way, steps_ahead
from tsunagu.journeys.queries.rows import journeys_of, steps_of
from tsunagu.members.queries.sites import site_keys
from tsunagu.planning.domain.asking.expected import Ahead, Expected, Ground, Unbooked, expected_use
from tsunagu.planning.domain.asking.left import Taken
from tsunagu.planning.domain.asking.record import hour_of, moment
from tsunagu.planning.domain.asking.route_options import ROOM_ACTIONS, Offered
from tsunagu.planning.domain.asking.states import PROMISED
from tsunagu.planning.domain.estimates.figures import whole_hours
from tsunagu.planning.domain.problem import Resource
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.estimates import assumptions
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.queries import route_of

Capacity = tuple[Sequence[Resource], Sequence[Offered], Iterable[Taken]]
"""Resources as published, the same as offered, and what is booked of them."""


def expected_at(start: date, hours: int, now: datetime, capacity: Capacity) -> list[Expected]:
    """Return what cases without promised dates are expected to use, whoever asks; who they are the caller cuts.

    All resources of a site and kind must be given, or none: which one a step uses depends on the others.
    """
    published, offered, booked = capacity
    if not published:
        return []
    needs = assumptions().needs
    cases = unbooked(start, needs)
    ground = Ground(published, offered, booked, needs, hours, hour_of(start, now))
    return expected_use(cases, ground) if cases else []


def unbooked(start: date, actions: Iterable[str]) -> list[Unbooked]:
    """Return the journeys under way that no promised dates stand for, oldest first, with their steps of some actions.

    Hours are counted from midnight of ``start``; steps in the clean room are always among them.
    """
    with gate_scope():
        promised = set(chains_promised())
        journeys = [one for one in journeys_under_way() if one.chain not in promised]
        steps = steps_ahead({*actions, *ROOM_ACTIONS}) if journeys else {}
        sites = site_keys({row.site for rows in steps.values() for row in rows if row.site is not None})
    midnight = moment(start, 0).timestamp()
    routes = _routes((one.route, one.version) for one in journeys)
    found = []
    for one in journeys:
        route, newest = routes[one.route, one.version], {row.key: row for row in steps.get(one.chain, ())}
        rows = ((step, newest[step.key]) for step in route.order if step.key in newest)
        found.append(
            Unbooked(str(one.chain), route, tuple(_ahead(step, row, sites, midnight) for step, row in rows))
        )
    return found


def chains_promised() -> Iterable[UUID]:
    """Return the cases that go by promised dates, for which capacity is booked, of those that the scope may see."""
    rows = PlanRequest.objects.filter(state__in=PROMISED, chain__isnull=False)
    return (chain for chain in rows.values_list("chain", flat=True) if chain is not None)


def numbers_seen(chains: Iterable[UUID]) -> list[str]:
    """Return the numbers of those of some cases that the scope may see."""
    return sorted(numbers_by_chain(chains).values())


def numbers_by_chain(chains: Iterable[UUID]) -> dict[UUID, str]:
    """Return the number of each of some cases that the scope may see."""
    seen = open_if_party(chains)
    return chain_numbers(seen) if seen else {}


@dataclass(frozen=True, slots=True)
class UnbookedCase:
    """A case of a hospital whose dates are counted from its route alone: no capacity is kept for it."""

    number: str
    therapy: str
    name: Text
    planned_at: datetime


def unbooked_cases(hospital: UUID) -> list[UnbookedCase]:
    """Return a hospital's cases under way that no promised dates stand for, the soonest first."""
    with gate_scope():
        chains = set(cases_under_way(hospital)) - set(chains_promised())
        journeys = journeys_of(chains)
        steps = steps_of(chains, ["administer"])
    routes = _routes((one.route, one.version) for one in journeys)
    found = []
    for one in journeys:
        newest = list({row.key: row for row in steps.get(one.chain, ())}.values())
        if newest and all(row.state == "planned" for row in newest):
            name = routes[one.route, one.version].name
            found.append(UnbookedCase(one.number, one.route, name, min(row.planned_start for row in newest)))
    return sorted(found, key=lambda one: (one.planned_at, one.number))


def _routes(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Route]:
    """Return each route once, however many cases follow it."""
    return {key: route_of(*key) for key in set(keys)}


def _ahead(step: Step, row: StepAhead, sites: Mapping[UUID, str], midnight: float) -> Ahead:
    """Return a step with its hours: when it began, else when it is planned, as long as it is planned."""
    begin = int((row.started_at or row.planned_start).timestamp() - midnight) // 3600
    length = whole_hours((row.planned_end - row.planned_start).total_seconds() / 3600)
    site = sites.get(row.site, "") if row.site is not None else ""
    return Ahead(step, site, begin, begin + length, row.started_at is not None)
