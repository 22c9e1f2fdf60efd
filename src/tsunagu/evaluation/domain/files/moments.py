"""Days and times as instruments write them, read only where the order of day and month is certain."""

import re
from datetime import datetime, timedelta, timezone

from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped

JAPAN = timezone(timedelta(hours=9), "JST")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
_DATE = r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})[-/.]|年(?P<month2>\d{1,2})月)(?P<day>\d{1,2})日?"
_CLOCK = (
    r"(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})[:時](?P<minute>\d{1,2})分?(?::?(?P<second>\d{1,2})(?:\.\d+)?秒?)?"
    r"\s*(?P<half2>AM|PM)?"
)
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_MOMENT = re.compile(rf"{_DATE}(?:[T\s]+{_CLOCK}\s*{_ZONE})?", re.IGNORECASE | re.ASCII)
_WEEKDAY = re.compile(r"\((?:[月火水木金土日]|mon|tue|wed|thu|fri|sat|sun)\)", re.IGNORECASE)
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b", re.ASCII)


def read_moment(text: str) -> datetime:
    """Return the moment that a text names; without an offset it is Japan's, without a time the day's midnight.

    Refuses (``time_order``) ``11/12/2026``, which is a day in November or in December, and (``time_unreadable``)
    what isn't a day of the years 1900 to 2199.
    """
    plain = " ".join(_WEEKDAY.sub(" ", normalised(text[:100])).split())
    found = _MOMENT.fullmatch(plain)
    if found is not None:
        moment = _moment(found)
        if moment is not None:
            return moment
    if _AMBIGUOUS.match(plain):
        ja, en = "は年・月・日の順がはっきりしません", "does not tell day from month"
        raise _unreadable("time_order", text, ja, en)
    raise _unreadable("time_unreadable", text, "を読めません", "can't be read")


def _moment(found: re.Match[str]) -> datetime | None:
    year, day = int(found["year"]), int(found["day"])
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["half"] or found["half2"] or "").upper()
    if half and not 0 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    try:
        month = int(found["month"] or found["month2"])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found["zone"]))
    except ValueError:
        return None
    return moment if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def _zone(offset: str | None) -> timezone:
    if not offset:
        return JAPAN
    if offset in "Zz":
        return timezone(timedelta(0))
    digits = offset[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if offset[0] == "-" else span)


def _unreadable(code: str, text: str, ja: str, en: str) -> BadInput:
    shown = clipped(text)
    return BadInput(
        code,
        Text(
            f"日時「{shown}」{ja}。「2026-11-26 10:00」のような形にしてください。",
            f"The time {shown!r} {en}; write it like 2026-11-26 10:00.",
        ),
    )
