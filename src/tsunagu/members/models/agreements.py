"""Agreements between members, and suppliers that a member has approved."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagu.members.models.qualifications import period_constraint

AGREEMENT_KINDS = ("quality", "data", "transport", "coordination", "confidentiality")
AUDIT_WAYS = ("on_site", "remote", "documents")
AUDIT_OUTCOMES = ("accepted", "with_findings", "not_accepted")


class Agreement(models.Model):
    """An agreement in force for a time; who is bound stands in :class:`AgreementParty` only.

    ``member`` keeps the record (usually the coordinator). The row alone doesn't say who agreed with whom.
    ``fields`` are the groups of a journey's data that the parties let each other see (``domain.agreements.FIELDS``),
    ``capabilities`` what it covers; an empty list limits nothing.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "directory"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="kept_agreements")
    kind = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    grants_coordinator_view = models.BooleanField(default=False)
    fields = models.JSONField(default=list)
    capabilities = models.JSONField(default=list)

    class Meta:
        db_table = "members_agreement"
        constraints = [
            period_constraint("members_agreement_period"),
            models.CheckConstraint(condition=Q(kind__in=AGREEMENT_KINDS), name="members_agreement_kind"),
            models.CheckConstraint(
                condition=Q(grants_coordinator_view=False) | Q(kind="coordination"),
                name="members_agreement_view",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class AgreementParty(models.Model):
    """One line per reader and party: ``member`` may read that ``party`` is bound by the agreement.

    An agreement of n parties has n x n lines, so that each party reads all of them and nobody else reads any.
    ``reference`` is the number under which the parties filed the paper; each line repeats it.
    """

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    agreement = models.ForeignKey("members.Agreement", on_delete=models.PROTECT, related_name="parties")
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="agreement_lines")
    party = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "members_agreement_party"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "agreement", "party"], name="members_agreement_party_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.party_id}"


class SupplierApproval(models.Model):
    """A supplier that a member has approved for one kind of material."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="supplier_approvals")
    supplier = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    material = models.SlugField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_supplier_approval"
        constraints = [
            period_constraint("members_supplier_approval_period"),
            models.UniqueConstraint(
                fields=["member", "supplier", "material", "valid_from"], name="members_supplier_approval_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.material}"


class Audit(models.Model):
    """An audit 監査 that a member made of another: what was looked at, how it ended, until when it counts."""

    personal_data: ClassVar[str] = "none"
    visibility: ClassVar[str] = "member"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("members.Member", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20)
    capabilities = models.JSONField(default=list)
    open_findings = models.PositiveSmallIntegerField(default=0)
    summary = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "members_audit"
        ordering = ["-valid_from", "-id"]
        constraints = [
            period_constraint("members_audit_period"),
            models.CheckConstraint(condition=Q(way__in=AUDIT_WAYS), name="members_audit_way"),
            models.CheckConstraint(condition=Q(outcome__in=AUDIT_OUTCOMES), name="members_audit_outcome"),
            models.CheckConstraint(condition=~Q(member=models.F("owner")), name="members_audit_of_another"),
            models.UniqueConstraint(
                fields=["member", "owner", "valid_from", "way"], name="members_audit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} of {self.owner_id}: {self.outcome}"
