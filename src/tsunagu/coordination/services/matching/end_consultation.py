"""How a consultation goes on and ends: talks begin, an outcome is recorded, and later what came of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.matching import consultations as rules
from tsunagu.coordination.domain.matching.needs import TRANSITIONS as NEED_TRANSITIONS
from tsunagu.coordination.models import Consultation, ConsultationEntry, Need
from tsunagu.coordination.services.matching.answer_consultation import tell_others
from tsunagu.coordination.services.matching.entering import enter_act
from tsunagu.coordination.services.matching.permission import (
    consultation_to_change,
    is_coordinator,
    keep_standing,
)
from tsunagu.coordination.services.matching.telling import after, settle_for_all
from tsunagu.foundation.refusals import NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def begin_talks(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Say that talks have begun; again changes nothing."""
    row = consultation_to_change(actor, uuid)
    if row.state == "in_talks":
        return
    rules.check_may_become(row.state, "in_talks")
    _move(row, actor, "in_talks", "", now)


@transaction.atomic
def record_outcome(
    actor: Actor, uuid: UUID, wanted: str, *, outcome: str, note: str, seen: str, now: datetime
) -> None:
    """Record how the talks ended: ``agreed`` with what, ``not_agreed`` or ``withdrawn`` with why.

    ``seen`` is the state that the person looked at: refused where somebody else moved it since. Only the opener (or
    the coordinator) withdraws. A need is answered by an agreement, and open again where nothing is left of its talks.
    """
    rules.check_outcome(wanted, outcome, note)
    row = consultation_to_change(actor, uuid)
    if row.state == wanted:
        return
    if wanted == "withdrawn" and actor.member_id != row.member_id and not is_coordinator(actor):
        raise NotAllowed("withdraw", ONLY_OPENER)
    rules.check_may_become(row.state if seen == row.state else "closed", wanted)
    row.outcome = outcome if wanted == "agreed" else "none"
    row.outcome_note, row.ended_at = note.strip(), now
    row.follow_up_on = rules.follow_up_on(tokyo_date(now)) if wanted == "agreed" else None
    _move(row, actor, wanted, note, now)
    if row.need_id is not None:
        _move_need(row, row.need_id, wanted)


@transaction.atomic
def close_consultation(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Put a consultation away once its outcome is recorded; again changes nothing."""
    row = consultation_to_change(actor, uuid)
    if row.state == "closed":
        return
    rules.check_may_become(row.state, "closed")
    _move(row, actor, "closed", "", now)


@transaction.atomic
def say_what_came(actor: Actor, uuid: UUID, word: str, note: str, now: datetime) -> None:
    """Answer, some months after an agreement, what came of it; it may be said anew when things change."""
    rules.check_came_of_it(word)
    rules.check_length(note, rules.LONGEST_NOTE, "note")
    row = consultation_to_change(actor, uuid)
    if row.follow_up_on is None:
        rules.check_may_become("closed", "agreed")
    if (row.came_of_it, row.came_of_it_note) == (word, note.strip()):
        return
    row.came_of_it, row.came_of_it_note, row.followed_up_at = word, note.strip(), now
    row.save(update_fields=["came_of_it", "came_of_it_note", "followed_up_at"])
    name, extra = rules.CAME_OF_IT[word], f"\n{note.strip()}" if note.strip() else ""
    settle_for_all(after(row.uuid, "after"), now, "consultation_after")
    enter_act(row, actor, Text(f"その後：{name.ja}{extra}", f"What came of it: {name.en}{extra}"), now)


def _move(row: Consultation, actor: Actor, state: str, note: str, now: datetime) -> None:
    row.state = state
    row.save(update_fields=["state", "outcome", "outcome_note", "ended_at", "follow_up_on"])
    made = _entered(row, actor, note, now)
    name = rules.STATES[state]
    news = Text(
        f"相談「{row.subject}」が「{name.ja}」になりました（{actor.member_name.ja}）。",
        f"“{row.subject}” is now “{name.en}” ({actor.member_name.en}).",
    )
    tell_others(row, actor, news, made.uuid, now)


def _entered(row: Consultation, actor: Actor, note: str, now: datetime) -> ConsultationEntry:
    name, extra = rules.STATES[row.state], f"\n{note.strip()}" if note.strip() else ""
    what = rules.OUTCOMES[row.outcome] if row.state == "agreed" else None
    ja, en = (f"：{what.ja}", f": {what.en}") if what else ("", "")
    said = Text(f"「{name.ja}」にしました{ja}。{extra}", f"Moved to “{name.en}”{en}.{extra}")
    return enter_act(row, actor, said, now)


def _move_need(row: Consultation, need_id: int, wanted: str) -> None:
    """Move the need that it began with: answered by an agreement, else open again once nobody talks about it."""
    need = Need.objects.select_for_update(of=("self",)).get(pk=need_id)
    is_talked_of = need.consultations.exclude(pk=row.pk).filter(state__in=["opened", "accepted", "in_talks"])
    then = "answered" if wanted == "agreed" else "" if is_talked_of.exists() else "open"
    if then and then in NEED_TRANSITIONS[need.state]:
        need.state = then
        keep_standing(need, "state")


ONLY_OPENER = Text(
    "取り下げられるのは、申込元の会員と調整担当だけです。話がまとまらなかった場合は「不成立」にしてください。",
    "Only the opener or the coordinator withdraws it. Where no agreement was reached, say “Not agreed”.",
)
