"""Reads of methods' qualifications: every member may know them, for its gates rest on them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.evaluation.domain.qualifications import Qualification
from tsunagu.evaluation.models import MethodQualification
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text

FIELDS = tuple(Qualification.__dataclass_fields__)
MOST_LISTED = 1000


def qualifications_at(sites: Iterable[UUID]) -> list[Qualification]:
    """Return every qualification at these sites, the oldest first, withdrawn and lapsed ones too."""
    wanted = sorted(set(sites), key=str)
    return [Qualification(*values) for values in _at(wanted)] if wanted else []


@compiled
def _at(sites: Iterable[UUID]) -> QuerySet[MethodQualification, tuple[Any, ...]]:
    rows = MethodQualification.objects.filter(site__in=sites).order_by("issued_at", "uuid")
    return rows.values_list(*FIELDS)


def qualifications(member: UUID | None = None) -> list[Qualification]:
    """Return the newest qualifications of the network, or of one laboratory."""
    rows = MethodQualification.objects.order_by("-issued_at", "uuid")
    rows = rows if member is None else rows.filter(organiser=member)
    return [Qualification(*values) for values in rows.values_list(*FIELDS)[:MOST_LISTED]]


def qualification_by_number(number: str) -> Qualification:
    """Return one qualification; refuse a number that doesn't exist."""
    rows = MethodQualification.objects.filter(number=number).values_list(*FIELDS)
    found = next((Qualification(*values) for values in rows), None)
    if found is None:
        raise NotFound("no_such_qualification", NO_SUCH)
    return found


NO_SUCH = Text(
    "該当する適格性の記録がありません。番号を確認してください。",
    "There is no such qualification. Check the number.",
)
