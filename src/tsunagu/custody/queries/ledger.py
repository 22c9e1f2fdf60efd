"""Reads of the ledger: what was recorded of a chain, and the exact bytes of one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.queries.corrections import correctable_fields


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of the ledger as the history shows it.

    ``facts`` are what the act says; ``correctable`` names the fields it set that a correction may set, and
    whether the quality unit must sign it.
    """

    uuid: UUID
    kind: str
    name: str
    event_id: str | None
    event_time: datetime
    record_time: datetime
    actor: UUID
    organisation: UUID
    entered_by: UUID | None
    signature_meaning: str
    hash: str
    facts: Mapping[str, Any]
    correctable: Mapping[str, bool]


_FIELDS = tuple(name for name in LedgerLine.__dataclass_fields__ if name not in ("facts", "correctable"))


def history_of(chain: UUID, limit: int = 60, before: int | None = None) -> list[LedgerLine]:
    """Return the newest rows of an opened chain, the newest first."""
    rows = LedgerRow.objects.filter(chain=chain).order_by("-record_order")
    if before is not None:
        rows = rows.filter(record_order__lt=before)
    return [_line(line) for line in rows.values(*_FIELDS, "body")[:limit]]


def line_of(chain: UUID, uuid: UUID) -> LedgerLine | None:
    """Return one row of an opened chain."""
    line = LedgerRow.objects.filter(chain=chain, uuid=uuid).values(*_FIELDS, "body").first()
    return None if line is None else _line(line)


def history_count(chain: UUID) -> int:
    """Return how many rows the ledger holds of an opened chain."""
    return LedgerRow.objects.filter(chain=chain).count()


def row_bytes(chain: UUID, uuid: UUID) -> tuple[str, UUID, bytes] | None:
    """Return the kind, the organisation and the exact bytes of one row of an opened chain."""
    row = LedgerRow.objects.filter(chain=chain, uuid=uuid).values_list("kind", "organisation", "body").first()
    return None if row is None else (row[0], row[1], bytes(row[2]))


def effects_of(chain: UUID, uuid: UUID) -> Mapping[str, Any]:
    """Return what one row changed in the views, as plain data: ``new`` and ``set`` rows by table."""
    body = LedgerRow.objects.filter(chain=chain, uuid=uuid).values_list("body", flat=True).get()
    return dict(act_in(bytes(body))["effects"])


def _line(line: Mapping[str, Any]) -> LedgerLine:
    act = act_in(bytes(line["body"]))
    return LedgerLine(
        **{name: line[name] for name in _FIELDS},
        facts=act.get("facts", {}),
        correctable=correctable_fields(act["effects"]),
    )
