"""Tell both sides of a booking what became of it."""

from datetime import datetime
from uuid import uuid5

from tsunagu.coordination.models import SharedBooking, SharedOffer
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.notices.services.notify import notify

DESK = "/network/shared/desk/"
SAID = {
    "asked": Text("予約の申請があります。承認してください", "A booking waits for your approval"),
    "booked": Text("予約が入りました", "It was booked"),
    "approved": Text("予約が承認されました", "Your booking was approved"),
    "declined": Text("予約が断られました", "Your booking was declined"),
    "given_back": Text("予約が取り消されました", "A booking was given back"),
    "lapsed": Text("承認されないまま開始時刻になり、予約は成立しませんでした", "Nobody approved it in time"),
    "called_off": Text("提供者が予約を取り消しました", "The owner took your booking back"),
}


def tell_owner(made: SharedBooking, row: SharedOffer, now: datetime) -> None:
    """Tell the owner of a new booking, or that one waits for approval until it begins; of its own it knows."""
    if made.member_id != made.owner_id:
        due_at = made.starts_at if made.state == "asked" else None
        notify(
            made.owner_id, "", f"shared_{made.state}", _text(made, row, SAID[made.state]), subject=made.uuid, now=now,
            link=DESK, due_at=due_at,
        )  # fmt: skip


def tell_of_return(made: SharedBooking, row: SharedOffer, now: datetime) -> None:
    """Tell the owner that a time is free again."""
    if made.member_id != made.owner_id:
        said = _text(made, row, SAID["given_back"])
        notify(made.owner_id, "", "shared_ended", said, subject=made.uuid, now=now, link=DESK)


def tell_booker(made: SharedBooking, row: SharedOffer, kind: str, now: datetime) -> None:
    """Tell who booked what became of it: each kind once, so that a yes may be followed by a taking back."""
    if made.member_id != made.owner_id:
        notify(
            made.member_id, "", "shared_answered", _text(made, row, SAID[kind]), subject=uuid5(made.uuid, kind),
            now=now, link=f"/network/shared/bookings/{made.uuid}/", person_id=made.person_id,
        )  # fmt: skip


def _text(made: SharedBooking, row: SharedOffer, said: Text) -> Text:
    at = made.starts_at.astimezone(TOKYO)
    note = f"（{made.note}）" if made.note else ""
    return Text(
        f"{row.name.ja} {at:%Y/%m/%d %H:%M}：{said.ja}。{note}",
        f"{row.name.en}, {at:%Y-%m-%d %H:%M}: {said.en}. {made.note}".strip(),
    )
