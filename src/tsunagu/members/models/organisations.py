"""Members of the network and the sites where they work: the directory."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.text import Text

KINDS = ("company", "university", "hospital", "public_body", "association")


class Member(models.Model):
    """An organisation 会員 of the network; ``name_kana`` is the reading フリガナ of its name, or empty.

    ``prefecture`` and ``area`` are those of its seat, as far as the register knows them: what a member without a site
    is found by.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name_kana = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=20)
    is_demonstration = models.BooleanField(default=False)
    is_coordinator = models.BooleanField(default=False)
    has_account = models.BooleanField(default=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    prefecture = models.CharField(max_length=10, blank=True)
    area = models.SlugField(max_length=30, blank=True)

    class Meta:
        db_table = "members_member"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="members_member_kind"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="members_member_dates",
            ),
            models.UniqueConstraint(
                fields=["is_coordinator"], condition=Q(is_coordinator=True), name="members_one_coordinator"
            ),
        ]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)

    def __str__(self) -> str:
        return self.name_ja


class Site(models.Model):
    """A place 拠点 where a member works, with its position and its GLN; closed after ``valid_until``, and kept."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="sites")
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    place_ja = models.CharField(max_length=60)
    place_en = models.CharField(max_length=60)
    prefecture = models.CharField(max_length=20)
    area = models.SlugField(max_length=30)
    latitude = models.FloatField()
    longitude = models.FloatField()
    gln = models.CharField(max_length=13, unique=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_site"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
                name="members_site_position",
            ),
            models.CheckConstraint(condition=Q(gln__regex=r"^[0-9]{13}$"), name="members_site_gln"),
        ]
        indexes = [models.Index(fields=["area"], name="members_site_area")]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)

    @property
    def place(self) -> Text:
        """The town or quarter in both languages."""
        return Text(self.place_ja, self.place_en)

    def __str__(self) -> str:
        return self.name_ja
