"""Tell both sides of a booking what became of it."""

from datetime import datetime

from tsunagu.coordination.models import SharedBooking, SharedOffer
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import TOKYO
from tsunagu.notices.services.notify import notify

SAID = {
    "asked": Text("予約の申請があります。承認してください", "A booking waits for your approval"),
    "booked": Text("予約が入りました", "It was booked"),
    "approved": Text("予約が承認されました", "Your booking was approved"),
    "declined": Text("予約が断られました", "Your booking was declined"),
    "given_back": Text("予約が取り消されました", "A booking was given back"),
    "called_off": Text("提供者が予約を取り消しました", "The owner took your booking back"),
}


def tell_owner(made: SharedBooking, row: SharedOffer, now: datetime) -> None:
    """Tell the owner of a new booking, or that one waits for approval; of its own it knows."""
    if made.member_id != made.owner_id:
        _tell(
            made.owner_id, f"shared_{made.state}", made, row, SAID[made.state], now, "/network/shared/desk/"
        )


def tell_of_return(made: SharedBooking, row: SharedOffer, now: datetime) -> None:
    """Tell the owner that a time is free again."""
    if made.member_id != made.owner_id:
        _tell(made.owner_id, "shared_ended", made, row, SAID["given_back"], now, "/network/shared/desk/")


def tell_booker(made: SharedBooking, row: SharedOffer, kind: str, now: datetime) -> None:
    """Tell who booked what the owner decided."""
    if made.member_id != made.owner_id:
        address = f"/network/shared/bookings/{made.uuid}/"
        _tell(made.member_id, "shared_answered", made, row, SAID[kind], now, address, made.person_id)


def _tell(
    member_id: int, kind: str, made: SharedBooking, row: SharedOffer, said: Text, now: datetime, link: str,
    person_id: int | None = None,
) -> None:  # fmt: skip
    at = made.starts_at.astimezone(TOKYO)
    note = f"（{made.note}）" if made.note else ""
    text = Text(
        f"{row.name.ja} {at:%Y/%m/%d %H:%M}：{said.ja}。{note}",
        f"{row.name.en}, {at:%Y-%m-%d %H:%M}: {said.en}. {made.note}".strip(),
    )
    notify(member_id, "", kind, text, subject=made.uuid, now=now, link=link, person_id=person_id)
