"""Certificates of analysis."""

from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


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
