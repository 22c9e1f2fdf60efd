"""A forecast as lines of a table: week, low, middle, high and, if wanted, region; every fault at its row."""

import math
from collections.abc import Iterable
from datetime import date

from tsunagu.foundation.era import is_in_era
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cells import as_written, day_in, plain
from tsunagu.foundation.written.rows import Row, Table
from tsunagu.foundation.written.saying import clipped
from tsunagu.planning.domain.stock.stated import Line, monday_of

MOST_LINES = 1_000
LONGEST_REGION = 40
MOST_DOSES = 100_000
COLUMNS = (
    Text("週の月曜日", "Monday of the week"),
    Text("少なめ（10%）", "Low (10%)"),
    Text("中央", "Middle"),
    Text("多め（90%）", "High (90%)"),
    Text("地域", "Region"),
)


def forecast_in(table: Table) -> tuple[Line, ...]:
    """Return the lines of a table; a heading is skipped, the first fault refuses all of it."""
    rows = [row for row in table.rows if row.filled]
    if len(rows) > 1 and not _is_day(rows[0]):
        rows = rows[1:]
    if len(rows) > MOST_LINES:
        raise _fault(0, f"需要予測は{MOST_LINES:,}行までです", f"A forecast has at most {MOST_LINES:,} lines")
    lines = [_line(row) for row in rows]
    _check_once(rows, lines)
    return tuple(sorted(lines, key=lambda line: (line.monday, line.region)))


def _is_day(row: Row) -> bool:
    try:
        day_in(plain(row.cell(0)))
    except BadInput:
        return any(_is_number(row.cell(place)) for place in (1, 2, 3))
    return True


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(plain(text)))
    except ValueError:
        return False


def _line(row: Row) -> Line:
    low, mid, high = (_number(row, place) for place in (1, 2, 3))
    if not low <= mid <= high:
        raise _fault(
            row.number,
            "「少なめ ≦ 中央 ≦ 多め」の順に入力してください",
            "The three numbers must rise: low, middle, high",
        )
    region = as_written(row.cell(4))
    if len(region) > LONGEST_REGION:
        raise _fault(
            row.number,
            f"地域は{LONGEST_REGION}字以内にしてください",
            f"A region has at most {LONGEST_REGION} characters",
        )
    return Line(_monday(row), low, mid, high, region)


def _monday(row: Row) -> date:
    try:
        day = day_in(plain(row.cell(0)))
    except BadInput as refused:
        raise _fault(row.number, refused.reason.ja.rstrip("。"), refused.reason.en.rstrip(".")) from refused
    if not is_in_era(day):
        raise _fault(row.number, "日付の年を確かめてください", "Check the year of the day")
    return monday_of(day)


def _number(row: Row, place: int) -> float:
    text = plain(row.cell(place)).replace(",", "")
    if _is_number(text) and 0 <= float(text) <= MOST_DOSES:
        return float(text)
    name, shown = COLUMNS[place], clipped(text)
    raise _fault(
        row.number,
        f"「{name.ja}」に0〜{MOST_DOSES:,}の数を入力してください（「{shown}」）",
        f"Write a number from 0 to {MOST_DOSES:,} under “{name.en}” (“{shown}”)",
    )


def _check_once(rows: Iterable[Row], lines: Iterable[Line]) -> None:
    seen: set[tuple[date, str]] = set()
    for row, line in zip(rows, lines, strict=True):
        if (line.monday, line.region) in seen:
            raise _fault(
                row.number, "同じ週・同じ地域の行が2つあります", "This week and region stand there twice"
            )
        seen.add((line.monday, line.region))


def _fault(row: int, ja: str, en: str) -> BadInput:
    at_ja, at_en = (f"{row}行目：", f"Row {row}: ") if row else ("", "")
    return BadInput("forecast", Text(f"{at_ja}{ja}。", f"{at_en}{en}."), "lines")
