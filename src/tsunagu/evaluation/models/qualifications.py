"""Which method is qualified at which site of a laboratory."""

from typing import ClassVar

from django.db import models

from tsunagu.evaluation.models.base import ChainView


class MethodQualification(ChainView):
    """That a method is qualified for a characteristic at a site, as its quality unit signed it; told to every member.

    ``organiser`` is the laboratory's member; the days are inclusive. A renewal is another row. What is withdrawn
    stays, with the reason: tests before it were covered. Who signed stands in the ledger alone.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"

    number = models.CharField(max_length=40)
    organiser = models.UUIDField()
    site = models.UUIDField()
    characteristic = models.CharField(max_length=60)
    characteristic_ja = models.CharField(max_length=80)
    characteristic_en = models.CharField(max_length=80)
    method = models.CharField(max_length=120)
    method_ja = models.CharField(max_length=120)
    method_en = models.CharField(max_length=120)
    method_version = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    basis_kind = models.CharField(max_length=20)
    basis = models.CharField(max_length=1000)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdraw_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "evaluation_method_qualification"
        indexes = [models.Index(fields=["site"], name="method_qualification_site")]
