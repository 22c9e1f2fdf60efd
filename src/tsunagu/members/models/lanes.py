"""Lanes 輸送路 that couriers state: from where to where, in which band, how long, on which days."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.members.models.qualifications import period_constraint


def one_end(name: str) -> models.CheckConstraint:
    """Refuse an end that is neither a site nor an area, or both."""
    site, area = f"{name}_site__isnull", f"{name}_area"
    return models.CheckConstraint(
        condition=(Q(**{site: True}) & ~Q(**{area: ""})) | Q(**{site: False, area: ""}),
        name=f"members_lane_{name}",
    )


class Lane(models.Model):
    """A lane of a courier (``member``). Each end is a site, or an area and then any site there.

    ``hours`` are from door to door, ``weekdays`` seven signs from Monday on (``1``: it leaves), the price is in
    thousand yen, a guide and no offer; null is not stated.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="lanes")
    origin_site = models.ForeignKey(
        "members.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    origin_area = models.SlugField(max_length=30, blank=True)
    target_site = models.ForeignKey(
        "members.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target_area = models.SlugField(max_length=30, blank=True)
    band = models.SlugField(max_length=20)
    hours = models.PositiveSmallIntegerField()
    weekdays = models.CharField(max_length=7)
    price_thousand_yen = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_lane"
        ordering = ["member_id", "band", "hours", "pk"]
        constraints = [
            period_constraint("members_lane_period"),
            one_end("origin"),
            one_end("target"),
            models.CheckConstraint(condition=Q(hours__range=(1, 240)), name="members_lane_hours"),
            models.CheckConstraint(
                condition=Q(weekdays__regex=r"^[01]{7}$") & Q(weekdays__contains="1"),
                name="members_lane_weekdays",
            ),
            models.UniqueConstraint(
                fields=[
                    "member", "origin_site", "origin_area", "target_site", "target_area", "band", "weekdays",
                    "valid_from",
                ],
                nulls_distinct=False,
                name="members_lane_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member_id}: {self.band} {self.hours}"
