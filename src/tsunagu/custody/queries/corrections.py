"""What a recorded act said that its organisation may still correct."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tsunagu.custody.domain.corrections import CORRECTING
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow


@dataclass(frozen=True, slots=True)
class Said:
    """One field of one row of a view, as an act set it; ``value`` is of the field's own type, or None."""

    table: str
    uuid: UUID
    field: str
    value: Any
    quality_signed: bool = False

    @property
    def key(self) -> str:
        """How a correction names the field."""
        return f"{self.table}/{self.uuid}/{self.field}"


def said_by(chain: UUID, row: UUID) -> list[Said]:
    """Return what a row of an opened chain said that may be corrected and wasn't yet, in the order of record."""
    body = LedgerRow.objects.filter(chain=chain, uuid=row).values_list("body", flat=True).first()
    if body is None:
        return []
    done = corrected_fields(chain).get(row, set())
    return [one for one in _said(act_in(bytes(body))["effects"]) if one.key not in done]


def correctable_fields(effects: Mapping[str, Any]) -> dict[str, bool]:
    """Return which of the fields that an act set a correction may set, by their keys: whether quality signs it."""
    return {one.key: one.quality_signed for one in _said(effects)}


def corrected_fields(chain: UUID) -> dict[UUID, set[str]]:
    """Return, for each row of an opened chain that was corrected, which of its fields were."""
    later = LedgerRow.objects.filter(chain=chain, name__in=CORRECTING)
    found: dict[UUID, set[str]] = defaultdict(set)
    for body in later.values_list("body", flat=True):
        facts = act_in(bytes(body))["facts"]
        found[UUID(str(facts["row"]))].update(facts["fields"])
    return found


def _said(effects: Mapping[str, Any]) -> Iterator[Said]:
    for kind in ("new", "set"):
        for table, rows in effects[kind].items():
            model: Any = apps.get_model(table)
            yield from _of_rows(model, table, rows)


def _of_rows(model: Any, table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Said]:
    for fields in rows:
        for name in sorted(model.correctable & fields.keys()):
            field = model._meta.get_field(name)
            assert isinstance(field, models.Field)  # noqa: S101 - correctable names plain fields
            is_signed = name in model.quality_signed
            yield Said(table, UUID(str(fields["uuid"])), name, field.to_python(fields[name]), is_signed)
