"""Results of tests, judged against the specification version that applied: a view of the ledger."""

from typing import ClassVar

from django.db import models

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
