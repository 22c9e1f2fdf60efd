"""Shared use 共同利用: what is offered by which rules, when it is taken (told without by whom), and who booked it."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.coordination.domain.sharing import states
from tsunagu.coordination.domain.sharing.charges import CLASSES
from tsunagu.coordination.domain.sharing.terms import KINDS, WHO
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.text import Text


class SharedOffer(models.Model):
    """A room, an instrument, a test slot or an expert that a member offers for hours, with the terms.

    ``week`` has [opening, closing] in minutes for each day from Monday, or null. ``named`` are uuids of members.
    Charges are in yen for each unit, before tax.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "within"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("members.Site", on_delete=models.PROTECT, related_name="+")
    request_key = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    description_ja = models.TextField(max_length=2000, blank=True)
    description_en = models.TextField(max_length=2000, blank=True)
    week = models.JSONField(default=list)
    unit_minutes = models.PositiveIntegerField(default=60)
    least_units = models.PositiveIntegerField(default=1)
    most_units = models.PositiveIntegerField(default=8)
    notice_hours = models.PositiveIntegerField(default=0)
    horizon_days = models.PositiveIntegerField(default=60)
    cancel_hours = models.PositiveIntegerField(default=24)
    buffer_minutes = models.PositiveIntegerField(default=0)
    capacity = models.PositiveIntegerField(default=1)
    on_holidays = models.BooleanField(default=False)
    needs_approval = models.BooleanField(default=False)
    who = models.CharField(max_length=10, default="members")
    named = models.JSONField(default=list)
    subject = models.SlugField(max_length=60, blank=True)
    how_ja = models.CharField(max_length=300, blank=True)
    how_en = models.CharField(max_length=300, blank=True)
    member_yen = models.PositiveIntegerField(default=0)
    guest_yen = models.PositiveIntegerField(default=0)
    tax_percent = models.PositiveIntegerField(default=10)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()

    class Meta:
        db_table = "coordination_shared_offer"
        ordering = ["site__key", "kind", "name_ja", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="coordination_shared_offer_kind"),
            models.CheckConstraint(condition=Q(who__in=list(WHO)), name="coordination_shared_offer_who"),
            models.CheckConstraint(
                condition=Q(capacity__range=(1, 20)) & Q(least_units__gte=1)
                & Q(least_units__lte=F("most_units")) & Q(unit_minutes__gte=1),
                name="coordination_shared_offer_terms",
            ),
            models.UniqueConstraint(fields=["member", "request_key"], name="coordination_shared_offer_once"),
        ]  # fmt: skip

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en or self.name_ja)

    def __str__(self) -> str:
        return self.name_ja


class SharedBooking(models.Model):
    """A booking: ``member`` books, ``owner`` offers; nobody else reads it.

    Rate of charge and tax are those of the moment of booking. ``amount`` is in yen before tax. ``guest`` is who
    comes from outside the network, entered by the owner.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "shared"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": states.TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(SharedOffer, on_delete=models.PROTECT, related_name="bookings")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    request_key = models.CharField(max_length=60)
    state = models.CharField(max_length=10)
    purpose = models.CharField(max_length=200, blank=True)
    guest = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    units = models.PositiveIntegerField()
    charge_class = models.CharField(max_length=10)
    unit_minutes = models.PositiveIntegerField()
    yen = models.PositiveIntegerField()
    tax_percent = models.PositiveIntegerField()
    amount = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    used_from = models.DateTimeField(null=True, blank=True)
    used_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "coordination_shared_booking"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.STATES)), name="coordination_booking_state"),
            models.CheckConstraint(condition=Q(charge_class__in=list(CLASSES)), name="coordination_booking_class"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="coordination_shared_booking_times"),
            models.CheckConstraint(
                condition=~Q(state="used") | Q(used_from__lt=F("used_until")), name="coordination_shared_booking_used"
            ),
            models.UniqueConstraint(fields=["member", "request_key"], name="coordination_shared_booking_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.offer_id} {self.starts_at}"


class SharedTime(models.Model):
    """A time at which one unit (``lane``) of an offer is taken, cleaning included; by whom isn't told here.

    Two rows of one lane never overlap: an exclusion constraint of the database sees to it (migration 0007). A row is
    there only while its booking holds the time. ``member`` is the owner.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "within"

    objects = ScopedManager()

    offer = models.ForeignKey(SharedOffer, on_delete=models.PROTECT, related_name="times")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    booking = models.UUIDField(unique=True)
    lane = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "coordination_shared_time"
        ordering = ["starts_at", "lane"]
        constraints = [
            models.CheckConstraint(condition=Q(lane__range=(1, 20)), name="coordination_shared_time_lane"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="coordination_shared_time_times"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}/{self.lane} {self.starts_at}"
