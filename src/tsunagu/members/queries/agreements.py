"""Which agreements are in force: for gates, for the coordinator's view, for entries on behalf.

A member reads only agreements that bind it; gates ask in the gate scope, which reads all.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from tsunagu.foundation.database.compiled import compiled
from tsunagu.members.domain.facts import AgreementFacts, AuditFacts
from tsunagu.members.domain.representation import Represented
from tsunagu.members.domain.validity import Validity
from tsunagu.members.models import AgreementParty, Audit, Member, SupplierApproval
from tsunagu.members.queries.periods import counts_on


def has_agreement(one: UUID, other: UUID, kind: str, on: date) -> bool:
    """Say whether both members are bound by an agreement of this kind on the day."""
    return one == other or (
        AgreementParty.objects.filter(
            counts_on(on, "agreement__"), agreement__kind=kind, member__uuid=one, party__uuid=other
        ).exists()
    )


def agreements_with(one: UUID, other: UUID) -> list[AgreementFacts]:
    """Return the agreements that bind both members, the newest first."""
    lines = AgreementParty.objects.filter(member__uuid=one, party__uuid=other).select_related("agreement")
    return [
        AgreementFacts(
            kind=line.agreement.kind,
            validity=Validity(line.agreement.valid_from, line.agreement.valid_until),
            grants_coordinator_view=line.agreement.grants_coordinator_view,
        )
        for line in lines.order_by("-agreement__valid_from", "agreement__kind")
    ]


def agreements_between(
    one: UUID, others: Iterable[UUID], kinds: Iterable[str]
) -> list[tuple[UUID, AgreementFacts]]:
    """Return the agreements of these kinds that bind the member and one of the others, whenever they count."""
    return [
        (other, AgreementFacts(kind, Validity(valid_from, valid_until), False, tuple(capabilities)))
        for other, kind, valid_from, valid_until, capabilities in _between(one, list(others), list(kinds))
    ]


@compiled
def _between(
    one: UUID, others: Iterable[UUID], kinds: Iterable[str]
) -> QuerySet[AgreementParty, tuple[Any, ...]]:
    lines = AgreementParty.objects.filter(member__uuid=one, party__uuid__in=others, agreement__kind__in=kinds)
    return lines.values_list(
        "party__uuid", "agreement__kind", "agreement__valid_from", "agreement__valid_until",
        "agreement__capabilities",
    )  # fmt: skip


def members_granting_view(uuids: Iterable[UUID], on: date) -> frozenset[UUID]:
    """Return those of the members whose coordination agreement grants the coordinator the view of cases.

    It reads the members' own lines: a member that opens a case sees those, and not the coordinator's.
    """
    rows = AgreementParty.objects.filter(
        counts_on(on, "agreement__"),
        agreement__grants_coordinator_view=True,
        member__uuid__in=set(uuids),
        member__is_coordinator=False,
        party__is_coordinator=True,
    )
    return frozenset(rows.values_list("member__uuid", flat=True))


def representation_of(member_uuid: UUID, on: date) -> Represented:
    """Return the member with those who agreed to enter for it (its quality and coordination agreements)."""
    member = Member.objects.get(uuid=member_uuid)
    agreed = AgreementParty.objects.filter(
        counts_on(on, "agreement__"), agreement__kind__in=("quality", "coordination"), party=member
    ).exclude(member=member)
    return Represented(
        uuid=member.uuid,
        name=member.name,
        has_account=member.has_account,
        agreed_members=frozenset(agreed.values_list("member__uuid", flat=True)),
    )


def approved_suppliers(member_uuid: UUID, material: str, on: date) -> frozenset[UUID]:
    """Return the suppliers that the member has approved for the material on the day."""
    rows = SupplierApproval.objects.filter(counts_on(on), member__uuid=member_uuid, material=material)
    return frozenset(rows.values_list("supplier__uuid", flat=True))


def approvals_kept(member: UUID, materials: Iterable[str]) -> list[tuple[str, UUID, Validity]]:
    """Return the suppliers that a member ever approved for these materials: (material, supplier, validity)."""
    return [
        (material, supplier, Validity(valid_from, valid_until))
        for material, supplier, valid_from, valid_until in _approvals(member, list(materials))
    ]


@compiled
def _approvals(member: UUID, materials: Iterable[str]) -> QuerySet[SupplierApproval, tuple[Any, ...]]:
    rows = SupplierApproval.objects.filter(member__uuid=member, material__in=materials)
    return rows.values_list("material", "supplier__uuid", "valid_from", "valid_until")


def audits_of(audited: UUID, by: Iterable[UUID]) -> list[AuditFacts]:
    """Return the audits that these members made of one, the newest first."""
    return [
        AuditFacts(member, outcome, tuple(capabilities), Validity(valid_from, valid_until))
        for member, outcome, capabilities, valid_from, valid_until in _audits(audited, list(by))
    ]


@compiled
def _audits(audited: UUID, by: Iterable[UUID]) -> QuerySet[Audit, tuple[Any, ...]]:
    rows = Audit.objects.filter(owner__uuid=audited, member__uuid__in=by).order_by("-valid_from", "-pk")
    return rows.values_list("member__uuid", "outcome", "capabilities", "valid_from", "valid_until")


def agreements_among(
    members: Iterable[UUID], kinds: Iterable[str]
) -> dict[UUID, list[tuple[UUID, AgreementFacts]]]:
    """Return by member the agreements of these kinds that bind it with others of the members, whenever they count."""
    wanted = list(members)
    found: dict[UUID, list[tuple[UUID, AgreementFacts]]] = {}
    lines = AgreementParty.objects.filter(
        member__uuid__in=wanted, party__uuid__in=wanted, agreement__kind__in=list(kinds)
    ).exclude(member=F("party"))
    for line in lines.select_related("agreement", "member", "party"):
        row = line.agreement
        validity = Validity(row.valid_from, row.valid_until)
        facts = AgreementFacts(row.kind, validity, False, tuple(row.capabilities))
        found.setdefault(line.member.uuid, []).append((line.party.uuid, facts))
    return found


def audits_among(members: Iterable[UUID]) -> dict[UUID, list[AuditFacts]]:
    """Return by audited member the audits that others of the members made of it, the newest first."""
    wanted, found = list(members), dict[UUID, list[AuditFacts]]()
    rows = Audit.objects.filter(owner__uuid__in=wanted, member__uuid__in=wanted)
    for row in rows.select_related("member", "owner").order_by("-valid_from", "-pk"):
        validity = Validity(row.valid_from, row.valid_until)
        facts = AuditFacts(row.member.uuid, row.outcome, tuple(row.capabilities), validity)
        found.setdefault(row.owner.uuid, []).append(facts)
    return found
