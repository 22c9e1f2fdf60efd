"""Results of tests, judged against the specification version that applied: a view of the ledger."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.evaluation.domain.investigation import TRANSITIONS
from tsunagu.evaluation.domain.rounds import TRANSITIONS as ROUND
from tsunagu.foundation.models import ScopedManager


class Result(models.Model):
    """One value of one characteristic of an item; a corrected one stays and is marked as replaced.

    What would turn a failed value into another awaits the quality unit: until then the failed one counts.
    ``failed_before`` is what failed, as it was shown; ``corrects`` the row that this one replaces or would replace.
    What passed for a release awaits a second person of the laboratory, who verifies it or gives it back.
    ``replicates`` are the readings as shown, ``lower`` and ``upper`` the 95 % interval of their mean in ``unit``;
    ``examined`` how many cells were looked at, ``limit_of_detection`` what would have been found among them.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = (
        frozenset()
    )  # a result is replaced by its own act, which judges the new value

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    item = models.UUIDField(null=True)
    panel = models.CharField(max_length=60)
    panel_version = models.PositiveSmallIntegerField()
    characteristic = models.CharField(max_length=60)
    method = models.CharField(max_length=120)
    weight = models.CharField(max_length=20)
    text = models.CharField(max_length=60)
    number = models.FloatField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=10)
    reason_ja = models.CharField(max_length=300, blank=True)
    reason_en = models.CharField(max_length=300, blank=True)
    member = models.UUIDField()
    site = models.UUIDField(null=True)
    tested_by = models.UUIDField()
    tested_at = models.DateTimeField()
    method_version = models.CharField(max_length=20, blank=True, default="")
    specimen = models.UUIDField(null=True)
    sampled_at = models.DateTimeField(null=True)
    replicates = models.JSONField(default=list)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    instrument = models.CharField(max_length=80, blank=True, default="")
    reagent_lots = models.JSONField(default=list)
    limit_of_detection = models.CharField(max_length=40, blank=True, default="")
    examined = models.FloatField(null=True)
    awaits_verification = models.BooleanField(default=False)
    verified_by = models.UUIDField(null=True)
    verified_at = models.DateTimeField(null=True)
    returned_by = models.UUIDField(null=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.CharField(max_length=500, blank=True, default="")
    replaced_by = models.UUIDField(null=True)
    correction_reason = models.CharField(max_length=500, blank=True)
    corrects = models.UUIDField(null=True)
    failed_before = models.CharField(max_length=60, blank=True)
    awaits_quality = models.BooleanField(default=False)
    confirmed_by = models.UUIDField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_result"
        indexes = [models.Index(fields=["journey", "panel"], name="result_journey_panel")]


class Investigation(models.Model):
    """Why a result is out of specification: the laboratory's check, a planned retest, the conclusion."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    result = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    panel = models.CharField(max_length=60)
    characteristic = models.CharField(max_length=60)
    text = models.CharField(max_length=60)
    member = models.UUIDField()
    state = models.CharField(max_length=10, default="open")
    opened_at = models.DateTimeField()
    tested_by = models.UUIDField()
    wrong = models.JSONField(default=list)
    finding = models.CharField(max_length=1000, blank=True, default="")
    cause = models.CharField(max_length=1000, blank=True, default="")
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField(null=True)
    retest_kind = models.CharField(max_length=10, blank=True, default="")
    retest_count = models.PositiveSmallIntegerField(default=0)
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField(null=True)
    retests = models.JSONField(default=list)
    retests_failed = models.PositiveSmallIntegerField(default=0)
    retested_by = models.UUIDField(null=True)
    retested_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    conclusion = models.CharField(max_length=1000, blank=True, default="")
    concluded_by = models.UUIDField(null=True)
    concluded_at = models.DateTimeField(null=True)
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_investigation"


class Certificate(models.Model):
    """A certificate of analysis of a test: ``content`` is the machine-readable twin, the exact bytes that were hashed.

    Papers are set from ``content`` alone, whatever becomes of results, names and routes later; ``content_hash`` is
    its SHA-256. A newer certificate of the same test supersedes it.
    """

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()  # a new certificate supersedes it

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    journey = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    panel = models.CharField(max_length=60)
    panel_version = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16)
    issued_by = models.UUIDField()
    member = models.UUIDField()
    issued_at = models.DateTimeField()
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    superseded_by = models.UUIDField(null=True)
    superseded_at = models.DateTimeField(null=True)
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_certificate"
        indexes = [models.Index(fields=["code"], name="certificate_code")]


class SourceFile(models.Model):
    """The bytes of an instrument's file from which results were taken, as they came; never changed."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "chain"

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.UUIDField()
    uploaded_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_source_file"


class Round(models.Model):
    """A comparison of laboratories 試験所間比較, as it is announced to every member; ``uuid`` is its chain.

    ``performance`` is the method's performance as it was published: figures without laboratories.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"
    is_view: ClassVar[bool] = True
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": ROUND}
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
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
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_round"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="round_number_once")]
        indexes = [models.Index(fields=["number"], name="round_number")]


class RoundConvention(models.Model):
    """Where the assigned value and sigma_pt of a round come from: the organiser's own until it is published."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    assigned_kind = models.CharField(max_length=10)
    assigned = models.FloatField(null=True)
    uncertainty = models.FloatField(null=True)
    sigma_kind = models.CharField(max_length=10)
    sigma = models.FloatField(null=True)
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_round_convention"


class RoundLaboratory(models.Model):
    """A laboratory in a round, with its code. Its chain is its own: no other laboratory is a party to it."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    round = models.UUIDField()
    member = models.UUIDField()
    code = models.CharField(max_length=10)
    item = models.UUIDField(null=True)
    reported_at = models.DateTimeField(null=True)
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_round_laboratory"
        indexes = [models.Index(fields=["round"], name="round_laboratory_round")]


class RoundReport(models.Model):
    """What a laboratory reported, each reading as typed; one that was changed in time stays and is marked."""

    personal_data: ClassVar[str] = "pseudonymous"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
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
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_round_report"


class RoundAnalysis(models.Model):
    """The frozen analysis of a round: the organiser's, and the copy that each laboratory got in its own chain."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "chain"
    is_view: ClassVar[bool] = True
    correctable: ClassVar[frozenset[str]] = frozenset()

    pk = models.CompositePrimaryKey("chain", "uuid")
    chain = models.UUIDField()
    uuid = models.UUIDField()
    round = models.UUIDField()
    data = models.JSONField()
    input_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=60)
    analysed_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_round_analysis"
