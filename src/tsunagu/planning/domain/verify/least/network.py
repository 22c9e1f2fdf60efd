"""The events of one way to carry a journey out, with what each hour of each costs and the links between them.

Its least cost is found by taking one event after the other out of the network: an event with one neighbour becomes
part of the cost of that neighbour, one with two neighbours becomes a link between them. All steps are exact but two,
which only lower the result: a link too wide for the ``Reach`` holds the costs of a part of its window and a bound of
the rest, and where every event has three neighbours or more, one link is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tsunagu.planning.domain.verify.least.closure import Furthest
from tsunagu.planning.domain.verify.least.joining import joined
from tsunagu.planning.domain.verify.least.links import Link, Reach
from tsunagu.planning.domain.verify.least.windows import FloatArray

Pair = tuple[int, int]


@dataclass(slots=True)
class Network:
    """Events (numbered from 0) that are taken out one by one; ``links`` has each pair once, smaller number first.

    ``furthest[x, y]`` is the most that ``y`` can lie after ``x``, from all windows together. Each event counts its
    hours from one of its own; links and ``furthest`` are in those hours.
    ``is_whole``: no link was dropped; ``is_exact``: nothing lowered the result.
    """

    costs: list[FloatArray]
    links: dict[Pair, Link]
    furthest: Furthest
    is_exact: bool = True
    is_whole: bool = True
    _left: set[int] = field(default_factory=set)

    def least(self, reach: Reach) -> float:
        """Return the least cost of all events together, infinite if they can't all happen; the network is used up."""
        self._left = set(range(len(self.costs)))
        total = 0.0
        while self._left:
            event = min(self._left, key=self._effort)
            neighbours = list(self._neighbours(event))
            if len(neighbours) > 2:
                self._drop_widest()
                continue
            self._left.remove(event)
            if not neighbours:
                total += float(np.min(self.costs[event]))
            elif len(neighbours) == 1:
                link = self._take(neighbours[0], event)
                self.costs[neighbours[0]] = self.costs[neighbours[0]] + link.folded(self.costs[event])
            else:
                self._join(neighbours[0], event, neighbours[1], reach)
        return total

    def _neighbours(self, event: int) -> Iterator[int]:
        for x, y in self.links:
            if event in (x, y):
                yield y if x == event else x

    def _effort(self, event: int) -> tuple[int, int, int]:
        neighbours = list(self._neighbours(event))
        width = self._window(*neighbours)[2] if len(neighbours) == 2 else 0
        return len(neighbours), width, event

    def _window(self, x: int, y: int) -> tuple[int, int, int]:
        low, high = -int(self.furthest[y, x]), int(self.furthest[x, y])
        return low, high, high - low + 1

    def _take(self, x: int, y: int) -> Link:
        """Remove the link between two events and return it as seen from the first."""
        link = self.links.pop((min(x, y), max(x, y)))
        return link if x < y else link.turned()

    def _join(self, x: int, event: int, y: int, reach: Reach) -> None:
        x, y = min(x, y), max(x, y)
        low, high, _ = self._window(x, y)
        before, after = self._take(x, event), self._take(event, y)
        link = joined(before, self.costs[event], after, low, high, reach)
        known = self.links.get((x, y))
        self.links[x, y] = link = link if known is None else link.plus(known, reach)
        self.is_exact = self.is_exact and link.is_exact

    def _drop_widest(self) -> None:
        """Drop the widest link without costs, else the widest; what it costs at least stays with its first event."""
        self.is_exact, self.is_whole = False, False
        pair = max(self.links, key=lambda pair: (self.links[pair].band is None, self.links[pair].width, pair))
        self.costs[pair[0]] = self.costs[pair[0]] + self.links.pop(pair).least()
