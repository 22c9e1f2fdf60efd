"""Patterns, exceptions and cards in words, the same on pages, in previews and in the record of changes."""

from datetime import date

from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern
from tsunagu.planning.domain.capacity.vocabulary import REASONS, kind_name, unit_of, weekdays_text

UNTIL_FURTHER_NOTICE = Text("期限なし", "until further notice")


def pattern_text(pattern: Pattern, kind: str) -> Text:
    """Write a weekly pattern: 月火水木金 9〜17時 4席（2026-04-01から、祝日休み）."""
    days, hours, amount = (
        weekdays_text(pattern.weekdays),
        hours_text(pattern.from_hour, pattern.until_hour),
        amount_text(pattern.capacity, kind),
    )
    until = Text("", "") if pattern.valid_until is None else _until(pattern.valid_until)
    holidays = (
        Text("祝日も稼働", "also on holidays") if pattern.on_holidays else Text("祝日休み", "not on holidays")
    )
    return Text(
        f"{days.ja} {hours.ja} {amount.ja}（{pattern.valid_from}から{until.ja}、{holidays.ja}）",
        f"{days.en} {hours.en} {amount.en} (from {pattern.valid_from}{until.en}, {holidays.en})",
    )


def exception_text(exception: CalendarException, kind: str) -> Text:
    """Write an exception: 2026-12-29〜2027-01-03 終日 休止（休業：年末年始）."""
    days = Text(f"{exception.first}", f"{exception.first}")
    if exception.last != exception.first:
        days = Text(f"{exception.first}〜{exception.last}", f"{exception.first} to {exception.last}")
    hours, amount = hours_text(exception.from_hour, exception.until_hour), _offered(exception, kind)
    reason, note = REASONS[exception.reason], exception.note
    return Text(
        f"{days.ja} {hours.ja} {amount.ja}（{reason.ja}{'：' + note if note else ''}）",
        f"{days.en} {hours.en} {amount.en} ({reason.en}{': ' + note if note else ''})",
    )


def card_facts(card: Card) -> tuple[tuple[Text, Text], ...]:
    """Return what a card says, name by name, for comparing and for showing."""
    serves = capability_name(card.capability) if card.capability else Text("すべて", "all")
    until = UNTIL_FURTHER_NOTICE if card.qualified_until is None else _day(card.qualified_until)
    return (
        (Text("種別", "Kind"), kind_name(card.kind)),
        (Text("名称", "Name"), card.name),
        (Text("対象の機能", "Serves"), serves),
        (Text("入替え・清掃", "Change-over and cleaning"), _hours(card.changeover_hours)),
        (Text("予約の締切", "Booked at least before"), _hours(card.notice_hours)),
        (Text("適格性の期限", "Qualified until"), until),
    )


def hours_text(from_hour: int, until_hour: int) -> Text:
    """Write hours of a day: 9〜17時, 終日."""
    if (from_hour, until_hour) == (0, 24):
        return Text("終日", "all day")
    return Text(f"{from_hour}〜{until_hour}時", f"{from_hour}:00–{until_hour}:00")


def amount_text(capacity: int, kind: str) -> Text:
    """Write a capacity with what it counts: 24検体."""
    unit = unit_of(kind)
    return Text(f"{capacity:,}{unit.ja}", f"{capacity:,} {unit.en}".rstrip())


def _offered(exception: CalendarException, kind: str) -> Text:
    if not exception.capacity:
        return Text("休止", "closed")
    amount = amount_text(exception.capacity, kind)
    if exception.is_extra:
        return amount
    return Text(f"{amount.ja}まで", f"at most {amount.en}")


def _hours(hours: int) -> Text:
    return Text(f"{hours}時間", f"{hours} h") if hours else Text("なし", "none")


def _until(day: date) -> Text:
    return Text(f"{day}まで", f" until {day}")


def _day(day: date) -> Text:
    return Text(f"{day}", f"{day}")
