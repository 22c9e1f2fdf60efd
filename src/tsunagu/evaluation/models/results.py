"""Results of tests, judged against the specification version that applied; why one failed; the files they came from."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.evaluation.domain.investigation import TRANSITIONS
from tsunagu.evaluation.models.base import ChainView
from tsunagu.foundation.models import ScopedManager


class Result(ChainView):
    """One value of one characteristic of an item; a corrected one stays and is marked as replaced.

    What would turn a failed value into another awaits the quality unit: until then the failed one counts.
    ``failed_before`` is what failed, as it was shown; ``corrects`` the row that this one replaces or would replace.
    What passed for a release awaits a second person of the laboratory, who verifies it or gives it back.
    ``replicates`` are the readings as shown, ``lower`` and ``upper`` the 95 % interval of their mean, or of the
    calculation, in ``unit``;
    ``examined`` how many cells were looked at, ``limit_of_detection`` what would have been found among them.
    """

    personal_data: ClassVar[str] = "pseudonymous"

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

    class Meta:
        db_table = "evaluation_result"
        indexes = [models.Index(fields=["journey", "panel"], name="result_journey_panel")]


class Investigation(ChainView):
    """Why a result is out of specification: the laboratory's check, a planned retest, the conclusion."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"state": TRANSITIONS}

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
    retest_sample = models.UUIDField(null=True)
    retests = models.JSONField(default=list)
    retests_failed = models.PositiveSmallIntegerField(default=0)
    retested_by = models.UUIDField(null=True)
    retested_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    conclusion = models.CharField(max_length=1000, blank=True, default="")
    concluded_by = models.UUIDField(null=True)
    concluded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "evaluation_investigation"


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


class Calculation(ChainView):
    """How a result was calculated, frozen: readings, layout, model, suitability, plot; or a run that was not valid.

    ``content`` is the JSON that was hashed. ``result`` is None for a run that failed its suitability: it is kept with
    the ``reason``, and gives no result.
    """

    personal_data: ClassVar[str] = "pseudonymous"

    result = models.UUIDField(null=True)
    step = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    characteristic = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    model = models.CharField(max_length=20)
    text = models.CharField(max_length=60)
    reason = models.CharField(max_length=500, blank=True, default="")
    content = models.TextField()
    input_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    version = models.CharField(max_length=120)
    member = models.UUIDField()
    calculated_by = models.UUIDField()
    calculated_at = models.DateTimeField()

    class Meta:
        db_table = "evaluation_calculation"
        indexes = [models.Index(fields=["result"], name="calculation_result")]
