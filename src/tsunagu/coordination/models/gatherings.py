"""Gatherings 催し: the card, the programme with its speakers, the online room, who registered.

``told_to`` says who reads a row: its own member, the network or everybody; ``member`` is the organiser everywhere.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.coordination.domain.gatherings import states
from tsunagu.coordination.domain.gatherings.details import AUDIENCES, ITEM_KINDS
from tsunagu.foundation.attachments import LONGEST_NAME, MOST_BYTES
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.text import Text

TOLD_TO = ("own", "network", "everybody")


def _member() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")


def _told_to(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(told_to__in=TOLD_TO), name=name)


class Gathering(models.Model):
    """The card of a gathering; ``limit`` and ``per_member`` null: no limit.

    ``taken`` and ``waiting`` count its registrations and are written with them, under a lock of this row.
    ``revision`` rises whenever calendars have to replace what they hold. ``attendance_at`` is when the organiser
    settled who came: who has a place and isn't checked in was absent then.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "told"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": states.TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = _member()
    request_key = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default="draft")
    audience = models.CharField(max_length=10)
    told_to = models.CharField(max_length=10, default="own")
    title_ja = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    summary_ja = models.TextField(max_length=3000, blank=True)
    summary_en = models.TextField(max_length=3000, blank=True)
    hall_ja = models.CharField(max_length=120, blank=True)
    hall_en = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    limit = models.PositiveIntegerField(null=True, blank=True)
    per_member = models.PositiveIntegerField(null=True, blank=True)
    keep_days = models.PositiveIntegerField(default=180)
    taken = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    attendance_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "coordination_gathering"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.STATES)), name="coordination_gathering_state"),
            models.CheckConstraint(condition=Q(audience__in=list(AUDIENCES)), name="coordination_gathering_audience"),
            models.CheckConstraint(
                condition=Q(state="draft", told_to="own") | (~Q(state="draft") & Q(told_to=F("audience"))),
                name="coordination_gathering_told",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")) & Q(opens_at__lt=F("closes_at"))
                & Q(closes_at__lte=F("starts_at")),
                name="coordination_gathering_times",
            ),
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(limit__gte=1), name="coordination_gathering_limit"
            ),
            models.UniqueConstraint(fields=["member", "request_key"], name="coordination_gathering_once"),
            models.CheckConstraint(
                condition=Q(attendance_at__isnull=True) | Q(state="published", attendance_at__gte=F("ends_at")),
                name="coordination_gathering_attendance",
            ),
        ]  # fmt: skip

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(self.title_ja, self.title_en or self.title_ja)

    def __str__(self) -> str:
        return self.title_ja


class GatheringItem(models.Model):
    """One entry of the programme."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "told"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="items")
    member = _member()
    told_to = models.CharField(max_length=10, default="own")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    title_ja = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, blank=True)
    room = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "coordination_gathering_item"
        ordering = ["starts_at", "room", "id"]
        constraints = [
            _told_to("coordination_gathering_item_told"),
            models.CheckConstraint(condition=Q(kind__in=list(ITEM_KINDS)), name="coordination_gathering_item_kind"),
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="coordination_gathering_item_times"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title_ja


class GatheringSpeaker(models.Model):
    """Someone in an entry of the programme; who hasn't agreed to be named is read by the organiser alone."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "told"

    objects = ScopedManager()

    item = models.ForeignKey(GatheringItem, on_delete=models.CASCADE, related_name="speakers")
    member = _member()
    told_to = models.CharField(max_length=10, default="own")
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    affiliation_ja = models.CharField(max_length=120, blank=True)
    affiliation_en = models.CharField(max_length=120, blank=True)
    has_agreed = models.BooleanField(default=False)

    class Meta:
        db_table = "coordination_gathering_speaker"
        ordering = ["id"]
        constraints = [
            _told_to("coordination_gathering_speaker_told"),
            models.CheckConstraint(
                condition=Q(has_agreed=True) | Q(told_to="own"), name="coordination_gathering_speaker_agreed"
            ),
        ]

    def __str__(self) -> str:
        return self.name_ja


class GatheringFile(models.Model):
    """A paper of a gathering: its programme, the slides of a talk. Read by whom the gathering is told to."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "told"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="files")
    member = _member()
    told_to = models.CharField(max_length=10, default="own")
    request_key = models.CharField(max_length=60)
    name = models.CharField(max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.UUIDField()

    class Meta:
        db_table = "coordination_gathering_file"
        ordering = ["added_at", "id"]
        constraints = [
            _told_to("coordination_gathering_file_told"),
            models.UniqueConstraint(
                fields=["gathering", "request_key"], name="coordination_gathering_file_once"
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES), name="coordination_gathering_file_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OnlineRoom(models.Model):
    """Where a gathering is joined from afar; told to those who have a place."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="online_room")
    member = _member()
    link = models.CharField(max_length=500)

    class Meta:
        db_table = "coordination_online_room"

    def __str__(self) -> str:
        return self.link


class Registration(models.Model):
    """A person who wants to come: of a member (``person``, ``of_member``) or from outside (name, e-mail).

    ``asked_at`` and the row give the order of the waiting list. Of the private link only a keyed hash is kept.
    Once erased nothing tells who it was; the row stays for the figures. ``came_from`` is the state in which someone
    without a place was checked in; empty for who had one.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": states.REGISTRATION}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="registrations")
    member = _member()
    of_member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, default="ja")
    state = models.CharField(max_length=10)
    request_key = models.CharField(max_length=60)
    link_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    is_walk_in = models.BooleanField(default=False)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = models.UUIDField(null=True, blank=True)
    came_from = models.CharField(max_length=10, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "coordination_registration"
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.PLACES)), name="coordination_registration_state"),
            models.UniqueConstraint(
                fields=["gathering", "email"], condition=~Q(email=""), name="coordination_registration_email"
            ),
            models.UniqueConstraint(
                fields=["gathering", "person"], condition=Q(person__isnull=False), name="coordination_registration_who"
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at__isnull=True) | Q(state="registered"), name="coordination_registration_came"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", email="", organisation="", person__isnull=True),
                name="coordination_registration_erased",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.gathering_id}: {self.state}"
