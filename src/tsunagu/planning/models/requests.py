"""What hospitals ask for, with the proposals made for it, and the capacity that is held for them.

A request names no patient: the hospital knows whom it asks for. ``member`` is the hospital.
"""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.models import ScopedManager
from tsunagu.planning.domain.asking.states import TRANSITIONS


class PlanRequest(models.Model):
    """A need as a hospital stated it, the proposals computed for it, and the one that was chosen.

    ``need`` and ``proposals`` are plain data as ``domain.asking.record`` writes them. ``chain`` is the case that goes
    by the chosen dates, once there is one.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("members.Site", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    request_key = models.CharField(max_length=60, null=True, blank=True)
    therapy = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    need = models.JSONField()
    proposals = models.JSONField(default=list)
    obstacles = models.JSONField(default=list)
    unpublished = models.JSONField(default=list)
    computed_at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, default="open")
    chosen = models.PositiveSmallIntegerField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    chain = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "planning_request"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("open", "reserved", "confirmed", "ordered", "withdrawn")),
                name="planning_request_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "withdrawn")) | Q(chosen__isnull=False),
                name="planning_request_chosen",
            ),
            models.CheckConstraint(
                condition=~Q(state="ordered") | Q(chain__isnull=False), name="planning_request_ordered"
            ),
            models.UniqueConstraint(fields=["member", "request_key"], name="planning_request_once"),
            models.UniqueConstraint(
                fields=["chain"], condition=Q(state="ordered"), name="planning_request_chain"
            ),
        ]
        indexes = [models.Index(fields=["member", "-asked_at"], name="planning_request_member")]


class Booking(models.Model):
    """So much of a resource is held for a request from one hour until another; ``owner`` offers the resource.

    ``expires_at`` ends a booking that was only reserved; a confirmed one has none.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(PlanRequest, on_delete=models.CASCADE, related_name="bookings")
    resource = models.ForeignKey("planning.Resource", on_delete=models.PROTECT, related_name="+")
    step = models.SlugField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    amount = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "planning_booking"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="planning_booking_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="planning_booking_amount"),
        ]
        indexes = [models.Index(fields=["resource", "ends_at"], name="planning_booking_resource")]


class RequestAct(models.Model):
    """Who did what with a request, and when; rows are only added. ``proposal`` counts from 0 where one was chosen."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(PlanRequest, on_delete=models.PROTECT, related_name="acts")
    verb = models.CharField(max_length=20)
    person = models.UUIDField(null=True)
    proposal = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "planning_request_act"
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["request", "at"], name="planning_request_act_at")]
