"""Rows written by statements that are put together once for each table and set of columns (see ``compiled``).

Values pass through the model's fields as Django's own INSERT and UPDATE pass them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import NOT_PROVIDED, Field, Model
from psycopg import sql

from tsunagu.foundation.database import fast_cursor

_MOST_KEPT = 256


def insert(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows; fields that a row leaves out get their defaults, those of the database included."""
    found = list(rows)
    if not found:
        return
    database = connections[DEFAULT_DB_ALIAS]
    given = frozenset(name for row in found for name in row)
    fields = _written(model, given)
    values = [[field.get_db_prep_save(_value(field, row), database) for field in fields] for row in found]
    fast_cursor.run_each(_insert(model, given), values)


def update(
    model: type[Model],
    values: Mapping[str, Any],
    chain: UUID,
    uuids: Sequence[UUID],
    states: Mapping[str, Sequence[str]],
) -> int:
    """Set values on rows of one chain whose state is one of those named for a field; return how many they were."""
    database = connections[DEFAULT_DB_ALIAS]
    names = tuple(values)
    prepared = [
        model._meta.get_field(name).get_db_prep_save(value, database)  # type: ignore[union-attr]
        for name, value in values.items()
    ]
    return fast_cursor.run(
        _update(model, names, tuple(states)), [*prepared, chain, list(uuids), *map(list, states.values())]
    )


def _value(field: "Field[Any, Any]", row: Mapping[str, Any]) -> Any:
    return row[field.attname] if field.attname in row else field.get_default()


@lru_cache(_MOST_KEPT)
def _written(model: type[Model], given: frozenset[str]) -> "tuple[Field[Any, Any], ...]":
    """Return the fields that have a column of their own, but those whose value the database makes."""
    fields = [field for field in model._meta.concrete_fields if field.column]
    unknown = given - {field.attname for field in fields}
    if unknown:
        raise TypeError(f"{model.__name__} has no fields {', '.join(sorted(unknown))}")
    return tuple(f for f in fields if f.attname in given or f.db_default is NOT_PROVIDED)


@lru_cache(_MOST_KEPT)
def _insert(model: type[Model], given: frozenset[str]) -> str:
    fields = _written(model, given)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
        sql.SQL(", ").join(sql.SQL("%s") for _ in fields),
    )
    return statement.as_string(None)


@lru_cache(_MOST_KEPT)
def _update(model: type[Model], names: tuple[str, ...], states: tuple[str, ...]) -> str:
    def column(name: str) -> sql.Identifier:
        return sql.Identifier(str(model._meta.get_field(name).column))  # type: ignore[union-attr]

    conditions: list[sql.Composable] = [sql.SQL("chain = %s"), sql.SQL("uuid = ANY(%s)")]
    conditions += [sql.SQL("{} = ANY(%s)").format(column(name)) for name in states]
    statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.SQL("{} = %s").format(column(name)) for name in names),
        sql.SQL(" AND ").join(conditions),
    )
    return statement.as_string(None)
