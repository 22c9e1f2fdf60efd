"""What members publish: resources, their weeks and exceptions; and, for the member alone, who changed what.

``member`` repeats the site's member, so that a row-level policy can compare a column instead of asking another table.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.models import ScopedManager


def _hours(name: str) -> models.CheckConstraint:
    """Refuse hours outside a day or out of order."""
    return models.CheckConstraint(
        condition=Q(from_hour__range=(0, 23)) & Q(until_hour__range=(1, 24)) & Q(until_hour__gt=F("from_hour")),
        name=name,
    )  # fmt: skip


class Resource(models.Model):
    """A resource of a site as its member publishes it to the network."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("members.Site", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    kind = models.SlugField(max_length=40)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    capability = models.SlugField(max_length=60, blank=True)
    changeover_hours = models.PositiveSmallIntegerField(default=0)
    notice_hours = models.PositiveSmallIntegerField(default=0)
    qualified_until = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "planning_resource"
        ordering = ["site__key", "kind", "key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="planning_resource_once")]
        indexes = [models.Index(fields=["kind"], name="planning_resource_kind")]


class CapacityPattern(models.Model):
    """So much on these days of each week, between two hours; ``weekdays`` is 7 signs, Monday first: ``1111100``."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="patterns")
    weekdays = models.CharField(max_length=7)
    from_hour = models.PositiveSmallIntegerField()
    until_hour = models.PositiveSmallIntegerField()
    capacity = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    on_holidays = models.BooleanField(default=False)

    class Meta:
        db_table = "planning_capacity_pattern"
        constraints = [
            _hours("planning_pattern_hours"),
            models.CheckConstraint(
                condition=Q(weekdays__regex="^[01]{7}$") & ~Q(weekdays="0000000"),
                name="planning_pattern_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="planning_pattern_period",
            ),
        ]


class CapacityException(models.Model):
    """On these days and hours there is another capacity than the week says."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="exceptions")
    first = models.DateField()
    last = models.DateField()
    from_hour = models.PositiveSmallIntegerField()
    until_hour = models.PositiveSmallIntegerField()
    capacity = models.PositiveIntegerField()
    reason = models.SlugField(max_length=30)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "planning_capacity_exception"
        ordering = ["first", "last", "from_hour", "until_hour"]
        constraints = [
            _hours("planning_exception_hours"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="planning_exception_period"),
            models.UniqueConstraint(
                fields=["resource", "first", "last", "from_hour", "until_hour"],
                name="planning_exception_once",
            ),
        ]
        indexes = [models.Index(fields=["resource", "last"], name="planning_exception_last")]


class CapacityChange(models.Model):
    """Who changed what of a resource, and how it stood before and after; rows are only added.

    ``person`` is empty where the system did it. A resource is named by its uuid, which outlives what is changed.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    resource = models.UUIDField()
    verb = models.CharField(max_length=20)
    person = models.UUIDField(null=True)
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        db_table = "planning_capacity_change"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["resource", "at"], name="planning_change_resource")]
