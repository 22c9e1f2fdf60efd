"""Reads of conditions: the legs of a journey with their verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.conditions.models import Leg, LoggerFile
from tsunagu.foundation.database.compiled import compiled


@dataclass(frozen=True, slots=True)
class LegVerdict:
    """A leg as it was judged, without what only its picture needs."""

    chain: UUID
    uuid: UUID
    journey: UUID
    step: str
    attempt: int
    band: str
    started_at: datetime
    ended_at: datetime
    state: str
    minutes_over: float
    budget_minutes: float
    remaining_minutes: float
    file: UUID | None
    judged_at: datetime


@dataclass(frozen=True, slots=True)
class LegView(LegVerdict):
    """A leg with its readings; ``points`` are (ISO time, degrees Celsius), thinned out for drawing."""

    points: list[Any]
    excursions: list[Any]
    gaps: list[Any]


LegRow = TypeVar("LegRow", bound=LegVerdict)


def legs_of(chains: Iterable[UUID]) -> list[LegView]:
    """Return the legs of chains with their readings, in order of time; of a leg judged again the newest counts."""
    return _newest(LegView(*values) for values in _legs(list(chains)))


def leg_verdicts(chains: Iterable[UUID]) -> list[LegVerdict]:
    """Return the same legs without readings: all that a gate or a list asks, a tenth of the bytes or less."""
    return _newest(LegVerdict(*values) for values in _verdicts(list(chains)))


def _newest(legs: Iterable[LegRow]) -> list[LegRow]:
    newest = {(leg.journey, leg.step, leg.attempt): leg for leg in legs}
    return sorted(newest.values(), key=lambda leg: leg.started_at)


@compiled
def _legs(chains: Iterable[UUID]) -> QuerySet[Leg, tuple[Any, ...]]:
    rows = Leg.objects.filter(chain__in=chains).order_by("judged_at")
    return rows.values_list(*LegView.__dataclass_fields__)


@compiled
def _verdicts(chains: Iterable[UUID]) -> QuerySet[Leg, tuple[Any, ...]]:
    rows = Leg.objects.filter(chain__in=chains).order_by("judged_at")
    return rows.values_list(*LegVerdict.__dataclass_fields__)


def logger_file(chain: UUID, uuid: UUID) -> tuple[str, bytes] | None:
    """Return the name and the bytes of an uploaded file."""
    row = LoggerFile.objects.filter(chain=chain, uuid=uuid).values_list("name", "content").first()
    return None if row is None else (row[0], bytes(row[1]))
