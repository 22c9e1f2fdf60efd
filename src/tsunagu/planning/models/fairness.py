"""Fair allocation: declared policies, rounds that give places by one, and what each request was given and why.

A round and its figures are read by the whole network; what concerns one request, by its hospital and the coordinator.
"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.models import ScopedManager
from tsunagu.planning.domain.fairness.states import STATES, TRANSITIONS


class AllocationPolicy(models.Model):
    """A version of a policy as it was declared: ``terms`` is the data of ``domain.fairness.record``; never changed."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "network"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.UUIDField()
    key = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    terms = models.JSONField()
    consultation = models.TextField()
    in_force_from = models.DateField()
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "planning_allocation_policy"
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="planning_allocation_policy_once")
        ]


class AllocationRound(models.Model):
    """The allocation of one period by one policy; ``effect`` and ``after`` hold figures that all may read."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "network"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    policy = models.UUIDField()
    title = models.CharField(max_length=120)
    first = models.DateField()
    last = models.DateField()
    seed = models.CharField(max_length=120)
    state = models.CharField(max_length=12, default="draft")
    person = models.UUIDField()
    request_key = models.CharField(max_length=60, null=True, blank=True)
    opened_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason_ja = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    effect = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "planning_allocation_round"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="planning_allocation_round_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="planning_allocation_period"),
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="planning_allocation_state"),
        ]


class AllocationWork(models.Model):
    """What a round was computed from and gave, for the coordinator: problem, frozen inputs, the plan by each policy.

    Whoever has it can compute the round again and finds the same.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(AllocationRound, on_delete=models.CASCADE, related_name="work")
    history = models.JSONField(default=dict)
    inputs = models.JSONField(default=list)
    problem = models.JSONField(null=True)
    results = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "planning_allocation_work"


class AllocationClaim(models.Model):
    """A request that takes part in a round, what its hospital stated of it and when, and what it was given and why.

    ``stated`` holds for each criterion every statement made, the last counts; ``result`` the place in the order, the
    score and the dates. ``member`` is the hospital; the request is named by its uuid.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(AllocationRound, on_delete=models.CASCADE, related_name="claims")
    request = models.UUIDField()
    key = models.CharField(max_length=40)
    place = models.CharField(max_length=20)
    stated = models.JSONField(default=dict)
    rank = models.PositiveIntegerField(null=True)
    result = models.JSONField(null=True)
    offered_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_allocation_claim"
        ordering = ["rank", "key"]
        constraints = [
            models.UniqueConstraint(fields=["round", "request"], name="planning_allocation_claim_once")
        ]
        indexes = [models.Index(fields=["round", "rank"], name="planning_allocation_claim_rank")]


class AllocationOverride(models.Model):
    """What two named people decided of one request against the order, why, and until when; ``member``: its hospital."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(AllocationClaim, on_delete=models.PROTECT, related_name="overrides")
    kind = models.CharField(max_length=12)
    reason = models.TextField()
    until = models.DateField()
    person = models.UUIDField()
    at = models.DateTimeField()
    second_person = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "planning_allocation_override"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_person__isnull=True) | ~Q(second_person=F("person")),
                name="planning_override_two_people",
            ),
            models.CheckConstraint(
                condition=Q(second_person__isnull=True, agreed_at__isnull=True)
                | Q(second_person__isnull=False, agreed_at__isnull=False),
                name="planning_override_agreed",
            ),
        ]
