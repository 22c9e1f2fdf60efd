"""The terms of an offer as data: when it is open, how long, how soon, who, with which training, at what charge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

KINDS = {
    "room": Text("部屋", "Room"),
    "equipment": Text("機器", "Instrument"),
    "test_slot": Text("試験枠", "Test slot"),
    "expert": Text("専門家の時間", "Expert's hours"),
    "service": Text("サービス", "Service"),
}
WHO = {
    "members": Text("すべての会員", "Every member"),
    "agreement": Text("協定のある会員", "Members with an agreement"),
    "named": Text("指定した会員", "Named members"),
}
AGREEMENTS = ("quality", "confidentiality", "data")
"""Kinds of agreement that count where an offer is for members with one."""
DAYS = 7
MOST_LANES, MOST_UNITS, MOST_YEN = 20, 200, 10_000_000
UNITS = (15, 30, 60, 120, 240, 480)
"""How many minutes a unit of booking may have."""
_HOURS = re.compile(r"([0-2]?\d):([0-5]\d)\s*[-–〜~]\s*([0-2]?\d):([0-5]\d)")
NO_WAY = Text("", "")
Hours = tuple[int, int] | None
"""Opening and closing in minutes after midnight (Asia/Tokyo); None: closed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of an offer; ``week`` has Monday first, ``subject`` empty means no training is asked for."""

    week: tuple[Hours, ...]
    unit_minutes: int = 60
    least_units: int = 1
    most_units: int = 8
    notice_hours: int = 0
    horizon_days: int = 60
    cancel_hours: int = 24
    buffer_minutes: int = 0
    capacity: int = 1
    on_holidays: bool = False
    needs_approval: bool = False
    who: str = "members"
    named: frozenset[UUID] = frozenset()
    subject: str = ""
    how_to_train: Text = NO_WAY
    member_yen: int = 0
    guest_yen: int = 0
    tax_percent: int = 10


def check_terms(terms: Terms) -> None:
    """Refuse terms by which nobody could ever book, or that make no sense."""
    if len(terms.week) != DAYS or not any(terms.week):
        raise BadInput("terms_week", NEVER_OPEN, "day0")
    if terms.unit_minutes not in UNITS:
        raise BadInput("terms_unit", BAD_UNIT, "unit_minutes")
    if not 1 <= terms.least_units <= terms.most_units <= MOST_UNITS:
        raise BadInput("terms_units", BAD_UNITS, "most_units")
    longest = max(hours[1] - hours[0] for hours in terms.week if hours)
    if terms.least_units * terms.unit_minutes > longest:
        raise BadInput("terms_units", NEVER_FITS, "least_units")
    if terms.notice_hours >= terms.horizon_days * 24:
        raise BadInput("terms_notice", NEVER_IN_TIME, "horizon_days")
    if not 1 <= terms.capacity <= MOST_LANES:
        raise BadInput("terms_capacity", BAD_CAPACITY, "capacity")
    if terms.who not in WHO:
        raise BadInput("terms_who", BAD_WHO, "who")
    if terms.who == "named" and not terms.named:
        raise BadInput("terms_named", NOBODY_NAMED, "named")
    if terms.subject and not terms.how_to_train.ja.strip():
        raise BadInput("terms_training", NO_WAY_TO_TRAIN, "how_ja")
    if not (0 <= terms.member_yen <= MOST_YEN and 0 <= terms.guest_yen <= MOST_YEN):
        raise BadInput("terms_charge", BAD_CHARGE, "member_yen")
    if not 0 <= terms.tax_percent <= 30:
        raise BadInput("terms_tax", BAD_TAX, "tax_percent")


def hours_of(typed: str, field: str) -> Hours:
    """Return opening hours as typed (``09:00-18:00``); empty is closed."""
    if not typed.strip():
        return None
    found = _HOURS.fullmatch(typed.strip())
    if not found:
        raise BadInput("terms_hours", BAD_HOURS, field)
    start, until = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    if not 0 <= start < until <= 24 * 60:
        raise BadInput("terms_hours", BAD_HOURS, field)
    return start, until


def hours_text(hours: Hours) -> str:
    """Write opening hours as they are typed."""
    if hours is None:
        return ""
    return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in hours)


def week_from(kept: Sequence[Sequence[int] | None]) -> tuple[Hours, ...]:
    """Return a week as it is kept in a row."""
    return tuple(None if one is None else (one[0], one[1]) for one in kept)


NEVER_OPEN = Text(
    "少なくとも1つの曜日に利用時間を入力してください。", "Give opening hours for at least one day."
)
BAD_HOURS = Text(
    "利用時間は 09:00-18:00 の形で、終了を開始より後にしてください。",
    "Write opening hours like 09:00-18:00, closing after opening.",
)
BAD_UNIT = Text("予約の単位を一覧から選んでください。", "Choose a unit from the list.")
BAD_UNITS = Text(
    "最短・最長は1以上200以下の単位数で、最短を最長以下にしてください。",
    "Shortest and longest are from 1 to 200 units, the shortest no longer than the longest.",
)
NEVER_FITS = Text(
    "最短の利用時間が、どの曜日の利用時間にも収まりません。", "The shortest booking fits into no day's hours."
)
NEVER_IN_TIME = Text(
    "予約の締切が受付期間より長く、予約できる日がありません。",
    "Nobody could book: the notice asked for is longer than bookings are taken ahead.",
)
BAD_CAPACITY = Text("同時に利用できる数は1から20までにしてください。", "From 1 to 20 at the same time.")
BAD_WHO = Text("予約できる会員を選んでください。", "Choose who may book.")
NOBODY_NAMED = Text("予約できる会員を1つ以上指定してください。", "Name at least one member.")
NO_WAY_TO_TRAIN = Text(
    "必要な教育訓練を受ける方法（日本語）を入力してください。予約できなかった方に表示されます。",
    "Say in Japanese how to get the training: whoever can't book reads it.",
)
BAD_CHARGE = Text("料金は0円以上1,000万円以下にしてください。", "A charge is from 0 to 10,000,000 yen.")
BAD_TAX = Text(
    "消費税率は0から30までの整数（％）にしてください。", "The tax rate is a whole percentage from 0 to 30."
)
