"""Cells of a list that people keep, as values: signs, words of closed lists, days as they are written in Japan."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs that a spreadsheet takes for the beginning of a formula; in Japan the full-width ones too."""
ERAS: dict[str, tuple[str, date, date]] = {
    "明治": ("M", date(1868, 10, 23), date(1912, 7, 29)),
    "大正": ("T", date(1912, 7, 30), date(1926, 12, 24)),
    "昭和": ("S", date(1926, 12, 25), date(1989, 1, 7)),
    "平成": ("H", date(1989, 1, 8), date(2019, 4, 30)),
    "令和": ("R", date(2019, 5, 1), date.max),
}
"""Japanese eras: their letter, first and last day."""
_LETTERS = {letter: name for name, (letter, _, _) in ERAS.items()}
_BY_ERA = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])\.?(\d{1,2}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}")
_SERIAL_ZERO = date(1899, 12, 30)
"""The day that Excel counts from, its 29 February 1900 allowed for; good from March 1900."""


def as_written(text: str) -> str:
    """Return a cell as it was written, without the mark that keeps spreadsheets from reading a formula."""
    stripped = text.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:2] in FORMULA else stripped


def plain(text: str) -> str:
    """Return a cell in half-width signs."""
    return unicodedata.normalize("NFKC", as_written(text)).strip()


def word_in(text: str, words: Mapping[str, Text]) -> str:
    """Read a word of a closed list in either language, or its code."""
    for key, name in words.items():
        if text.lower() in (key, plain(name.ja).lower(), plain(name.en).lower()):
            return key
    ja, en = "、".join(one.ja for one in words.values()), ", ".join(one.en for one in words.values())
    raise unread("word", text, f"次のどれかにしてください：{ja}", f"Use one of these: {en}")


def day_in(text: str) -> date:
    """Read a day: 2026-12-29, 2026/12/29, 2026年12月29日, 20261229, 令和8年12月29日, R8.12.29, Excel's 46385.

    Refuses days that the calendar or the era doesn't have, and years before 1900 or after 2199.
    """
    found = plain(text).replace(" ", "") if "年" in text or "月" in text else plain(text)
    day = _by_era(found, text) or _by_year(found) or _by_number(found)
    if day is not None:
        check_era([day])
        return day
    raise unread(
        "day", text, "日付を「2026-12-29」や「令和8年12月29日」の形で、暦にある日で入力してください",
        "Write a day of the calendar as 2026-12-29",
    )  # fmt: skip


def _by_era(found: str, text: str) -> date | None:
    parts = _BY_ERA.fullmatch(found)
    if parts is None:
        return None
    name = _LETTERS.get(parts[1], parts[1])
    _, first, last = ERAS[name]
    number = 1 if parts[2] == "元" else int(parts[2])
    day = _day(first.year + number - 1, int(parts[3]), int(parts[4])) if number else None
    if day is not None and not first <= day <= last:
        told = f"{name}は{first.year}年{first.month}月{first.day}日から"
        told += "です" if last == date.max else f"{last.year}年{last.month}月{last.day}日までです"
        raise unread("day", text, f"{told}。日付を確かめてください", "Its era has no such day")
    return day


def _by_year(found: str) -> date | None:
    parts = _DAY.fullmatch(found) or _DIGITS.fullmatch(found)
    return None if parts is None else _day(*(int(part) for part in parts.groups()))


def _by_number(found: str) -> date | None:
    return _SERIAL_ZERO + timedelta(days=int(found)) if _SERIAL.fullmatch(found) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def unread(code: str, text: str, ja: str, en: str) -> BadInput:
    """Return the refusal of one cell, with what stands in it and what to write instead."""
    shown = clipped(text)
    return BadInput(code, Text(f"「{shown}」は読み取れません。{ja}。", f"“{shown}” can't be read. {en}."))
