"""Text files as tables: which encoding, which separator, which rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from tsunagu.foundation.written.rows import Table, decimal_sign, filled_rows
from tsunagu.foundation.written.saying import refuse

SAMPLED_LINES = 200
SEPARATORS = "\t;,"
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\uf8f0-\uf8f3]")  # the last four: bytes that Shift_JIS doesn't know
_QUOTED = re.compile(r'"[^"]*"')


def read_text(content: bytes) -> Table:
    """Return the rows of a text file, with its encoding, its separator and its decimal sign."""
    text, encoding = _decoded(content)
    separator = _separator(text)
    rows = filled_rows(_rows(text, separator))
    decimal = decimal_sign(rows, is_semicolon=separator == ";")
    return Table(rows, "csv", encoding=encoding, separator=separator, decimal=decimal)


def _decoded(content: bytes) -> tuple[str, str]:
    has_mark = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.rstrip("\x1a")  # older instruments end their files with Control-Z
        if not _NO_TEXT.search(text):
            return text, "utf-8" if encoding == "utf-8-sig" else encoding
    refuse(
        "file_encoding",
        "文字として読めないファイルです。CSV（UTF-8またはShift_JIS）か.xlsx形式で書き出してください。",
        "The file can't be read as text; export it as CSV in UTF-8 or Shift_JIS, or as .xlsx.",
    )


def _separator(text: str) -> str:
    """Return the separator that parts the most lines in the same number of columns."""
    lines = [_QUOTED.sub("", line) for line in text[:1_000_000].splitlines()[:SAMPLED_LINES]]

    def evenness(separator: str) -> int:
        counts = Counter(line.count(separator) for line in lines)
        return max((count * lines_with for count, lines_with in counts.items()), default=0)

    return max(SEPARATORS, key=evenness) if any(evenness(each) for each in SEPARATORS) else ","


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    first = 1
    try:
        for cells in reader:
            yield first, cells
            first = reader.line_num + 1
    except csv.Error:
        refuse(
            "file_csv",
            f'{first}行目：CSVとして読めません。引用符（"）が閉じているか確かめてください。',
            f"Row {first} can't be read as CSV; check that every quotation mark is closed.",
        )
