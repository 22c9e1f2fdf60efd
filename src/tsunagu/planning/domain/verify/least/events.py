"""The starts and ends of one option's tasks, what they cost and may not do, before any hour of them is looked at."""

from dataclasses import dataclass, field

import numpy as np

from tsunagu.planning.domain.verify.calendars import FloatArray
from tsunagu.planning.domain.verify.least.closure import Furthest, closed, needed
from tsunagu.planning.domain.verify.least.links import Link
from tsunagu.planning.domain.verify.least.network import Network, Pair
from tsunagu.planning.domain.verify.least.windows import shifted


@dataclass(frozen=True, slots=True)
class Moment:
    """Start or end of a task: ``later`` hours after an event (a task of one possible length is one event)."""

    event: int
    later: int = 0


@dataclass(slots=True)
class Events:
    """The events of one option; each lies from its ``earliest`` to its ``latest`` hour, within 0 to ``hours``.

    ``charges`` says for moments what each hour costs, from hour 0 on, shape ``(hours + 1,)``.
    """

    hours: int
    earliest: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)
    windows: dict[Pair, tuple[int, int]] = field(default_factory=dict)
    charges: list[tuple[Moment, FloatArray]] = field(default_factory=list)

    def add(self) -> Moment:
        """Return a new event, possible at each hour."""
        self.earliest.append(0)
        self.latest.append(self.hours)
        return Moment(len(self.earliest) - 1)

    def restrict(self, moment: Moment, earliest: int, latest: int) -> None:
        """Let the moment lie from one hour to another, both included."""
        self.earliest[moment.event] = max(self.earliest[moment.event], earliest - moment.later)
        self.latest[moment.event] = min(self.latest[moment.event], latest - moment.later)

    def add_window(self, first: Moment, second: Moment, least: int, most: int | None) -> None:
        """Let the second moment lie at least and at most so many hours after the first."""
        shift = first.later - second.later
        low, high = least + shift, self.hours if most is None else most + shift
        x, y = first.event, second.event
        if x == y:
            if not low <= 0 <= high:
                self.latest[x] = -1
            return
        if x > y:
            x, y, low, high = y, x, -high, -low
        known = self.windows.get((x, y), (-self.hours, self.hours))
        self.windows[x, y] = max(low, known[0]), min(high, known[1])

    def charge(self, start: Moment, end: Moment, running: FloatArray) -> None:
        """Let the hours from one moment until the other cost what a running total gained between them."""
        self.charges += [(end, running), (start, -running)]

    def furthest(self) -> Furthest | None:
        """Tighten when each event can lie; return how far each can lie after each other, None if nothing fits."""
        furthest = closed(len(self.earliest), frozenset(self.windows.items()), self.hours)
        if furthest is None:
            return None
        earliest, latest = np.array(self.earliest), np.array(self.latest)
        self.earliest = [int(hour) for hour in np.max(earliest[None, :] - furthest, axis=1)]
        self.latest = [int(hour) for hour in np.min(latest[:, None] + furthest, axis=0)]
        is_met = all(early <= late for early, late in zip(self.earliest, self.latest, strict=True))
        return furthest if is_met else None

    def network(self, furthest: Furthest, goal: int, until: int) -> Network:
        """Return the network of all schedules whose goal event lies at ``until`` or before.

        Each event counts its hours from its own earliest one, so that all fit into arrays no longer than the longest
        time that any of them can be put off.
        """
        latest = [min(late, until + int(furthest[goal, event])) for event, late in enumerate(self.latest)]
        delays = [late - early for early, late in zip(self.earliest, latest, strict=True)]
        length = max(max(delays) + 1, 1)
        costs = [np.where(np.arange(length) <= delay, 0.0, np.inf) for delay in delays]
        for moment, prices in self.charges:
            begin = moment.later + self.earliest[moment.event]
            costs[moment.event] += shifted(prices, begin, length)
        begins = np.array(self.earliest)
        local = furthest - (begins[None, :] - begins[:, None])
        kept = needed(len(self.earliest), frozenset(self.windows.items()), self.hours)
        links = {(x, y): Link(-int(local[y, x]), int(local[x, y])) for x, y in kept}
        return Network(costs, links, local)
