"""What was observed of steps, sites and lanes, what was proposed from it, and what a person accepted."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.foundation.models import ScopedManager
from tsunagu.planning.domain.estimates.places import KINDS
from tsunagu.planning.domain.estimates.states import STATES, TRANSITIONS, UNDECIDED


class Estimate(models.Model):
    """One version of an estimate of one place; ``member`` is whom it is about (the coordinator: the whole network).

    ``values`` are [value, lower, upper] by name, ``counts`` what is behind them, ``before`` what was in force when it
    was made. ``digest`` names the steps used. ``site``, ``origin``, ``route`` and ``step`` are keys.
    ``against`` names the durations in force that it was measured against; ``beside`` of a proposed duration is the
    chance of its place measured against it, which comes into force with it.
    An undecided row is replaced in place by the next look; what a person decided stays.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    action = models.SlugField(max_length=20)
    site = models.SlugField(max_length=60, blank=True)
    origin = models.SlugField(max_length=60, blank=True)
    route = models.SlugField(max_length=60, blank=True)
    step = models.SlugField(max_length=60, blank=True)
    n = models.PositiveIntegerField()
    values = models.JSONField()
    counts = models.JSONField()
    before = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    has_changed = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    against = models.CharField(max_length=64, blank=True)
    beside = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    note = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_estimate"
        ordering = ["kind", "action", "site", "origin", "route", "step", "-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="planning_estimate_state"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="planning_estimate_kind"),
            models.CheckConstraint(
                condition=Q(state__in=(*UNDECIDED, "superseded"))
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="planning_estimate_decided",
            ),
            models.UniqueConstraint(
                fields=["kind", "action", "site", "origin", "route", "step"],
                condition=Q(state="accepted"),
                name="planning_estimate_in_force",
            ),
            models.UniqueConstraint(
                fields=["kind", "action", "site", "origin", "route", "step"],
                condition=Q(state__in=UNDECIDED),
                name="planning_estimate_undecided",
            ),
        ]
