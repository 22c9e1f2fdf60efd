"""Answer a call, end one that nobody needs any more, and tell the next one where nobody has answered in time."""

from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.domain.calling import WAITING
from tsunagu.notices.models import Call
from tsunagu.notices.queries.calls import NO_SUCH
from tsunagu.notices.services.call import subject_of, tell_next
from tsunagu.notices.services.mark_done import settle

LONGEST_ANSWER = 300


def acknowledge(actor: Actor, uuid: UUID, now: datetime, answer: str = "") -> None:
    """Answer a call: somebody has taken it, and nobody else is told; doing it twice is one answer.

    People of the called member answer; the coordinator does so for whom he reached by telephone, saying whom.

    Raises
    ------
    NotFound : the actor may not know of the call. NotAllowed : a role that only reads.
    Refused : somebody else was faster, or it was ended. BadInput : the answer is too long, or missing.
    """
    call = Call.objects.select_related("member").filter(uuid=uuid).first()
    if call is None:
        raise NotFound("call", NO_SUCH)
    _check_may(actor, call, answer)
    changed = Call.objects.filter(uuid=uuid, state__in=WAITING).update(
        state="acknowledged", ended_at=now, next_at=None, answered_by=actor.person_uuid,
        answered_name_ja=actor.person_name.ja, answered_name_en=actor.person_name.en, answer=answer,
    )  # fmt: skip
    if not changed:
        _check_is_same(actor, uuid)
        return
    _clear_inboxes(uuid, now)


def _check_may(actor: Actor, call: Call, answer: str) -> None:
    if actor.is_reader:
        raise NotAllowed("read_only", READS_ONLY)
    if call.member_id != actor.member_id and not actor.is_coordinator:
        raise NotFound("call", NO_SUCH)
    if len(answer) > LONGEST_ANSWER:
        raise BadInput("answer", TOO_LONG, field="answer")
    is_told = call.steps.filter(person=actor.person_uuid).exists()
    if call.member_id != actor.member_id and not is_told and not answer.strip():
        raise BadInput("answer", SAY_WHO, field="answer")


def _check_is_same(actor: Actor, uuid: UUID) -> None:
    call = Call.objects.get(uuid=uuid)
    if call.state == "acknowledged" and call.answered_by == actor.person_uuid:
        return
    if call.state == "acknowledged":
        name = call.answered_name
        raise Refused(
            "call_answered",
            Text(
                f"この呼出しには、すでに{name.ja}さんが応答しています。",
                f"{name.en} has answered this call already.",
            ),
        )
    raise Refused("call_ended", ENDED)


def end_call(uuid: UUID, now: datetime) -> bool:
    """End a call since what it was about is done; return whether it still waited. Run in the worker's scope."""
    changed = Call.objects.filter(uuid=uuid, state__in=WAITING).update(
        state="ended", ended_at=now, next_at=None
    )
    if changed:
        _clear_inboxes(uuid, now)
    return bool(changed)


def drive_calls(now: datetime) -> int:
    """Tell the next one of each call whose time to answer is over; return how many. Run in the worker's scope.

    Running it again changes nothing; a call that somebody is answering at this very moment is left alone.
    """
    due = Call.objects.filter(state="open", next_at__lte=now).select_for_update(
        skip_locked=True, of=("self",)
    )
    count = 0
    for call in due.select_related("member").order_by("next_at", "pk"):
        tell_next(call, now)
        count += 1
    return count


def _clear_inboxes(uuid: UUID, now: datetime) -> None:
    with acting(Scope("worker")):
        call = Call.objects.get(uuid=uuid)
        for place in call.steps.values_list("place", flat=True):
            settle(subject_of(uuid, place), now, kinds=("call",))


READS_ONLY = Text("閲覧だけの役割では応答できません。", "A role that only reads can't answer a call.")
TOO_LONG = Text(
    f"メモは{LONGEST_ANSWER}字以内で書いてください。", f"Keep the note within {LONGEST_ANSWER} characters."
)
SAY_WHO = Text(
    "電話などで応答した方のお名前を書いてください。", "Say who answered, by telephone or otherwise."
)
ENDED = Text(
    "この呼出しは、用件が解消したため終了しています。", "This call is over: what it was about has been done."
)
