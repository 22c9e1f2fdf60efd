"""What stays the same of a query: its SQL, where each argument goes, and how its rows are read."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from tsunagu.foundation.models import ScopedManager

Rows = list[tuple[Any, ...]]
Slot = tuple[int | None, Callable[[Any], Any]]
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A query of one shape; without SQL it can have no rows. ``is_scoped``: none outside a scope."""

    sql: str
    slots: Sequence[Slot]
    read: Callable[[Rows], list[Any]]
    is_scoped: bool

    def parameters(self, values: Sequence[Any]) -> list[Any]:
        """Return the parameters of the SQL for the values of a call."""
        return [put(None if place is None else values[place]) for place, put in self.slots]


def flat(arguments: Sequence[Any]) -> tuple[list[Any], tuple[Any, ...]]:
    """Return the values of all arguments in order, and their shape; collections are filled up to a power of two."""
    values: list[Any] = []
    shape: list[Any] = []
    for one in arguments:
        if isinstance(one, list | tuple | set | frozenset):
            many = _filled(list(one))
            if None in many:
                raise TypeError("a kept query can't take None among several values")
            values += many
            shape.append(len(many))
        elif one is None or isinstance(one, bool):
            shape.append(str(one))
        else:
            values.append(one)
            shape.append(type(one))
    return values, tuple(shape)


def _filled(values: list[Any]) -> list[Any]:
    length = len(values)
    wanted = 1 << (length - 1).bit_length() if length else 0
    return values + values[-1:] * (wanted - length)


def plan_of(build: Callable[..., QuerySet[Any, Any]], args: Sequence[Any], named: dict[str, Any]) -> Plan:
    """Build the query set once with samples for arguments, and find these again among its parameters."""
    sample_args = [_sample(one) for one in args]
    sample_named = {name: _sample(one) for name, one in named.items()}
    samples, shape = flat([*sample_args, *sample_named.values()])
    rows = build(*sample_args, **sample_named)
    is_scoped = isinstance(rows.model._default_manager, ScopedManager)
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        if 0 not in shape:
            raise
        return Plan("", (), list, is_scoped)
    slots = [_slot(parameter, samples) for parameter in parameters]
    if {place for place, _ in slots if place is not None} != set(range(len(samples))):
        raise TypeError(f"{build.__qualname__}: the query changes its arguments, or leaves some out")
    return Plan(sql, slots, _reader(rows, compiler), is_scoped)


def _sample(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return [_sample(one) for one in _filled(list(value))]
    number = next(_numbers)
    match value:
        case None | bool():
            return value
        case UUID():
            return uuid4()
        case str():
            return secrets.token_hex(8)
        case datetime():
            return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)
        case date():
            return date(1900, 1, 1) + timedelta(days=number % 10_000)
        case int():
            return 20_000 + number % 10_000  # within the smallest of integer fields
        case _:
            raise TypeError(f"a kept query can't take {type(value).__name__}")


def _slot(parameter: Any, samples: Sequence[Any]) -> Slot:
    """Return which argument a parameter stands for (None: a constant), and what puts it into the SQL."""
    for place, sample in enumerate(samples):
        if isinstance(parameter, type(sample)) and sample == parameter:
            kind = type(parameter)  # Django sends numbers as the column's own kind of number
            return place, (_same if kind is type(sample) else kind)
    return None, lambda _: parameter


def _same(value: Any) -> Any:
    return value


def _reader(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[Rows], list[Any]]:
    """Return what makes of the database's rows what the query set would make of them."""
    fields = [each[0] for each in compiler.select[0 : compiler.col_count]]
    converters = compiler.get_converters(fields)

    def converted(found: Rows) -> Iterator[Any]:
        return iter(compiler.apply_converters(found, converters) if converters else found)

    kind: Any = getattr(rows, "_iterable_class")  # noqa: B009 - Django's own, and so said
    if getattr(rows, "_prefetch_related_lookups"):  # noqa: B009
        raise TypeError("a kept query can't prefetch")
    if kind is FlatValuesListIterable:
        return lambda found: [row[0] for row in converted(found)]
    if kind is ValuesListIterable:
        return lambda found: [tuple(row) for row in converted(found)]
    if kind is not ModelIterable:
        raise TypeError(f"a kept query can't give {kind.__name__}")
    return lambda found: _instances(rows.db, compiler, converted(found))


def _instances(using: str, compiler: Any, found: Iterator[Any]) -> list[Any]:
    info = compiler.klass_info
    model, places = info["model"], info["select_fields"]
    start, end = places[0], places[-1] + 1
    names = [each[0].target.attname for each in compiler.select[start:end]]
    related = get_related_populators(info, compiler.select, using)  # type: ignore[call-arg] # of Django 6
    made = []
    for row in found:
        instance = model.from_db(using, names, row[start:end])
        for populator in related:
            populator.populate(row, instance)
        made.append(instance)
    return made
