"""What may be published: hours within a day, periods in order and within the era, capacities that can be meant."""

from datetime import date

from tsunagu.foundation.era import EARLIEST, LATEST, OUTSIDE
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.members.domain import checks
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern
from tsunagu.planning.domain.capacity.vocabulary import REASONS, RESOURCE_KINDS

MOST_CAPACITY = 100_000
MOST_HOURS = 24 * 31
MOST_DAYS = 1_100
"""An exception is at most about three years long: what is closed for longer is withdrawn."""
MOST_PATTERNS, MOST_EXCEPTIONS = 60, 1_000
LONGEST_NOTE = 120
_CONTROL = {chr(code) for code in (*range(32), 127)}


def check_card(card: Card) -> None:
    """Refuse a card whose key, words or numbers can't be meant."""
    checks.check_key(card.key)
    checks.check_word(card.kind, RESOURCE_KINDS, "kind")
    checks.check_name(card.name)
    for field, text in (("name_ja", card.name.ja), ("name_en", card.name.en)):
        _check_shown(text, field)
    if card.capability:
        try:
            checks.check_key(card.capability)
        except BadInput as refused:
            raise BadInput(refused.code, refused.reason, "capability") from refused
    for field, hours in (("changeover_hours", card.changeover_hours), ("notice_hours", card.notice_hours)):
        _check_number(hours, 0, MOST_HOURS, field)
    _check_days(card.qualified_until, field="qualified_until")


def check_pattern(pattern: Pattern) -> None:
    """Refuse a pattern without days of the week, or whose hours or days are out of order."""
    if not pattern.weekdays or not pattern.weekdays <= set(range(7)):
        raise BadInput("weekdays", _NO_WEEKDAY, "weekdays")
    _check_hours(pattern.from_hour, pattern.until_hour)
    _check_number(pattern.capacity, 1, MOST_CAPACITY, "capacity")
    _check_days(pattern.valid_from, field="valid_from")
    _check_days(pattern.valid_until, field="valid_until")
    checks.check_period(pattern.valid_from, pattern.valid_until)


def check_exception(exception: CalendarException) -> None:
    """Refuse an exception whose days or hours are out of order, that is too long, or whose reason is unknown."""
    _check_days(exception.first, field="first")
    _check_days(exception.last, field="last")
    if exception.last < exception.first:
        raise BadInput("period", _ends_before(exception.first, exception.last), "last")
    if (exception.last - exception.first).days >= MOST_DAYS:
        raise BadInput("too_long", _TOO_LONG, "last")
    _check_hours(exception.from_hour, exception.until_hour)
    _check_number(exception.capacity, 1 if exception.is_extra else 0, MOST_CAPACITY, "capacity")
    checks.check_word(exception.reason, REASONS, "reason")
    if len(exception.note) > LONGEST_NOTE:
        raise BadInput("note", _LONG_NOTE, "note")
    _check_shown(exception.note, "note")


def _check_shown(text: str, field: str) -> None:
    if not _CONTROL.isdisjoint(text):
        raise BadInput("control", _UNSHOWN, field)


def _check_hours(from_hour: int, until_hour: int) -> None:
    _check_number(from_hour, 0, 23, "from_hour")
    _check_number(until_hour, 1, 24, "until_hour")
    if until_hour <= from_hour:
        raise BadInput("hours", _HOURS, "until_hour")


def _check_number(value: int, least: int, most: int, field: str) -> None:
    if not least <= value <= most:
        raise BadInput(
            "number",
            Text(
                f"{least:,}〜{most:,}の整数で入力してください。", f"Give a whole number from {least:,} to {most:,}."
            ),
            field,
        )  # fmt: skip


def _check_days(day: date | None, field: str) -> None:
    if day is not None and not EARLIEST < day < LATEST:
        raise BadInput("outside_the_era", OUTSIDE, field)


def _ends_before(first: date, last: date) -> Text:
    return Text(
        f"最終日（{last}）が初日（{first}）より前です。日付を確かめてください。",
        f"The last day ({last}) is before the first ({first}). Check the dates.",
    )


_NO_WEEKDAY = Text("曜日を一つ以上選んでください。", "Choose one weekday at least.")
_HOURS = Text(
    "終了時刻は開始時刻より後にしてください。夜勤は0時で分けて二つの枠にしてください。",
    "The end must be after the start. Write a night shift as two, parted at midnight.",
)
_TOO_LONG = Text(
    f"例外は{MOST_DAYS}日以内にしてください。それより長い休止は、公開を取り下げてください。",
    f"An exception lasts {MOST_DAYS} days at most. Withdraw what is closed for longer.",
)
_LONG_NOTE = Text(
    f"備考は{LONGEST_NOTE}文字以内で入力してください。", f"A note has at most {LONGEST_NOTE} characters."
)
_UNSHOWN = Text(
    "表示できない文字（改行など）が含まれています。", "This holds characters that can't be shown, or line breaks."
)  # fmt: skip
