"""Bring a member to a need: the coordinator proposes, the poster invites, a member offers itself; each is answered."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.coordination.domain.matching import introductions as rules
from tsunagu.coordination.domain.matching.consultations import check_length
from tsunagu.coordination.domain.matching.needs import ASKING
from tsunagu.coordination.models import Introduction, Need
from tsunagu.coordination.services.matching.open_consultation import open_from_introduction
from tsunagu.coordination.services.matching.permission import (
    check_may_write,
    introduction_to_answer,
    is_coordinator,
    keep_standing,
    need_to_read,
)
from tsunagu.coordination.services.matching.telling import (
    after,
    need_link,
    settle_for_all,
    tell,
    tell_coordinator,
)
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid


@transaction.atomic
def introduce(actor: Actor, need: UUID, invited: UUID, note: str, now: datetime) -> UUID:
    """Bring a member to a need; the same again, while it waits for an answer, is the same introduction."""
    check_may_write(actor)
    check_length(note, rules.LONGEST_NOTE, "note")
    row, member = need_to_read(actor, need), member_by_uuid(invited)
    if actor.member_id != member.id:  # who offers itself may not lock another's need
        row = Need.objects.select_for_update(of=("self",)).filter(pk=row.pk).first() or row
    if row.state not in ASKING:
        raise Refused("need_state", NOT_ASKING)
    if member.id == row.member_id or member.is_coordinator or member.has_left(tokyo_date(now)):
        raise BadInput("invited", CANNOT_BE_INVITED, "invited")
    by_invited = actor.member_id == member.id
    if not (by_invited or is_coordinator(actor) or actor.member_id == row.member_id):
        raise NotAllowed("introduce", NOT_YOURS)
    known = row.introductions.filter(invited_id=member.id).exclude(state__in=rules.STATES_OVER).first()
    if known is not None:
        return known.uuid
    state = rules.first_state(
        is_open=row.is_open, by_coordinator=is_coordinator(actor), by_invited=by_invited
    )
    made = Introduction(
        need=row, member_id=row.member_id, invited_id=member.id, by_member_id=actor.member_id,
        person_id=actor.person_id, state=state, note=note.strip(), made_at=now,
        readers=[member.id] if rules.is_known_to_invited(state) else [],
    )  # fmt: skip
    made.save(force_insert=True)
    if state == "asked":
        _let_read(row, member.id)
    _tell_made(made, row, actor, member.name, now)
    return made.uuid


@transaction.atomic
def answer(actor: Actor, uuid: UUID, *, says_yes: bool, note: str, now: datetime) -> UUID | None:
    """Say yes or no to an introduction; return the consultation that begins by a yes of the last to be asked.

    The poster agrees that a confidential need is shown, or takes up an offer; the invited member accepts. The same
    answer again changes nothing.
    """
    check_may_write(actor)
    check_length(note, rules.LONGEST_NOTE, "note")
    row = introduction_to_answer(uuid)
    asked = {"poster": row.member_id, "invited": row.invited_id}.get(rules.answers(row.state))
    wanted = _wanted(row.state, says_yes)
    if not wanted:
        return _again(row, actor, says_yes)
    if asked != actor.member_id:
        raise NotAllowed("answer", NOT_ASKED)
    rules.check_may_become(row.state, wanted)
    need = Need.objects.select_for_update(of=("self",)).select_related("member").get(pk=row.need_id)
    if says_yes and need.state not in ASKING:
        raise Refused("need_state", NOT_ASKING)
    row.state, row.answer, row.answered_at, row.answered_by_id = wanted, note.strip(), now, actor.person_id
    if wanted in ("asked", "accepted"):
        row.readers = [row.invited_id]
        _let_read(need, row.invited_id)
    row.save()
    _settle(row, now)
    consultation = open_from_introduction(actor, row, need, now) if wanted == "accepted" else None
    _tell_answered(row, need, actor, now)
    return consultation


@transaction.atomic
def withdraw(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Take back an introduction that waits for an answer: who made it, or the coordinator. Again changes nothing."""
    check_may_write(actor)
    row = introduction_to_answer(uuid)
    if not (is_coordinator(actor) or actor.member_id == row.by_member_id):
        raise NotAllowed("withdraw", NOT_MADE_BY_YOU)
    if row.state == "withdrawn":
        return
    rules.check_may_become(row.state, "withdrawn")
    row.state, row.answered_at, row.answered_by_id = "withdrawn", now, actor.person_id
    row.save(update_fields=["state", "answered_at", "answered_by"])
    _settle(row, now)


def _wanted(state: str, says_yes: bool) -> str:
    """Return the state that an answer leads to; empty where nothing is asked any more."""
    if state == "proposed":
        return "asked" if says_yes else "refused"
    if state in ("asked", "offered"):
        return "accepted" if says_yes else "declined"
    return ""


def _again(row: Introduction, actor: Actor, says_yes: bool) -> UUID | None:
    if row.answered_by_id == actor.person_id and (row.state == "accepted") is says_yes:
        found = row.need.consultations.filter(
            member_id=row.member_id, parties__party_id=row.invited_id
        ).first()
        return None if found is None else found.uuid
    raise Refused("introduction_state", rules.NOT_NOW)


def _settle(row: Introduction, now: datetime) -> None:
    """Nothing is asked any more: of the poster, and once the invited member has answered, of it."""
    settle_for_all(row.uuid, now, "need_introduced")
    if row.state != "asked":
        settle_for_all(after(row.uuid, "asked"), now, "need_introduced")


def _let_read(need: Need, member: int) -> None:
    """From now on the member reads the need, whatever comes of the introduction."""
    if member not in need.readers:
        need.readers = sorted({*need.readers, member})
        keep_standing(need, "readers")


def _tell_made(row: Introduction, need: Need, by: Actor, invited: Text, now: datetime) -> None:
    title, link = need.title, need_link(need.uuid)
    said = {
        "proposed": Text(
            f"限定公開の「{title.ja}」を{invited.ja}に見せてよいか、ご回答ください。",
            f"May your confidential “{title.en}” be shown to {invited.en}? Please answer.",
        ),
        "asked": Text(
            f"{by.member_name.ja}から「{title.ja}」のご紹介です。相談を始めるか、ご回答ください。",
            f"{by.member_name.en} introduces you to “{title.en}”. Please say whether you will talk.",
        ),
        "offered": Text(
            f"{invited.ja}が「{title.ja}」に応じたいと申し出ています。ご回答ください。",
            f"{invited.en} would like to answer “{title.en}”. Please answer.",
        ),
    }[row.state]
    to = row.invited_id if row.state == "asked" else row.member_id
    tell([to], "need_introduced", said, about=row.uuid, link=link, now=now)
    if row.state == "offered":
        tell_coordinator("need_news", said, about=row.uuid, link=link, now=now, by=by)


def _tell_answered(row: Introduction, need: Need, by: Actor, now: datetime) -> None:
    title, link = need.title, need_link(need.uuid)
    if row.state == "asked":  # the poster agreed: now the invited member is asked
        said = Text(
            f"「{title.ja}」（限定公開）のご紹介です。内容を読み、相談を始めるかご回答ください。",
            f"You are introduced to “{title.en}” (confidential). Read it and say whether you will talk.",
        )
        about = after(row.uuid, "asked")
        tell([row.invited_id], "need_introduced", said, about=about, link=link, now=now)
        return
    if row.state == "accepted":  # of the consultation that begins all are told
        return
    word = rules.STATES[row.state]
    news = Text(
        f"「{title.ja}」の紹介に{by.member_name.ja}が回答しました：{word.ja}。",
        f"{by.member_name.en} answered the introduction to “{title.en}”: {word.en.lower()}.",
    )
    others = {row.by_member_id, row.member_id} - {by.member_id}
    if row.state != "refused":
        others.add(row.invited_id)
    tell(others - {by.member_id}, "need_news", news, about=uuid4(), link=link, now=now)


NOT_ASKING = Text(
    "この掲載はいま募集中ではないため、紹介や回答ができません。",
    "It isn't open at the moment: nobody can be introduced or answer.",
)
CANNOT_BE_INVITED = Text(
    "掲載した会員自身、調整機関、退会した会員は紹介できません。ほかの会員を選んでください。",
    "The poster itself, the coordinator and members that left can't be introduced. Choose another one.",
)
NOT_YOURS = Text(
    "紹介できるのは調整担当と掲載した会員だけです。応じたい場合は「応じたい」と申し出てください。",
    "Only the coordinator and the poster introduce members. To answer it yourself, offer yourself.",
)
NOT_ASKED = Text(
    "この紹介に回答するのは、ほかの会員です。", "It is another member that answers this introduction."
)
NOT_MADE_BY_YOU = Text(
    "取り下げられるのは、紹介した会員と調整担当だけです。",
    "Only who made the introduction, or the coordinator, takes it back.",
)
