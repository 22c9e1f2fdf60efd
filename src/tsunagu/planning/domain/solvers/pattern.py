"""The plan of a region by column generation: a proven bound first, then a plan that stays close to it.

A round of the bound solves the linear program over *all* schedules, also those not yet written down: under the prices
of its rows the cheapest schedule of every option is looked for; a better one becomes a column. For any prices, the sum
of the cheapest schedules less the worth of all capacity is a lower bound (Lagrange), so every round proves something.

``dive`` fixes, round by round, the journeys on whose schedule the linear program insists, and solves it again for the
others in the capacity that is left, to the hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from tsunagu.planning.domain.solution import Bound, Price
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import Bools, Floats, Ints
from tsunagu.planning.domain.solvers.greedy import Schedule
from tsunagu.planning.domain.solvers.holding import fits, priced
from tsunagu.planning.domain.solvers.master import Column, Master, Solved
from tsunagu.planning.domain.solvers.search import INFINITE

SURE = 0.9  # a share of a column above which the linear program insists on it
PULL = 0.5  # weight of the best prices so far against the newest: damps their swings
UNDAMPED_EVERY = 4
NEIGHBOURS = 30  # journeys freed together when a plan is polished
LOOK_AGAIN = 50  # of such steps, after which those who lose most are looked up anew


@dataclass(frozen=True, slots=True)
class Effort:
    """Limits of work, never of time, so that the same problem gives the same plan.

    ``rounds`` of the bound, which ends earlier at ``close`` (distance to the linear program); ``share`` of the journeys
    fixed in one step of the dive; ``refresh`` rounds of new columns between two steps; ``polish`` times the plan is
    loosened around a journey that loses much against the bound, and made again there.
    """

    rounds: int = 60
    close: float = 0.0005
    share: float = 0.05
    refresh: int = 3
    polish: int = 300


@dataclass
class Proof:
    """The best bound so far, with the prices that prove it by hour (resources and absences, hours)."""

    value: float = -np.inf
    prices: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    rounds: int = 0

    def bound(self, searcher: Searcher) -> Bound:
        """Return the bound with its prices as spans of equal price."""
        found = []
        for resource, row in zip(searcher.compiled.problem.resources, self.prices, strict=False):
            edges = np.flatnonzero(np.diff(row, prepend=0.0, append=0.0))
            for start, until in pairwise(edges):
                if row[start] > 0:
                    found.append(Price(resource.key, int(start), int(until), float(row[start])))
        return Bound(self.value, tuple(found))


class Pattern:
    """One region's linear program and the search for its columns."""

    def __init__(self, searcher: Searcher, effort: Effort) -> None:
        self.searcher = searcher
        self.compiled = searcher.compiled
        self.effort = effort
        self.master = Master(self.compiled)
        self.proof = Proof()
        self._options = np.arange(self.compiled.options)
        self._pull: Floats | None = None
        self._scarce_of: dict[int, frozenset[int]] = {}
        self._begun = np.array(
            [each.fixed is not None for each in self.compiled.problem.journeys], dtype=np.bool_
        )

    def learn(self, schedule: Schedule) -> None:
        """Take the columns of a schedule as a beginning."""
        for column in schedule.chosen.values():
            self.master.add_column(column.option, column.times)

    def round(self) -> bool:
        """Carry out one round of the bound; True when it is as close to the linear program as was asked."""
        solved = self.master.solve()
        rows = self.master.overfull(solved.shares, self.compiled.capacity)
        prices = self._damped(solved.prices)
        by_hour = self.master.price_by_hour(prices)
        cost, times = self.searcher.cheapest(self._options, by_hour, self.compiled.capacity)
        value = self._lagrange(cost, by_hour)
        if value > self.proof.value:
            self.proof.value, self.proof.prices, self._pull = value, by_hour, prices
        self._add(self._options, cost, times, self.compiled.capacity)
        self.master.add_rows(rows, self.compiled.capacity)
        self.proof.rounds += 1
        return not rows and self._is_close(solved.cost)

    def dive(self, keep: Iterable[Column] = (), share: float | None = None) -> Schedule:
        """Return a schedule that keeps the given columns and is made by fixing the other journeys step by step."""
        schedule = Schedule(self.searcher)
        for column in keep:
            schedule.place(column)
        wanted = max(1, int((self.effort.share if share is None else share) * self.master.journeys))
        free = np.ones(self.master.journeys, dtype=np.bool_)
        while True:
            free[list(schedule.chosen)] = False
            if not free.any():
                return schedule
            self.master.restrict(schedule.capacity, free, self._usable(schedule.capacity, free))
            solved = self._refresh(schedule.capacity, free)
            if not self._fix(schedule, solved, free, wanted):
                self._fix_one(schedule, free)

    def polish(self, schedule: Schedule) -> Schedule:
        """Return the schedule after freeing, some at a time, the journeys that lose most against the bound.

        Each is tried once; who loses most is looked up anew now and then. It ends where the bound is near.
        """
        tried, lost = set[int](), dict[int, float]()
        for number in range(self.effort.polish):
            if number % LOOK_AGAIN == 0:
                lost = self._lost(schedule)
            waiting = [journey for journey in lost if journey not in tried]
            if not waiting or self._is_close(schedule.total()):
                break
            journey = max(waiting, key=lambda each: (lost[each], -each))
            tried.add(journey)
            freed = self._around(schedule, journey)
            keep = [column for other, column in schedule.chosen.items() if other not in freed]
            again = self.dive(keep, 0.1 * len(freed) / self.master.journeys)
            if again.total() < schedule.total():
                schedule = again
        return schedule

    def _is_close(self, cost: float) -> bool:
        """Say whether a cost is as close to the bound as was asked."""
        return cost - self.proof.value <= self.effort.close * max(1.0, self.proof.value)

    def _lost(self, schedule: Schedule) -> dict[int, float]:
        """Return how much each placed journey costs above its least under the prices of the bound."""
        cost, _ = self.searcher.cheapest(self._options, self.proof.prices, self.compiled.capacity)
        least = np.minimum.reduceat(cost, self.compiled.option_at[:-1])
        lost = {}
        for journey, column in schedule.chosen.items():
            paid = priced(self.compiled.holds_of(column.option), column.times, self.proof.prices)
            lost[journey] = column.cost + paid - float(least[journey])
        return lost

    def _around(self, schedule: Schedule, journey: int) -> set[int]:
        """Return a journey and, of those that hold what it could use and that is scarce, the nearest in time."""
        if journey not in schedule.chosen:
            return set()
        wanted = set().union(*(self._scarce(option) for option in schedule.options_of(journey)))
        middle = int(schedule.chosen[journey].times.min())

        def distance(other: int) -> tuple[bool, int, int]:
            column = schedule.chosen[other]
            return not wanted & self._scarce(column.option), abs(int(column.times.min()) - middle), other

        near = sorted(schedule.chosen, key=distance)
        return {journey, *near[:NEIGHBOURS]}

    def _scarce(self, option: int) -> frozenset[int]:
        """Return the resources that an option holds and that have a price at any hour."""
        if option not in self._scarce_of:
            held = {int(hold[0]) for hold in self.compiled.holds_of(option)}
            self._scarce_of[option] = frozenset(one for one in held if self.proof.prices[one].any())
        return self._scarce_of[option]

    def _damped(self, prices: Floats) -> Floats:
        if self._pull is None or self.proof.rounds % UNDAMPED_EVERY == 0:
            return prices
        best = np.zeros(len(prices))
        best[: len(self._pull)] = self._pull
        return PULL * best + (1 - PULL) * prices

    def _lagrange(self, cost: Floats, by_hour: Floats) -> float:
        """Return the lower bound that these prices prove."""
        least = np.minimum.reduceat(cost, self.compiled.option_at[:-1])
        return float(np.minimum(least, self.master.left_out).sum() - (by_hour * self.compiled.capacity).sum())

    def _add(
        self, options: Ints, cost: Floats, times: Ints, capacity: Ints, worth: Floats | None = None
    ) -> int:
        """Add the schedules found, those that cost less than their journey is ``worth``; returns how many are new."""
        added = 0
        event_at = self.compiled.event_at
        for place, option in enumerate(options):
            limit = INFINITE / 2 if worth is None else worth[self.compiled.journey_of[option]] - 1e-6
            if cost[place] < limit:
                own = times[place, : event_at[option + 1] - event_at[option]]
                whole = (
                    own if self.searcher.exact[option] else self.searcher.earliest(int(option), capacity, own)
                )
                added += whole is not None and self.master.add_column(int(option), whole)
        return added

    def _refresh(self, capacity: Ints, free: Bools) -> Solved:
        """Solve for the free journeys in the capacity left, with a few rounds of new columns."""
        options = self._options[free[self.compiled.journey_of]]
        for _ in range(self.effort.refresh):
            solved = self.master.solve()
            cost, times = self.searcher.cheapest(options, self.master.price_by_hour(solved.prices), capacity)
            rows = self.master.overfull(solved.shares, capacity)
            added = self._add(options, cost, times, capacity, solved.worth)
            self.master.add_rows(rows, capacity)
            if not added and not rows:
                return solved
        return self.master.solve()

    def _fix(self, schedule: Schedule, solved: Solved, free: Bools, wanted: int) -> int:
        """Place the journeys with the largest shares, the earliest first; returns how many.

        As long as there are some that have begun, only those: they can't wait, and all of them have to find room.
        """
        columns = self.master.columns
        ranked = sorted(
            np.flatnonzero(solved.shares > 1e-6),
            key=lambda number: (-round(float(solved.shares[number]), 3), columns[number].times.min(), number),
        )
        begun, placed = free & self._begun, 0
        for number in ranked:
            journey = int(self.compiled.journey_of[columns[number].option])
            if not free[journey] or journey in schedule.chosen or (begun.any() and not begun[journey]):
                continue
            if placed < wanted or solved.shares[number] >= SURE or begun[journey]:
                placed += schedule.place(columns[number])
        return placed

    def _fix_one(self, schedule: Schedule, free: Bools) -> None:
        """Place a free journey, a begun one first, at its earliest, or give it up: the program leaves out the rest."""
        begun = free & self._begun
        journey = int(np.flatnonzero(begun if begun.any() else free)[0])
        column = schedule.earliest_column(journey)
        if column is not None:
            schedule.place(column)
        free[journey] = False

    def _usable(self, capacity: Ints, free: Bools) -> Bools:
        """Return which columns belong to free journeys and fit into the capacity left."""
        return np.array(
            [
                bool(free[self.compiled.journey_of[column.option]])
                and bool(fits(self.compiled.holds_of(column.option), column.times, capacity))
                for column in self.master.columns
            ],
            dtype=np.bool_,
        )
