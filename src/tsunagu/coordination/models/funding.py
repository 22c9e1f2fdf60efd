"""Funding: the catalogue of programmes, what was awarded to a product, and the reports that an award obliges to."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagu.coordination.domain.pipeline.funding import KINDS, OBLIGATIONS
from tsunagu.coordination.models.pipeline import Product, Shared
from tsunagu.foundation.models import ScopedManager
from tsunagu.foundation.text import Text


class FundingProgramme(models.Model):
    """A programme that gives money or support; the coordinator keeps the catalogue, every member reads it."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    objects = ScopedManager()

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=15)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    funder_ja = models.CharField(max_length=120)
    funder_en = models.CharField(max_length=120)
    call_first = models.DateField(null=True, blank=True)
    call_last = models.DateField(null=True, blank=True)
    typical_yen = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    is_over = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "coordination_funding_programme"
        ordering = ["is_over", "name_ja", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="coordination_programme_kind"),
            models.CheckConstraint(
                condition=Q(call_last__isnull=True)
                | Q(call_first__isnull=True)
                | Q(call_last__gte=F("call_first")),
                name="coordination_programme_call",
            ),
            models.CheckConstraint(
                condition=Q(typical_yen__isnull=True) | Q(typical_yen__gte=0),
                name="coordination_programme_amount",
            ),
        ]

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.name_ja, self.name_en)

    @property
    def funder(self) -> Text:
        """Who gives it, in both languages."""
        return Text(self.funder_ja, self.funder_en)


class Award(Shared):
    """Money or support of a programme, awarded to a product for a time."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="awards")
    programme = models.ForeignKey(FundingProgramme, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    amount_yen = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        db_table = "coordination_award"
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="coordination_award_period"),
            models.CheckConstraint(
                condition=Q(amount_yen__isnull=True) | Q(amount_yen__gte=0),
                name="coordination_award_amount",
            ),
        ]


class AwardReport(Shared):
    """A report that an award obliges to: due on a day, done once it was handed in."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="reports")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=10)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "coordination_award_report"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(OBLIGATIONS)), name="coordination_report_kind"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False), name="coordination_report_done"
            ),
            models.UniqueConstraint(fields=["award", "kind", "due_on"], name="coordination_report_once"),
        ]
