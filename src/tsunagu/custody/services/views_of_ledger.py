"""Write what a ledger row changes: the only way in which a view comes to be."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tsunagu.custody.domain.states import before
from tsunagu.foundation.database import kept_writes
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def view_models() -> list[type[models.Model]]:
    """Return every model that is a view of the ledger, in the order of the storeys."""
    return [model for model in apps.get_models() if getattr(model, "is_view", False)]


def apply_effects(new: Rows, changed: Rows, chain: UUID) -> None:
    """Insert the new rows and set the changed fields; keys are ``concept.Model``.

    ``chain`` is the act's: rows to change are looked for there first, where the key finds them.
    """
    for table, rows in new.items():
        kept_writes.insert(_view(table), rows)
    for table, rows in changed.items():
        for fields, uuids in _alike(rows):
            _set(_view(table), fields, uuids, chain)


def _view(table: str) -> type[models.Model]:
    model = apps.get_model(table)
    if not getattr(model, "is_view", False):
        raise LookupError(f"{table} is no view of the ledger")
    return model


def _alike(rows: Sequence[Mapping[str, Any]]) -> list[tuple[dict[str, Any], list[UUID]]]:
    """Gather the rows that get the same values, so that each set is one statement."""
    alike: dict[str, tuple[dict[str, Any], list[UUID]]] = {}
    for row in rows:
        fields = {name: value for name, value in row.items() if name != "uuid"}
        key = repr(sorted(fields.items()))
        alike.setdefault(key, (fields, []))[1].append(row["uuid"])
    return list(alike.values())


def _set(model: type[models.Model], fields: Mapping[str, Any], uuids: Sequence[UUID], chain: UUID) -> None:
    """Set the fields where the states allow it; all rows or none (the caller's transaction rolls back)."""
    found, wanted = 0, len(set(uuids))
    allowed = _before(model, fields)
    if "chain" not in fields:
        found = kept_writes.update(model, fields, chain, uuids, allowed)
    if found == wanted:
        return
    every = model._default_manager.filter(uuid__in=uuids)
    elsewhere = every if "chain" in fields else every.exclude(chain=chain)  # items of a lot that a case draws
    found += elsewhere.filter(**{f"{name}__in": states for name, states in allowed.items()}).update(**fields)
    if found == wanted:
        return
    if every.count() == wanted:
        raise Refused("state_has_changed", _CHANGED)
    raise LookupError(f"{model.__name__}: of {wanted} rows to change, {wanted - found} are not visible")


def _before(model: type[models.Model], fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return from which states each field may come to what is set (compare and set)."""
    tables = getattr(model, "transitions", {})
    return {name: sorted(before(table, fields[name])) for name, table in tables.items() if name in fields}


def revive(
    effects: Mapping[str, Rows],
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[dict[str, Any]]]]:
    """Turn the JSON of a stored row back into values of the models' fields."""
    return (
        {table: [_revived(table, row) for row in rows] for table, rows in effects["new"].items()},
        {table: [_revived(table, row) for row in rows] for table, rows in effects["set"].items()},
    )


def _revived(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    meta = apps.get_model(table)._meta
    return {
        name: value if isinstance(field := meta.get_field(name), models.JSONField) else field.to_python(value)
        for name, value in row.items()
    }


_CHANGED = Text(
    "ほかの人が先に変更しました。画面を開き直して、いまの状態を確認してください。",
    "Someone else changed this first. Reload the page and look at the present state.",
)
