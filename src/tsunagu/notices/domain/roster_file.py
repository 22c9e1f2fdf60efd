"""A roster written as a CSV file: read line by line, every fault named with its line and column."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cells import as_written
from tsunagu.notices.domain.roster import DUTIES

COLUMNS = ("担当", "順番", "曜日", "開始", "終了", "氏名", "電話")
"""Duty, order, days of the week, from and until (full hours), name, telephone."""
WEEKDAYS = "月火水木金土日"
_ENGLISH = {"duty": "担当", "order": "順番", "weekdays": "曜日", "from": "開始", "until": "終了", "name": "氏名",
            "phone": "電話"}  # fmt: skip
MOST_LINES = 500
MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the file: a weekly turn of somebody."""

    line: int
    duty: str
    order: int
    weekdays: str
    from_hour: int
    until_hour: int
    name: str
    phone: str


def read_roster(content: bytes) -> list[FileLine]:
    """Return the lines of a file in UTF-8 or as Excel of Japanese Windows writes it.

    Raises
    ------
    BadInput : what can't be read, with the line and the column.
    """
    if len(content) > MOST_BYTES:
        raise _refused(f"{MOST_BYTES // 1000}KBまでです", f"it may have up to {MOST_BYTES // 1000} KB")
    rows = list(csv.reader(io.StringIO(_text_of(content))))
    if not rows:
        raise _refused("中身がありません", "it is empty")
    places = _places([_ENGLISH.get(cell.strip().lower(), cell.strip()) for cell in rows[0]])
    found = list(_lines(rows[1:], places))
    if not found:
        raise _refused("当番の行がありません", "it has no line with a turn")
    return found


def _text_of(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused("文字コードがUTF-8でもShift_JISでもありません", "it is neither UTF-8 nor Shift_JIS")


def _places(header: list[str]) -> dict[str, int]:
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        columns = "、".join(missing)
        raise _refused(f"1行目に列「{columns}」がありません", f"its first line lacks the columns {columns}")
    return {name: header.index(name) for name in COLUMNS}


def _lines(rows: list[list[str]], places: dict[str, int]) -> Iterator[FileLine]:
    if len(rows) > MOST_LINES:
        raise _refused(f"{MOST_LINES}行までです", f"it may have up to {MOST_LINES} lines")
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row):
            yield _line(
                number, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
            )


def _line(number: int, said: dict[str, str]) -> FileLine:
    return FileLine(
        number,
        _duty(number, said["担当"]),
        _whole(number, "順番", said["順番"]),
        _weekdays(number, said["曜日"]),
        _whole(number, "開始", said["開始"]),
        _whole(number, "終了", said["終了"]),
        as_written(said["氏名"]),
        as_written(said["電話"]),
    )


def _duty(number: int, said: str) -> str:
    for key, name in DUTIES.items():
        if said in (key, name.ja, name.en):
            return key
    raise _unreadable(number, "担当", said)


def _weekdays(number: int, said: str) -> str:
    days = WEEKDAYS if said == "毎日" else said
    if not days or set(days) - set(WEEKDAYS):
        raise _unreadable(number, "曜日", said)
    return "".join("1" if day in days else "0" for day in WEEKDAYS)


def _whole(number: int, column: str, said: str) -> int:
    text = said.removesuffix(":00").removesuffix("時")
    if not (text.isascii() and text.isdigit() and len(text) <= 2):
        raise _unreadable(number, column, said)
    return int(text)


def _unreadable(number: int, column: str, said: str) -> BadInput:
    shown = said[:30]
    return _refused(
        f"{number}行目「{column}」の「{shown}」は読み取れません",
        f"line {number}, column {column}: “{shown}” can't be read",
    )


def _refused(ja: str, en: str) -> BadInput:
    return BadInput(
        "roster_file",
        Text(
            f"ファイルを読み込めません：{ja}。何も変更していません。", f"The file: {en}. Nothing was changed."
        ),
        field="file",
    )
