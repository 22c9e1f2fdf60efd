"""Plans that people asked for, and what they asked next: proposals, of which nothing has happened yet."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from tsunagu.foundation.models import ScopedManager


class PlanRun(models.Model):
    """A problem that someone asked to be solved, how far it has come, and its best plan.

    ``problem`` and ``plan`` are the data of their files. A plan stands here only after it was verified; ``picture`` and
    ``summary`` are made from it, so that a page need not read the whole problem. ``cost`` and ``bound`` are in weighted
    hours, ``weight`` is the sum of all weights.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField(null=True)
    request_key = models.UUIDField(default=uuid4)
    title = models.CharField(max_length=120)
    is_synthetic = models.BooleanField(default=False)
    effort = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    stage = models.CharField(max_length=20, blank=True)
    rounds = models.PositiveIntegerField(default=0)
    start = models.DateField()
    hours = models.PositiveIntegerField()
    journeys = models.PositiveIntegerField()
    weight = models.PositiveBigIntegerField()
    first_cost = models.BigIntegerField(null=True)
    cost = models.BigIntegerField(null=True)
    bound = models.FloatField(null=True)
    left_out = models.PositiveIntegerField(null=True)
    reason_ja = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    problem = models.JSONField()
    plan = models.JSONField(null=True)
    picture = models.JSONField(null=True)
    summary = models.JSONField(null=True)

    class Meta:
        db_table = "planning_plan_run"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="planning_run_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "cancelled", "failed"]),
                name="planning_run_state",
            ),
        ]
        indexes = [models.Index(fields=["member", "-made_at"], name="planning_run_member")]


class WhatIf(models.Model):
    """One change of a run's problem, solved again; ``cost``, ``weight`` and ``left_out`` are of the changed problem."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(PlanRun, on_delete=models.CASCADE, related_name="what_ifs")
    change = models.CharField(max_length=20)
    resource = models.TextField(blank=True)
    state = models.CharField(max_length=20)
    cost = models.BigIntegerField(null=True)
    bound = models.FloatField(null=True)
    weight = models.PositiveBigIntegerField(null=True)
    journeys = models.PositiveIntegerField(null=True)
    left_out = models.PositiveIntegerField(null=True)
    reason = models.TextField(blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "planning_what_if"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "change", "resource"], name="planning_what_if_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "done", "failed"]), name="planning_what_if_state"
            ),
        ]
