"""Rows as files that spreadsheets open: CSV in two encodings, and an Excel book whose days are days."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tsunagu.foundation.written.cells import FORMULA

Cell = str | int | float
DayCell = Cell | date
Rows = Iterable[Sequence[object]]
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
SHIFT_JIS_TYPE = "text/csv; charset=Shift_JIS"
WIDTH = 18

_IN_SHIFT_JIS = str.maketrans("〜−‖—", "～－∥―")
"""Signs that Unicode has twice, as Shift_JIS of Windows has them: a Mac types the first, Windows the second."""
_HARMLESS = re.compile(r".|-[\d,.]+(?:[eE][-+]?\d+)?%?")
"""A single sign, or a negative number: it begins like a formula and is none."""


def safe(cell: object) -> object:
    """Return a cell that a spreadsheet takes for text, never for a formula; made safe again it stays the same."""
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA) and not _HARMLESS.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def as_csv(rows: Rows) -> bytes:
    """Return rows as CSV in UTF-8 with the mark that spreadsheets look for; no cell is run as a formula."""
    return ("\ufeff" + _written(rows)).encode()


def as_shift_jis(rows: Rows) -> bytes:
    """Return rows as CSV for older Japanese programs; what Shift_JIS doesn't have becomes a question mark."""
    return _encoded(_written(rows))


def in_shift_jis(text: str) -> str:
    """Return what is left of a text once it was written in Shift_JIS."""
    return _encoded(text).decode("cp932")


def _encoded(text: str) -> bytes:
    return text.translate(_IN_SHIFT_JIS).encode("cp932", "replace")


def _written(rows: Rows) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(map(safe, row) for row in rows)
    return written.getvalue()


def as_book(*sheets: tuple[str, Rows], widths: Sequence[int] = ()) -> bytes:
    """Return an Excel book of sheets: each its title and rows, headings fixed; ``widths`` in characters, by column."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        _fill(book.create_sheet(title[:31]), rows, widths)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _fill(page: Worksheet, rows: Rows, widths: Sequence[int]) -> None:
    for row in rows:
        page.append([safe(cell) for cell in row])
    for place, cell in enumerate(page[1]):
        cell.font = Font(bold=True)
        width = widths[place] if place < len(widths) else WIDTH
        page.column_dimensions[get_column_letter(place + 1)].width = width
    for line in page.iter_rows(min_row=2):
        for cell in line:
            if isinstance(cell.value, date):
                cell.number_format = "yyyy/mm/dd"
    page.freeze_panes = "A2"
