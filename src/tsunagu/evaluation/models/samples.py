"""Samples that are kept: what for, until when, and what was asked before their time."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from tsunagu.evaluation.domain.samples import ASKING
from tsunagu.evaluation.models.base import ChainView


class Sample(ChainView):
    """A container taken from an item; ``uuid`` is the sample's own item, whose amount, place and state count."""

    personal_data: ClassVar[str] = "pseudonymous"
    transitions: ClassVar[Mapping[str, Mapping[str, frozenset[str]]]] = {"asked": ASKING}

    source = models.UUIDField()
    purpose = models.CharField(max_length=10)
    amount = models.FloatField()
    unit = models.CharField(max_length=20)
    band = models.CharField(max_length=20, blank=True)
    keep_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField()
    taken_by_member = models.UUIDField()
    asked = models.CharField(max_length=10, blank=True, default="")
    asked_reason = models.CharField(max_length=500, blank=True, default="")
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "evaluation_sample"
        indexes = [
            models.Index(fields=["keep_until"], name="sample_keep_until"),
            models.Index(fields=["uuid"], name="sample_uuid"),
        ]
