"""Show a proposal to another member."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.models import ChainProposal, ChainShare
from tsunagu.coordination.queries.composing.proposals import NO_PROPOSAL
from tsunagu.coordination.services.composing.keep_chain import check_may_keep
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid

LONGEST_NOTE = 500


@transaction.atomic
def share_chain(actor: Actor, uuid: UUID, reader: UUID, note: str, now: datetime) -> None:
    """Give another member a copy of an own proposal; shown again, it stays as it was shown first."""
    check_may_keep(actor)
    row = ChainProposal.objects.filter(uuid=uuid, member_id=actor.member_id).first()
    if row is None:
        raise NotFound("chain_proposal", NO_PROPOSAL)
    if reader == actor.member_uuid:
        raise Refused("share_self", OWN, "reader")
    if len(note) > LONGEST_NOTE:
        raise BadInput("note", LONG, "note")
    owner = member_by_uuid(reader)
    ChainShare.objects.get_or_create(
        proposal=row,
        owner_id=owner.id,
        defaults={
            "member_id": actor.member_id, "title": row.title, "question": row.question, "answer": row.answer,
            "note": note.strip(), "shared_at": now,
        },
    )  # fmt: skip


OWN = Text(
    "自分の会員には共有の必要がありません。ほかの会員を選んでください。",
    "Your own member sees it already. Choose another.",
)
LONG = Text(
    f"ひとことは{LONGEST_NOTE}文字以内で入力してください。", f"The note is at most {LONGEST_NOTE} characters."
)
