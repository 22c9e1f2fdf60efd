"""Look-backs: what was found of a donor, a lot or a patient, who is asked about it, and what was answered."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.journeys.domain.look_back import LOOK_BACK, PART
from tsunagu.journeys.domain.states import Transitions
from tsunagu.journeys.models.cases import JourneyView


class LookBack(JourneyView):
    """A look-back 遡及調査 as its opener keeps it: why, what was found of its own, the hash of all that was found."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": LOOK_BACK}

    number = models.CharField(max_length=40)
    direction = models.CharField(max_length=10)
    start = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)
    with_supplies = models.BooleanField(default=False)
    member = models.UUIDField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    state = models.CharField(max_length=10, default="open")
    found = models.JSONField()
    found_hash = models.CharField(max_length=64)
    counts = models.JSONField()
    conclusion = models.CharField(max_length=1000, blank=True, default="")
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.UUIDField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "journeys_look_back"
        indexes = [models.Index(fields=["number"], name="look_back_number")]


class LookBackPart(JourneyView):
    """What one member is asked, and what it answered. Its chain is the opener's and the member's only."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Transitions]] = {"state": PART}

    look_back = models.UUIDField()
    number = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000)
    opener = models.UUIDField()
    opened_at = models.DateTimeField()
    member = models.UUIDField()
    counts = models.JSONField()
    found_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="asked")
    answer = models.CharField(max_length=12, blank=True, default="")
    text = models.CharField(max_length=1000, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    conclusion = models.CharField(max_length=1000, blank=True, default="")
    concluded_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "journeys_look_back_part"
        indexes = [models.Index(fields=["look_back"], name="look_back_part_of")]


class LookBackScope(JourneyView):
    """What was found of one member's own cases and lots. Its chain is that member's alone."""

    personal_data: ClassVar[str] = "pseudonymous"
    look_back = models.UUIDField()
    member = models.UUIDField()
    found = models.JSONField()

    class Meta:
        db_table = "journeys_look_back_scope"
        indexes = [models.Index(fields=["look_back"], name="look_back_scope_of")]
