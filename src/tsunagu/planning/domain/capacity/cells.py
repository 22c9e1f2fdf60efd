"""Cells of a capacity file as values: days, hours, whole numbers, weekdays, words of closed lists."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from tsunagu.evaluation.domain.files.values import clipped
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.vocabulary import WEEKDAYS

_DAY = re.compile(r"(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
_HOUR = re.compile(r"(\d{1,2})(?::00(?::00)?|時)?")
_WHOLE = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}")
_EVERY = {"毎日": range(7), "every day": range(7), "平日": range(5), "weekdays": range(5)}
FORMULA = ("=", "+", "-", "@")
"""Signs that a spreadsheet takes for the beginning of a formula."""
_BETWEEN = re.compile(r"(?:曜日?|[\s,、・/])+")


def as_written(text: str) -> str:
    """Return a cell as it was written, without the mark that keeps spreadsheets from reading a formula."""
    stripped = text.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:2] in FORMULA else stripped


def plain(text: str) -> str:
    """Return a cell in half-width signs."""
    return unicodedata.normalize("NFKC", as_written(text)).strip()


def day_in(text: str) -> date:
    """Read a day: 2026-12-29, 2026/12/29, 2026年12月29日."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise _unread("day", text, "日付を「2026-12-29」の形で入力してください", "Write a day as 2026-12-29")


def hour_in(text: str) -> int:
    """Read a full hour: 9, 9:00, 9時."""
    if found := _HOUR.fullmatch(text):
        return int(found.group(1))
    raise _unread("hour", text, "時刻を0〜24の整数で入力してください", "Write a full hour, from 0 to 24")


def whole_in(text: str) -> int:
    """Read a whole number that isn't negative."""
    if _WHOLE.fullmatch(text):
        return int(text.replace(",", ""))
    raise _unread("number", text, "0以上の整数で入力してください", "Write a whole number, 0 or more")


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


def word_in(text: str, words: Mapping[str, Text]) -> str:
    """Read a word of a closed list in either language, or its code."""
    for key, name in words.items():
        if text.lower() in (key, plain(name.ja).lower(), plain(name.en).lower()):
            return key
    ja, en = "、".join(one.ja for one in words.values()), ", ".join(one.en for one in words.values())
    raise _unread("word", text, f"次のどれかにしてください：{ja}", f"Use one of these: {en}")


def _weekdays_of(part: str, text: str) -> set[int]:
    names = {name.en.lower(): number for number, name in enumerate(WEEKDAYS)}
    if (number := names.get(part[:3].lower())) is not None and part.isascii():
        return {number}
    signs = {name.ja: number for number, name in enumerate(WEEKDAYS)}
    if set(part) <= set(signs):
        return {signs[sign] for sign in part}
    raise _no_weekdays(text)


def _no_weekdays(text: str) -> BadInput:
    return _unread(
        "weekdays", text, "曜日を「月火水木金」の形で入力してください", "Write weekdays as Mon Tue Wed"
    )


def _unread(code: str, text: str, ja: str, en: str) -> BadInput:
    shown = clipped(text)
    return BadInput(code, Text(f"「{shown}」は読み取れません。{ja}。", f"“{shown}” can't be read. {en}."))
