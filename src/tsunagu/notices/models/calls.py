"""The tables of calls: what somebody must answer, and who was told of it when."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.foundation.text import Text
from tsunagu.notices.domain.calling import RUNGS, STATES, WAITING, WAYS


class Call(models.Model):
    """A call to a member that goes from one to the next until somebody answers; the coordinator reads it too.

    ``about`` is the matter that it is about: one call about a matter waits at a time. ``next_at`` is when the next one
    is told; empty when nobody is left, or somebody has answered.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member and coordinator"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    chain = models.UUIDField(null=True, blank=True)
    number = models.CharField(max_length=40, blank=True)
    about = models.UUIDField()
    concern = models.CharField(max_length=20, blank=True)
    step = models.CharField(max_length=60, blank=True)
    duty = models.CharField(max_length=20)
    role = models.CharField(max_length=30, blank=True)
    text_ja = models.TextField()
    text_en = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    urgency = models.SmallIntegerField()
    state = models.CharField(max_length=20, default="open")
    started_at = models.DateTimeField()
    started_by = models.UUIDField(null=True, blank=True)
    started_by_name = models.CharField(max_length=80, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    answered_name_ja = models.CharField(max_length=80, blank=True)
    answered_name_en = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "notices_call"
        constraints = [
            models.UniqueConstraint(
                fields=["about"], condition=Q(state__in=WAITING), name="notices_call_one_waits"
            ),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="notices_call_state"),
            models.CheckConstraint(condition=Q(urgency__range=(1, 3)), name="notices_call_urgency"),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, ended_at__isnull=True)
                | (~Q(state__in=WAITING) & Q(ended_at__isnull=False, next_at__isnull=True)),
                name="notices_call_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="open"), name="notices_call_due"),
            models.Index(fields=["about"], name="notices_call_about"),
        ]

    @property
    def text(self) -> Text:
        """What it asks, in both languages."""
        return Text(self.text_ja, self.text_en)

    @property
    def answered_name(self) -> Text:
        """Who answered."""
        return Text(self.answered_name_ja, self.answered_name_en or self.answered_name_ja)

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"


class CallStep(models.Model):
    """That somebody was told of a call: who, when, by which way, and by when they should answer."""

    personal_data: ClassVar[str] = "personal"
    visibility: ClassVar[str] = "member and coordinator"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey("notices.Call", on_delete=models.PROTECT, related_name="steps")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    place = models.SmallIntegerField()
    rung = models.CharField(max_length=20)
    way = models.CharField(max_length=10)
    key = models.CharField(max_length=40)
    person = models.UUIDField(null=True, blank=True)
    name_ja = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField()
    answer_by = models.DateTimeField()

    class Meta:
        db_table = "notices_call_step"
        constraints = [
            models.UniqueConstraint(fields=["call", "place"], name="notices_call_step_place"),
            models.UniqueConstraint(fields=["call", "key"], name="notices_call_step_once"),
            models.CheckConstraint(condition=Q(rung__in=list(RUNGS)), name="notices_call_step_rung"),
            models.CheckConstraint(condition=Q(way__in=list(WAYS)), name="notices_call_step_way"),
        ]

    @property
    def name(self) -> Text:
        """Who was told."""
        return Text(self.name_ja, self.name_en or self.name_ja)

    def __str__(self) -> str:
        return f"{self.place}: {self.name_ja}"
