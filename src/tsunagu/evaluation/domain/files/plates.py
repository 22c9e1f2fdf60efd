"""Plates of a reader: values of wells, what stands in which well, and blanks subtracted as a step of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tsunagu.evaluation.domain.files.cells import number
from tsunagu.evaluation.domain.files.grids import Grid, find_grids
from tsunagu.evaluation.domain.files.layouts import (
    NO_PLACE,
    Layout,
    Place,
    is_layout,
    layout_of,
    read_layout_list,
)
from tsunagu.evaluation.domain.files.values import Problem, problem
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.rows import DecimalSign, Table
from tsunagu.foundation.written.saying import clipped


@dataclass(frozen=True, slots=True)
class Well:
    """One well.

    Attributes
    ----------
    name : ``A1``; row and column are counted from 1.
    text : as the file says it.
    value : exact number; None where the well is empty or its text is no number (``OVER``).
    place : what the layout says about it: sample, dose and role.
    """

    name: str
    row: int
    column: int
    text: str
    value: Decimal | None
    place: Place


@dataclass(frozen=True, slots=True)
class Plate:
    """One plate: its title, the row of the file where it begins, 96 or 384 wells in reading order.

    ``blank`` is the mean of the blank wells where it was subtracted; None: the values are as read.
    """

    title: str
    row: int
    size: int
    wells: tuple[Well, ...]
    blank: Decimal | None = None

    def with_role(self, role: str) -> tuple[Well, ...]:
        """Return the wells of a role: standard, test, blank or control."""
        return tuple(well for well in self.wells if well.place.role == role)


@dataclass(frozen=True, slots=True)
class Plates:
    """The plates of a file, the wells and grids that could not be read, and whether it holds its own layout."""

    plates: tuple[Plate, ...]
    problems: tuple[Problem, ...]
    has_layout: bool


def read_plates(table: Table, layout: Mapping[str, Place] | None = None) -> Plates:
    """Return the plates of a table.

    Parameters
    ----------
    layout : well -> place, from another file (``read_layout``); without it a layout in the same file counts.

    Every number grid becomes a plate; grids of words, and grids titled 濃度 or dose, are layouts. A well that says
    ``OVER`` or ``****`` is a problem and has no value.
    """
    grids = find_grids(table.rows)
    complete = [grid for grid in grids if not grid.missing]
    problems = [_incomplete(grid) for grid in grids if grid.missing]
    inside: Layout = layout_of([grid for grid in complete if is_layout(grid)], table.decimal)
    if not inside:
        inside = read_layout_list(table)
    places = inside if layout is None else layout
    plates: list[Plate] = []
    for grid in complete:
        if not is_layout(grid):
            plate, troubles = _plate(grid, places, table.decimal, len(plates) + 1)
            plates.append(plate)
            problems.extend(troubles)
    return Plates(tuple(plates), tuple(problems), bool(inside))


def read_layout(table: Table) -> Layout:
    """Return well -> place from a file that holds a layout, as grids or as a list with a column of wells.

    Refuses (``layout_missing``) a table without one.
    """
    grids = [grid for grid in find_grids(table.rows) if not grid.missing]
    found = layout_of(grids, table.decimal) or read_layout_list(table)
    if not found:
        ja = "プレートの配置が見つかりません。8×12か16×24の表、または「ウェル」「検体」の列のある一覧にしてください。"
        en = "No layout was found; give a grid of 8x12 or 16x24 wells, or a list with the columns well and sample."
        raise BadInput("layout_missing", Text(ja, en), field="file")
    return found


def subtract_blank(plate: Plate) -> Plate:
    """Return the plate with the mean of its blank wells subtracted from every value.

    Refuses (``plate_blank``) a plate without blank wells, with a blank that could not be read, and a plate from
    which the blank was subtracted already.
    """
    blanks = plate.with_role("blank")
    readings = [well.value for well in blanks if well.value is not None]
    if plate.blank is not None:
        _refuse_blank("からはすでにブランクを引いています", "has had its blank subtracted already", plate)
    if not blanks or len(readings) < len(blanks):
        _refuse_blank(
            "には値のあるブランクのウェルがないか、読めないブランクがあります。配置と値を確かめてください",
            "has no blank well, or one that can't be read; check the layout and the values",
            plate,
        )
    mean = sum(readings, Decimal(0)) / len(readings)
    wells = tuple(
        well if well.value is None else replace(well, value=well.value - mean) for well in plate.wells
    )
    return replace(plate, wells=wells, blank=mean)


def _refuse_blank(ja: str, en: str, plate: Plate) -> None:
    name = clipped(plate.title)
    raise BadInput("plate_blank", Text(f"プレート「{name}」{ja}。", f"Plate {name!r} {en}."), field="file")


def _plate(
    grid: Grid, places: Mapping[str, Place], decimal: DecimalSign, count: int
) -> tuple[Plate, Sequence[Problem]]:
    wells: list[Well] = []
    problems: list[Problem] = []
    for name, row, column, text in grid.wells():
        value = None
        try:
            value = number(text, decimal) if text else None
        except BadInput as refused:
            problems.append(problem(refused, grid.row + row, name))
        wells.append(Well(name, row, column, text, value, places.get(name, NO_PLACE)))
    return Plate(grid.title or f"{count}", grid.row, len(wells), tuple(wells)), problems


def _incomplete(grid: Grid) -> Problem:
    first, last = grid.missing[0], grid.missing[-1]
    ja = f"プレートの{first}行以降が見つかりません。A〜{last}行をすべて書き出してください。"
    sentence = Text(ja, f"Row {first} of the plate is missing; export the rows A to {last}.")
    return problem(BadInput("plate_rows", sentence), grid.row, "")
