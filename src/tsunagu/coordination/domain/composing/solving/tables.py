"""What pairs of sites cost at least, as tables: what the narrowing of large networks adds up.

Costs are in the units of the weights. A pair of sites that no lane joins, or none in the window, costs ``NEVER``.
"""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from tsunagu.coordination.domain.composing.problem import Weights
from tsunagu.coordination.domain.composing.shape import Move
from tsunagu.coordination.domain.composing.solving.prepared import Group, Prepared, Way, km_of

NEVER = 10**12
Table = NDArray[np.int64]
Scope = tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """What each choice costs (``alone``) and each pair (``pairs``), with the lead times beside them.

    The lead time of a chain is the longest of its parts: it can't be added, so it is looked at by its steps.
    """

    alone: dict[str, Table]
    pairs: list[tuple[Scope, Table]]
    leads: dict[str, Table]
    const: int


def tables_of(ready: Prepared, weights: Weights, *, is_agreed: bool) -> Tables:
    """Return the tables; ``is_agreed``: only pairs that lack no agreement, else every lack is paid for."""
    return _Builder(ready, weights, is_agreed).tables()


class _Builder:
    def __init__(self, ready: Prepared, weights: Weights, is_agreed: bool) -> None:
        self.ready, self.shape = ready, ready.shape
        self.per_hour, self.per_yen, _, self.per_km, _, per_paper = weights
        self.paper = NEVER if is_agreed else per_paper
        self.const, self.on_course = max(self.shape.course, key=lambda one: (one[0], len(one[1])))

    def tables(self) -> Tables:
        chosen = self.ready.chosen
        alone = {
            part: np.array([self.per_yen * one.price for one in found], dtype=np.int64)
            for part, found in chosen.items()
        }
        leads = {
            part: np.array([one.lead_days for one in found], dtype=np.int64) for part, found in chosen.items()
        }
        pairs: list[tuple[Scope, Table]] = [(link, self._link(*link)) for link in self.shape.links]
        pairs += [((move.origin, move.target), self._move(move)) for move in self.shape.moves]
        return Tables(alone, pairs, leads, self.per_hour * self.const)

    def _link(self, one: str, other: str) -> Table:
        known = self.ready.problem.network.agreements
        starts = [each.site.member.uuid for each in self.ready.chosen[one]]
        ends = [each.site.member.uuid for each in self.ready.chosen[other]]
        if known.viewer is None:
            table = np.full((len(starts), len(ends)), self.paper, dtype=np.int64)
        else:
            sides = [np.array([member == known.viewer for member in side]) for side in (starts, ends)]
            table = np.where(sides[0][:, None] | sides[1][None, :], self.paper, 0).astype(np.int64)
        places = _places(ends)
        for row, member in enumerate(starts):
            for partner in (member, *self._partners.get(member, ())):
                if partner in places:
                    table[row, places[partner]] = 0
        return table

    @property
    def _partners(self) -> dict[UUID, list[UUID]]:
        if not hasattr(self, "_partners_known"):
            self._partners_known: dict[UUID, list[UUID]] = {}
            for one, other in self.ready.problem.network.agreements.quality:
                self._partners_known.setdefault(one, []).append(other)
        return self._partners_known

    def _move(self, move: Move) -> Table:
        """Return what the cheapest lane costs between two sites, with the distance."""
        ready = self.ready
        starts, ends = ready.chosen[move.origin], ready.chosen[move.target]
        groups = list(dict.fromkeys(ready.group(one.site) for one in ends))
        place = {group: number for number, group in enumerate(groups)}
        columns = np.array([place[ready.group(one.site)] for one in ends], dtype=np.intp)
        most = self._most_hours(move.key)
        ways = [way for way in ready.ways[move.key] if way.lane.hours <= most]
        rows: dict[tuple[Group, UUID | None], Table] = {}
        table = np.empty((len(starts), len(ends)), dtype=np.int64)
        tied = {one for pair in ready.problem.network.agreements.transport for one in pair}
        homes = _places([one.site.uuid for one in ends])
        for row, one in enumerate(starts):
            key = ready.group(one.site), self._telling(one.site.member.uuid, tied)
            if key not in rows:
                rows[key] = self._row(move, key[0], key[1], ways, groups)
            table[row] = rows[key][columns]
            if one.site.uuid in homes:
                table[row, homes[one.site.uuid]] = 0
        return table

    def _telling(self, giver: UUID, tied: set[UUID]) -> UUID | None:
        """Return a giver whose own agreements matter; None for all others."""
        viewer = self.ready.problem.network.agreements.viewer
        return giver if giver in tied or giver == viewer else None

    def _most_hours(self, move: str) -> int:
        """Return how long a move may take by the windows, all other moves taking no time."""
        limits = [
            limit.window.max_hours - const
            for limit in self.shape.limits
            for const, moves in limit.sums
            if move in moves
        ]
        return min(limits, default=NEVER)

    def _row(
        self, move: Move, origin: Group, giver: UUID | None, ways: list[Way], groups: list[Group]
    ) -> Table:
        row = np.full(len(groups), NEVER, dtype=np.int64)
        leaving = [(way, self._way_cost(way, move, giver)) for way in ways if origin in way.origins]
        for number, group in enumerate(groups):
            costs = [cost for way, cost in leaving if group in way.targets]
            if costs:
                row[number] = min(min(costs) + self.per_km * km_of(origin, group), NEVER)
        return row

    def _way_cost(self, way: Way, move: Move, giver: UUID | None) -> int:
        known, courier = self.ready.problem.network.agreements, way.lane.courier.uuid
        cost = self.per_yen * way.price
        if move.key in self.on_course:
            cost += self.per_hour * way.course_hours
        if giver == courier or (giver is not None and (giver, courier) in known.transport):
            return cost
        is_known = known.viewer is None or known.viewer in (giver, courier)
        return cost + (self.paper if is_known else 0)


def _places(found: list[UUID]) -> dict[UUID, list[int]]:
    places: dict[UUID, list[int]] = {}
    for number, one in enumerate(found):
        places.setdefault(one, []).append(number)
    return places
