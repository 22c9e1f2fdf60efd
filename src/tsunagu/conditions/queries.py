"""Reads of conditions: the legs of a journey with their verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.conditions.models import Leg, LoggerFile
from tsunagu.foundation.database.compiled import compiled


@dataclass(frozen=True, slots=True)
class LegView:
    """A leg as it was judged; ``points`` are (ISO time, degrees Celsius), thinned out for drawing."""

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
    points: list[Any]
    excursions: list[Any]
    gaps: list[Any]
    file: UUID | None
    judged_at: datetime


def legs_of(chains: Iterable[UUID]) -> list[LegView]:
    """Return the legs of chains in order of time; of a leg judged again the newest counts."""
    newest: dict[tuple[UUID, str, int], LegView] = {}
    for values in _legs(list(chains)):
        leg = LegView(*values)
        newest[leg.journey, leg.step, leg.attempt] = leg
    return sorted(newest.values(), key=lambda leg: leg.started_at)


@compiled
def _legs(chains: Iterable[UUID]) -> QuerySet[Leg, tuple[Any, ...]]:
    rows = Leg.objects.filter(chain__in=chains).order_by("judged_at")
    return rows.values_list(*LegView.__dataclass_fields__)


def logger_file(chain: UUID, uuid: UUID) -> tuple[str, bytes] | None:
    """Return the name and the bytes of an uploaded file."""
    row = LoggerFile.objects.filter(chain=chain, uuid=uuid).values_list("name", "content").first()
    return None if row is None else (row[0], bytes(row[1]))
