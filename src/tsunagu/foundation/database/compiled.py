"""Queries whose SQL is kept: built by Django once, prepared in the server, then only asked with other values.

Most of the time of a short query goes into putting its SQL together, here and in the server. A function that
returns a query set, always of the same shape for arguments of the same shape, needs that once:

>>> @compiled
... def _of_chain(chain: UUID) -> QuerySet[Consent]:
...     return Consent.objects.filter(chain=chain)
>>> _of_chain(chain)
[<Consent>, ...]

Several can be asked together, with one way to the server and back: see ``asked_together``.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from tsunagu.foundation.database import fast_cursor
from tsunagu.foundation.database.shapes import Plan, flat, plan_of
from tsunagu.foundation.scope import current_scope

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R")
Key = tuple[int, tuple[Any, ...], tuple[Any, ...]]
_known: ContextVar[dict[Key, list[Any]] | None] = ContextVar("tsunagu_known_answers", default=None)


@dataclass(frozen=True, slots=True)
class Question:
    """A kept query with the values to ask it with."""

    key: Key
    plan: Plan
    values: Sequence[Any]


class Compiled(Generic[P, R]):
    """A query that is put together once for each shape of its arguments."""

    def __init__(self, build: Callable[P, QuerySet[Any, R]]) -> None:
        self.build = build
        self.plans: dict[tuple[Any, ...], Plan] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **named: P.kwargs) -> list[R]:
        """Return the rows that the query set gives for these arguments."""
        question = self.of(*args, **named)
        if question.plan.is_scoped:
            current_scope()
        known = _known.get()
        if known is not None and question.key in known:
            return list(known[question.key])
        return _ask(question)

    def of(self, *args: P.args, **named: P.kwargs) -> Question:
        """Return the question, to be asked together with others."""
        values, shape = flat([*args, *named.values()])
        plan = self.plans.get(shape)
        if plan is None:
            plan = self.plans.setdefault(shape, plan_of(self.build, args, named))
        return Question((id(self), shape, tuple(values)), plan, values)


def compiled(build: Callable[P, QuerySet[M, R]]) -> Compiled[P, R]:
    """Keep the SQL of the query set that ``build`` makes.

    Arguments are UUIDs, texts, numbers, dates and times, or collections of these; the query set must use each
    as it is (no patterns), and have no prefetches. Other arguments (None, bool) belong to the shape. There is
    no answer outside a scope where there would be none without this.
    """
    return Compiled(build)


@contextmanager
def asked_together(*questions: Question) -> Iterator[None]:
    """Ask now, all at once; inside, whoever asks one of these questions is given the answer.

    For reads at one moment: what is written inside is not seen by these questions.
    """
    if any(question.plan.is_scoped for question in questions):
        current_scope()
    asked = [question for question in questions if question.plan.sql]
    if fast_cursor.is_watched() or len(asked) < 2:
        answers = [_ask(question) for question in asked]
    else:
        found = fast_cursor.fetch_all([(one.plan.sql, one.plan.parameters(one.values)) for one in asked])
        answers = [one.plan.read(rows) for one, rows in zip(asked, found, strict=True)]
    known = {one.key: rows for one, rows in zip(asked, answers, strict=True)}
    token = _known.set((_known.get() or {}) | known)
    try:
        yield
    finally:
        _known.reset(token)


def _ask(question: Question) -> list[Any]:
    plan = question.plan
    if not plan.sql:
        return []
    parameters = plan.parameters(question.values)
    if not fast_cursor.is_watched():
        return plan.read(fast_cursor.fetch(plan.sql, parameters))
    with connection.cursor() as cursor:
        cursor.execute(plan.sql, parameters)
        return plan.read(cursor.fetchall())
