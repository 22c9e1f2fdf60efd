"""The table of what is published of the network for everybody: figures that can't identify anyone."""

import uuid
from typing import ClassVar

from django.db import models

from tsunagu.foundation.models import ScopedManager


class PublicFigures(models.Model):
    """One edition of the public figures, whole: whoever passes by reads this table and no other."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "public"
    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organiser = models.UUIDField()
    until = models.DateField(unique=True)
    published_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        db_table = "journeys_public_figures"

    def __str__(self) -> str:
        return f"{self.until}"
