"""Trends: a product's series that a member watches, frozen limits, what broke a rule, and how it was assessed."""

from typing import ClassVar

from django.db import models

from tsunagu.evaluation.models.base import ChainView
from tsunagu.foundation.models import ScopedManager


class Trend(ChainView):
    """A series of results that a member froze limits for; ``uuid`` is its chain, whose only party is the member.

    ``product`` and ``panel`` are keys of those who order tests; to evaluation they are mere words.
    """

    personal_data: ClassVar[str] = "none"

    member = models.UUIDField()
    product = models.CharField(max_length=60)
    panel = models.CharField(max_length=60)
    characteristic = models.CharField(max_length=60)
    began_at = models.DateTimeField()

    class Meta:
        db_table = "evaluation_trend"
        indexes = [models.Index(fields=["product", "panel", "characteristic"], name="trend_series")]


class TrendLimits(ChainView):
    """A version of frozen limits, of a control or a trend; a newer one takes over from its own time.

    ``data`` holds center and standard deviation with their intervals, the points used and those left out, cautions.
    """

    personal_data: ClassVar[str] = "pseudonymous"

    version = models.PositiveSmallIntegerField()
    rules = models.CharField(max_length=20)
    data = models.JSONField()
    frozen_at = models.DateTimeField()
    frozen_by = models.UUIDField()

    class Meta:
        db_table = "evaluation_trend_limits"
        constraints = [models.UniqueConstraint(fields=["chain", "version"], name="trend_limits_version")]


class Alarm(models.Model):
    """A rule of frozen limits that a point broke; no view of the ledger: nobody signs it, it follows from points.

    Its key is made of point and rule, so that the same never calls twice.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    point = models.UUIDField()
    at = models.DateTimeField()
    value = models.FloatField()
    rule = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_alarm"


class AlarmAssessment(ChainView):
    """What a named person found the cause of an alarm to be, and did about it; ``uuid`` is the alarm's."""

    personal_data: ClassVar[str] = "pseudonymous"

    cause = models.CharField(max_length=1000)
    action = models.CharField(max_length=1000)
    assessed_by = models.UUIDField()
    assessed_at = models.DateTimeField()

    class Meta:
        db_table = "evaluation_alarm_assessment"
