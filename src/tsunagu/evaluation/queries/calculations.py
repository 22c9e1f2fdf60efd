"""Reads of calculated results, and of what a laboratory keeps for its next run."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.evaluation.models import AssaySetup, Calculation, ColumnMapping


@dataclass(frozen=True, slots=True)
class CalculationView:
    """A calculation as it was frozen; without a result it is a run that was not valid."""

    chain: UUID
    uuid: UUID
    result: UUID | None
    step: str
    attempt: int
    characteristic: str
    kind: str
    model: str
    text: str
    reason: str
    content: str
    input_hash: str
    content_hash: str
    version: str
    member: UUID
    calculated_by: UUID
    calculated_at: datetime

    @property
    def data(self) -> dict[str, Any]:
        """The frozen data; see ``domain.assays.calculating``."""
        found: dict[str, Any] = json.loads(self.content)
        return found


FIELDS = tuple(CalculationView.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class CalculationLine:
    """A calculation in a list, without its data."""

    uuid: UUID
    result: UUID | None
    step: str
    attempt: int
    characteristic: str
    kind: str
    text: str
    reason: str
    calculated_by: UUID
    calculated_at: datetime


def calculations_of(chain: UUID) -> list[CalculationLine]:
    """Return the calculations of an opened chain, oldest first."""
    rows = Calculation.objects.filter(chain=chain).order_by("calculated_at", "uuid")
    return [CalculationLine(*values) for values in rows.values_list(*CalculationLine.__dataclass_fields__)]


def calculation_by_uuid(chain: UUID, uuid: UUID) -> CalculationView | None:
    """Return one calculation of an opened chain."""
    rows = Calculation.objects.filter(chain=chain, uuid=uuid).values_list(*FIELDS)
    return next((CalculationView(*values) for values in rows), None)


def calculations_behind(results: Iterable[UUID]) -> dict[UUID, CalculationView]:
    """Return the calculations behind results, by result."""
    rows = Calculation.objects.filter(result__in=list(results)).values_list(*FIELDS)
    found = (CalculationView(*values) for values in rows)
    return {one.result: one for one in found if one.result is not None}


@dataclass(frozen=True, slots=True)
class SetupView:
    """A layout with its model and criteria that a laboratory keeps under a name."""

    name: str
    kind: str
    data: dict[str, Any]


def setups_of(member: UUID, kinds: Iterable[str]) -> list[SetupView]:
    """Return what a laboratory keeps for these kinds of calculation, by name."""
    rows = AssaySetup.objects.filter(member=member, kind__in=list(kinds)).order_by("name")
    return [SetupView(*values) for values in rows.values_list("name", "kind", "data")]


def mapping_kept(member: UUID, signature: str) -> dict[str, str]:
    """Return which column is what in files with this header, as the laboratory said it; empty where it never did."""
    row = ColumnMapping.objects.filter(member=member, signature=signature).values_list("columns").first()
    return {} if row is None else {str(role): str(header) for role, header in row[0].items()}
