"""Reads of conditions: the legs of a journey with their verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.conditions.domain.standing import LegRow, standing
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
    replaced_by: UUID | None
    replaces_because: str
    items: list[str]


@dataclass(frozen=True, slots=True)
class LegView(LegVerdict):
    """A leg with its readings; ``points`` are (ISO time, degrees Celsius), thinned out for drawing."""

    points: list[Any]
    excursions: list[Any]
    gaps: list[Any]


def legs_of(chains: Iterable[UUID]) -> list[LegView]:
    """Return the legs of chains with their readings, in order of time; of a leg judged again the worst counts."""
    return _standing(LegView(*values) for values in _legs(list(chains)))


def leg_verdicts(chains: Iterable[UUID]) -> list[LegVerdict]:
    """Return the same legs without readings: all that a gate or a list asks, a tenth of the bytes or less."""
    return _standing(LegVerdict(*values) for values in _verdicts(list(chains)))


def every_verdict(chain: UUID) -> list[LegVerdict]:
    """Return every verdict on the legs of a chain, those that another file replaced too."""
    return [LegVerdict(*values) for values in _verdicts([chain])]


def _standing(legs: Iterable[LegRow]) -> list[LegRow]:
    return sorted(standing(legs), key=lambda leg: leg.started_at)  # type: ignore[attr-defined]


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
