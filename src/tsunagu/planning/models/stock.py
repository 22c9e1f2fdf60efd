"""Products that members make to stock, and plans of lots: proposals, of which nothing has happened yet."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from tsunagu.foundation.models import ScopedManager


class StockProduct(models.Model):
    """How a member makes and keeps the product of a production route, and the demand that it expects.

    ``therapy`` is the key of the production route; ``stated`` is plain data as ``domain.stock.record`` writes it.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    therapy = models.SlugField(max_length=60)
    stated = models.JSONField()
    is_synthetic = models.BooleanField(default=False)
    person = models.UUIDField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "planning_stock_product"
        ordering = ["therapy", "id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "therapy"], name="planning_stock_product_once")
        ]


class StockRun(models.Model):
    """A problem of making to stock as it was posed, and its plan once it was found and checked.

    ``problem`` and ``plan`` are plain data as ``domain.stock.record`` writes them; ``cost`` and ``bound`` are in doses.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField(null=True)
    request_key = models.UUIDField(default=uuid4)
    title = models.CharField(max_length=120)
    is_synthetic = models.BooleanField(default=False)
    state = models.CharField(max_length=20)
    start = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    problem = models.JSONField()
    plan = models.JSONField(null=True)
    rule = models.JSONField(null=True)
    cost = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    reason_ja = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_stock_run"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="planning_stock_run_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "failed"]),
                name="planning_stock_run_state",
            ),
        ]
        indexes = [models.Index(fields=["member", "-made_at"], name="planning_stock_run_member")]
