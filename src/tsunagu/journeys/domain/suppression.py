"""Small counts are not published, and nothing that is published gives them away: not even a total beside them.

A count of 1 to 4 could point at a patient. It is shown as "fewer than 5"; where the total and the other counts of the
line would tell it, another count of the line is withheld too, and at last the total itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SMALLEST = 5
"""The smallest count that is shown; 0 is shown too, since it is about nobody."""
Mark = Literal["", "small", "withheld"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it is published: the number, or why there is none."""

    value: int | None
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one line and their total, as they are published."""

    cells: tuple[Shown, ...]
    total: Shown


def suppressed(counts: Sequence[int]) -> Line:
    """Return a line of counts as it may be published, so that no withheld count can be computed from it."""
    hidden: dict[int, Mark] = {place: "small" for place, count in enumerate(counts) if 0 < count < SMALLEST}
    total = sum(counts)
    shows_total = not 0 < total < SMALLEST
    while shows_total and hidden and _is_told(counts, hidden):
        more = [(count, place) for place, count in enumerate(counts) if count and place not in hidden]
        if not more:
            shows_total = False
            break
        hidden[min(more)[1]] = "withheld"
    cells = tuple(
        Shown(None, hidden[place]) if place in hidden else Shown(count) for place, count in enumerate(counts)
    )
    if shows_total:
        return Line(cells, Shown(total))
    return Line(cells, Shown(None, "small" if total < SMALLEST else "withheld"))


def told_beside(counts: Sequence[int], rest: int) -> tuple[Shown, ...]:
    """Return counts as they may be published where their total, with an unpublished ``rest``, stands elsewhere.

    Where even the marks would tell a count together with that total, all that is hidden is only said to be withheld.
    """
    line = suppressed([*counts, rest])
    cells = line.cells[:-1]
    if not line.total.mark:
        return cells
    return tuple(Shown(None, "withheld") if cell.mark else cell for cell in cells)


def _is_told(counts: Sequence[int], hidden: dict[int, Mark]) -> bool:
    """Say whether total and marks leave a single value for one of the hidden counts."""
    left = sum(counts[place] for place in hidden)
    return any(low == high for low, high in bounds(left, [hidden[place] for place in sorted(hidden)]))


def bounds(total: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return between which values each hidden count of a line must lie for who knows their sum and their marks."""
    ranges = [(1, SMALLEST - 1) if mark == "small" else (SMALLEST, max(total, SMALLEST)) for mark in marks]
    lows, highs = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return [(max(low, total - (highs - high)), min(high, total - (lows - low))) for low, high in ranges]
