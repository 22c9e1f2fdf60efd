"""Published versions of routes, and the legal bases under which they are carried out."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.foundation.text import Text
from tsunagu.therapies.domain import vocabulary as words


class RouteVersion(models.Model):
    """One published version of a route 工程フロー; once published it never changes."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    setting = models.CharField(max_length=12)
    name_ja = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    data = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "members.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by_member = models.ForeignKey(
        "members.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "therapies_route_version"
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="therapies_route_key_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="therapies_route_version_positive"),
            models.CheckConstraint(condition=Q(kind__in=list(words.KINDS)), name="therapies_route_kind"),
            models.CheckConstraint(
                condition=Q(setting__in=list(words.SETTINGS)), name="therapies_route_setting"
            ),
        ]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class LegalBasis(models.Model):
    """An approval, trial notification or plan, and the sites and versions that it names."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "network"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16)
    setting = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    registration = models.CharField(max_length=40, blank=True)
    committee = models.CharField(max_length=40, blank=True)
    therapy_key = models.SlugField(max_length=60)
    holder = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    named_sites = models.JSONField(default=list, blank=True)
    route_versions = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    suspended_on = models.DateField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=300, blank=True)
    conditional = models.BooleanField(default=False)
    consent_forms = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "therapies_legal_basis"
        ordering = ["therapy_key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["therapy_key", "number"], name="therapies_basis_number"),
            models.CheckConstraint(
                condition=Q(kind__in=list(words.BASIS_KINDS)), name="therapies_basis_kind"
            ),
            models.CheckConstraint(
                condition=Q(setting__in=list(words.SETTINGS)), name="therapies_basis_setting"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="therapies_basis_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.number
