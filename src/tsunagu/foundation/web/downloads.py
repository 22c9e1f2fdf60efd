"""Files that a page hands out: tables for spreadsheets, and any other file, under a name in any language."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from tsunagu.foundation.written.sheets import (
    BOOK_TYPE,
    CSV_TYPE,
    SHIFT_JIS_TYPE,
    Rows,
    as_book,
    as_csv,
    as_shift_jis,
)


def csv_file(name: str, rows: Rows, status: int = 200) -> HttpResponse:
    """Hand out rows as CSV: numbers as they are, no cell run as a formula."""
    return file_answer(name, as_csv(rows), CSV_TYPE, status)


def shift_jis_file(name: str, rows: Rows) -> HttpResponse:
    """Hand out rows as CSV for older Japanese programs."""
    return file_answer(name, as_shift_jis(rows), SHIFT_JIS_TYPE)


def book_file(name: str, *sheets: tuple[str, Rows], widths: Sequence[int] = ()) -> HttpResponse:
    """Hand out an Excel book; each sheet is its title and its rows, ``widths`` are in characters, by column."""
    return file_answer(name, as_book(*sheets, widths=widths), BOOK_TYPE)


def file_answer(
    name: str, content: bytes | str, kind: str, status: int = 200, *, is_shown: bool = False
) -> HttpResponse:
    """Hand out a file of a media type, to be kept; with ``is_shown`` a browser may show it instead."""
    kept_name = "".join(sign for sign in name if sign.isprintable())
    answer = HttpResponse(content, content_type=kind, status=status)
    answer["Content-Disposition"] = content_disposition_header(not is_shown, kept_name or "file") or ""
    return answer
