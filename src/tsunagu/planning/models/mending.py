"""Mendings of promised dates: proposals for those concerned, each of whom sees its own part; nothing has happened yet.

A mending itself is the coordinator's; hospitals and those who offer capacity read their parts, which say all that they
may know of the whole.
"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagu.foundation.models import ScopedManager
from tsunagu.planning.domain.mending.states import PART_TRANSITIONS, TRANSITIONS


class Mending(models.Model):
    """A repair that was proposed: why, from which facts, what it counts, and what became of it.

    ``facts`` names the disturbed, the moved and the unsaved requests (uuid); ``pinned`` those that must not move since
    their hospital declined. ``digest`` is that of the problem from which it was computed, ``follows`` the mending that
    it replaces. ``member`` is the network's coordinator.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    cause = models.SlugField(max_length=20)
    cause_ja = models.CharField(max_length=500)
    cause_en = models.CharField(max_length=500)
    facts = models.JSONField()
    pinned = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    follows = models.UUIDField(null=True, blank=True)
    promised = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    found_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    object_by = models.DateTimeField()
    state = models.CharField(max_length=10, default="proposed")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_ja = models.CharField(max_length=300, blank=True)
    ended_en = models.CharField(max_length=300, blank=True)

    @property
    def parts(self) -> "models.QuerySet[MendingPart]":
        """Return its parts, as far as the scope may see them."""
        return MendingPart.objects.filter(mending=self.uuid)

    class Meta:
        db_table = "planning_mending"
        ordering = ["-found_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=tuple(TRANSITIONS)), name="planning_mending_state"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="proposed"), name="planning_mending_one_proposed"
            ),
        ]


class MendingPart(models.Model):
    """What a mending means for one member: a hospital for one request, or one who offers capacity.

    It names the mending by its uuid, since whom a part concerns may not read the mending itself.
    ``data`` is the difference of the request's dates, or for an owner the hours of its resources, without patients.
    ``whole`` is what everybody concerned knows of the whole: cause, counts, time limits, state and how it ended.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": PART_TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    mending = models.UUIDField()
    request = models.ForeignKey(
        "planning.PlanRequest", on_delete=models.PROTECT, null=True, blank=True, related_name="mendings"
    )
    requests = models.JSONField(default=list)
    label = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10)
    cause_ja = models.CharField(max_length=500)
    cause_en = models.CharField(max_length=500)
    data = models.JSONField()
    whole = models.JSONField()
    state = models.CharField(max_length=10)
    person = models.UUIDField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "planning_mending_part"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=tuple(PART_TRANSITIONS)), name="planning_part_state"
            ),
            models.CheckConstraint(condition=Q(role__in=("hospital", "owner")), name="planning_part_role"),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "declined", "objected")) | Q(person__isnull=False),
                name="planning_part_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="planning_part_member"),
            models.Index(fields=["mending"], name="planning_part_mending"),
        ]
