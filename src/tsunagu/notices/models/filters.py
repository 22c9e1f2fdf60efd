"""The table of filters that a person keeps for a page under a name of his own."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class KeptFilter(models.Model):
    """What a page is narrowed to, as its address says it; one of a person's is where the page begins."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("members.Person", on_delete=models.PROTECT, related_name="+")
    page = models.SlugField(max_length=30)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)
    is_default = models.BooleanField(default=False)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "notices_kept_filter"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "person", "page", "name"], name="notices_kept_filter_name"
            ),
            models.UniqueConstraint(
                fields=["member", "person", "page"],
                condition=Q(is_default=True),
                name="notices_kept_filter_first",
            ),
        ]

    def __str__(self) -> str:
        return self.name
