"""Control materials of a laboratory, and every measurement of them."""

from typing import ClassVar

from django.db import models

from tsunagu.evaluation.models.base import ChainView


class Control(ChainView):
    """A control material 管理試料 of one lot; ``uuid`` is its chain, whose only party is the laboratory.

    ``readings`` is how many single values a measurement has; ``assigned`` and ``assigned_sd`` are its maker's.
    """

    personal_data: ClassVar[str] = "none"

    member = models.UUIDField()
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    lot = models.CharField(max_length=40)
    characteristic = models.CharField(max_length=60)
    method = models.CharField(max_length=60)
    unit = models.CharField(max_length=30, blank=True)
    site = models.UUIDField()
    readings = models.PositiveSmallIntegerField()
    assigned = models.FloatField(null=True)
    assigned_sd = models.FloatField(null=True)
    expires_on = models.DateField(null=True)
    is_synthetic = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField()

    class Meta:
        db_table = "evaluation_control"
        indexes = [models.Index(fields=["member", "number"], name="control_member_number")]


class ControlReading(ChainView):
    """One measurement of a control, as typed; one that was replaced stays, with the reason on the new one."""

    personal_data: ClassVar[str] = "pseudonymous"

    readings = models.JSONField()
    numbers = models.JSONField()
    value = models.FloatField()
    site = models.UUIDField()
    operator = models.UUIDField()
    instrument = models.CharField(max_length=80, blank=True)
    reagent_lots = models.JSONField(default=list)
    method_version = models.CharField(max_length=20, blank=True)
    measured_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    replaces = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    replaced_by = models.UUIDField(null=True)

    class Meta:
        db_table = "evaluation_control_reading"
