"""Queries whose SQL is kept: built by Django once, then only executed, with the values of each call.

Most of the time of a short query is spent on putting its SQL together. A function that returns a query set,
always of the same shape for arguments of the same shape, needs that once:

>>> @compiled
... def _of_chain(chain: UUID) -> QuerySet[Consent]:
...     return Consent.objects.filter(chain=chain)
>>> _of_chain(chain)
[<Consent>, ...]
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.scope import current_scope

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R")
Run = Callable[[Sequence[Any]], list[Any]]
_numbers = count(1)


def compiled(build: Callable[P, QuerySet[M, R]]) -> Callable[P, list[R]]:
    """Return the rows of the query set that ``build`` makes, whose SQL is put together once for each shape.

    Arguments are UUIDs, texts, numbers, dates and times, or collections of these; the query set must use each
    as it is (no patterns), and have no prefetches. Other arguments (None, bool) belong to the shape. There is
    no answer outside a scope where there would be none without this.
    """
    kept: dict[Any, Run] = {}

    @wraps(build)
    def run(*args: P.args, **named: P.kwargs) -> list[R]:
        values, shape = _flat([*args, *named.values()])
        run_it = kept.get(shape)
        if run_it is None:
            run_it = kept.setdefault(shape, _compile(build, args, named))
        return run_it(values)

    return run


def _flat(arguments: Sequence[Any]) -> tuple[list[Any], tuple[Any, ...]]:
    """Return the values of all arguments in order, and their shape; collections are filled up to a power of two."""
    values: list[Any] = []
    shape: list[Any] = []
    for one in arguments:
        if isinstance(one, list | tuple | set | frozenset):
            many = _filled(list(one))
            values += many
            shape.append(len(many))
        elif one is None or isinstance(one, bool):
            shape.append(one is None or str(one))
        else:
            values.append(one)
            shape.append(type(one))
    return values, tuple(shape)


def _filled(values: list[Any]) -> list[Any]:
    length = len(values)
    wanted = 1 << (length - 1).bit_length() if length else 0
    return values + values[-1:] * (wanted - length)


def _sample(value: Any) -> Any:
    """Return another value of the same kind, found again among the parameters of the SQL."""
    if isinstance(value, list | tuple | set | frozenset):
        return [_sample(one) for one in _filled(list(value))]
    number = next(_numbers)
    match value:
        case None | bool():
            return value
        case UUID():
            return uuid4()
        case str():
            return f"{secrets.token_hex(8)}"
        case datetime():
            return datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)
        case date():
            return date(1, 1, 1) + timedelta(days=number)
        case int():
            return 20_000 + number % 10_000  # within the smallest of integer fields
        case _:
            raise TypeError(f"a kept query can't take {type(value).__name__}")


def _compile(build: Callable[..., QuerySet[Any, Any]], args: Sequence[Any], named: dict[str, Any]) -> Run:
    sample_args = [_sample(one) for one in args]
    sample_named = {name: _sample(one) for name, one in named.items()}
    rows = build(*sample_args, **sample_named)
    samples, shape = _flat([*sample_args, *sample_named.values()])
    is_scoped = isinstance(rows.model._default_manager, ScopedManager)
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        if 0 not in shape:
            raise
        return lambda values: _nothing(is_scoped)
    slots = [_slot(parameter, samples) for parameter in parameters]
    if {place for place, _ in slots if place is not None} != set(range(len(samples))):
        raise TypeError(f"{build.__qualname__}: the query changes its arguments, or leaves some out")
    read = _reader(rows, compiler)

    def run(values: Sequence[Any]) -> list[Any]:
        if is_scoped:
            current_scope()
        with connection.cursor() as cursor:
            cursor.execute(sql, [put(None if place is None else values[place]) for place, put in slots])
            return read(cursor.fetchall())

    return run


def _nothing(is_scoped: bool) -> list[Any]:
    if is_scoped:
        current_scope()
    return []


def _slot(parameter: Any, samples: Sequence[Any]) -> tuple[int | None, Callable[[Any], Any]]:
    """Return which argument a parameter stands for (None: a constant), and what puts it into the SQL."""
    for place, sample in enumerate(samples):
        if isinstance(parameter, type(sample)) and sample == parameter:
            kind = type(parameter)  # Django sends numbers as the column's own kind of number
            return place, (_same if kind is type(sample) else kind)
    return None, lambda _: parameter


def _same(value: Any) -> Any:
    return value


def _reader(rows: QuerySet[Any, Any], compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """Return what makes of the database's rows what the query set would make of them."""
    fields = [each[0] for each in compiler.select[0 : compiler.col_count]]
    converters = compiler.get_converters(fields)

    def converted(found: list[Any]) -> Iterator[Any]:
        return compiler.apply_converters(found, converters) if converters else iter(found)  # type: ignore[no-any-return]

    kind = rows._iterable_class  # type: ignore[attr-defined]
    if rows._prefetch_related_lookups:  # type: ignore[attr-defined]
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
    related = get_related_populators(info, compiler.select, using)
    made = []
    for row in found:
        instance = model.from_db(using, names, row[start:end])
        for populator in related:
            populator.populate(row, instance)
        made.append(instance)
    return made
