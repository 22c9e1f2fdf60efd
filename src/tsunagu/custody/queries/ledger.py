"""Reads of the ledger: what was recorded of a chain, and the exact bytes of one row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tsunagu.custody.domain.acts import unprefixed
from tsunagu.custody.models import LedgerRow


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of the ledger as the history shows it; ``facts`` are what the act says."""

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


_FIELDS = tuple(name for name in LedgerLine.__dataclass_fields__ if name != "facts")


def history_of(chain: UUID, limit: int = 60, before: int | None = None) -> list[LedgerLine]:
    """Return the newest rows of an opened chain, the newest first."""
    rows = LedgerRow.objects.filter(chain=chain).order_by("-record_order")
    if before is not None:
        rows = rows.filter(record_order__lt=before)
    return [
        LedgerLine(**{name: line[name] for name in _FIELDS}, facts=_facts(line["kind"], bytes(line["body"])))
        for line in rows.values(*_FIELDS, "body")[:limit]
    ]


def history_count(chain: UUID) -> int:
    """Return how many rows the ledger holds of an opened chain."""
    return LedgerRow.objects.filter(chain=chain).count()


def row_bytes(chain: UUID, uuid: UUID) -> tuple[str, bytes] | None:
    """Return the kind and the exact bytes of one row of an opened chain."""
    row = LedgerRow.objects.filter(chain=chain, uuid=uuid).values_list("kind", "body").first()
    return None if row is None else (row[0], bytes(row[1]))


def effects_of(chain: UUID, uuid: UUID) -> Mapping[str, Any]:
    """Return what one row changed in the views, as plain data: ``new`` and ``set`` rows by table."""
    kind, body = LedgerRow.objects.filter(chain=chain, uuid=uuid).values_list("kind", "body").get()
    return dict(_act(kind, bytes(body))["effects"])


def _facts(kind: str, body: bytes) -> Mapping[str, Any]:
    return dict(_act(kind, body).get("facts", {}))


def _act(kind: str, body: bytes) -> Mapping[str, Any]:
    data = orjson.loads(body)
    return dict(data["act"] if kind == "record" else unprefixed(data["tsunagu:act"]))
