"""Proposals that were kept, and those that other members have shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.coordination.domain.composing.record import copy_uuid
from tsunagu.coordination.models import ChainProposal, ChainShare
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text

MOST = 50


@dataclass(frozen=True)
class Kept:
    """A proposal as it was composed. ``is_shared``: a copy that another member has shown to the reader."""

    uuid: UUID
    title: str
    member: UUID
    member_name: Text
    question: dict[str, Any]
    answer: dict[str, Any]
    made_at: datetime
    note: str = ""
    is_shared: bool = False


def proposals_of(member: UUID | None) -> list[Kept]:
    """Return the newest proposals of a member; None: all that the scope sees (the coordinator)."""
    rows = ChainProposal.objects.select_related("member")
    if member is not None:
        rows = rows.filter(member__uuid=member)
    return [_kept(row) for row in rows[:MOST]]


def shared_with(member: UUID) -> list[Kept]:
    """Return the newest proposals that others have shown to a member."""
    rows = ChainShare.objects.select_related("member").filter(owner__uuid=member)
    return [_shared(row) for row in rows[:MOST]]


def proposal(uuid: UUID) -> Kept:
    """Return one proposal; refuse one that the scope doesn't see."""
    row = ChainProposal.objects.select_related("member").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("chain_proposal", NO_PROPOSAL)
    return _kept(row)


def own_proposal(uuid: UUID, member: UUID) -> Kept | None:
    """Return a proposal that a member has kept itself; None where it hasn't."""
    row = ChainProposal.objects.select_related("member").filter(uuid=uuid, member__uuid=member).first()
    return None if row is None else _kept(row)


def share(uuid: UUID) -> Kept:
    """Return one proposal that was shown to the reader; refuse one that the scope doesn't see."""
    row = ChainShare.objects.select_related("member").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("chain_proposal", NO_PROPOSAL)
    return _shared(row)


def seen_as(uuid: UUID, reader: UUID) -> tuple[str, UUID] | None:
    """Return as what a member sees a proposal: itself (``proposal``) or a copy (``shared``), and the uuid of that."""
    if ChainProposal.objects.filter(uuid=uuid).exists():
        return "proposal", uuid
    copy = copy_uuid(uuid, reader)
    return ("shared", copy) if ChainShare.objects.filter(uuid=copy).exists() else None


def shown_to(uuid: UUID) -> list[tuple[Text, datetime]]:
    """Return to whom a proposal was shown, and when."""
    rows = ChainShare.objects.select_related("owner").filter(proposal__uuid=uuid)
    return [(row.owner.name, row.shared_at) for row in rows]


def _kept(row: ChainProposal) -> Kept:
    return Kept(row.uuid, row.title, row.member.uuid, row.member.name, row.question, row.answer, row.made_at)


def _shared(row: ChainShare) -> Kept:
    return Kept(
        row.uuid,
        row.title,
        row.member.uuid,
        row.member.name,
        row.question,
        row.answer,
        row.shared_at,
        row.note,
        True,
    )


NO_PROPOSAL = Text("このバリューチェーン案は登録されていません。", "There is no such value-chain proposal.")
