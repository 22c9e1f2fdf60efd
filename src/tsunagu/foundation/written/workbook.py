"""Excel books as tables: cells as people see them, merged headings spread, macros never run."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import (
    MOST_COLUMNS,
    MOST_ROWS,
    Merged,
    Table,
    check_extent,
    decimal_sign,
    filled_rows,
)
from tsunagu.foundation.written.saying import clipped, refuse

LARGEST_EXPANDED = 80_000_000
MOST_PARTS = 2_000
MOST_MERGED = 10_000
BLANKS_PER_CELL = 5  # a sheet may hold formatted cells without anything in them
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_HIDDEN = re.compile(rb'<(?:\w+:)?row (?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_NUMBER = re.compile(rb'\br="(\d+)"')
_PLAIN_NUMBER = re.compile(r"[+-]?[\d.,]+%?")
_LITERAL = re.compile(r'"[^"]*"|\\.')
_LEADING_ZEROS = re.compile("0{2,30}")
Grid = dict[int, list[str]]


def read_book(
    content: bytes, sheet: str | None = None, stands_once: Callable[[str], bool] | None = None
) -> Table:
    """Return the rows of a sheet: formulas by the value that was saved with them, per cent as it is shown.

    A cell that Excel shows as ``86.4%`` holds 0.864; it is read as ``86.4%``. The text of a merged cell stands
    for all its cells, unless it ``stands_once`` (a number, without another rule): so that nothing is counted twice.
    """
    _check_expansion(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as broken:  # whatever a damaged book raises inside the library
        raise _damaged() from broken
    sheets = [each for each in book.worksheets if each.sheet_state == "visible"] or list(book.worksheets)
    names = tuple(each.title for each in sheets)
    chosen = next((each for each in sheets if sheet in (None, each.title)), None)
    if chosen is None and sheet is None:
        raise _damaged()
    if chosen is None:
        shown = "、".join(f"「{clipped(name)}」" for name in names[:10])
        refuse(
            "file_sheet",
            f"シート「{clipped(sheet or '')}」がありません。このファイルのシート：{shown or 'なし'}。",
            f"There is no sheet {clipped(sheet or '')!r}; there are: {', '.join(names[:10]) or 'none'}.",
        )
    try:
        grid = _grid(chosen)
        written = _sheet_as_written(content, str(chosen._worksheet_path))
        merged = _merged(written)
        _spread(grid, merged, stands_once or _is_number)
    except BadInput:
        raise
    except Exception as broken:
        raise _damaged() from broken
    rows = filled_rows(sorted(grid.items()))
    decimal = decimal_sign(rows, is_semicolon=False)
    hidden = frozenset(int(number) for row in _HIDDEN.findall(written) for number in _NUMBER.findall(row))
    return Table(
        rows, "xlsx", sheet=chosen.title, sheets=names, decimal=decimal, merged=merged, hidden=hidden
    )


def _damaged() -> BadInput:
    ja = "Excelファイルとして読めません。Excelで開いて.xlsx形式で保存し直してください。"
    en = "The file can't be read as an Excel book; open it in Excel and save it as .xlsx."
    return BadInput("file_book", Text(ja, en), field="file")


def _check_expansion(content: bytes) -> None:
    """Refuse a book that is no zip file, is encrypted or would expand beyond measure, before expanding it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise _damaged() from broken
    if any(part.flag_bits & 1 for part in parts):
        raise _damaged()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_EXPANDED:
        refuse(
            "file_expands",
            "Excelファイルの中身が大きすぎます。必要なシートだけを新しいファイルに保存してください。",
            "The Excel book expands to too much; save only the sheet that is needed in a new file.",
        )


def _grid(sheet: Any) -> Grid:
    sheet.reset_dimensions()  # what the file claims about its size is not to be trusted
    grid: Grid = {}
    seen = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        seen += len(cells)
        check_extent(len(grid), 0, seen // BLANKS_PER_CELL)
        texts = [_text(cell) for cell in cells[: MOST_COLUMNS + 1]]
        if any(texts):
            grid[number] = texts
    return grid


def _text(cell: Any) -> str:
    """Return a cell as people see it in Excel, with at most the 15 figures that Excel keeps."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format or "")
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    if not abs(value) < float("inf"):
        return "#NUM!"
    if isinstance(value, int) and _LEADING_ZEROS.fullmatch(number_format):
        return str(value).zfill(len(number_format))  # 00123 is the name of a sample
    figures = Decimal(str(value) if isinstance(value, int) else format(value, ".15g"))
    is_percent = "%" in _LITERAL.sub("", number_format)
    shown = figures.scaleb(2) if is_percent else figures
    text = format(shown, "f") if -7 < shown.adjusted() < 16 else format(shown, "e")
    if "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text + ("%" if is_percent else "")


def _sheet_as_written(content: bytes, path: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path.lstrip("/"))


def _merged(written: bytes) -> tuple[Merged, ...]:
    found = []
    for reference in _MERGED.findall(written)[:MOST_MERGED]:
        left, top, right, bottom = range_boundaries(reference.decode())
        found.append(Merged(reference.decode(), top, bottom, left - 1, right - 1))
    return tuple(found)


def _spread(grid: Grid, merged: tuple[Merged, ...], stands_once: Callable[[str], bool]) -> None:
    for area in merged:
        text = grid.get(area.top, [])[area.left : area.left + 1]
        if not text or not text[0] or stands_once(text[0]):
            continue
        for number in range(area.top, min(area.bottom, area.top + MOST_ROWS) + 1):
            if number in grid:
                _fill(grid[number], area.left, min(area.right + 1, MOST_COLUMNS), text[0])


def _fill(cells: list[str], left: int, right: int, text: str) -> None:
    cells.extend([""] * (right - len(cells)))
    cells[left:right] = [text] * (right - left)


def _is_number(text: str) -> bool:
    return _PLAIN_NUMBER.fullmatch(text.strip()) is not None
