"""Legs of transport or storage with their readings and verdict."""

from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


class Leg(models.Model):
    """What a logger showed between two times, and the verdict: a view of the ledger."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()  # another file is judged beside it; the worst stands

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    band = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    state = models.CharField(max_length=24)
    minutes_over = models.FloatField(default=0)
    budget_minutes = models.FloatField(default=0)
    remaining_minutes = models.FloatField(default=0)
    points = models.JSONField(default=list)
    excursions = models.JSONField(default=list)
    gaps = models.JSONField(default=list)
    file = models.UUIDField(null=True)
    file_hash = models.CharField(max_length=64, blank=True)
    judged_at = models.DateTimeField()
    replaced_by = models.UUIDField(null=True)
    replaces_because = models.CharField(max_length=500, blank=True)
    objects = ScopedManager()

    class Meta:
        db_table = "conditions_leg"
        indexes = [models.Index(fields=["journey", "step"], name="leg_journey_step")]


class LoggerFile(models.Model):
    """The bytes of an uploaded logger file, as they came; never changed."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "conditions_logger_file"
