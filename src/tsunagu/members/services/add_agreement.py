"""Record an agreement between members, end it, and let it go on."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.members.domain.agreements import check_capabilities, check_fields
from tsunagu.members.domain.vocabulary import AGREEMENT_KINDS
from tsunagu.members.models import Agreement, AgreementParty, Member
from tsunagu.members.services.permission import check_may_write


@transaction.atomic
def add_agreement(
    kind: str,
    parties: Sequence[UUID],
    *,
    valid_from: date,
    valid_until: date | None = None,
    grants_coordinator_view: bool = False,
    fields: Collection[str] = (),
    capabilities: Collection[str] = (),
    reference: str = "",
    uuid: UUID | None = None,
) -> UUID:
    """Record an agreement that binds the parties; the coordinator keeps the register.

    The coordinator's view of cases is granted only in a coordination agreement to which it is a party.

    Parameters
    ----------
    fields : groups of a journey's data that the parties let each other see; none named: no limit.
    capabilities : what it covers; none named: everything. reference : the number of the paper.
    """
    check_may_write(None)
    checks.check_word(kind, AGREEMENT_KINDS, "kind")
    checks.check_period(valid_from, valid_until)
    check_fields(fields)
    check_capabilities(capabilities)
    _check_reference(reference)
    bound = _parties(parties)
    _check_view(kind, bound, grants_coordinator_view)
    if uuid is None:
        _check_new(kind, bound, valid_from, reference)
    keeper = Member.objects.filter(is_coordinator=True).first() or bound[0]
    agreement = Agreement(
        member=keeper,
        kind=kind,
        valid_from=valid_from,
        valid_until=valid_until,
        grants_coordinator_view=grants_coordinator_view,
        fields=sorted(fields),
        capabilities=sorted(capabilities),
    )
    if uuid is not None:
        agreement.uuid = uuid
    agreement.save(force_insert=True)
    _bind(agreement, bound, reference)
    return agreement.uuid


@transaction.atomic
def end_agreement(agreement: UUID, last_day: date) -> None:
    """Let an agreement end with a day: not before its first, and no later than it ends anyway."""
    row = _agreement(agreement)
    checks.check_shortening(row.valid_from, row.valid_until, last_day)
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])


@transaction.atomic
def renew_agreement(agreement: UUID, valid_from: date, valid_until: date | None, reference: str = "") -> UUID:
    """Let an agreement go on under a new paper, with the same parties and content.

    Parameters
    ----------
    valid_from : the first day by the new paper, after the last day of the old one. Days between the two stay without
        an agreement: what was done on them isn't covered afterwards.
    """
    row = _agreement(agreement)
    if row.valid_until is None:
        raise Refused("no_end", NO_END, "valid_until")
    if valid_from <= row.valid_until:
        raise BadInput("overlap", _after(row.valid_until), "valid_from")
    lines = row.parties.select_related("party")
    return add_agreement(
        row.kind,
        sorted({line.party.uuid for line in lines}),
        valid_from=valid_from,
        valid_until=valid_until,
        grants_coordinator_view=row.grants_coordinator_view,
        fields=row.fields,
        capabilities=row.capabilities,
        reference=reference or next((line.reference for line in lines), ""),
    )


def _after(last: date) -> Text:
    return Text(
        f"新しい契約の開始日は、今の契約の終了日（{last}）の翌日以降にしてください。",
        f"The new agreement begins after the last day ({last}) of this one.",
    )


def _agreement(uuid: UUID) -> Agreement:
    check_may_write(None)
    row = Agreement.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise NotFound("agreement", NO_AGREEMENT)
    return row


def _bind(agreement: Agreement, bound: Sequence[Member], reference: str) -> None:
    pairs = [(reader, party) for reader in bound for party in bound]
    AgreementParty.objects.bulk_create(
        [
            AgreementParty(agreement=agreement, member=reader, party=party, reference=reference.strip())
            for reader, party in pairs
        ]
    )


def _check_view(kind: str, bound: Sequence[Member], grants_coordinator_view: bool) -> None:
    if grants_coordinator_view and not (kind == "coordination" and any(one.is_coordinator for one in bound)):
        raise Refused(
            "view_without_coordinator",
            Text(
                "症例の閲覧は、調整機関との調整契約でだけ認められます。",
                "The view of cases is granted only in a coordination agreement with the coordinator.",
            ),
            "grants_coordinator_view",
        )


def _check_reference(reference: str) -> None:
    if len(reference) > LONGEST_REFERENCE:
        raise BadInput("reference", TOO_LONG, "reference")


def _check_new(kind: str, bound: Sequence[Member], valid_from: date, reference: str) -> None:
    """Refuse the same agreement again: same kind, first day, paper and parties."""
    wanted = {member.pk for member in bound}
    same = AgreementParty.objects.filter(
        agreement__kind=kind, agreement__valid_from=valid_from, reference=reference.strip(), member=bound[0]
    )
    found: dict[int, set[int]] = {}
    for line in same:
        found.setdefault(line.agreement_id, set()).add(line.party_id)
    if wanted in found.values():
        raise checks.already(AGREEMENT_KINDS[kind], "parties")


def _parties(uuids: Sequence[UUID]) -> list[Member]:
    bound = list(Member.objects.filter(uuid__in=set(uuids)).order_by("pk"))
    if len(bound) < 2 or len(bound) != len(set(uuids)):
        raise BadInput(
            "parties",
            Text(
                "契約の当事者として、登録済みの会員を二つ以上選んでください。",
                "An agreement needs two or more registered members.",
            ),
            "parties",
        )
    return bound


LONGEST_REFERENCE = 60
TOO_LONG = Text(
    "契約書番号は60文字以内で入力してください。", "The number of the paper has at most 60 characters."
)
NO_AGREEMENT = Text("この契約は登録されていません。", "This agreement is not registered.")
NO_END = Text(
    "この契約には終了日がないため、更新は不要です。内容を変えるときは、終了日を入れてから新しい契約を登録してください。",
    "This agreement has no last day and needs no renewal. To change it, end it and record a new one.",
)
