"""The register of agreements, audits and approvals of suppliers, as far as the scope may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import current_scope
from tsunagu.foundation.text import Text
from tsunagu.members.domain.agreements import AUDIT_OUTCOMES, AUDIT_WAYS, granted
from tsunagu.members.domain.validity import Validity
from tsunagu.members.domain.vocabulary import AGREEMENT_KINDS, word
from tsunagu.members.models import AgreementParty, Audit, SupplierApproval
from tsunagu.members.queries.periods import counts_on


@dataclass(frozen=True, slots=True)
class Party:
    """A member that is bound, or that audited or was audited."""

    uuid: UUID
    name: Text


@dataclass(frozen=True, slots=True)
class RegisteredAgreement:
    """An agreement with its parties; no ``fields`` and no ``capabilities`` limit nothing."""

    uuid: UUID
    kind: str
    parties: tuple[Party, ...]
    validity: Validity
    reference: str
    fields: tuple[str, ...]
    capabilities: tuple[str, ...]
    grants_coordinator_view: bool

    @property
    def name(self) -> Text:
        """The name of its kind."""
        return word(AGREEMENT_KINDS, self.kind)


@dataclass(frozen=True, slots=True)
class RegisteredAudit:
    """An audit, who made it and of whom."""

    uuid: UUID
    by: Party
    of: Party
    way: str
    outcome: str
    open_findings: int
    capabilities: tuple[str, ...]
    summary: str
    validity: Validity

    @property
    def way_name(self) -> Text:
        """How it was made."""
        return word(AUDIT_WAYS, self.way)

    @property
    def outcome_name(self) -> Text:
        """How it ended."""
        return word(AUDIT_OUTCOMES, self.outcome)


@dataclass(frozen=True, slots=True)
class RegisteredApproval:
    """A supplier that a member approved for a material."""

    uuid: UUID
    by: Party
    supplier: Party
    material: str
    validity: Validity


def agreements() -> list[RegisteredAgreement]:
    """Return the agreements that the scope may read: a member its own, the coordinator all; who ends first, first."""
    return _agreements()


def agreement_by_uuid(uuid: UUID) -> RegisteredAgreement:
    """Return the agreement; refuse one that doesn't exist for the reader."""
    found = _agreements(uuid)
    if not found:
        raise NotFound(
            "agreement", Text("この契約は登録されていません。", "This agreement is not registered.")
        )
    return found[0]


def _agreements(uuid: UUID | None = None) -> list[RegisteredAgreement]:
    lines = AgreementParty.objects.select_related("agreement", "party")
    scope = current_scope()
    if scope.member is not None and scope.name == "member" and not scope.is_coordinator:
        lines = lines.filter(member__uuid=scope.member)
    if uuid is not None:
        lines = lines.filter(agreement__uuid=uuid)
    bound: dict[int, dict[int, AgreementParty]] = {}
    for line in lines.order_by("party__key"):
        bound.setdefault(line.agreement_id, {})[line.party_id] = line
    found = [_agreement(list(parties.values())) for parties in bound.values()]
    return sorted(found, key=lambda one: (one.validity.valid_until or date.max, one.kind, one.uuid))


def _agreement(lines: list[AgreementParty]) -> RegisteredAgreement:
    row = lines[0].agreement
    return RegisteredAgreement(
        uuid=row.uuid,
        kind=row.kind,
        parties=tuple(Party(line.party.uuid, line.party.name) for line in lines),
        validity=Validity(row.valid_from, row.valid_until),
        reference=lines[0].reference,
        fields=tuple(row.fields),
        capabilities=tuple(row.capabilities),
        grants_coordinator_view=row.grants_coordinator_view,
    )


def audits() -> list[RegisteredAudit]:
    """Return the audits that the scope may read: those made by or of its member, the coordinator all."""
    return [
        RegisteredAudit(
            row.uuid,
            Party(row.member.uuid, row.member.name),
            Party(row.owner.uuid, row.owner.name),
            row.way,
            row.outcome,
            row.open_findings,
            tuple(row.capabilities),
            row.summary,
            Validity(row.valid_from, row.valid_until),
        )
        for row in Audit.objects.select_related("member", "owner")
    ]


def approvals() -> list[RegisteredApproval]:
    """Return the approvals of suppliers that the scope may read: its member's own, the coordinator all."""
    rows = SupplierApproval.objects.select_related("member", "supplier").order_by(
        "material", "member__key", "-valid_from"
    )
    return [
        RegisteredApproval(
            row.uuid,
            Party(row.member.uuid, row.member.name),
            Party(row.supplier.uuid, row.supplier.name),
            row.material,
            Validity(row.valid_from, row.valid_until),
        )
        for row in rows
    ]


def fields_seen(reader: UUID, others: Iterable[UUID], on: date) -> dict[UUID, frozenset[str]]:
    """Return which groups of a journey's data the reader sees of each other member, by the agreements in force.

    It reads the reader's own lines. What concerns the reader itself is always seen.
    """
    wanted = set(others) - {reader}
    lines = AgreementParty.objects.filter(
        counts_on(on, "agreement__"), member__uuid=reader, party__uuid__in=wanted
    ).values_list("party__uuid", "agreement__fields")
    said: dict[UUID, list[list[str]]] = {}
    for party, fields in lines:
        said.setdefault(party, []).append(fields)
    return {other: granted(said.get(other, ())) for other in wanted}
