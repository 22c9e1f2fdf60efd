"""Layouts typed by hand, one line for some wells, and a plate's readings under a layout."""

import re
from collections.abc import Mapping
from decimal import Decimal
from string import ascii_uppercase
from typing import NoReturn

from tsunagu.evaluation.domain.assays.readings import (
    MANY_LINES,
    MOST_LINES,
    Reading,
    check_count,
    role_of_group,
)
from tsunagu.evaluation.domain.assays.typed import plain_number
from tsunagu.evaluation.domain.files.layouts import Place, Role
from tsunagu.evaluation.domain.files.plates import Plate, read_layout, read_plates
from tsunagu.evaluation.domain.files.tables import read_table
from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.saying import clipped

MOST_LAYOUT_LINES = 400
ROLE_WORDS: Mapping[Role, Text] = {
    "standard": Text("標準", "standard"),
    "test": Text("検体", "sample"),
    "control": Text("対照", "control"),
    "blank": Text("ブランク", "blank"),
}
_TEST_WORDS = frozenset({"検体", "試料", "サンプル", "sample", "test", "unknown"})
_WELLS = re.compile(r"^([A-P])0?([1-9]|1\d|2[0-4])(?:\s*[:~-]\s*([A-P])0?([1-9]|1\d|2[0-4]))?$")
_GAPS = re.compile(r"[ \t　,、，]+")


def read_layout_text(text: str) -> dict[str, Place]:
    """Return well -> place from lines such as ``A1:H1 standard 100``: wells, role, dose or ``-``, name.

    Refuses (``layout_line``) with line and wells what can't be read, and a well that is named twice.
    """
    found: dict[str, Place] = {}
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LAYOUT_LINES:
        raise BadInput("layout_line", _MANY, "layout")
    for number, line in lines:
        parts = _GAPS.split(line.strip(), maxsplit=3)
        place = _place(number, parts)
        for well in _wells(number, parts[0]):
            if well in found:
                _refuse(
                    number,
                    well,
                    "が2回出てきます。配置を確かめてください",
                    "is named twice; check the layout",
                )
            found[well] = place
    return found


def layout_text(places: Mapping[str, Place]) -> str:
    """Write a layout as lines, wells beside each other with the same contents on one; the inverse of reading it."""
    lines: list[str] = []
    for row in ascii_uppercase[:16]:
        start = 1
        while start <= 24:
            place, end = places.get(f"{row}{start}"), start
            while place is not None and places.get(f"{row}{end + 1}") == place:
                end += 1
            if place is not None and place.role:
                lines.append(_line(f"{row}{start}" if end == start else f"{row}{start}:{row}{end}", place))
            start = end + 1
    return "\n".join(lines)


def layout_in(content: bytes) -> str:
    """Return the layout that a file holds, as lines. Refuses a file without one."""
    return layout_text(read_layout(read_table(content)))


def text_of_file(content: bytes) -> str:
    """Return the table that a file holds as text, its cells parted by tabs. Refuses one with too many lines."""
    rows = read_table(content).rows
    if len(rows) > MOST_LINES:
        raise BadInput("assay_lines", MANY_LINES, "file")
    return "\n".join(
        "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row.cells) for row in rows
    )


def plate_in(text: str) -> tuple[Plate | None, str]:
    """Return the plate that a text holds and the layout that stands beside it as lines; None where it is no plate.

    Refuses several plates at once.
    """
    table = read_table(text.encode())
    found = read_plates(table)
    if not found.plates:
        return None, ""
    if len(found.plates) > 1:
        raise BadInput("assay_plates", _SEVERAL, "readings")
    plate = found.plates[0]
    own = {well.name: well.place for well in plate.wells if well.place.role} if found.has_layout else {}
    return plate, layout_text(own)


def plate_readings(plate: Plate, layout: str) -> tuple[Reading, ...]:
    """Return the readings of the wells that a layout names, in the order of the plate.

    Refuses a plate without layout, wells beyond the plate, and a named well that is empty.
    """
    places = read_layout_text(layout)
    if not places:
        raise BadInput("layout_missing", _NO_LAYOUT, "layout")
    wells = {well.name: well for well in plate.wells}
    found = []
    for name, place in sorted(places.items(), key=lambda one: (one[0][0], int(one[0][1:]))):
        well = wells.get(name)
        if well is None or not well.text:
            said = (
                ("はこのプレートにありません", "isn't on this plate")
                if well is None
                else ("は空です", "is empty")
            )
            raise BadInput(
                "layout_well", Text(f"ウェル{name}{said[0]}。", f"Well {name} {said[1]}."), "layout"
            )
        dose = 0.0 if place.role == "blank" and place.dose is None else place.dose
        value = None if well.value is None else float(well.value)
        found.append(
            Reading(
                name, place.role, place.sample, None if dose is None else float(dose), well.text[:40], value
            )
        )
    check_count(found)
    return tuple(found)


def _wells(number: int, text: str) -> list[str]:
    named = _WELLS.match(normalised(text[:12]).upper())
    if named is None:
        _refuse(
            number,
            clipped(text),
            "はウェルの名前ではありません。例：A1、A1:H1",
            "is no well; write A1 or A1:H1",
        )
    row, column, last_row, last_column = named.groups()
    rows = ascii_uppercase[ascii_uppercase.index(row) : ascii_uppercase.index(last_row or row) + 1]
    columns = range(int(column), int(last_column or column) + 1)
    if not rows or not columns:
        _refuse(
            number,
            clipped(text),
            "は左上から右下の順に書いてください",
            "goes from the upper left to the lower right",
        )
    return [f"{one}{at}" for one in rows for at in columns]


def _place(number: int, parts: list[str]) -> Place:
    if len(parts) < 2:
        _refuse(
            number,
            clipped(parts[0]),
            "に何が入るかを書いてください。例：A1:H1 標準 100",
            "needs what it holds",
        )
    word = normalised(parts[1][:40]).lower()
    role: Role = "test" if word in _TEST_WORDS else role_of_group(parts[1])
    if role == "test" and word not in _TEST_WORDS:
        ja = (
            f"の「{clipped(parts[1])}」は区分ではありません。標準・検体・対照・ブランクのどれかにしてください"
        )
        _refuse(
            number,
            clipped(parts[0]),
            ja,
            f"holds {clipped(parts[1])!r}: use standard, sample, control or blank",
        )
    dose = None
    if len(parts) > 2 and parts[2] not in ("-", "―", "−"):
        try:
            dose = Decimal(repr(plain_number(parts[2], "layout")))
        except BadInput:
            _refuse(
                number,
                clipped(parts[0]),
                f"の用量「{clipped(parts[2])}」を読めません",
                "has a dose that is no number",
            )
    return Place((parts[3] if len(parts) > 3 else "")[:60].strip(), dose, role)


def _line(wells: str, place: Place) -> str:
    dose = "-" if place.dose is None else f"{place.dose.normalize():f}"
    name = " ".join(place.sample.split()) if place.role in ("test", "control") else ""
    return " ".join(part for part in (wells, ROLE_WORDS[place.role].ja, dose, name) if part)


def _refuse(number: int, wells: str, ja: str, en: str) -> NoReturn:
    raise BadInput(
        "layout_line",
        Text(f"{number}行目：ウェル「{wells}」{ja}。", f"Line {number}: well {wells} {en}."),
        "layout",
    )


_MANY = Text(f"配置は{MOST_LAYOUT_LINES}行までです。", f"A layout has at most {MOST_LAYOUT_LINES} lines.")
_SEVERAL = Text(
    "プレートが2枚以上あります。1枚だけを入力してください。", "There are several plates; give one of them."
)
_NO_LAYOUT = Text(
    "プレートの配置（どのウェルに何が入るか）を入力してください。",
    "Say what the wells hold: the layout of the plate.",
)
