"""Excel books as tables: cells as people see them, merged headings spread, macros never run."""

import datetime
import io
import re
import zipfile
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from tsunagu.evaluation.domain.files.rows import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    check_extent,
    decimal_sign,
    filled_rows,
)
from tsunagu.evaluation.domain.files.values import clipped, refuse
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.words import word_in
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LARGEST_EXPANDED = 80_000_000
MOST_PARTS = 2_000
MOST_MERGED = 10_000
BLANKS_PER_CELL = 5  # a sheet may hold formatted cells without anything in them
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_LITERAL = re.compile(r'"[^"]*"|\\.')
_LEADING_ZEROS = re.compile("0{2,30}")
Grid = dict[int, list[str]]


def read_book(content: bytes, sheet: str | None = None) -> Table:
    """Return the rows of a sheet: formulas by the value that was saved with them, per cent as it is shown.

    A cell that Excel shows as ``86.4%`` holds 0.864; it is read as ``86.4%``. The text of a merged cell stands
    for all its cells; a number or a result in words does not, so that no result is counted twice.
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
        _spread_merged(grid, content, str(chosen._worksheet_path))
    except BadInput:
        raise
    except Exception as broken:
        raise _damaged() from broken
    rows = filled_rows(sorted(grid.items()))
    decimal = decimal_sign(rows, is_semicolon=False)
    return Table(rows, "xlsx", sheet=chosen.title, sheets=names, decimal=decimal)


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


def _spread_merged(grid: Grid, content: bytes, path: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        merged = _MERGED.findall(archive.read(path.lstrip("/")))
    for reference in merged[:MOST_MERGED]:
        left, top, right, bottom = range_boundaries(reference.decode())
        text = grid.get(top, [])[left - 1 : left]
        if not text or not text[0] or _is_result(text[0]):
            continue
        for number in range(top, min(bottom, top + MOST_ROWS) + 1):
            if number in grid:
                _fill(grid[number], left - 1, min(right, MOST_COLUMNS), text[0])


def _fill(cells: list[str], left: int, right: int, text: str) -> None:
    cells.extend([""] * (right - len(cells)))
    cells[left:right] = [text] * (right - left)


def _is_result(text: str) -> bool:
    try:
        return word_in(text) is not None or parse_number(text) is not None
    except BadInput:
        return False
