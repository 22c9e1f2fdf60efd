"""A member that was asked for a consultation says yes or no; more members may be asked later."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.coordination.models import Consultation, ConsultationParty
from tsunagu.coordination.services.composing.share_chain import show_along
from tsunagu.coordination.services.matching.entering import enter_act
from tsunagu.coordination.services.matching.permission import (
    consultation_to_change,
    is_coordinator,
    takes_part,
)
from tsunagu.coordination.services.matching.telling import consultation_link, tell, tell_coordinator
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.mark_done import settle


@transaction.atomic
def answer_consultation(actor: Actor, uuid: UUID, *, says_yes: bool, note: str, now: datetime) -> None:
    """Take part, or decline; the same answer again changes nothing.

    The first yes accepts the consultation; where all who were asked decline, it is over without an agreement.
    """
    rules.check_length(note, rules.LONGEST_NOTE, "note")
    row = consultation_to_change(actor, uuid, as_party=False)
    party = (
        ConsultationParty.objects.select_for_update()
        .filter(consultation=row, party_id=actor.member_id)
        .first()
    )
    wanted = "joined" if says_yes else "declined"
    if party is None or (party.state != wanted and wanted not in rules.PARTY_TRANSITIONS[party.state]):
        raise NotAllowed("not_asked", NOT_ASKED)
    if party.state == wanted:
        return
    rules.check_is_talking(row.state)
    said = Text("参加します。", "Takes part.") if says_yes else Text("辞退します。", "Declines.")
    extra = f"\n{note.strip()}" if note.strip() else ""
    enter_act(row, actor, Text(said.ja + extra, said.en + extra), now)
    party.state, party.answered_at = wanted, now
    party.save(update_fields=["state", "answered_at"])
    for about in (row.uuid, row_about(row, party.pk)):
        settle(about, now, kinds=["consultation_asked"])
    _go_on(row, says_yes, now)
    tell_others(
        row, actor,
        Text(
            f"{actor.member_name.ja}が相談「{row.subject}」に回答しました：{rules.PARTY_STATES[wanted].ja}。",
            f"{actor.member_name.en} answered about “{row.subject}”: {rules.PARTY_STATES[wanted].en.lower()}.",
        ),
        row_about(row, party.pk), now,
    )  # fmt: skip


@transaction.atomic
def ask_another(actor: Actor, uuid: UUID, member: UUID, now: datetime) -> None:
    """Ask one more member; it reads what is written from now on. Asked before: nothing changes."""
    row = consultation_to_change(actor, uuid)
    if actor.member_id != row.member_id and not is_coordinator(actor):
        raise NotAllowed("ask_another", ONLY_OPENER)
    rules.check_is_talking(row.state)
    found = member_by_uuid(member)
    if found.is_coordinator or found.has_left(tokyo_date(now)) or found.id == row.member_id:
        raise BadInput("member", CANNOT, "member")
    if ConsultationParty.objects.filter(consultation=row, party_id=found.id).exists():
        return
    row.readers = sorted({*row.readers, found.id})
    row.save(update_fields=["readers"])
    readers = sorted({row.member_id, *row.readers})
    ConsultationParty.objects.filter(consultation=row).update(readers=readers)
    made = ConsultationParty.objects.create(
        consultation=row,
        member_id=row.member_id,
        party_id=found.id,
        readers=readers,
        state="asked",
        asked_at=now,
    )
    if row.chain is not None:
        show_along(row.chain, [found], now)
    said = Text(f"{found.name.ja}に参加を依頼しました。", f"Asked {found.name.en} to take part.")
    enter_act(row, actor, said, now)
    text = Text(
        f"{actor.member_name.ja}から相談への参加の依頼です：「{row.subject}」。ご回答ください。",
        f"{actor.member_name.en} asks you to take part in “{row.subject}”. Please answer.",
    )
    link, about = consultation_link(row.uuid), row_about(row, made.pk)
    tell([found.id], "consultation_asked", text, about=about, link=link, now=now)


def tell_others(row: Consultation, by: Actor, text: Text, about: UUID, now: datetime) -> None:
    """Tell all who take part or are asked, and the coordinator, except the member that did it."""
    others = set(takes_part(row)) - {by.member_id}
    link = consultation_link(row.uuid)
    tell(others, "consultation_news", text, about=about, link=link, now=now)
    tell_coordinator("consultation_news", text, about=about, link=link, now=now, by=by)


def row_about(row: Consultation, number: int) -> UUID:
    """Return a uuid for an act about a row without one of its own, the same for the same act."""
    return UUID(int=(row.uuid.int ^ (number << 8)) & (2**128 - 1))


def _go_on(row: Consultation, says_yes: bool, now: datetime) -> None:
    row.first_answer_at = row.first_answer_at or now
    if row.state == "opened":
        states = set(row.parties.exclude(state="opener").values_list("state", flat=True))
        if says_yes:
            row.state = "accepted"
        elif states == {"declined"}:
            row.state, row.outcome, row.ended_at = "not_agreed", "none", now
            row.outcome_note = "依頼した会員がすべて辞退しました。"
    row.save(update_fields=["state", "first_answer_at", "outcome", "outcome_note", "ended_at"])


NOT_ASKED = Text(
    "回答を求められている会員だけが回答できます。すでに回答済みの場合は変更できません。",
    "Only a member that is asked answers; an answer that was given can't be changed.",
)
ONLY_OPENER = Text(
    "参加を依頼できるのは、申込元の会員と調整担当だけです。",
    "Only the member that opened it, or the coordinator, asks others to take part.",
)
CANNOT = Text(
    "申込元の会員、調整機関、退会した会員には依頼できません。",
    "The opener, the coordinator and members that left can't be asked.",
)
