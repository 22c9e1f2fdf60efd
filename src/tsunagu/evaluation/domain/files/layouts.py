"""Layouts of plates: which well holds which sample, at which dose, in which role."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from tsunagu.evaluation.domain.files.cells import number
from tsunagu.evaluation.domain.files.grids import Grid
from tsunagu.evaluation.domain.files.headers import HEADER_WITHIN_ROWS, plain, split_unit
from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import DecimalSign, Row, Table

Role = Literal["standard", "test", "blank", "control", ""]
_ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("blank", re.compile(r"^(blank|blk|bl(?![a-z])|ブランク|空試験)")),
    (
        "standard",
        re.compile(r"^(standard|std|st(?=[-_ ]?\d)|cal(?=[-_ ]?\d)|calibrator|標準|検量線|スタンダ-ド)"),
    ),
    (
        "control",
        re.compile(
            r"^(control|ctrl|ctl|cont|qc|pc|nc|ntc|陽性対照|陰性対照|対照|管理試料|コントロ-ル)(?![a-z])"
        ),
    ),
)
_DOSE_TITLE = re.compile(r"dose|conc|dilution|用量|濃度|希釈")
_ROLE_TITLE = re.compile(r"role|type|役割|種別|区分")
# A grid titled 濃度 may be what a reader has calculated; among readings, only these titles mean a layout.
_ADDED_DOSE_TITLE = re.compile(r"dose|dilution|用量|添加濃度|標準濃度|希釈|(standard|nominal) conc")
_LAYOUT_TITLE = re.compile(r"layout|plate ?map|配置|レイアウト")
_NO_READING = frozenset({"value_not_a_number", "value_rest", "value_separator", "value_power", "value_long"})
_WELL = re.compile(r"^([A-P])0?([1-9]|1\d|2[0-4])$")
_COLUMNS = {
    "well": ("ウェル", "ウェル位置", "well", "well position", "well id", "position", "位置"),
    "sample": (
        "検体", "検体番号", "検体ID", "検体名", "サンプル", "サンプル名", "試料", "試料名", "sample", "sample ID",
        "sample name", "content",
    ),
    "dose": ("用量", "濃度", "標準濃度", "希釈倍率", "dose", "concentration", "conc", "dilution"),
    "role": ("役割", "種別", "区分", "role", "type", "sample type", "well type"),
}  # fmt: skip
_COLUMN_OF = {plain(name): column for column, names in _COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in a well: sample, dose (exact number, unit as the layout says), role."""

    sample: str = ""
    dose: Decimal | None = None
    role: Role = ""


NO_PLACE = Place()
Layout = Mapping[str, Place]


def role_of_well(text: str) -> Role:
    """Return the role that a word stands for: STD1, 標準, BLK, QC, 陽性対照; any other word is a test sample."""
    word = normalised(text[:100]).lower()
    return next((role for role, pattern in _ROLE_WORDS if pattern.match(word)), "test" if word else "")


def is_layout(grid: Grid) -> bool:
    """Return whether a grid names samples, doses or roles instead of readings."""
    title = normalised(grid.title[:100]).lower()
    if _ADDED_DOSE_TITLE.search(title) or _LAYOUT_TITLE.search(title):
        return True
    filled = [text for *_, text in grid.wells() if text]
    return 2 * sum(1 for text in filled if _is_word(text)) > len(filled)


def _is_word(text: str) -> bool:
    try:
        number(text)
    except BadInput as refused:
        return refused.code in _NO_READING
    return False


def layout_of(grids: Sequence[Grid], decimal: DecimalSign) -> Layout:
    """Return well -> place from grids: one of names, one of doses, one of roles, in any order.

    The role is read from the name (``STD1``) unless a grid of roles says it. Doses that are no numbers are left out.
    """
    found: dict[str, Place] = {}
    for grid in grids:
        title = normalised(grid.title[:100]).lower()
        for name, _, _, text in grid.wells():
            if text:
                before = found.get(name, NO_PLACE)
                found[name] = _with(before, title, text, decimal)
    return {name: _with_role(place) for name, place in found.items()}


def _with(place: Place, title: str, text: str, decimal: DecimalSign) -> Place:
    if _DOSE_TITLE.search(title):
        return replace(place, dose=_number(text, decimal))
    if _ROLE_TITLE.search(title):
        return replace(place, role=role_of_well(text))
    return replace(place, sample=text[:200])


def _with_role(place: Place) -> Place:
    return place if place.role else replace(place, role=role_of_well(place.sample))


def read_layout_list(table: Table) -> Layout:
    """Return well -> place from a list with a column of wells and columns of samples, doses or roles; or nothing."""
    for at, row in enumerate(table.rows[:HEADER_WITHIN_ROWS]):
        columns = _list_columns(row)
        if "well" in columns and len(columns) > 1:
            return _list(table.rows[at + 1 :], columns, table.decimal)
    return {}


def _list_columns(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row.cells):
        column = _COLUMN_OF.get(plain(split_unit(cell)[0]))
        if column:
            found.setdefault(column, place)
    return found


def _list(rows: Sequence[Row], columns: Mapping[str, int], decimal: DecimalSign) -> Layout:
    found: dict[str, Place] = {}
    for row in rows:
        well = _WELL.match(normalised(row.cell(columns["well"])[:10]).upper())
        if well is None:
            continue
        name, role = well.group(1) + well.group(2), row.cell(columns.get("role"))
        place = Place(row.cell(columns.get("sample"))[:200], _number(row.cell(columns.get("dose")), decimal))
        place = _with_role(replace(place, role=role_of_well(role)) if role else place)
        if found.setdefault(name, place) != place:
            ja = f"{row.number}行目：ウェル{name}が2回出てきて、内容が違います。配置を確かめてください。"
            en = f"Row {row.number}: well {name} is listed twice with different contents; check the layout."
            raise BadInput("layout_twice", Text(ja, en), field="file")
    return found


def _number(text: str, decimal: DecimalSign) -> Decimal | None:
    try:
        return number(text, decimal)
    except BadInput:
        return None
