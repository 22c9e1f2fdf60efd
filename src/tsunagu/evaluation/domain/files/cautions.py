"""What a person should look at before recording: results given twice, odd times, missing and mixed units."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from tsunagu.evaluation.domain.files.cells import code_of, is_known_unit
from tsunagu.evaluation.domain.files.moments import JAPAN
from tsunagu.evaluation.domain.files.values import Problem, ReadValue
from tsunagu.evaluation.domain.words import is_not_yet, word_in
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped

MOST_ROWS_NAMED = 5


def cautions(values: Sequence[ReadValue], today: date | None = None) -> tuple[Problem, ...]:
    """Return what is odd about results that could each be read: one sentence for each kind and characteristic.

    Parameters
    ----------
    today : Japan's day; where given, results of a later day are named.
    """
    found = [*_twice(values), *_units(values), *_backwards(values)]
    late = [value for value in values if today and _day(value) is not None and (_day(value) or today) > today]
    if late:
        ja, en = (
            "測定日時が今日より後です。装置の時計を確かめてください。",
            "The time lies in the future; check the clock.",
        )
        found.append(_caution("time_future", late, "", ja, en))
    if values and not all(value.sample for value in values):
        ja, en = (
            "検体の列がありません。どの検体の結果か選んでください。",
            "There is no column of samples; choose the sample.",
        )
        found.append(Problem("sample_column", None, "", Text(ja, en)))
    if values and not all(value.characteristic for value in values):
        ja, en = (
            "項目の列がありません。どの項目の結果か選んでください。",
            "No column names the characteristic; choose it.",
        )
        found.append(Problem("characteristic_column", None, "", Text(ja, en)))
    return tuple(found)


def _day(value: ReadValue) -> date | None:
    return None if value.measured_at is None else value.measured_at.astimezone(JAPAN).date()


def _twice(values: Sequence[ReadValue]) -> Iterator[Problem]:
    groups: dict[tuple[str, str, str], list[ReadValue]] = defaultdict(list)
    for value in values:
        groups[value.sample, value.characteristic, value.replicate].append(value)
    for (sample, characteristic, replicate), group in groups.items():
        if len(group) > 1:
            names = [clipped(part) for part in (sample, characteristic) if part]
            again = f"（反復{clipped(replicate)}）" if replicate else "（反復の番号なし）"
            ja = f"「{'、'.join(names)}」{again}の結果が{len(group)}つあります。どれを記録するか確かめてください。"
            en = f"{', '.join(names)}: {len(group)} results for one replicate; check which is to be recorded."
            yield _caution("twice", group, characteristic, ja, en)


def _units(values: Sequence[ReadValue]) -> Iterator[Problem]:
    groups: dict[str, list[ReadValue]] = defaultdict(list)
    for value in values:
        if word_in(value.text) is None and not is_not_yet(value.text):
            groups[value.characteristic].append(value)
    for characteristic, group in groups.items():
        yield from _units_of(characteristic, group)


def _units_of(characteristic: str, group: Sequence[ReadValue]) -> Iterator[Problem]:
    name, name_en = clipped(characteristic) or "結果", clipped(characteristic) or "Results"
    bare = [value for value in group if not value.unit]
    strange = [value for value in group if value.unit and not is_known_unit(value.unit[:60])]
    by_meaning = {(code_of(value.unit[:60]) or value.unit): value.unit for value in group if value.unit}
    if bare:
        ja, en = f"「{name}」に単位がありません。", f"{name_en}: there is no unit."
        yield _caution("unit_missing", bare, characteristic, ja, en)
    if strange:
        shown = clipped(strange[0].unit)
        ja, en = (
            f"「{name}」の単位「{shown}」が分かりません。",
            f"{name_en}: the unit {shown!r} is not known.",
        )
        yield _caution("unit_unknown", strange, characteristic, ja, en)
    if len(by_meaning) > 1:
        shown = "、".join(f"「{clipped(unit)}」" for unit in list(by_meaning.values())[:4])
        ja = f"「{name}」の単位がそろっていません（{shown}）。"
        en = f"{name_en}: the units differ ({', '.join(clipped(unit) for unit in list(by_meaning.values())[:4])})."
        yield _caution("unit_mixed", group, characteristic, ja, en)


def _backwards(values: Sequence[ReadValue]) -> Iterator[Problem]:
    timed = [value for value in values if value.measured_at is not None]
    later = [
        value
        for before, value in pairwise(timed)
        if before.measured_at and value.measured_at and value.measured_at < before.measured_at
    ]
    if later:
        ja = "測定日時が前の行より前に戻っています。装置の時計か並び順を確かめてください。"
        en = "The time is earlier than in the row before; check the clock or the order of the rows."
        yield _caution("time_backwards", later, "", ja, en)


def _caution(code: str, values: Sequence[ReadValue], column: str, ja: str, en: str) -> Problem:
    rows = sorted({value.row for value in values})
    named = [str(row) for row in rows[:MOST_ROWS_NAMED]]
    more = len(rows) > MOST_ROWS_NAMED
    places_ja = "・".join(named) + ("行目など" if more else "行目")
    places_en = ("Rows " if len(rows) > 1 else "Row ") + ", ".join(named) + (" and others" if more else "")
    return Problem(code, rows[0], column, Text(f"{places_ja}：{ja}", f"{places_en}: {en}"))
