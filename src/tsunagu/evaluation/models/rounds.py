"""Rounds between laboratories: what is announced, who takes part, what was reported, the analysis."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.evaluation.domain.rounds import TRANSITIONS as ROUND
from tsunagu.evaluation.models.base import ChainView


class Round(ChainView):
    """A comparison of laboratories 試験所間比較, as it is announced to every member; ``uuid`` is its chain.

    ``performance`` is the method's performance as it was published: figures without laboratories.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": ROUND}

    number = models.CharField(max_length=40)
    name_ja = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    unit = models.CharField(max_length=30, blank=True)
    method = models.CharField(max_length=120)
    material = models.CharField(max_length=300)
    replicates = models.PositiveSmallIntegerField()
    laboratories = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField()
    reports_due = models.DateTimeField()
    organiser = models.UUIDField()
    is_synthetic = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="preparing")
    planned_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    analysed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    performance = models.JSONField(default=dict)

    class Meta:
        db_table = "evaluation_round"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="round_number_once")]
        indexes = [models.Index(fields=["number"], name="round_number")]


class RoundConvention(ChainView):
    """Where the assigned value and sigma_pt of a round come from: the organiser's own until it is published."""

    personal_data: ClassVar[str] = "none"

    assigned_kind = models.CharField(max_length=10)
    assigned = models.FloatField(null=True)
    uncertainty = models.FloatField(null=True)
    sigma_kind = models.CharField(max_length=10)
    sigma = models.FloatField(null=True)

    class Meta:
        db_table = "evaluation_round_convention"


class RoundMaterial(ChainView):
    """What was measured of a round's material: items, each several times; the organiser's own. One replaced stays."""

    personal_data: ClassVar[str] = "none"

    kind = models.CharField(max_length=12)
    items = models.JSONField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    replaced_by = models.UUIDField(null=True)

    class Meta:
        db_table = "evaluation_round_material"


class RoundLaboratory(ChainView):
    """A laboratory in a round, with its code. Its chain is its own: no other laboratory is a party to it."""

    personal_data: ClassVar[str] = "none"

    round = models.UUIDField()
    member = models.UUIDField()
    code = models.CharField(max_length=10)
    item = models.UUIDField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "evaluation_round_laboratory"
        indexes = [models.Index(fields=["round"], name="round_laboratory_round")]


class RoundReport(ChainView):
    """What a laboratory reported, each reading as typed; one that was changed in time stays and is marked."""

    personal_data: ClassVar[str] = "pseudonymous"

    round = models.UUIDField()
    readings = models.JSONField()
    numbers = models.JSONField()
    operator = models.CharField(max_length=40, blank=True)
    instrument = models.CharField(max_length=80, blank=True)
    reagent_lots = models.JSONField(default=list)
    method_version = models.CharField(max_length=20, blank=True)
    tested_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.UUIDField()
    replaced_by = models.UUIDField(null=True)

    class Meta:
        db_table = "evaluation_round_report"


class RoundAnalysis(ChainView):
    """The frozen analysis of a round: the organiser's, and the copy that each laboratory got in its own chain."""

    personal_data: ClassVar[str] = "none"

    round = models.UUIDField()
    data = models.JSONField()
    input_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=60)
    analysed_at = models.DateTimeField()

    class Meta:
        db_table = "evaluation_round_analysis"
