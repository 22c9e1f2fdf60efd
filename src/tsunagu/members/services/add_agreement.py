"""Record an agreement between members."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
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
    uuid: UUID | None = None,
) -> UUID:
    """Record an agreement that binds the parties; the coordinator keeps the register.

    The coordinator's view of cases is granted only in a coordination agreement to which it is a party.
    """
    check_may_write(None)
    checks.check_word(kind, AGREEMENT_KINDS, "kind")
    checks.check_period(valid_from, valid_until)
    bound = _parties(parties)
    if grants_coordinator_view and not (kind == "coordination" and any(one.is_coordinator for one in bound)):
        raise Refused(
            "view_without_coordinator",
            Text(
                "症例の閲覧は、調整機関との調整契約でだけ認められます。",
                "The view of cases is granted only in a coordination agreement with the coordinator.",
            ),
            "grants_coordinator_view",
        )
    keeper = Member.objects.filter(is_coordinator=True).first() or bound[0]
    agreement = Agreement(
        member=keeper,
        kind=kind,
        valid_from=valid_from,
        valid_until=valid_until,
        grants_coordinator_view=grants_coordinator_view,
    )
    if uuid is not None:
        agreement.uuid = uuid
    agreement.save(force_insert=True)
    pairs = [(reader, party) for reader in bound for party in bound]
    AgreementParty.objects.bulk_create(
        [AgreementParty(agreement=agreement, member=reader, party=party) for reader, party in pairs]
    )
    return agreement.uuid


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
