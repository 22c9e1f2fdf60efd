"""How times are written for people: Asia/Tokyo, short, with the year only where it isn't this one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.utils.translation import get_language

from tsunagu.foundation.clock import now

TOKYO = ZoneInfo("Asia/Tokyo")
_WEEKDAYS_JA = "月火水木金土日"
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment_text(at: datetime, this_year: int, language: str) -> str:
    """Write ``11/10 10:20`` or ``10 Nov 10:20``."""
    local = at.astimezone(TOKYO)
    return f"{_day(local.date(), this_year, language)} {local:%H:%M}"


def day_text(day: date, this_year: int, language: str, weekday: bool = False) -> str:
    """Write ``11/10``, ``11月10日（火）`` or ``Tue 10 Nov``."""
    if not weekday:
        return _day(day, this_year, language)
    if language == "en":
        return f"{_WEEKDAYS_EN[day.weekday()]} {_day(day, this_year, language)}"
    year = "" if day.year == this_year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（{_WEEKDAYS_JA[day.weekday()]}）"


def month_text(day: date, language: str) -> str:
    """Write ``2026年11月`` or ``Nov 2026``."""
    return f"{_MONTHS_EN[day.month - 1]} {day.year}" if language == "en" else f"{day.year}年{day.month}月"


def quarter_text(quarter: str, language: str) -> str:
    """Write a calendar quarter (``2026 Q4``) as ``2026年10〜12月`` or ``Oct–Dec 2026``."""
    year, number = quarter.split(" Q")
    last = int(number) * 3
    if language == "en":
        return f"{_MONTHS_EN[last - 3]}–{_MONTHS_EN[last - 1]} {year}"
    return f"{year}年{last - 2}〜{last}月"


def clock_text(at: datetime) -> str:
    """Write the time of day only, ``10:20``."""
    return f"{at.astimezone(TOKYO):%H:%M}"


def this_year() -> int:
    """Return the year that the installation's clock shows in Tokyo."""
    try:
        at = now()
    except DatabaseError:  # a page that reports the failure must still be drawn
        at = datetime.now(UTC)
    return at.astimezone(TOKYO).year


def language() -> str:
    """Return ``en`` or ``ja``, as the page is written."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def tokyo_date(value: datetime | date) -> date:
    """Return the calendar day in Tokyo."""
    return value.astimezone(TOKYO).date() if isinstance(value, datetime) else value


def _day(day: date, this_year: int, language: str) -> str:
    if language == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]}" + ("" if day.year == this_year else f" {day.year}")
    return ("" if day.year == this_year else f"{day.year}/") + f"{day.month}/{day.day}"
