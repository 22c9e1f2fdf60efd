"""How figures are written inside a reason: hours, days, cells, dates in Japan's time.

Durations are rounded towards caution: what is over is rounded up, what is left is rounded down.
"""

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from tsunagu.foundation.text import Text

JAPAN = timezone(timedelta(hours=9), "JST")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DAYS_FROM_HOURS = 96.0


def local_day(moment: datetime) -> date:
    """Return the calendar day in Japan."""
    return moment.astimezone(JAPAN).date()


def day(moment: datetime | date) -> str:
    """Write a day as ``2026-11-26``."""
    return (local_day(moment) if isinstance(moment, datetime) else moment).isoformat()


def minute(moment: datetime) -> str:
    """Write a moment as ``11-26 10:00``, Japan's time."""
    return moment.astimezone(JAPAN).strftime("%m-%d %H:%M")


def over(span: timedelta) -> Text:
    """Write how much a limit is exceeded, rounded up."""
    return _duration(span, math.ceil)


def left(span: timedelta) -> Text:
    """Write how much is left, rounded down."""
    return _duration(span, math.floor)


def _duration(span: timedelta, round_off: Callable[[float], int]) -> Text:
    minutes = span.total_seconds() / 60
    if abs(minutes) < 60:
        whole = round_off(minutes)
        return Text(f"{whole}分", f"{whole} min")
    hours = minutes / 60
    if abs(hours) < _DAYS_FROM_HOURS:
        tenths = round_off(round(hours * 10, 6)) / 10
        return Text(f"{tenths:.1f}時間", f"{tenths:.1f} h")
    tenths = round_off(round(hours / 24 * 10, 6)) / 10
    return Text(f"{tenths:.1f}日", f"{tenths:.1f} days")


def hours(value: float) -> str:
    """Write a limit in hours without needless decimals: 48, 1.5."""
    return f"{value:g}"


def cells(value: Decimal | None) -> str:
    """Write a number of cells as ``1.1×10⁸``; an open end as ``…``."""
    if value is None:
        return "…"
    if value == 0:
        return "0"
    digits = value.adjusted()
    return (
        f"{value.scaleb(-digits):.2f}".rstrip("0").rstrip(".") + "×10" + str(digits).translate(_SUPERSCRIPTS)
    )


def kilograms(value: Decimal) -> str:
    """Write a weight as ``54.2 kg``."""
    return f"{value:f} kg"
