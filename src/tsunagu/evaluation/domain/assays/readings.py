"""Readings of an assay: typed as a table, each with a name by which it can be left out with its reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagu.evaluation.domain.assays.typed import plain_number
from tsunagu.evaluation.domain.files.layouts import Role, role_of_well
from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped

MOST_LINES, MOST_READINGS, MOST_COLUMNS = 400, 1_000, 50
LONGEST_NAME, LEAST_REASON, LONGEST_REASON = 60, 2, 200
_GAPS = re.compile(r"[ 　,、，;]+")
_STANDARDS = frozenset({"s", "ref", "reference", "参照品", "参照", "標準品"})
Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading.

    Attributes
    ----------
    name : the well, or line and place in the line (``4-2``).
    dose : dose of the preparation, or for a sample on a standard curve how often it was diluted; None where unknown.
    text, value : as read; the value is None where the text is no number.
    excluded : why it is left out; empty where it counts.
    """

    name: str
    role: Role
    sample: str
    dose: float | None
    text: str
    value: float | None
    excluded: str = ""

    @property
    def counts(self) -> bool:
        """Whether it takes part in the calculation."""
        return not self.excluded


def rows_of(text: str) -> list[tuple[int, Cells]]:
    """Return the filled lines with their numbers, parted by tabs, or else by blanks and commas; a header is left out.

    Refuses more than 400 lines and more than 50 columns.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise BadInput("assay_lines", MANY_LINES, "readings")
    rows = [(number, _cells(line)) for number, line in lines]
    if rows and _is_header(rows[0][1]):
        rows = rows[1:]
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            refuse_line(number, "の列が多すぎます", "has too many columns")
    return rows


def read_table(text: str) -> tuple[Reading, ...]:
    """Return the readings of a table: group, dose, then one response or several; a blank needs no dose, or has 0.

    Refuses (``BadInput``) with the number of the line what can't be read.
    """
    found: list[Reading] = []
    for number, cells in rows_of(text):
        if len(cells) < 3 and role_of_group(cells[0]) != "blank":
            refuse_line(
                number,
                "は「区分 用量 測定値…」の順に入力してください",
                "needs group, dose and at least one response",
            )
        role = role_of_group(cells[0])
        has_dose = role != "blank" or (len(cells) > 2 and value_in(cells[1]) == 0)
        dose = number_at(number, cells[1]) if has_dose else 0.0
        for place, cell in enumerate(cells[2 if has_dose else 1 :], 1):
            sample = cells[0][:LONGEST_NAME] if role == "test" else ""
            found.append(Reading(f"{number}-{place}", role, sample, dose, cell[:40], value_in(cell)))
    check_count(found)
    return tuple(found)


def check_count(found: Sequence[Reading]) -> None:
    """Refuse none at all and more than 1 000 readings."""
    if not found:
        raise BadInput("assay_readings", _NOTHING, "readings")
    if len(found) > MOST_READINGS:
        raise BadInput("assay_lines", MANY_LINES, "readings")


def role_of_group(word: str) -> Role:
    """Return what a word in the first column stands for; a word that isn't known names a sample."""
    return "standard" if normalised(word[:40]).lower() in _STANDARDS else role_of_well(word)


def number_at(line: int, text: str) -> float:
    """Return the number in a cell, or refuse it with its line."""
    try:
        return plain_number(text, "readings")
    except BadInput as refused:
        reason = refused.reason
        raise BadInput(
            refused.code, Text(f"{line}行目：{reason.ja}", f"Line {line}: {reason.en}"), "readings"
        ) from refused


def value_in(text: str) -> float | None:
    """Return the number that a reading is, or None where it is none (``OVER``, ``NaN``)."""
    try:
        return plain_number(text, "readings")
    except BadInput:
        return None


def with_excluded(readings: Sequence[Reading], text: str) -> tuple[Reading, ...]:
    """Return the readings with the reasons why some are left out, one a line: name, reason.

    Refuses a name that isn't there, one without a reason, and readings that are no numbers and still count.
    """
    reasons = dict(_reasons(text))
    unknown = next((name for name in reasons if name not in {one.name for one in readings}), None)
    if unknown is not None:
        _refuse_excluded(unknown, "という測定値はありません", "is no reading here")
    found = tuple(replace(one, excluded=reasons.get(one.name, "")) for one in readings)
    for one in found:
        if one.counts and one.value is None:
            shown = clipped(one.text) or "―"
            raise BadInput(
                "assay_unread",
                Text(
                    f"{one.name}の「{shown}」を数値として読めません。測り直すか、理由を付けて除外してください。",
                    f"{one.name}: {shown!r} is no number. Measure again, or leave it out with a reason.",
                ),
                "readings",
            )
    return found


def chosen_sample(readings: Sequence[Reading], wanted: str) -> str:
    """Return the sample that is calculated: the one that was chosen, or the only one there is."""
    names = list(dict.fromkeys(one.sample for one in readings if one.role == "test"))
    if wanted in names:
        return wanted
    if len(names) == 1 and not wanted:
        return names[0]
    if not names:
        raise BadInput("assay_no_sample", _NO_SAMPLE, "readings")
    listed = "、".join(clipped(one) or "―" for one in names[:8])
    ja, en = (
        f"検体が複数あります（{listed}）。どれを計算するかを入力してください。",
        f"Say which sample: {listed}.",
    )
    raise BadInput("assay_sample", Text(ja, en), "sample")


def refuse_line(number: int, ja: str, en: str) -> None:
    """Refuse a line by its number."""
    raise BadInput("assay_line", Text(f"{number}行目{ja}。", f"Line {number} {en}."), "readings")


def _reasons(text: str) -> list[tuple[str, str]]:
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, *rest = _GAPS.split(line.strip().replace("\t", " "), maxsplit=1)
        name, reason = normalised(name[:20]).upper(), " ".join(rest).strip()
        if not LEAST_REASON <= len(reason) <= LONGEST_REASON:
            _refuse_excluded(name, "を除外する理由を入力してください", "is left out without a reason")
        found.append((name, reason))
    return found


def _refuse_excluded(name: str, ja: str, en: str) -> None:
    shown = clipped(name)
    raise BadInput("assay_excluded", Text(f"「{shown}」{ja}。", f"{shown!r} {en}."), "excluded")


def _cells(line: str) -> Cells:
    parts = line.split("\t") if "\t" in line else _GAPS.split(line.strip())
    cells = [part.strip() for part in parts]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _is_header(cells: Cells) -> bool:
    """Whether a first line only names the columns: words, and beside them at most the numbers of the replicates."""
    numbers = [cell for cell in cells if _is_number(cell)]
    return not any(map(_is_number, cells[:2])) and numbers == [f"{at + 1}" for at in range(len(numbers))]


def _is_number(cell: str) -> bool:
    return value_in(cell) is not None


MANY_LINES = Text(
    f"行が多すぎます（{MOST_LINES}行・{MOST_READINGS:,}件まで）。この試験の測定値だけを入力してください。",
    f"There are too many lines ({MOST_LINES}, or {MOST_READINGS:,} readings, at most). Give this test's readings only.",
)
_NOTHING = Text("測定値が1つもありません。", "There is not one reading.")
_NO_SAMPLE = Text("検体の測定値がありません。", "There are no readings of a sample.")
