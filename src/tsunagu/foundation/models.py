"""The installation's own settings that live in the database."""

from typing import ClassVar, TypeVar

from django.db import models

from tsunagu.foundation.scope import current_scope

Row = TypeVar("Row", bound=models.Model)


class ClockSetting(models.Model):
    """Anchor and rate of the installation's clock; no row means the machine's own time."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "open"

    anchor_real = models.DateTimeField()
    anchor_shown = models.DateTimeField()
    rate = models.FloatField(default=1.0)

    class Meta:
        db_table = "foundation_clock"
        constraints = [models.CheckConstraint(condition=models.Q(rate__gt=0), name="clock_rate_above_zero")]


class ScopedManager(models.Manager[Row]):
    """Rows only inside a scope: asking on nobody's behalf is an error, not an empty answer."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Return the rows of the scope in force."""
        current_scope()
        return super().get_queryset()
