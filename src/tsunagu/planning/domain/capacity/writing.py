"""Published capacity as the rows of a file, as CSV and as an Excel book: what is written can be read back."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern, Published
from tsunagu.planning.domain.capacity.cells import FORMULA
from tsunagu.planning.domain.capacity.columns import COLUMNS, HOLIDAYS, LINES, NONE
from tsunagu.planning.domain.capacity.vocabulary import REASONS, kind_name, weekdays_text

Cell = str | int


def sheet(published: Iterable[Published], language: str) -> list[list[Cell]]:
    """Return headings and one row for each pattern and exception; a resource without any has a row of its own."""
    rows: list[list[Cell]] = [[column.name.in_language(language) for column in COLUMNS.values()]]
    for one in published:
        lines = [_week(pattern, language) for pattern in one.patterns]
        lines += [_exception(exception, language) for exception in one.exceptions]
        for line in lines or [{"line": LINES["card"].in_language(language)}]:
            filled = {"site": one.site, **_card(one.card, language), **line}
            rows.append([safe(filled.get(key, "")) for key in COLUMNS])
    return rows


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as CSV in UTF-8 with the mark that spreadsheets look for."""
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return ("\ufeff" + written.getvalue()).encode()


def as_book(rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """Return rows as an Excel book with one sheet, its headings fixed."""
    book = Workbook()
    page = book.active
    page.title = title[:31]
    for row in rows:
        page.append(list(row))
    for cell in page[1]:
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = 18
    page.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


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


def safe(cell: Cell) -> Cell:
    """Return a cell that a spreadsheet takes for text, never for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
