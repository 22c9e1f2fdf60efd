"""Files as a laboratory's instruments would write them, for the samples of a case."""

import io
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook

HEADER = ("検体番号", "試験項目", "測定値", "単位", "反復", "測定日時", "測定者", "装置", "試薬ロット")
Row = Sequence[str]


def row(
    sample: str, name: str, value: str, unit: str = "", replicate: str = "", at: datetime | str = ""
) -> Row:
    """One result of a table with one result per row."""
    when = at if isinstance(at, str) else f"{at:%Y-%m-%dT%H:%M:%S%z}"
    return (sample, name, value, unit, replicate, when, "試験 太郎", "計数装置1号", "R26-11")


def table(*rows: Row, encoding: str = "utf-8") -> bytes:
    """A CSV with one result per row."""
    return "\r\n".join(",".join(one) for one in (HEADER, *rows)).encode(encoding)


def book(*rows: Row) -> bytes:
    """The same as an Excel book."""
    found = Workbook()
    sheet = found.active
    assert sheet is not None
    for one in (HEADER, *rows):
        sheet.append(list(one))
    written = io.BytesIO()
    found.save(written)
    return written.getvalue()
