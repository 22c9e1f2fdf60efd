"""Published capacity as the rows of a file: what is written can be read back."""

from collections.abc import Iterable

from tsunagu.foundation.written.sheets import Cell
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern, Published
from tsunagu.planning.domain.capacity.columns import COLUMNS, HOLIDAYS, LINES, NONE
from tsunagu.planning.domain.capacity.vocabulary import REASONS, kind_name, weekdays_text


def sheet(published: Iterable[Published], language: str) -> list[list[Cell]]:
    """Return headings and one row for each pattern and exception; a resource without any has a row of its own."""
    rows: list[list[Cell]] = [[column.name.in_language(language) for column in COLUMNS.values()]]
    for one in published:
        lines = [_week(pattern, language) for pattern in one.patterns]
        lines += [_exception(exception, language) for exception in one.exceptions]
        for line in lines or [{"line": LINES["card"].in_language(language)}]:
            filled = {"site": one.site, **_card(one.card, language), **line}
            rows.append([filled.get(key, "") for key in COLUMNS])
    return rows


def _card(card: Card, language: str) -> dict[str, Cell]:
    return {
        "resource": card.key,
        "kind": kind_name(card.kind).in_language(language),
        "name_ja": card.name.ja,
        "name_en": card.name.en,
        "capability": card.capability or NONE,
        "changeover_hours": card.changeover_hours,
        "notice_hours": card.notice_hours,
        "qualified_until": f"{card.qualified_until or NONE}",
    }


def _week(pattern: Pattern, language: str) -> dict[str, Cell]:
    return {
        "line": LINES["week"].in_language(language),
        "weekdays": weekdays_text(pattern.weekdays).in_language(language),
        "first": f"{pattern.valid_from}",
        "last": f"{pattern.valid_until or NONE}",
        "from_hour": pattern.from_hour,
        "until_hour": pattern.until_hour,
        "capacity": pattern.capacity,
        "holidays": HOLIDAYS["yes" if pattern.on_holidays else "no"].in_language(language),
    }


def _exception(exception: CalendarException, language: str) -> dict[str, Cell]:
    return {
        "line": LINES["exception"].in_language(language),
        "first": f"{exception.first}",
        "last": f"{exception.last}",
        "from_hour": exception.from_hour,
        "until_hour": exception.until_hour,
        "capacity": exception.capacity,
        "reason": REASONS[exception.reason].in_language(language),
        "note": exception.note or NONE,
    }
