"""Those who offer capacity are told what of it is booked for good, or free again; not for whom."""

from collections import defaultdict
from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import day_text, tokyo_date
from tsunagu.notices.services.notify import notify
from tsunagu.planning.models import Booking, RequestAct

MOST_NAMED = 3


def tell_owners(act: RequestAct, kind: str, now: datetime) -> None:
    """Write one notice to each member of whose capacity the act's request holds a part, its own hospital left out."""
    held: dict[int, list[Booking]] = defaultdict(list)
    rows = Booking.objects.filter(request_id=act.request_id).exclude(owner_id=act.member_id)
    for row in rows.select_related("resource__site").order_by("starts_at", "id"):
        held[row.owner_id].append(row)
    for owner, bookings in held.items():
        text = _sentence(bookings, kind)
        notify(owner, "", kind, text, subject=act.uuid, now=now, link="/plan/capacity/")


def _sentence(bookings: list[Booking], kind: str) -> Text:
    names: dict[str, Text] = {}
    for one in bookings:
        names.setdefault(str(one.resource.key), Text(one.resource.name_ja, one.resource.name_en))
    shown, first, last = list(names.values())[:MOST_NAMED], bookings[0], bookings[-1]
    is_more = len(names) > MOST_NAMED
    ja = "、".join(name.ja for name in shown) + ("ほか" if is_more else "")
    en = ", ".join(name.en for name in shown) + (" and more" if is_more else "")
    days = Text(_days(first.starts_at, last.starts_at, "ja"), _days(first.starts_at, last.starts_at, "en"))
    if kind == "capacity_freed":
        return Text(f"予約が取り消されました：{ja}（{days.ja}）", f"No longer booked: {en} ({days.en})")
    return Text(f"予約が確定しました：{ja}（{days.ja}）", f"Booked: {en} ({days.en})")


def _days(first: datetime, last: datetime, language: str) -> str:
    begin, end = tokyo_date(first), tokyo_date(last)
    text = day_text(begin, begin.year, language)
    return text if begin == end else f"{text}–{day_text(end, begin.year, language)}"
