"""Needs, offers and ideas that members post, the versions of their texts, and who was introduced to them.

``readers`` are the row ids of members besides ``member`` that read a row and take part in it; policies compare them.
"""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.coordination.domain.matching import introductions, needs
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.text import Text


class Need(models.Model):
    """A need, an offer or an idea. An open one is read by all members, a confidential one by those introduced to it.

    ``member`` posted it. A text in one language stands in that language only; empty words of the taxonomy leave open.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": needs.TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    kind = models.CharField(max_length=10)
    title_ja = models.CharField(max_length=needs.LONGEST_TITLE, blank=True)
    title_en = models.CharField(max_length=needs.LONGEST_TITLE, blank=True)
    text_ja = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    stage = models.SlugField(max_length=20, blank=True)
    capability = models.SlugField(max_length=60, blank=True)
    cell_type = models.SlugField(max_length=40, blank=True)
    setting = models.SlugField(max_length=20, blank=True)
    band = models.SlugField(max_length=20, blank=True)
    area = models.SlugField(max_length=30, blank=True)
    is_open = models.BooleanField(default=False)
    lasts_from = models.DateField()
    lasts_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, default="draft")
    reason = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    request_key = models.CharField(max_length=60, null=True, blank=True)

    class Meta:
        db_table = "coordination_need"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(needs.KINDS)), name="coordination_need_kind"),
            models.CheckConstraint(condition=Q(state__in=list(needs.STATES)), name="coordination_need_state"),
            models.CheckConstraint(
                condition=(Q(state="closed") & Q(reason__in=list(needs.REASONS)))
                | (~Q(state="closed") & Q(reason="")),
                name="coordination_need_reason",
            ),
            models.CheckConstraint(
                condition=~Q(title_ja="", title_en="") & ~Q(text_ja="", text_en=""),
                name="coordination_need_said",
            ),
            models.CheckConstraint(
                condition=Q(lasts_until__isnull=True) | Q(lasts_until__gte=F("lasts_from")),
                name="coordination_need_period",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "closed"]) | Q(posted_at__isnull=False),
                name="coordination_need_posted",
            ),
            models.UniqueConstraint(fields=["member", "request_key"], name="coordination_need_once"),
        ]
        indexes = [models.Index(fields=["state", "posted_at"], name="coordination_need_listed")]

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return needs.either(Text(self.title_ja, self.title_en))

    def __str__(self) -> str:
        return self.title.ja


class NeedVersion(models.Model):
    """A need as it stood after each edit: who wrote it and when; read by its member and the coordinator."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    need = models.ForeignKey("coordination.Need", on_delete=models.PROTECT, related_name="versions")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "coordination_need_version"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["need", "version"], name="coordination_need_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.need_id} v{self.version}"


class Introduction(models.Model):
    """A member brought to a need: ``member`` posted the need, ``invited`` is who could answer it.

    ``by_member`` made it: the coordinator, the poster, or the invited member itself.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": introductions.TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    need = models.ForeignKey("coordination.Need", on_delete=models.PROTECT, related_name="introductions")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    invited = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    by_member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    readers = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20)
    note = models.CharField(max_length=introductions.LONGEST_NOTE, blank=True)
    answer = models.CharField(max_length=introductions.LONGEST_NOTE, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "coordination_introduction"
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(introductions.STATES)), name="coordination_introduction_state"
            ),
            models.CheckConstraint(
                condition=~Q(member=F("invited")), name="coordination_introduction_of_another"
            ),
            models.UniqueConstraint(
                fields=["need", "invited"],
                condition=~Q(state__in=["declined", "refused", "withdrawn"]),
                name="coordination_introduced_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id}: {self.invited_id}"
