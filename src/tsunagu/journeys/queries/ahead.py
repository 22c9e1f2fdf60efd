"""What journeys under way have still to carry out, all of them at once: for who counts what they will need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.journeys.models import Case, Journey, JourneyStep
from tsunagu.journeys.queries.rows import by_chain

OPEN = ("planned", "started")


@dataclass(frozen=True, slots=True)
class Underway:
    """A journey under way, with the route that it follows."""

    chain: UUID
    route: str
    version: int
    kind: str


@dataclass(frozen=True, slots=True)
class StepAhead:
    """A step that is neither done nor given up: where, when it is planned, and since when it goes on."""

    chain: UUID
    key: str
    site: UUID | None
    planned_start: datetime
    planned_end: datetime
    started_at: datetime | None


def journeys_under_way() -> list[Underway]:
    """Return the journeys under way that the scope sees, oldest first."""
    return [Underway(*values) for values in _journeys(["under_way"])]


@compiled
def _journeys(states: list[str]) -> QuerySet[Journey, tuple[Any, ...]]:
    rows = Journey.objects.filter(state__in=states).order_by("started_at", "chain")
    return rows.values_list(*Underway.__dataclass_fields__)


def cases_under_way(hospital: UUID) -> list[UUID]:
    """Return the chains of a hospital's cases under way."""
    return _cases(hospital, ["under_way"])


@compiled
def _cases(hospital: UUID, states: list[str]) -> QuerySet[Case, UUID]:
    under_way = Journey.objects.filter(state__in=states).values("chain")
    return Case.objects.filter(hospital=hospital, chain__in=under_way).values_list("chain", flat=True)


def steps_ahead(actions: Iterable[str]) -> dict[UUID, list[StepAhead]]:
    """Return, by chain, the steps of some actions that journeys under way have ahead, in the order of their routes."""
    return by_chain(StepAhead(*values) for values in _steps(["under_way"], list(OPEN), sorted(actions)))


@compiled
def _steps(
    states: list[str], is_open: list[str], actions: list[str]
) -> QuerySet[JourneyStep, tuple[Any, ...]]:
    under_way = Journey.objects.filter(state__in=states).values("chain")
    rows = JourneyStep.objects.filter(state__in=is_open, action__in=actions, chain__in=under_way)
    return rows.order_by("attempt", "place").values_list(*StepAhead.__dataclass_fields__)
