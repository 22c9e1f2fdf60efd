"""Rules that find a process out of control by how points lie: Western Electric and Nelson, each by its name."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tsunagu.statistics.checking import Vector

Kind = Literal["beyond", "same_side", "trend", "alternating", "within", "outside"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: ``needed`` of ``window`` points in a row in the pattern, the last of them included.

    Attributes
    ----------
    kind : ``beyond`` a control limit; on the ``same_side`` farther than ``zone``; a ``trend`` up or down;
        ``alternating``; all ``within`` ``zone``; all ``outside`` ``zone`` on either side.
    zone : distance from the center in standard deviations (of a chart with limits at 3).
    """

    name: str
    kind: Kind
    needed: int = 1
    window: int = 1
    zone: float = 0.0


@dataclass(frozen=True, slots=True)
class Violation:
    """A point at which a rule holds, and the points that make it hold; all numbered from 1."""

    rule: str
    point: int
    points: tuple[int, ...]


BEYOND_LIMITS = (Rule("beyond_limits", "beyond"),)
WESTERN_ELECTRIC = (
    Rule("western_electric_1", "beyond"),
    Rule("western_electric_2", "same_side", 2, 3, 2.0),
    Rule("western_electric_3", "same_side", 4, 5, 1.0),
    Rule("western_electric_4", "same_side", 8, 8),
)
"""Western Electric, Statistical Quality Control Handbook, 1956."""
NELSON = (
    Rule("nelson_1", "beyond"),
    Rule("nelson_2", "same_side", 9, 9),
    Rule("nelson_3", "trend", 6, 6),
    Rule("nelson_4", "alternating", 14, 14),
    Rule("nelson_5", "same_side", 2, 3, 2.0),
    Rule("nelson_6", "same_side", 4, 5, 1.0),
    Rule("nelson_7", "within", 15, 15, 1.0),
    Rule("nelson_8", "outside", 8, 8, 1.0),
)
"""Nelson (J Qual Technol 1984; 16:237-239); the eight tests that ISO 8258:1991 took over."""


def signals(rule: Rule, z: Vector, beyond: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Return the points that make the rule hold, once for each point at which it does.

    Parameters
    ----------
    rule : the rule.
    z : distance of each plotted point from its center in its own standard deviations, shape (n,).
    beyond : whether each lies beyond its control limits, shape (n,).

    Returns tuples of positions from 0; the last of each is the point at which the rule holds. A point on the center
    line ends a run on one side; equal neighbours end a trend. Two of three hold as soon as two do, even at the start.
    """
    found = []
    for last in range(rule.needed - 1, z.size):
        start = max(last - rule.window + 1, 0)
        members = _members(rule, z[start : last + 1], beyond[start : last + 1])
        if members.size >= rule.needed and members[-1] == last - start:
            found.append(tuple(int(start + member) for member in members))
    return found


def _members(rule: Rule, z: Vector, beyond: NDArray[np.bool_]) -> NDArray[np.intp]:
    everything = np.arange(z.size)
    steps = np.diff(z)
    match rule.kind:
        case "beyond":
            return np.flatnonzero(beyond)
        case "same_side":
            return np.flatnonzero(z > rule.zone if z[-1] > 0 else z < -rule.zone)
        case "trend":
            holds = bool(np.all(steps > 0) or np.all(steps < 0))
        case "alternating":
            holds = bool(np.all(steps[1:] * steps[:-1] < 0))
        case "within":
            holds = bool(np.all(np.abs(z) < rule.zone))
        case "outside":
            holds = bool(np.all(np.abs(z) > rule.zone))
    return everything if holds else everything[:0]
