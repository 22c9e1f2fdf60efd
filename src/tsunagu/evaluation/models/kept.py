"""What a laboratory keeps for its next run: how it lays out and judges an assay, which column of a file is what."""

from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


class AssaySetup(models.Model):
    """A named layout with its model and criteria, as the laboratory used it; nobody else reads it.

    It only fills in a form: what counts is frozen with each calculation.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    member = models.UUIDField()
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    data = models.JSONField()
    kept_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_assay_setup"
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="assay_setup_once")]


class ColumnMapping(models.Model):
    """Which column is what in files with one header, as a person of the laboratory said it; nobody else reads it."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    member = models.UUIDField()
    signature = models.CharField(max_length=64)
    columns = models.JSONField()
    kept_at = models.DateTimeField()
    objects = ScopedManager()

    class Meta:
        db_table = "evaluation_column_mapping"
        constraints = [models.UniqueConstraint(fields=["member", "signature"], name="column_mapping_once")]
