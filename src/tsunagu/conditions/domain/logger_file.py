"""Read the CSV file of a temperature logger: what is wrong is refused with its line, nothing is guessed."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import NoReturn

from tsunagu.conditions.domain.logger_columns import Columns, check_unit, find_columns
from tsunagu.conditions.domain.readings import Reading
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LARGEST_BYTES = 10_000_000
MOST_ROWS = 200_000
HEADER_WITHIN_LINES = 60
LOWEST_CELSIUS, HIGHEST_CELSIUS = -273.15, 100.0
CLOCK_GRACE = timedelta(minutes=10)
JAPAN = timezone(timedelta(hours=9), "JST")
# What loggers write when the sensor is open, short, out of range or absent.
NO_VALUE = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "----",
        "*",
        "**",
        "***",
        "****",
        "nan",
        "n/a",
        "na",
        "null",
        "none",
        "err",
        "error",
    }
    | {
        "open",
        "short",
        "ol",
        "ll",
        "hh",
        "lll",
        "hhh",
        "disconnected",
        "no sensor",
        "断線",
        "未接続",
        "エラー",
    }
    | {"センサー異常", "センサ異常", "範囲外", "欠測", "測定不能", "#n/a"}
)
_NOT_A_UNIT = tuple(".,:/+-0123456789")
_VALUE = re.compile(r"^([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)\s*(.*)$", re.DOTALL)
_JAPANESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(\d{1,2})時(\d{1,2})分(?:(\d{1,2})秒)?$")
_PLAIN_DATE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$"
)


@dataclass(frozen=True, slots=True)
class Recording:
    """The readings of a file in order of time; ``dropouts`` are moments at which the sensor gave no value."""

    readings: tuple[Reading, ...]
    dropouts: tuple[datetime, ...]
    encoding: str

    @property
    def start(self) -> datetime:
        """Time of the first reading."""
        return self.readings[0].at

    @property
    def end(self) -> datetime:
        """Time of the last reading."""
        return self.readings[-1].at


def parse(content: bytes, now: datetime | None = None) -> Recording:
    """Return the readings of a logger file, or refuse it with one sentence that names the line.

    Parameters
    ----------
    content : the bytes as uploaded: CSV, semicolons or tabs; UTF-8, UTF-16 or Shift_JIS.
    now : where given, readings more than ten minutes later are refused.

    Notes
    -----
    Times without an offset are Japan's. Readings far apart are no refusal: the verdict reports them as gaps.
    """
    text, encoding = _decoded(content)
    readings: list[Reading] = []
    dropouts: list[datetime] = []
    columns: Columns | None = None
    last: datetime | None = None
    rows = 0
    for line, cells in _rows(text):
        if columns is None:
            columns = find_columns(cells, line)
            if columns is None and line > HEADER_WITHIN_LINES:
                break
            continue
        rows += 1
        if rows > MOST_ROWS:
            _refuse(
                "logger_rows",
                f"記録が{MOST_ROWS:,}行を超えています。期間を分けて書き出してください。",
                f"There are more than {MOST_ROWS:,} readings; export a shorter period.",
            )
        at = _moment(cells, columns, line)
        _check_order(at, last, now, line)
        last = at
        celsius = _celsius(cells, columns, line)
        if celsius is None:
            dropouts.append(at)
        else:
            readings.append(Reading(at, celsius))
    return _recording(columns, readings, dropouts, encoding)


def _recording(
    columns: Columns | None, readings: list[Reading], dropouts: list[datetime], encoding: str
) -> Recording:
    if columns is None:
        _refuse(
            "logger_header",
            "「日時」と「温度(℃)」の見出しの行が見つかりません。ロガーからCSVで書き出したファイルか確かめてください。",
            'No header with a time and a "temperature (°C)" was found; export the file from the logger as CSV.',
        )
    if not readings:
        _refuse(
            "logger_empty",
            "温度の記録が1件もありません。センサーの接続とファイルを確かめてください。",
            "There is not one temperature in the file; check the sensor and the file.",
        )
    return Recording(tuple(readings), tuple(dropouts), encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    if len(content) > LARGEST_BYTES:
        _refuse(
            "logger_size",
            f"ファイルが大きすぎます（上限{LARGEST_BYTES // 1_000_000} MB）。期間を分けて書き出してください。",
            f"The file is larger than {LARGEST_BYTES // 1_000_000} MB; export a shorter period.",
        )
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return unicodedata.normalize("NFKC", text).replace("\u2212", "-"), encoding
    _refuse(
        "logger_encoding",
        "文字として読めないファイルです。CSV（UTF-8 または Shift_JIS）で書き出してください。",
        "The file can't be read as text; export it as CSV in UTF-8 or Shift_JIS.",
    )


def _encodings(content: bytes) -> tuple[str, ...]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    return ("utf-8-sig", "cp932")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines()
    sample = "\n".join(lines[:HEADER_WITHIN_LINES])
    delimiter = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        line = reader.line_num
        _refuse("logger_csv", f"{line}行目:CSVとして読めません。", f"Line {line} can't be read as CSV.")


def _moment(cells: list[str], columns: Columns, line: int) -> datetime:
    places = [columns.moment] if columns.clock is None else [columns.moment, columns.clock]
    text = " ".join(cells[place].strip() for place in places if place < len(cells))
    found = _PLAIN_DATE.match(text) or _JAPANESE_DATE.match(text)
    if found:
        parts = [int(part) for part in found.groups(default="0")[:6]]
        offset = found.group(7) if found.re is _PLAIN_DATE else None
        try:
            return datetime(*parts, tzinfo=_zone(offset))  # type: ignore[misc, arg-type]
        except ValueError:
            pass
    _refuse(
        "logger_time",
        f"{line}行目:日時「{text[:40]}」を読めません。「2026-11-26 10:00:00」のような形にしてください。",
        f"Line {line}: the time {text[:40]!r} can't be read; write it like 2026-11-26 10:00:00.",
    )


def _zone(offset: str | None) -> timezone:
    if not offset:
        return JAPAN
    if offset == "Z":
        return timezone(timedelta(0))
    digits = offset[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if offset[0] == "-" else span)


def _check_order(at: datetime, last: datetime | None, now: datetime | None, line: int) -> None:
    if last is not None and at <= last:
        _refuse(
            "logger_order",
            f"{line}行目:日時が前の行より後になっていません。ロガーの時計を確かめてください。",
            f"Line {line}: the time is not later than the line before; check the logger's clock.",
        )
    if now is not None and at > now + CLOCK_GRACE:
        _refuse(
            "logger_future",
            f"{line}行目:日時が現在より後になっています。ロガーの時計を確かめてください。",
            f"Line {line}: the time lies in the future; check the logger's clock.",
        )


def _celsius(cells: list[str], columns: Columns, line: int) -> float | None:
    if columns.unit is not None and columns.unit < len(cells):
        check_unit(cells[columns.unit].strip(), line)
    text = cells[columns.temperature].strip() if columns.temperature < len(cells) else ""
    if text.lower() in NO_VALUE:
        return None
    found = _VALUE.match(text.replace(",", ".") if text.count(",") == 1 else text)
    if found is None or found.group(2)[:1] in _NOT_A_UNIT:
        _refuse(
            "logger_value",
            f"{line}行目:温度「{text[:40]}」を数値として読めません。",
            f"Line {line}: the temperature {text[:40]!r} is not a number.",
        )
    check_unit(found.group(2).strip(), line)
    celsius = float(found.group(1))
    if not LOWEST_CELSIUS <= celsius <= HIGHEST_CELSIUS:
        _refuse(
            "logger_range",
            f"{line}行目:{celsius:g} ℃はありえない値です。単位が摂氏（℃）か確かめてください。",
            f"Line {line}: {celsius:g} °C is impossible; check that the unit is degrees Celsius.",
        )
    return celsius


def _refuse(code: str, ja: str, en: str) -> NoReturn:
    raise BadInput(code, Text(ja, en), field="file")
