"""Begin a consultation: from an introduction that both sides said yes to, or by asking members directly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.coordination.domain.matching.needs import check_may_become
from tsunagu.coordination.models import Consultation, ConsultationParty, Introduction, Need
from tsunagu.coordination.services.composing.share_chain import check_is_own_proposal, show_along
from tsunagu.coordination.services.matching.entering import enter_act
from tsunagu.coordination.services.matching.permission import check_may_write, keep_standing
from tsunagu.coordination.services.matching.telling import consultation_link, tell, tell_coordinator
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import MemberFacts
from tsunagu.members.queries.directory import member_by_uuid

MOST_PARTIES = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What a consultation is about, and the members asked; ``chain`` is a value-chain proposal that it begins with."""

    subject: str
    text: str
    members: Sequence[UUID]
    chain: UUID | None = None


@transaction.atomic
def open_consultation(actor: Actor, asked: Asked, now: datetime, request_key: str) -> UUID:
    """Ask members for a consultation; they and the coordinator are told. The same ``request_key`` again is the same.

    Of a proposal that it begins with, an own one alone, each of them is given a copy.
    """
    check_may_write(actor)
    rules.check_length(asked.subject, rules.LONGEST_SUBJECT, "subject", may_be_empty=False)
    rules.check_length(asked.text, rules.LONGEST_NOTE, "text", may_be_empty=False)
    known = Consultation.objects.filter(member_id=actor.member_id, request_key=request_key).first()
    if known is not None:
        return known.uuid
    others = _members(actor, asked.members, now)
    if asked.chain is not None:
        check_is_own_proposal(actor, asked.chain)
        show_along(asked.chain, others, now)
    row, is_new = Consultation.objects.get_or_create(
        member_id=actor.member_id,
        request_key=request_key,
        defaults={
            "person_id": actor.person_id, "readers": sorted(one.id for one in others), "chain": asked.chain,
            "subject": asked.subject.strip(), "text": asked.text.strip(), "opened_at": now,
        },
    )  # fmt: skip
    if not is_new:  # sent twice in the same moment
        return row.uuid
    add_parties(row, [one.id for one in others], now)
    enter_act(row, actor, Text("相談を申し込みました。", "Asked for a consultation."), now)
    text = Text(
        f"{actor.member_name.ja}から相談の申込みです：「{row.subject}」。ご回答ください。",
        f"{actor.member_name.en} asks for a consultation: “{row.subject}”. Please answer.",
    )
    link = consultation_link(row.uuid)
    tell(row.readers, "consultation_asked", text, about=row.uuid, link=link, now=now)
    tell_coordinator("consultation_news", text, about=row.uuid, link=link, now=now, by=actor)
    return row.uuid


def open_from_introduction(actor: Actor, found: Introduction, need: Need, now: datetime) -> UUID:
    """Begin the consultation of a need and the member introduced to it; both have said yes, so it is accepted."""
    row = Consultation(
        member_id=need.member_id, person_id=need.person_id, readers=[found.invited_id], need=need,
        subject=need.title.ja[: rules.LONGEST_SUBJECT], text=need.text_ja or need.text_en, state="accepted",
        opened_at=now, first_answer_at=now, request_key=f"introduction-{found.uuid}",
    )  # fmt: skip
    row.save(force_insert=True)
    add_parties(row, [found.invited_id], now, state="joined")
    begun = Text("紹介を受けて、相談を始めました。", "The consultation began after an introduction.")
    enter_act(row, actor, begun, now)
    if need.state != "in_consultation":
        check_may_become(need.state, "in_consultation")
        need.state = "in_consultation"
        keep_standing(need, "state")
    text = Text(
        f"「{row.subject}」の相談が始まりました。", f"The consultation about “{need.title.en}” has begun."
    )
    link = consultation_link(row.uuid)
    tell(
        {need.member_id, found.invited_id} - {actor.member_id}, "consultation_news", text, about=row.uuid,
        link=link, now=now,
    )  # fmt: skip
    tell_coordinator("consultation_news", text, about=row.uuid, link=link, now=now, by=actor)
    return row.uuid


def add_parties(row: Consultation, members: Sequence[int], now: datetime, state: str = "asked") -> None:
    """Write who takes part: the opener, and the members asked."""
    readers = sorted({row.member_id, *members})
    opener = ConsultationParty(
        consultation=row, member_id=row.member_id, party_id=row.member_id, readers=readers, state="opener",
        asked_at=now, answered_at=now,
    )  # fmt: skip
    answered_at = now if state == "joined" else None
    others = [
        ConsultationParty(
            consultation=row, member_id=row.member_id, party_id=one, readers=readers, state=state, asked_at=now,
            answered_at=answered_at,
        )
        for one in members
    ]  # fmt: skip
    ConsultationParty.objects.bulk_create([opener, *others])


def _members(actor: Actor, uuids: Sequence[UUID], now: datetime) -> list[MemberFacts]:
    if not 0 < len(set(uuids)) <= MOST_PARTIES:
        raise BadInput("members", HOW_MANY, "members")
    found = [member_by_uuid(uuid) for uuid in dict.fromkeys(uuids)]
    today = tokyo_date(now)
    for one in found:
        if one.id == actor.member_id or one.has_left(today) or one.is_coordinator:
            raise BadInput("members", NOT_THESE, "members")
    return found


HOW_MANY = Text(
    f"相談相手の会員を1〜{MOST_PARTIES}選んでください。", f"Choose 1 to {MOST_PARTIES} members to ask."
)
NOT_THESE = Text(
    "自分の会員、調整機関、退会した会員は選べません（調整担当には自動で伝わります）。",
    "Your own member, the coordinator and members that left can't be chosen (the coordinator is told anyway).",
)
