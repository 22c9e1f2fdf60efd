"""Results that count, with the circumstances under which they came about: what the split of variation is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.models import Result
from tsunagu.foundation.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Measured:
    """One verified result in force: its readings, who tested it where, when, and with what."""

    uuid: UUID
    chain: UUID
    item: UUID | None
    text: str
    number: float
    unit: str
    replicates: list[str]
    member: UUID
    site: UUID | None
    tested_by: UUID
    tested_at: datetime
    instrument: str
    reagent_lots: list[str]

    @property
    def is_exact(self) -> bool:
        """Whether the result is a number, not below or above one."""
        return not self.text.startswith(("<", "≤", ">", "≥"))

    @property
    def readings(self) -> list[float]:
        """The single readings where each is a number; else the result alone."""
        try:
            found = [parse_number(one) for one in self.replicates]
        except BadInput:
            return [self.number]
        is_plain = bool(found) and not any(one.comparator for one in found)
        return [float(one.number) for one in found] if is_plain else [self.number]


def _counting(chains: Iterable[UUID]) -> QuerySet[Result]:
    rows = Result.objects.filter(chain__in=list(chains), replaced_by=None, returned_at=None)
    rows = rows.filter(awaits_quality=False, awaits_verification=False, number__isnull=False)
    return rows.filter(state__in=("passed", "failed"))


def measured(chains: Iterable[UUID], characteristic: str, method: str) -> list[Measured]:
    """Return the results of opened chains that count, of one characteristic by one method, the oldest first."""
    rows = _counting(chains).filter(characteristic=characteristic, method=method)
    values = rows.order_by("tested_at", "uuid").values_list(*Measured.__dataclass_fields__)
    return [Measured(*one) for one in values]


def measured_subjects(chains: Iterable[UUID]) -> list[tuple[str, str, int]]:
    """Return what was measured in opened chains: characteristic, method and number of results, the most first."""
    rows = _counting(chains).values_list("characteristic", "method").annotate(count=Count("uuid"))
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))
