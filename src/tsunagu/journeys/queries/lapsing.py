"""Which journeys under way will miss a qualification at a step that lies ahead, as far as the scope sees."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.journeys.domain.gates.facts import SiteFacts as GateSite
from tsunagu.journeys.domain.gates.step import Named
from tsunagu.journeys.domain.lapsing import Ahead, Lapse, lapses
from tsunagu.journeys.domain.qualifying import DECIDING, agreement_kinds, place_facts
from tsunagu.journeys.domain.wording import local_day
from tsunagu.journeys.models import Journey, JourneyStep
from tsunagu.journeys.queries.ahead import OPEN
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.queries.agreements import agreements_among, audits_among
from tsunagu.members.queries.directory import member_names
from tsunagu.members.queries.sites import sites_by_uuid
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries.many_routes import routes_of

KINDS = ("quality", "transport")
Row = tuple[Any, ...]
Responsible = frozenset[UUID]


def lapses_ahead(now: datetime, chains: Iterable[UUID] | None = None) -> list[Lapse]:
    """Return what journeys under way (or those of the named chains) will miss on the days that they are planned for.

    A step that is late counts as done today. A fixed number of queries, whatever the number of journeys.
    """
    journeys = {row[0]: row for row in _under_way(["under_way"])}
    if chains is not None:
        journeys = {chain: journeys[chain] for chain in chains if chain in journeys}
    steps = [row for row in _ahead(list(OPEN)) if row[0] in journeys]
    return lapses(_Places(journeys, steps, now).ahead())


@compiled
def _under_way(states: list[str]) -> QuerySet[Journey, Row]:
    return Journey.objects.filter(state__in=states).values_list(
        "chain", "number", "route", "version", "assignments"
    )


@compiled
def _ahead(states: list[str]) -> QuerySet[JourneyStep, Row]:
    rows = JourneyStep.objects.filter(state__in=states, site__isnull=False)
    return rows.values_list("chain", "key", "member", "site", "planned_start")


class _Places:
    """The places of steps to come, each put together once for a day and a need."""

    def __init__(self, journeys: dict[UUID, Row], steps: Sequence[Row], now: datetime) -> None:
        self.journeys, self.steps, self.today = journeys, steps, local_day(now)
        self.routes = routes_of({(row[2], row[3]) for row in journeys.values()})
        self.responsible = {chain: _responsible(row[4]) for chain, row in journeys.items()}
        members = {row[2] for row in steps}.union(*self.responsible.values())
        self.sites = sites_by_uuid({row[3] for row in steps}, self.today)
        self.agreements = agreements_among(members, KINDS)
        self.audits = audits_among(members)
        self.names = member_names({one.by for found in self.audits.values() for one in found})
        self.known: dict[tuple[Any, ...], GateSite] = {}

    def ahead(self) -> Iterable[Ahead]:
        """Yield the steps with their places: a new attempt leaves open only those that it doesn't carry out again."""
        for chain, key, member, site, planned_start in self.steps:
            _, number, name, version, _ = self.journeys[chain]
            route = self.routes.get((name, version))
            if route is None or site not in self.sites:
                continue
            step = route.step(key)
            on = max(local_day(planned_start), self.today)
            others = self.responsible[chain] - {member}
            asked = (site, name, version, key, on, others)
            if asked not in self.known:
                self.known[asked] = self._place(route, key, self.sites[site], member, others, on)
            need = step.capability
            yield Ahead(
                chain, number, key, step.name, step.stage, member, self.responsible[chain], on,
                Named(need, capability_name(need)) if need else None, self.known[asked],
            )  # fmt: skip

    def _place(
        self, route: Route, key: str, site: SiteFacts, member: UUID, others: Responsible, on: date
    ) -> GateSite:
        step = route.step(key)
        kinds = agreement_kinds(step)
        bound = [
            (other, one)
            for other, one in self.agreements.get(member, ())
            if other in others and one.kind in kinds
        ]
        audits = [one for one in self.audits.get(member, ()) if one.by in others]
        return place_facts(site, route, step, on, bound, audits, self.names)


def _responsible(assignments: dict[str, Any]) -> Responsible:
    return frozenset(UUID(assignments[party]["member"]) for party in DECIDING if party in assignments)
