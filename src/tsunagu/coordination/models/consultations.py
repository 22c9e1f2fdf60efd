"""Consultations of members: who takes part, what was said and done, files, tasks, and what came of it."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.foundation.attachments import MOST_BYTES
from tsunagu.foundation.models import ScopedManager

ENTRY_KINDS = ("act", "note", "file", "task")


class Consultation(models.Model):
    """Talks of two members or more; ``member`` opened them, ``readers`` are the others asked.

    ``chain`` is the uuid of a value-chain proposal that it began with, where there is one.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": rules.TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    need = models.ForeignKey(
        "coordination.Need", on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    chain = models.UUIDField(null=True, blank=True)
    subject = models.CharField(max_length=rules.LONGEST_SUBJECT)
    text = models.TextField()
    state = models.CharField(max_length=20, default="opened")
    opened_at = models.DateTimeField()
    first_answer_at = models.DateTimeField(null=True, blank=True)
    meets_at = models.DateTimeField(null=True, blank=True)
    meets_where = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    came_of_it = models.CharField(max_length=20, blank=True)
    came_of_it_note = models.TextField(blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    request_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        db_table = "coordination_consultation"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(rules.STATES)), name="coordination_consultation_state"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *rules.OUTCOMES]), name="coordination_consultation_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(rules.ENDED)) | Q(ended_at__isnull=False),
                name="coordination_consultation_end",
            ),
            models.CheckConstraint(
                condition=Q(came_of_it__in=["", *rules.CAME_OF_IT]), name="coordination_consultation_after"
            ),
            models.UniqueConstraint(fields=["member", "request_key"], name="coordination_consultation_once"),
        ]
        indexes = [models.Index(fields=["state", "opened_at"], name="coordination_consultations")]

    def __str__(self) -> str:
        return self.subject


class ConsultationParty(models.Model):
    """A member that takes part, was asked to, or declined: ``party``; ``member`` opened the consultation."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": rules.PARTY_TRANSITIONS}

    objects = ScopedManager()

    consultation = models.ForeignKey(
        "coordination.Consultation", on_delete=models.PROTECT, related_name="parties"
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "coordination_consultation_party"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(rules.PARTY_STATES)), name="coordination_party_state"
            ),
            models.UniqueConstraint(fields=["consultation", "party"], name="coordination_party_once"),
            models.CheckConstraint(
                condition=Q(state="opener", party=F("member")) | ~Q(state="opener"),
                name="coordination_party_opener",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.party_id}"


class ConsultationEntry(models.Model):
    """One line of what was said and done, by whom and when; never changed. Of an act both languages are kept.

    ``readers`` are those who took part or were asked when it was written: who joins later doesn't read it.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "coordination.Consultation", on_delete=models.PROTECT, related_name="entries"
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=10)
    text_ja = models.TextField()
    text_en = models.TextField()
    at = models.DateTimeField()
    request_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        db_table = "coordination_consultation_entry"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ENTRY_KINDS), name="coordination_entry_kind"),
            models.UniqueConstraint(fields=["consultation", "request_key"], name="coordination_entry_once"),
        ]

    def __str__(self) -> str:
        return self.text_ja[:40]


class ConsultationFile(models.Model):
    """A file that a party attached; its bytes lie in the database and never change."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "coordination.Consultation", on_delete=models.PROTECT, related_name="files"
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    at = models.DateTimeField()
    request_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        db_table = "coordination_consultation_file"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MOST_BYTES), name="coordination_file_size"
            ),
            models.UniqueConstraint(fields=["consultation", "request_key"], name="coordination_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ConsultationTask(models.Model):
    """Something that one party does until a day."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        "coordination.Consultation", on_delete=models.PROTECT, related_name="tasks"
    )
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    doer = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=rules.LONGEST_TASK)
    due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        db_table = "coordination_consultation_task"
        ordering = [F("done_at").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="coordination_task_done",
            ),
            models.UniqueConstraint(fields=["consultation", "request_key"], name="coordination_task_once"),
        ]

    def __str__(self) -> str:
        return self.text


class OwnNote(models.Model):
    """A note that only its own member reads: not the others, not the coordinator, no wide scope."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "hospital"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey("coordination.Consultation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField()
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    request_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        db_table = "coordination_own_note"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "member", "request_key"], name="coordination_own_note_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]
