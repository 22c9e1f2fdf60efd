"""Functions of the database that figures over many journeys need: buckets of time, quantiles, spans in days."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    DateField,
    DateTimeField,
    Expression,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    IntegerField,
    Value,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Extract

NEVER = datetime(2200, 1, 1, tzinfo=UTC)
SECONDS_A_DAY = 86_400


class Bucket(Func):
    """In which of the spans between rising moments a time lies: how many of the moments it has reached."""

    function = "width_bucket"
    output_field = IntegerField()

    def __init__(self, time: str | Expression | Func, moments: Sequence[datetime]) -> None:
        thresholds = Value(list(moments), output_field=ArrayField(DateTimeField()))
        super().__init__(F(time) if isinstance(time, str) else time, thresholds)


class Quantile(Aggregate):
    """The value below which a share of all values lies, between two values in proportion."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
    allow_distinct = False

    def __init__(self, value: Any, share: float, **more: Any) -> None:
        super().__init__(value, share=float(share), **more)


class DayInJapan(Func):
    """The day in Japan on which a time lies, and so many days after it."""

    template = "((%(expressions)s AT TIME ZONE 'Asia/Tokyo')::date + %(later)s)"
    output_field = DateField()

    def __init__(self, time: str | Func, later: int = 0) -> None:
        super().__init__(F(time) if isinstance(time, str) else time, later=int(later))


def days_between(start: str, end: str) -> "ExpressionWrapper[CombinedExpression]":
    """Return the days from one time to another."""
    span = Extract(F(end) - F(start), "epoch") / float(SECONDS_A_DAY)
    return ExpressionWrapper(span, output_field=FloatField())


def or_never(time: str) -> Coalesce:
    """Return a time, and one that never comes where there is none."""
    return Coalesce(F(time), Value(NEVER, output_field=DateTimeField()))
