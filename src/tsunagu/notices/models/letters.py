"""Letters by e-mail: what was told to whom, how people want it, and what could not be delivered."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.notices.domain import letters


class Letter(models.Model):
    """One e-mail to one person, in that person's language, as it was or will be sent.

    To someone outside the network: neither member nor person, but an ``address``. Only the post reads such a letter,
    and what it says is deleted as soon as it is sent. ``once`` keeps it from being written again, ``about`` is what it
    goes with when that is forgotten.

    ``tries`` counts the tries begun: a job names the number that it found, so that two jobs never send the same try.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": letters.TRANSITIONS}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=254, blank=True)
    once = models.UUIDField(null=True, blank=True, unique=True)
    about = models.UUIDField(null=True, blank=True)
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    is_digest = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notices_letter"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(letters.STATES)), name="notices_letter_state"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notices_letter_sent",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, person__isnull=False, address="")
                | Q(member__isnull=True, person__isnull=True, once__isnull=False, about__isnull=False),
                name="notices_letter_to",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | ~Q(state__in=("sent", "kept"))
                | Q(address="", subject="", body=""),
                name="notices_letter_forgotten",
            ),
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(state="waiting"), name="notices_letter_waiting"),
            models.Index(fields=["person", "made_at"], name="notices_letter_person"),
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="notices_letter_about"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}: {self.state}"


class LetterPart(models.Model):
    """That one person is told by mail of one notice, once for each reason; without a letter: in the daily one."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("notices.Notice", on_delete=models.PROTECT, related_name="letter_parts")
    letter = models.ForeignKey(
        "notices.Letter", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    reason = models.CharField(max_length=10, default="told")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "notices_letter_part"
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=letters.REASONS), name="notices_letter_part_reason"
            ),
            models.UniqueConstraint(fields=["notice", "person", "reason"], name="notices_told_once"),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(letter__isnull=True), name="notices_part_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.notice_id}"


class MailPreference(models.Model):
    """How a person wants notices of one urgency; no row: the default."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="mail_preferences")
    urgency = models.SmallIntegerField()
    way = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        db_table = "notices_mail_preference"
        constraints = [
            models.UniqueConstraint(fields=["member", "person", "urgency"], name="notices_preference_once"),
            models.CheckConstraint(condition=Q(urgency__range=(0, 3)), name="notices_preference_urgency"),
            models.CheckConstraint(condition=Q(way__in=list(letters.WAYS)), name="notices_preference_way"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.urgency} {self.way}"


class MailTrouble(models.Model):
    """That a letter could not be delivered, for the member and the coordinator; it says nothing of what stood in it.

    Of a letter to someone outside it holds the address, until it is ended; only the coordinator reads that one.
    """

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    letter = models.OneToOneField("notices.Letter", on_delete=models.PROTECT, related_name="trouble")
    member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=254, blank=True)
    said = models.CharField(max_length=300)
    is_final = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "notices_mail_trouble"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(address=""), name="notices_trouble_forgotten"
            )
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(ended_at__isnull=True), name="notices_troubles_open")
        ]

    def __str__(self) -> str:
        return self.said
