"""A first chain that holds, at once: a search part by part with the quickest lanes, which are enough to tell.

Where the quickest lanes of a choice of sites leave on weekdays that don't fit, the slower ones are tried as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, product
from uuid import UUID

from tsunagu.coordination.domain.composing.candidates import Candidate
from tsunagu.coordination.domain.composing.passing import AT_HOME, leg_of, misfit
from tsunagu.coordination.domain.composing.problem import Chain
from tsunagu.coordination.domain.composing.shape import Move
from tsunagu.coordination.domain.composing.solving.prepared import Group, Prepared, Way

MOST_TRIED = 2_000
"""So many choices of sites whose lanes leave on weekdays that don't fit are tried at most."""


@dataclass
class Quickest:
    """The lanes of each move between two groups, the quickest first, each looked up once."""

    ready: Prepared
    known: dict[tuple[str, Group, Group], list[Way]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.leaving: dict[tuple[str, Group], list[Way]] = {}
        for move, ways in self.ready.ways.items():
            for way in sorted(ways, key=lambda one: (one.lane.hours, one.price)):
                for group in way.origins:
                    self.leaving.setdefault((move, group), []).append(way)

    def way(self, move: str, origin: Group, target: Group) -> Way | None:
        """Return the quickest lane; None where there is none."""
        return next(iter(self.ways(move, origin, target)), None)

    def ways(self, move: str, origin: Group, target: Group) -> list[Way]:
        """Return the lanes, the quickest first."""
        key = move, origin, target
        if key not in self.known:
            ways = self.leaving.get((move, origin), ())
            self.known[key] = [way for way in ways if target in way.targets]
        return self.known[key]


Placed = dict[str, Candidate]


class Search:
    """Goes through the choices of sites for which lanes exist and windows hold."""

    def __init__(self, ready: Prepared) -> None:
        self.ready, self.quickest = ready, Quickest(ready)
        self.able = ready.chosen
        self.order = self._ordered()
        self.tried = 0
        self.windows = frozenset[str]().union(
            *(moves for limit in ready.shape.limits for _, moves in limit.sums)
        )

    def _ordered(self) -> list[str]:
        """Return the parts, the one with the fewest choices first, then always one that is joined to those before."""
        left = {part.key: len(self.able[part.key]) for part in self.ready.shape.parts}
        order: list[str] = []
        while left:
            joined = {
                part
                for move in self.ready.shape.moves
                for part, other in ((move.origin, move.target), (move.target, move.origin))
                if other in order
            }
            key = min(left, key=lambda one: (one not in joined, left[one], one))
            order.append(key)
            del left[key]
        return order

    @property
    def is_whole(self) -> bool:
        """Whether nothing was passed over."""
        return self.tried < MOST_TRIED

    def chains(self) -> Iterator[Chain]:
        """Yield every choice of sites that makes a chain, each with its quickest lanes that fit the week."""
        for placed in self._place(0, {}, {}):
            chain = next(self._laned(placed), None)
            if chain is not None:
                yield chain
                continue
            self.tried += 1
            if not self.is_whole:
                return

    def _place(self, depth: int, placed: Placed, hours: dict[str, int]) -> Iterator[Placed]:
        if depth == len(self.order):
            yield placed
            return
        part = self.order[depth]
        touched = [move for move in self.ready.shape.moves_of(part) if self._other(move, part) in placed]
        refused: set[tuple[Group, UUID | None]] = set()
        for one in self._sorted(part):
            key = self.ready.group(one.site), self._own(one, touched, placed, part)
            if key in refused:
                continue
            added = self._joined(one, part, touched, placed)
            if added is None or self._is_late({**hours, **added}):
                refused.add(key)
                continue
            yield from self._place(depth + 1, {**placed, part: one}, {**hours, **added})

    def _sorted(self, part: str) -> list[Candidate]:
        return sorted(self.able[part], key=lambda one: (one.lead_days + one.price, str(one.site.uuid)))

    def _own(self, one: Candidate, touched: list[Move], placed: Placed, part: str) -> UUID | None:
        """Return the site where it is one with a neighbour's, for that makes it unlike the others of its group."""
        near = {placed[self._other(move, part)].site.uuid for move in touched}
        return one.site.uuid if one.site.uuid in near else None

    @staticmethod
    def _other(move: Move, part: str) -> str:
        return move.target if move.origin == part else move.origin

    def _joined(
        self, one: Candidate, part: str, touched: list[Move], placed: Placed
    ) -> dict[str, int] | None:
        """Return the hours of the moves between a site and those placed; None where a lane is missing."""
        added = {}
        for move in touched:
            other = placed[self._other(move, part)]
            if other.site.uuid == one.site.uuid:
                added[move.key] = 0
                continue
            ends = (one, other) if move.origin == part else (other, one)
            way = self.quickest.way(move.key, *(self.ready.group(end.site) for end in ends))
            if way is None:
                return None
            added[move.key] = way.lane.hours
        return added

    def _is_late(self, hours: dict[str, int]) -> bool:
        return any(
            const + sum(hours.get(move, 0) for move in moves) > limit.window.max_hours
            for limit in self.ready.shape.limits
            for const, moves in limit.sums
        )

    def _laned(self, placed: Placed) -> Iterator[Chain]:
        """Yield the chains of a choice of sites that fit the week, of lanes that no window counts the quickest."""
        choices = []
        for move in self.ready.shape.moves:
            origin, target = placed[move.origin].site, placed[move.target].site
            ways: list[Way | None] = [None]
            if origin.uuid != target.uuid:
                ways = [*self.quickest.ways(move.key, self.ready.group(origin), self.ready.group(target))]
            choices.append(ways if move.key in self.windows else ways[:1])
        sites = {part: one.site.uuid for part, one in placed.items()}
        keys = [move.key for move in self.ready.shape.moves]
        for taken in product(*choices):
            ways_ = dict(zip(keys, taken, strict=True))
            legs = {key: AT_HOME if way is None else leg_of(way.lane) for key, way in ways_.items()}
            if not self._is_late({key: leg[0] for key, leg in legs.items()}) and not misfit(
                self.ready.shape, legs
            ):
                yield Chain(
                    sites, {key: None if way is None else way.lane.uuid for key, way in ways_.items()}
                )


def first_chain(ready: Prepared) -> tuple[Chain | None, bool]:
    """Return a chain that holds (None: none was found), and whether the search can say that there is none."""
    search = Search(ready)
    return next(search.chains(), None), search.is_whole


def count_chains(ready: Prepared, most: int) -> int:
    """Return how many choices of sites make a chain, counted up to ``most``; all able sites count."""
    return sum(1 for _ in islice(Search(replace(ready, chosen=ready.able)).chains(), most))
