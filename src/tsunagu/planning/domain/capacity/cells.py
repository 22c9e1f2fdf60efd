"""Cells of a capacity file as values: hours, whole numbers, weekdays."""

import re

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.written.cells import unread
from tsunagu.planning.domain.capacity.vocabulary import WEEKDAYS

_HOUR = re.compile(r"(\d{1,2})(?::00(?::00)?|時)?")
_WHOLE = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}")
_EVERY = {"毎日": range(7), "every day": range(7), "平日": range(5), "weekdays": range(5)}
_BETWEEN = re.compile(r"(?:曜日?|[\s,、・/])+")


def hour_in(text: str) -> int:
    """Read a full hour: 9, 9:00, 9時."""
    if found := _HOUR.fullmatch(text):
        return int(found.group(1))
    raise unread("hour", text, "時刻を0〜24の整数で入力してください", "Write a full hour, from 0 to 24")


def whole_in(text: str) -> int:
    """Read a whole number that isn't negative."""
    if _WHOLE.fullmatch(text):
        return int(text.replace(",", ""))
    raise unread("number", text, "0以上の整数で入力してください", "Write a whole number, 0 or more")


def weekdays_in(text: str) -> frozenset[int]:
    """Read days of the week: 月火水木金, 月・水, Mon Wed, 平日, 毎日."""
    if (every := _EVERY.get(text.lower())) is not None:
        return frozenset(every)
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(text)):
        found |= _weekdays_of(part, text)
    if found:
        return frozenset(found)
    raise _no_weekdays(text)


def _weekdays_of(part: str, text: str) -> set[int]:
    names = {name.en.lower(): number for number, name in enumerate(WEEKDAYS)}
    if (number := names.get(part[:3].lower())) is not None and part.isascii():
        return {number}
    signs = {name.ja: number for number, name in enumerate(WEEKDAYS)}
    if set(part) <= set(signs):
        return {signs[sign] for sign in part}
    raise _no_weekdays(text)


def _no_weekdays(text: str) -> BadInput:
    return unread(
        "weekdays", text, "曜日を「月火水木金」の形で入力してください", "Write weekdays as Mon Tue Wed"
    )
