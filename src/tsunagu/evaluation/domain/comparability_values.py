"""Values of lots as people type or paste them: what was understood, cell by cell, before anything is recorded."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from tsunagu.evaluation.domain.comparability import LARGEST, Criterion, StudyPlan
from tsunagu.evaluation.domain.comparability_plan import table_of
from tsunagu.evaluation.domain.numbers import parse_number
from tsunagu.evaluation.domain.units import is_same_unit
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

LONGEST_TABLE, MOST_CELLS = 40_000, 2_000
_LOT_HEADS = frozenset({"ロット", "ロット番号", "lot", "lot number"})
_PASSED_OVER = frozenset({"前後", "変更", "side", "ドナー", "donor", "block"})
Known = Mapping[tuple[str, str], str]
"""Values that are there already, as their exact numbers, by lot and characteristic."""


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value to be recorded: of which lot and characteristic, and where it comes from.

    ``source`` is a document or the number of the lot's production; ``result`` the result in the ledger, tested at
    ``dated``.
    """

    lot: str
    key: str
    number: Decimal
    text: str
    source: str
    result: UUID | None = None
    dated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What was understood of one cell; ``was`` is the number that it would replace."""

    lot: str
    criterion: Criterion
    text: str
    number: Decimal | None
    was: str = ""
    problem: Text | None = None

    @property
    def is_new(self) -> bool:
        """Whether it would be recorded: readable, and not there already."""
        return self.number is not None and (not self.was or Decimal(self.was) != self.number)

    @property
    def replaces(self) -> bool:
        """Whether it would take the place of another number."""
        return self.is_new and bool(self.was)


@dataclass(frozen=True, slots=True)
class Preview:
    """A pasted table as it was understood; ``problems`` are about the table as a whole."""

    cells: tuple[Cell, ...]
    problems: tuple[Text, ...]
    passed_over: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can be recorded: nothing unread, and something new."""
        return not self.problems and all(one.problem is None for one in self.cells) and self.has_new

    @property
    def has_new(self) -> bool:
        """Whether anything would be recorded."""
        return any(one.is_new for one in self.cells)


def read_values(typed: str, plan: StudyPlan, lots: Collection[str], known: Known) -> Preview:
    """Return what a table says: a line for each lot, a column for each characteristic of the plan.

    Refuses (``BadInput``) what is no table at all; what it can't read of a table is said in the preview.
    """
    if len(typed) > LONGEST_TABLE:
        raise BadInput("values", _TOO_LONG, "values")
    rows = table_of(typed, "values")
    if len(rows) < 2:
        raise BadInput("values", _NO_TABLE, "values")
    head, problems = rows[0], list[Text]()
    if _plain(head[0]) not in _LOT_HEADS:
        raise BadInput("values", _NO_TABLE, "values")
    columns = [_criterion(name, plan) for name in head]
    unknown = tuple(
        name
        for name, one in zip(head[1:], columns[1:], strict=True)
        if one is None and _plain(name) not in _PASSED_OVER
    )
    if not any(columns):
        problems.append(_NO_COLUMN)
    if len(rows) * len(head) > MOST_CELLS:
        raise BadInput("values", _TOO_LONG, "values")
    cells, seen = list[Cell](), set[tuple[str, str]]()
    for row in rows[1:]:
        label = row[0]
        if label not in lots:
            problems.append(_unknown_lot(label[:40]))
            continue
        for text, one in zip(row[1:], columns[1:], strict=False):
            if one is None or not text:
                continue
            found = _cell(label, one, text, known)
            if (label, one.key) in seen:
                problems.append(_twice(label, one))
            seen.add((label, one.key))
            cells.append(found)
    return Preview(tuple(cells), tuple(problems), unknown)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _criterion(head: str, plan: StudyPlan) -> Criterion | None:
    """Return the criterion that a column is named after, with or without a unit in brackets."""
    said = _plain(head)
    short = said.partition("(")[0].strip()
    for one in plan.criteria:
        names = {one.key.lower(), _plain(one.name.ja), _plain(one.name.en)}
        if said in names or short in names:
            return one
    return None


def _cell(label: str, one: Criterion, text: str, known: Known) -> Cell:
    was = known.get((label, one.key), "")
    try:
        number = read_number(text, one)
    except BadInput as refused:
        return Cell(label, one, text[:40], None, was, refused.reason)
    return Cell(label, one, text[:40], number, was)


def read_number(text: str, one: Criterion) -> Decimal:
    """Return the number that was typed for a characteristic; refuse signs, other units, and what has no logarithm."""
    read, shown = parse_number(text, "values"), text[:30]
    if read.comparator:
        _bad(
            f"「{shown}」は不等号付きのため集計できません",
            f"{shown!r} has a comparison sign and can't be analysed",
        )
    if read.rest and not is_same_unit(read.rest, one.unit):
        _bad(f"「{shown}」の単位が計画の単位と異なります", f"The unit of {shown!r} isn't that of the plan")
    if abs(read.number) > LARGEST:
        _bad(f"「{shown}」は桁数が多すぎます", f"{shown!r} has too many digits")
    if one.scale == "log" and read.number <= 0:
        _bad(
            f"「{shown}」は比で比べられません（正の数が必要です）",
            f"{shown!r} can't be compared by ratio: it must be positive",
        )
    return read.number


def new_values(cells: Sequence[Cell], source: str) -> tuple[NewValue, ...]:
    """Return what is to be recorded of a preview."""
    return tuple(
        NewValue(one.lot, one.criterion.key, one.number, one.text, source)
        for one in cells
        if one.is_new and one.number is not None
    )


def _bad(ja: str, en: str) -> None:
    raise BadInput("values", Text(ja, en), "values")


def _unknown_lot(label: str) -> Text:
    return Text(
        f"ロット「{label}」はこの評価に登録されていません。先にロットを追加してください",
        f"Lot {label!r} isn't in this study. Add it first",
    )


def _twice(label: str, one: Criterion) -> Text:
    return Text(f"{label}の{one.name.ja}が2回あります", f"{one.name.en} of {label} stands twice")


_TOO_LONG = Text("表が大きすぎます。分けて入力してください。", "The table is too large. Enter it in parts.")
_NO_TABLE = Text(
    "1行目に「ロット」と特性の名前、2行目から値を入力してください。",
    "The first line needs 'lot' and the names of characteristics, the values follow from the second.",
)
_NO_COLUMN = Text(
    "計画にある特性の列がありません。1行目の名前を確認してください",
    "No column is named after a characteristic of the plan. Check the first line",
)
