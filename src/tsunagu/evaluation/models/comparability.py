"""Comparability studies: the study, versions of its plan, lots, values, frozen analyses, signatures."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.evaluation.domain.comparability import TRANSITIONS
from tsunagu.evaluation.models.base import ChainView


class ComparabilityStudy(ChainView):
    """A study of lots before and after a change; ``uuid`` is its chain, its parties are two members.

    ``therapies`` are keys of routes; with both signatures (``signed_at``) and ``passed`` their bar falls, until
    ``withdrawn_at``.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

    number = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    therapies = models.JSONField()
    manufacturer = models.UUIDField()
    holder = models.UUIDField()
    is_synthetic = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="planned")
    outcome = models.CharField(max_length=10, default="", blank=True)
    plan_version = models.PositiveSmallIntegerField(default=1)
    planned_at = models.DateTimeField()
    analysis = models.UUIDField(null=True)
    concluded_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawal_reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "evaluation_comparability_study"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="comparability_number_once")]
        indexes = [models.Index(fields=["number"], name="comparability_number")]


class ComparabilityPlan(ChainView):
    """A version of a study's plan as it was signed; ``is_after_data`` says that values had been entered before."""

    personal_data: ClassVar[str] = "pseudonymous"

    version = models.PositiveSmallIntegerField()
    data = models.JSONField()
    is_after_data = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, default="", blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField()
    member = models.UUIDField()

    class Meta:
        db_table = "evaluation_comparability_plan"
        constraints = [
            models.UniqueConstraint(fields=["chain", "version"], name="comparability_plan_version_once")
        ]


class ComparabilityLot(ChainView):
    """A lot in a study; one that is excluded stays, with its reason. ``is_after_data``: added beside values."""

    personal_data: ClassVar[str] = "pseudonymous"

    label = models.CharField(max_length=40)
    side = models.CharField(max_length=8)
    block = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField()
    is_after_data = models.BooleanField(default=False)
    excluded_at = models.DateTimeField(null=True)
    excluded_by = models.UUIDField(null=True)
    exclusion_reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "evaluation_comparability_lot"
        constraints = [models.UniqueConstraint(fields=["chain", "label"], name="comparability_lot_once")]


class ComparabilityValue(ChainView):
    """A value of a lot: typed, with its document, or taken from a result in the ledger; a replaced one stays."""

    personal_data: ClassVar[str] = "pseudonymous"

    lot = models.UUIDField()
    characteristic = models.CharField(max_length=60)
    text = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    source = models.CharField(max_length=120)
    result = models.UUIDField(null=True)
    dated = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField()
    replaced_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        db_table = "evaluation_comparability_value"


class ComparabilityAnalysis(ChainView):
    """A frozen analysis, with the version of the plan and the hash of what went in; a later one takes its place."""

    personal_data: ClassVar[str] = "pseudonymous"

    plan_version = models.PositiveSmallIntegerField()
    data = models.JSONField()
    input_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=60)
    analysed_at = models.DateTimeField()
    analysed_by = models.UUIDField()

    class Meta:
        db_table = "evaluation_comparability_analysis"


class ComparabilitySignature(ChainView):
    """One of the two signatures on a conclusion: by which party, and on which analysis."""

    personal_data: ClassVar[str] = "pseudonymous"

    analysis = models.UUIDField()
    role = models.CharField(max_length=10)
    person = models.UUIDField()
    member = models.UUIDField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "evaluation_comparability_signature"
        constraints = [
            models.UniqueConstraint(fields=["chain", "role"], name="comparability_one_signature_each"),
            models.UniqueConstraint(fields=["chain", "person"], name="comparability_two_people"),
        ]
