"""Reading the expansion of a culture step: intervals, a target, a lag; None where any of it can't be read."""

from math import ceil

from tsunagu.foundation.written.cursor import Cursor
from tsunagu.therapies.domain.expansion import Expansion

KEYS = ("doubling_hours", "seeded_cells", "target_cells", "lag_hours", "most_doublings")
REQUIRED = ("doubling_hours", "seeded_cells", "target_cells")
HOURS = (0.1, 10_000.0)
CELLS = (1.0, 1e15)
MAX_DOUBLINGS = 100.0


def expansion_of(cursor: Cursor) -> Expansion | None:
    """Read an expansion; None where there is none, or where a fault was noted."""
    if cursor.is_absent:
        return None
    before = len(cursor.reading.errors)
    found = cursor.fields(KEYS, REQUIRED)
    expansion = Expansion(
        doubling_hours=_interval(found["doubling_hours"], *HOURS),
        seeded_cells=_interval(found["seeded_cells"], *CELLS),
        target_cells=found["target_cells"].number(*CELLS, default=1.0),
        lag_hours=found["lag_hours"].number(0, HOURS[1]),
        most_doublings=found["most_doublings"].maybe_number(0.1, MAX_DOUBLINGS),
    )
    if len(cursor.reading.errors) > before:
        return None
    if expansion.target_cells <= expansion.seeded_cells[1]:
        found["target_cells"].refuse(
            "目標細胞数は、播種細胞数の上限より多くしてください。",
            "The target must be above the highest seeded count.",
        )
        return None
    return expansion


def likely_hours(expansion: Expansion | None) -> float:
    """Return the whole hours that a culture likely takes, for a step that states no hours; 0 where nothing is known."""
    return 0.0 if expansion is None else float(ceil(round(expansion.hours[1], 2)))


def _interval(cursor: Cursor, least: float, most: float) -> tuple[float, float]:
    """Read a lowest and a highest figure; one figure alone is both."""
    if not isinstance(cursor.value, (list, tuple)):
        one = cursor.number(least, most, least)
        return one, one
    ends = [inner.maybe_number(least, most) for inner in cursor.each()]
    if len(ends) != 2:
        cursor.refuse(
            "下限と上限の二つの数値で書いてください（例：[36, 44]）。",
            "Write two numbers, the lowest and the highest (such as [36, 44]).",
        )
        return least, least
    low, high = ends
    if low is None or high is None:
        return least, least
    if low > high:
        cursor.refuse("下限が上限を超えています。", "The lowest is above the highest.")
    return low, high
