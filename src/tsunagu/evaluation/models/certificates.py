"""Certificates of analysis."""

from typing import ClassVar

from django.db import models

from tsunagu.evaluation.models.base import ChainView


class Certificate(ChainView):
    """A certificate of analysis of a test: ``content`` is the machine-readable twin, the exact bytes that were hashed.

    Papers are set from ``content`` alone, whatever becomes of results, names and routes later; ``content_hash`` is
    its SHA-256. A newer certificate of the same test supersedes it.
    """

    personal_data: ClassVar[str] = "pseudonymous"

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

    class Meta:
        db_table = "evaluation_certificate"
        indexes = [models.Index(fields=["code"], name="certificate_code")]
