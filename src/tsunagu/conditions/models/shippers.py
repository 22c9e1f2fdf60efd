"""Shippers 輸送容器: each container by itself, how long it was measured to hold, and in which a leg travels."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.conditions.domain.bands import BANDS
from tsunagu.conditions.domain.holding import LONGEST_HOURS
from tsunagu.foundation.models import ScopedManager


class Shipper(models.Model):
    """One container that a member keeps (``member``), told apart by the number written on it.

    ``nominal_hours`` is what its maker promises: shown beside what was measured, never counted with.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    model = models.CharField(max_length=80)
    band = models.CharField(max_length=20)
    nominal_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "conditions_shipper"
        ordering = ["member_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["member", "code"], name="conditions_shipper_once"),
            models.CheckConstraint(condition=Q(band__in=sorted(BANDS)), name="conditions_shipper_band"),
            models.CheckConstraint(
                condition=Q(nominal_hours__isnull=True) | Q(nominal_hours__range=(1, LONGEST_HOURS)),
                name="conditions_shipper_nominal",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class HoldTest(models.Model):
    """A measurement of how long one shipper holds its band, by whom, and until when it counts; the newest counts."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    shipper = models.ForeignKey("conditions.Shipper", on_delete=models.PROTECT, related_name="tests")
    hours = models.PositiveSmallIntegerField()
    tested_on = models.DateField()
    valid_until = models.DateField()
    tested_by = models.CharField(max_length=80)
    reference = models.CharField(max_length=80)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "conditions_hold_test"
        ordering = ["-tested_on", "-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipper", "tested_on", "hours", "valid_until", "tested_by", "reference"],
                name="conditions_hold_test_once",
            ),
            models.CheckConstraint(
                condition=Q(hours__range=(1, LONGEST_HOURS)), name="conditions_hold_test_hours"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("tested_on")), name="conditions_hold_test_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipper_id}: {self.hours} h"


class Packing(models.Model):
    """That the things of a transport lie in a shipper since it was filled and closed: a view of the ledger.

    The hours are those that counted then: a later measurement changes no shipment under way. Of several for one
    step the one recorded last counts: a refill, or a wrong time put right.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = (
        frozenset()
    )  # what was wrong is recorded anew; the later row counts

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    shipper = models.UUIDField()
    owner = models.UUIDField()
    code = models.CharField(max_length=40)
    band = models.CharField(max_length=20)
    hours = models.PositiveSmallIntegerField()
    qualified_until = models.DateField()
    closed_at = models.DateTimeField()
    closed_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "conditions_packing"
        indexes = [models.Index(fields=["journey", "step"], name="packing_journey_step")]
