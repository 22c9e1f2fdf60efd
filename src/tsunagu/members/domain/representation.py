"""Entering on behalf of a member that has no account 代行入力."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class Represented:
    """The member for whom something is entered, and who agreed to enter for it."""

    uuid: UUID
    name: Text
    has_account: bool
    agreed_members: frozenset[UUID] = frozenset()


def check_may_act_for(actor: Actor, member: Represented, evidence: str) -> None:
    """Refuse an entry for a member unless it has no account, the actor is entitled and gives evidence.

    Acting for one's own member is always allowed and needs no evidence.
    """
    if actor.member_uuid == member.uuid:
        return
    if member.has_account:
        raise NotAllowed(
            "has_account",
            Text(
                f"{member.name.ja} は自分で入力します。担当者に連絡してください。",
                f"{member.name.en} enters for itself. Please notify its people.",
            ),
        )
    if not (actor.is_coordinator or actor.member_uuid in member.agreed_members):
        raise NotAllowed(
            "not_agreed",
            Text(
                f"{member.name.ja} の代行入力は、調整担当か、契約のある会員だけができます。",
                f"Only the coordinator or a member under agreement may enter for {member.name.en}.",
            ),
        )
    if not evidence.strip():
        raise Refused(
            "evidence_missing",
            Text(
                "代行入力には根拠（原本の番号や受け取った連絡など）を書いてください。",
                "An entry on behalf needs its evidence: the number of the original or the message received.",
            ),
            field="evidence",
        )


def may_act_for(actor: Actor, member: Represented, evidence: str) -> bool:
    """Say whether :func:`check_may_act_for` would let this pass."""
    try:
        check_may_act_for(actor, member, evidence)
    except Refused:
        return False
    return True
