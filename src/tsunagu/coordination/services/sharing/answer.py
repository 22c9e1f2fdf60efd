"""What becomes of a booking: approved or declined, given back, used."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.sharing.booking import check_may_cancel, units_used
from tsunagu.coordination.domain.sharing.states import check_may_become
from tsunagu.coordination.models import SharedBooking, SharedTime
from tsunagu.coordination.queries.sharing import NO_BOOKING, terms_of
from tsunagu.coordination.services.sharing.offer import ONLY_OWNER, may_offer
from tsunagu.coordination.services.sharing.telling import tell_booker, tell_of_return
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.mark_done import settle

LONGEST_USE = timedelta(days=2)


@transaction.atomic
def answer(actor: Actor, uuid: UUID, *, approves: bool, note: str, now: datetime) -> None:
    """Approve or decline a booking, as the owner. The same again is one act."""
    _check_owner(actor, uuid)
    wanted = "booked" if approves else "declined"
    with acting(Scope("worker")):
        row = _locked(uuid)
        if row.state == wanted:
            return
        check_may_become(row.state, wanted)
        if not approves and not note.strip():
            raise BadInput("note", NO_REASON, "note")
        row.state, row.decided_at, row.note = wanted, now, note.strip()[:300]
        row.save(update_fields=["state", "decided_at", "note"])
        if not approves:
            SharedTime.objects.filter(booking=row.uuid).delete()
        settle(row.uuid, now, kinds=("shared_asked",))
    tell_booker(row, row.offer, "approved" if approves else "declined", now)


@transaction.atomic
def cancel(actor: Actor, uuid: UUID, note: str, now: datetime) -> None:
    """Give a time back; the same again is one act.

    The booker does so in time, or until it begins while nobody has approved it; the owner until it begins, with a
    reason.
    """
    seen = _seen(uuid)
    is_owner = may_offer(actor, seen.owner_id)
    if actor.is_reader or not (is_owner or seen.member_id == actor.member_id):
        raise NotAllowed("booker", NOT_YOURS)
    with acting(Scope("worker")):
        row = _locked(uuid)
        if row.state == "cancelled":
            return
        check_may_become(row.state, "cancelled")
        check_may_cancel(terms_of(row.offer), row.starts_at, now, is_free=is_owner or row.state == "asked")
        if row.member_id != actor.member_id and not note.strip():
            raise BadInput("note", NO_REASON, "note")
        row.state, row.decided_at, row.note = "cancelled", now, note.strip()[:300]
        row.save(update_fields=["state", "decided_at", "note"])
        SharedTime.objects.filter(booking=row.uuid).delete()
        settle(row.uuid, now, kinds=("shared_asked",))
    if row.member_id == actor.member_id:
        tell_of_return(row, row.offer, now)
    else:
        tell_booker(row, row.offer, "called_off", now)


@transaction.atomic
def note_use(actor: Actor, uuid: UUID, used_from: datetime, used_until: datetime, now: datetime) -> None:
    """Note the actual use: at least what was booked is charged, longer use by begun units at the tariff booked."""
    seen = _seen(uuid)
    if actor.is_reader or not (may_offer(actor, seen.owner_id) or seen.member_id == actor.member_id):
        raise NotAllowed("booker", NOT_YOURS)
    if not used_from < used_until or used_until - used_from > LONGEST_USE:
        raise BadInput("use", BAD_USE, "used_until")
    if used_until > now:
        raise BadInput("use", USE_AHEAD, "used_until")
    if used_from >= seen.ends_at or used_until <= seen.starts_at:
        raise BadInput("use", USE_ELSEWHERE, "used_from")
    with acting(Scope("worker")):
        row = _locked(uuid)
        if row.state == "used" and (row.used_from, row.used_until) == (used_from, used_until):
            return
        check_may_become(row.state, "used")
        row.state, row.used_from, row.used_until = "used", used_from, used_until
        row.amount = row.yen * max(row.units, units_used(used_from, used_until, row.unit_minutes))
        row.save(update_fields=["state", "used_from", "used_until", "amount"])


def _check_owner(actor: Actor, uuid: UUID) -> None:
    if not may_offer(actor, _seen(uuid).owner_id):
        raise NotAllowed("owner", ONLY_OWNER)


def _seen(uuid: UUID) -> SharedBooking:
    """Return a booking as the scope in force sees it: for others there is none."""
    row = SharedBooking.objects.filter(uuid=uuid).first()
    if row is None:
        raise NotFound("booking", NO_BOOKING)
    return row


def _locked(uuid: UUID) -> SharedBooking:
    rows = SharedBooking.objects.select_for_update(of=("self",)).select_related("offer")
    return rows.get(uuid=uuid)


NOT_YOURS = Text(
    "この予約を変更できるのは、予約した会員と提供する会員の担当者だけです。",
    "Only people of the member who booked and of the owner change this booking.",
)
NO_REASON = Text("理由を入力してください。相手に表示されます。", "Say why: the other side reads it.")
BAD_USE = Text(
    "実際の利用時間は、終了を開始より後に、48時間以内で入力してください。",
    "The use ends after it begins, within 48 hours.",
)
USE_AHEAD = Text("実際の利用時間は、利用が終わってから入力してください。", "Note the use once it is over.")
USE_ELSEWHERE = Text(
    "実際の利用時間が予約の時間とまったく重なっていません。日時を確認してください。",
    "The use doesn't overlap the time that was booked. Check the day and the hours.",
)
