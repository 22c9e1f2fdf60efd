"""Those concerned by a mending answer: a hospital accepts or declines new dates, an owner of capacity objects."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.mending.states import PART_TRANSITIONS
from tsunagu.planning.models import MendingPart
from tsunagu.planning.services.own_requests import check_asker

GO_ON = "tsunagu.planning.tasks.go_on_with_mending"
LONGEST = 500


@transaction.atomic
def accept_part(actor: Actor, part: UUID, now: datetime) -> None:
    """Accept the new dates of one request of the actor's hospital; the same again is one act.

    A part never changes: other dates are another part. They are carried out once every hospital concerned accepted.
    """
    check_asker(actor)
    row = _own(actor, part, "hospital")
    if row.state == "accepted":
        return
    _answer(row, actor, "accepted", "", "answer_by", now)


@transaction.atomic
def decline_part(actor: Actor, part: UUID, reason: str, now: datetime) -> None:
    """Decline the new dates of one request: it keeps its own, and another repair is looked for."""
    check_asker(actor)
    row = _own(actor, part, "hospital")
    if row.state == "declined":
        return
    _answer(row, actor, "declined", _reason(reason), "answer_by", now)


@transaction.atomic
def object_to_part(actor: Actor, part: UUID, reason: str, now: datetime) -> None:
    """Say, as one who offers capacity, that its new hours don't suit; within the time limit."""
    if actor.is_reader:
        raise NotAllowed("reader", Text("閲覧だけの役割です。", "Your role only reads."))
    row = _own(actor, part, "owner")
    if row.state == "objected":
        return
    _answer(row, actor, "objected", _reason(reason), "object_by", now)


def _own(actor: Actor, part: UUID, role: str) -> MendingPart:
    found = (
        MendingPart.objects.select_for_update()
        .filter(uuid=part, role=role, member__uuid=actor.member_uuid)
        .first()
    )
    if found is None:
        raise NotFound("mending", NO_PART)
    return found


def _answer(part: MendingPart, actor: Actor, state: str, reason: str, limit: str, now: datetime) -> None:
    if part.whole["state"] != "proposed":
        raise Refused("mending_over", OVER)
    if state not in PART_TRANSITIONS[part.state]:
        raise Refused("mending_answered", ANSWERED)
    if now >= datetime.fromisoformat(part.whole[limit]):
        raise Refused("mending_late", TOO_LATE)
    part.state, part.person, part.answered_at, part.reason = state, actor.person_uuid, now, reason
    part.save(update_fields=["state", "person", "answered_at", "reason"])
    import_string(GO_ON).defer(mending=str(part.mending))


def _reason(reason: str) -> str:
    said = reason.replace("\x00", "").strip()
    if not 0 < len(said) <= LONGEST:
        raise BadInput("reason_needed", WHY, "reason")
    return said


NO_PART = Text("この立て直し案は登録されていません。", "There is no such mended plan.")
OVER = Text(
    "この案はもう有効ではありません。一覧で新しい案を確かめてください。",
    "This proposal is no longer in force. Look for a newer one in the list.",
)
ANSWERED = Text("この案には回答済みです。", "This proposal has been answered already.")
TOO_LATE = Text(
    "回答の期限が過ぎました。まもなく計算し直されます。",
    "The time to answer has passed. It will be computed anew shortly.",
)
WHY = Text(f"理由を1〜{LONGEST}文字で入力してください。", f"Give the reason in 1 to {LONGEST} characters.")
