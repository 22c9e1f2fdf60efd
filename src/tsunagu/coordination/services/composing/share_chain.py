"""Show a proposal to another member."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.composing.record import copy_uuid
from tsunagu.coordination.models import ChainProposal, ChainShare
from tsunagu.coordination.queries.composing.proposals import NO_PROPOSAL
from tsunagu.coordination.services.composing.keep_chain import check_may_keep
from tsunagu.foundation.refusals import BadInput, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.queries.directory import member_by_uuid

LONGEST_NOTE = 500


@transaction.atomic
def share_chain(actor: Actor, uuid: UUID, reader: UUID, note: str, now: datetime) -> None:
    """Give another member a copy of an own proposal; shown again, it stays as it was shown first."""
    check_may_keep(actor)
    row = ChainProposal.objects.filter(uuid=uuid, member_id=actor.member_id).first()
    if row is None:
        raise NotFound("chain_proposal", NO_PROPOSAL)
    if len(note) > LONGEST_NOTE:
        raise BadInput("note", LONG, "note")
    found = member_by_uuid(reader)
    if found.id == actor.member_id or found.is_coordinator or found.has_left(tokyo_date(now)):
        raise BadInput("share_reader", NOT_THIS, "reader")
    _copy(row, found, note.strip(), now)


def show_along(proposal: UUID, members: Iterable[MemberFacts], now: datetime) -> None:
    """Give a copy to members asked for the consultation that begins with it; who asks was checked before."""
    row = ChainProposal.objects.get(uuid=proposal)
    for one in members:
        _copy(row, one, "", now)


def check_is_own_proposal(actor: Actor, uuid: UUID) -> None:
    """Refuse a proposal that the actor's member hasn't kept itself."""
    if not ChainProposal.objects.filter(uuid=uuid, member_id=actor.member_id).exists():
        raise BadInput("chain", NOT_OWN, "chain")


def _copy(row: ChainProposal, owner: MemberFacts, note: str, now: datetime) -> None:
    ChainShare.objects.get_or_create(
        proposal=row,
        owner_id=owner.id,
        defaults={
            "uuid": copy_uuid(row.uuid, owner.uuid), "member_id": row.member_id, "title": row.title,
            "question": row.question, "answer": row.answer, "note": note, "shared_at": now,
        },
    )  # fmt: skip


NOT_THIS = Text(
    "自分の会員、調整機関、退会した会員には見せられません（調整担当はいつでも閲覧できます）。",
    "Your own member, the coordinator (who sees it anyway) and members that left can't be chosen.",
)
NOT_OWN = Text(
    "添えられるのは、自分の会員が保存したバリューチェーン案だけです。案を保存してから始めてください。",
    "Only a value-chain proposal that your own member has kept goes along. Keep one first.",
)
LONG = Text(
    f"ひとことは{LONGEST_NOTE}文字以内で入力してください。", f"The note is at most {LONGEST_NOTE} characters."
)
