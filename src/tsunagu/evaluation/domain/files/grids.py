"""Grids of wells in a sheet: where plates of 96 and 384 wells stand, and what their cells say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from tsunagu.evaluation.domain.numbers import normalised
from tsunagu.foundation.written.rows import Row

SIZES = (
    (24, 16),
    (12, 8),
)  # columns and rows; the larger first, since its header begins like the smaller one's
_LONGEST_LABEL = 3
_ONES = frozenset({"1", "01", "１"})


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of wells.

    Attributes
    ----------
    title : what stands in its corner or in the line above it; empty where nothing does.
    row : row of the file in which its column numbers stand.
    cells : texts, row by row (8 x 12 or 16 x 24).
    missing : letters of the rows that were expected beneath it and aren't there.
    """

    title: str
    row: int
    cells: tuple[tuple[str, ...], ...]
    missing: str

    def wells(self) -> Iterator[tuple[str, int, int, str]]:
        """Yield name, row and column (counted from 1) and text of each well: A1, 1, 1, ..."""
        for down, cells in enumerate(self.cells, start=1):
            for across, text in enumerate(cells, start=1):
                yield f"{ascii_uppercase[down - 1]}{across}", down, across, text


def find_grids(rows: Sequence[Row]) -> tuple[Grid, ...]:
    """Return every grid of a sheet, wherever it stands: 1 to 12 above A to H, or 1 to 24 above A to P."""
    return tuple(grid for place, row in enumerate(rows) for grid in _grids_under(rows, place, row))


def _grids_under(rows: Sequence[Row], place: int, row: Row) -> Iterator[Grid]:
    if not _ONES.intersection(row.cells):
        return
    labels = [_number(cell) for cell in row.cells]
    left = 0
    while left < len(labels):
        if labels[left] != 1:
            left += 1
            continue
        grid, width = _grid_at(rows, place, left, labels)
        if grid is not None:
            yield grid
        left += width


def _grid_at(
    rows: Sequence[Row], place: int, left: int, labels: Sequence[int | None]
) -> tuple[Grid | None, int]:
    for width, height in SIZES:
        if list(labels[left : left + width]) != list(range(1, width + 1)) or left == 0:
            continue
        cells, missing = _body(rows[place + 1 :], left, width, height)
        if cells:
            return Grid(_title(rows, place, left), rows[place].number, cells, missing), width
    return None, 1


def _body(rows: Sequence[Row], left: int, width: int, height: int) -> tuple[tuple[tuple[str, ...], ...], str]:
    found: list[tuple[str, ...]] = []
    for row, letter in zip(rows, ascii_uppercase[:height], strict=False):
        if normalised(row.cell(left - 1)[:_LONGEST_LABEL]).upper() != letter:
            break
        found.append(tuple(row.cell(at) for at in range(left, left + width)))
    return tuple(found), ascii_uppercase[len(found) : height]


def _title(rows: Sequence[Row], place: int, left: int) -> str:
    corner = rows[place].cell(left - 1)
    if corner and corner not in ("<>", "-", "/"):
        return corner
    above = rows[place - 1] if place else None
    if above is None or above.number < rows[place].number - 2:
        return ""
    near = [cell for cell in above.cells[left - 1 : left + 1] if cell]
    is_line_of_text = above.filled <= 3 and not _is_row_of_plate(above, left)
    return near[0] if near and is_line_of_text else ""


def _is_row_of_plate(row: Row, left: int) -> bool:
    label = row.cell(left - 1)
    return len(label) == 1 and label.upper() in ascii_uppercase and row.filled > 1


def _number(cell: str) -> int | None:
    plain = normalised(cell[:_LONGEST_LABEL]) if len(cell) <= _LONGEST_LABEL else ""
    return int(plain) if plain.isascii() and plain.isdigit() else None
