"""Rows of text cells, within limits, and the decimal sign that they are written with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tsunagu.foundation.written.saying import refuse

MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_CELLS = 1_000_000
DecimalSign = Literal[".", ",", "?"]

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SIGN = r"^[<>≦≧≤≥＜＞]?\s*[+-]?"
_BEHIND = r"(?:\s*[^\d.,\s].*)?$"
_POINT = re.compile(rf"{_SIGN}\d+(?:,\d{{3}})*\.\d+{_BEHIND}")
_COMMA = re.compile(rf"{_SIGN}\d+(?:\.\d{{3}})*,\d+{_BEHIND}")
_COMMA_OR_THOUSANDS = re.compile(rf"{_SIGN}[1-9]\d{{0,2}},\d{{3}}{_BEHIND}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number in the file, counted from 1."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int | None) -> str:
        """Return the text of a cell; nothing beyond the end of the row."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells of a sheet that were made one: ``reference`` as Excel names them, rows from 1, places of columns from 0."""

    reference: str
    top: int
    bottom: int
    left: int
    right: int

    @property
    def is_within_a_column(self) -> bool:
        """Whether only cells below each other were merged."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that hold something.

    Attributes
    ----------
    kind : ``csv`` (whatever the separator) or ``xlsx``.
    sheet, sheets : name of the sheet that was read, and of all sheets; empty for text.
    encoding, separator : how the text was read; empty for a book.
    decimal : decimal sign; ``?`` where it can't be told, so that numbers with a comma are refused.
    merged : cells of a sheet that were merged, whatever stands in them.
    hidden : numbers of the rows of a sheet that aren't shown; they are among ``rows`` all the same.
    """

    rows: tuple[Row, ...]
    kind: Literal["csv", "xlsx"]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    decimal: DecimalSign = "."
    merged: tuple[Merged, ...] = ()
    hidden: frozenset[int] = frozenset()


def tidy(cell: str) -> str:
    """Return the text of a cell without control characters and without blanks around it."""
    return _CONTROL.sub("", cell).strip()


def filled_rows(rows: Iterable[tuple[int, list[str]]]) -> tuple[Row, ...]:
    """Return the rows that hold something, or refuse too many rows, columns or cells."""
    found: list[Row] = []
    cells_so_far = 0
    for number, cells in rows:
        kept = [tidy(cell) for cell in cells]
        while kept and not kept[-1]:
            kept.pop()
        if not kept:
            continue
        found.append(Row(number, tuple(kept)))
        cells_so_far += len(kept)
        check_extent(len(found), len(kept), cells_so_far)
    if not found:
        refuse("file_empty", "表に何も書かれていません。", "There is nothing in the table.")
    return tuple(found)


def check_extent(rows: int, columns: int, cells: int) -> None:
    """Refuse a table with too many rows, columns or cells."""
    if rows > MOST_ROWS or cells > MOST_CELLS:
        refuse(
            "file_rows",
            f"表が大きすぎます（上限{MOST_ROWS:,}行、{MOST_CELLS // 10_000}万セル）。分けて書き出してください。",
            f"The table has more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells; export it in parts.",
        )
    if columns > MOST_COLUMNS:
        refuse(
            "file_columns",
            f"列が{MOST_COLUMNS}列を超えています。必要な列だけを書き出してください。",
            f"There are more than {MOST_COLUMNS} columns; export only those that are needed.",
        )


def decimal_sign(rows: Iterable[Row], is_semicolon: bool) -> DecimalSign:
    """Return the decimal sign of a file, from all its numbers: ``5,2`` and ``0,875`` are no thousands.

    Where both signs are used it can't be told, nor where semicolons part the columns and every comma could part
    thousands as well (``1,800``).
    """
    point = comma = unclear = False
    for row in rows:
        for cell in row.cells:
            point = point or _POINT.match(cell) is not None
            if "," in cell and _COMMA.match(cell):
                unclear = unclear or is_semicolon
                comma = comma or _COMMA_OR_THOUSANDS.match(cell) is None
    if comma:
        return "?" if point else ","
    return "?" if unclear and not point else "."
