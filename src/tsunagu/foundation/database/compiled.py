"""Queries whose SQL is kept: built by Django once, prepared in the server, then only asked with other values.

Most of the time of a short query goes into putting its SQL together, here and in the server. A function that
returns a query set, always of the same shape for arguments of the same shape, needs that once:

>>> @compiled
... def _of_chain(chain: UUID) -> QuerySet[Consent]:
...     return Consent.objects.filter(chain=chain)
>>> _of_chain(chain)
[<Consent>, ...]
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from django.db.models import Model, QuerySet

from tsunagu.foundation.database import fast_cursor
from tsunagu.foundation.database.shapes import Plan, flat, plan_of
from tsunagu.foundation.scope import current_scope

MOST_VALUES = 2_000
"""More values than this are asked plainly: few statements have so many, and none has more than 65,535."""
P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R")


class Compiled(Generic[P, R]):
    """A query that is put together once for each shape of its arguments."""

    def __init__(self, build: Callable[P, QuerySet[Any, R]]) -> None:
        self.build = build
        self.plans: dict[tuple[Any, ...], Plan] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **named: P.kwargs) -> list[R]:
        """Return the rows that the query set gives for these arguments."""
        values, shape = flat([*args, *named.values()])
        if len(values) > MOST_VALUES:
            return list(self.build(*args, **named))
        shape = (*shape, *named)
        plan = self.plans.get(shape)
        if plan is None:
            plan = self.plans.setdefault(shape, plan_of(self.build, args, named))
        if plan.is_scoped:
            current_scope()
        return plan.read(fast_cursor.fetch(plan.sql, plan.parameters(values))) if plan.sql else []


def compiled(build: Callable[P, QuerySet[M, R]]) -> Compiled[P, R]:
    """Keep the SQL of the query set that ``build`` makes.

    Arguments are UUIDs, texts, numbers, dates and aware times, or collections of these; the query set must use each
    as it is (no patterns, nothing cut or changed), and have no prefetches or annotations. Other arguments (None,
    bool) belong to the shape. There is no answer outside a scope where there would be none without this.
    """
    return Compiled(build)
