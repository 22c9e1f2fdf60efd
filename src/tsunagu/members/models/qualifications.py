"""What a site may and can do: licences, capabilities, equipment.

``member`` repeats the site's member, so that a row-level policy can compare a column instead of asking another table.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.text import Text


def period_constraint(name: str) -> models.CheckConstraint:
    """Refuse a period that ends before it begins (its last day is included)."""
    return models.CheckConstraint(
        condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name=name
    )


class Licence(models.Model):
    """A permit, notification or accreditation of a site, with its validity; the file behind it is for members alone."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="licences")
    site = models.ForeignKey("members.Site", on_delete=models.PROTECT, related_name="licences")
    kind = models.SlugField(max_length=40)
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    suspended_on = models.DateField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=200, blank=True)
    evidence = models.ForeignKey(
        "members.Evidence", on_delete=models.PROTECT, null=True, blank=True, related_name="licences"
    )

    class Meta:
        db_table = "members_licence"
        ordering = ["kind", "number"]
        constraints = [
            period_constraint("members_licence_period"),
            models.UniqueConstraint(fields=["site", "kind", "number"], name="members_licence_once"),
            models.CheckConstraint(
                condition=Q(suspended_on__isnull=True, suspended_reason="")
                | (Q(suspended_on__isnull=False) & ~Q(suspended_reason="")),
                name="members_licence_suspended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Capability(models.Model):
    """What a site can do 機能; an empty cell type, setting, band, method or format means any of them.

    ``capacity_per_month`` (patients or lots), ``lead_time_days`` (from the agreement to the first time) and
    ``price_thousand_yen`` (of one time, a guide and no offer) are what the member states of itself; null is not stated.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="capabilities")
    site = models.ForeignKey("members.Site", on_delete=models.PROTECT, related_name="capabilities")
    stage = models.SlugField(max_length=20)
    key = models.SlugField(max_length=60)
    cell_type = models.SlugField(max_length=40, blank=True)
    setting = models.SlugField(max_length=20, blank=True)
    band = models.SlugField(max_length=20, blank=True)
    method = models.SlugField(max_length=40, blank=True)
    format = models.SlugField(max_length=40, blank=True)
    capacity_per_month = models.PositiveIntegerField(null=True, blank=True)
    lead_time_days = models.PositiveIntegerField(null=True, blank=True)
    price_thousand_yen = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_capability"
        ordering = ["stage", "key"]
        constraints = [
            period_constraint("members_capability_period"),
            models.UniqueConstraint(
                fields=["site", "key", "cell_type", "setting", "band", "method", "format", "valid_from"],
                name="members_capability_once",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="members_capability_key")]

    def __str__(self) -> str:
        return self.key


class Equipment(models.Model):
    """A device of a site whose calibration must be current when it is used; kept when it is used no more."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="equipment")
    site = models.ForeignKey("members.Site", on_delete=models.PROTECT, related_name="equipment")
    key = models.SlugField(max_length=60)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.SlugField(max_length=40)
    calibrated_until = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_equipment"
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="members_equipment_once")]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)

    def __str__(self) -> str:
        return self.name_ja
