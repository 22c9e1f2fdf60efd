"""Make a plan of lots better step by step, and again and again from a plan of which some weeks were cleared.

A step is one lot more, one less, or one started at another time or of another size. Clearing some weeks of all products
lets others have the clean rooms.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tsunagu.planning.domain.stock.plan import StartedLot
from tsunagu.planning.domain.stock.problem import MOST_AT_ONCE, Product, StockProblem
from tsunagu.planning.domain.stock.scenarios import Futures, Ints, scenarios_of

Start = tuple[int, int]
"""A lot of a product: the week of its start and its size."""
FAR = 3
"""Weeks by which a start is tried earlier and later."""
MOST_STEPS = 400
LONGEST_CLEARED = 7
EPSILON = 1e-7


def improved(problem: StockProblem, lots: Iterable[StartedLot], rounds: int) -> tuple[StartedLot, ...]:
    """Return the best plan met on the way from one that may be carried out; always the same.

    ``rounds`` counts how often some weeks are cleared and filled again.
    """
    found = _Improving(problem, lots)
    found.climb(range(len(problem.products)))
    chance = np.random.default_rng([problem.seed, rounds])
    for _ in range(rounds):
        found.clear_and_climb(chance)
    return found.lots()


class _Improving:
    """The starts of each product with their cost, and the clean rooms that are left."""

    def __init__(self, problem: StockProblem, lots: Iterable[StartedLot]) -> None:
        self.problem, self.futures = problem, scenarios_of(problem)
        self.free = np.array(problem.rooms, dtype=np.int64)
        number = {product.key: at for at, product in enumerate(problem.products)}
        self.starts: list[list[Start]] = [[] for _ in problem.products]
        for lot in sorted(lots):
            self.starts[number[lot.product]].append((lot.week, lot.size))
        for at, product in enumerate(problem.products):
            for start in self.starts[at]:
                self._hold(product, start[0], -1)
        self.costs = [self._cost(at, starts) for at, starts in enumerate(self.starts)]

    def climb(self, order: Sequence[int]) -> None:
        """Take changes that help, product by product, until none does."""
        for _ in range(MOST_STEPS):
            helped = [self._step(at) for at in order]
            if not any(helped):
                return

    def clear_and_climb(self, chance: np.random.Generator) -> None:
        """Clear some weeks, fill them again in another order of products, and keep what is no worse."""
        before = [list(each) for each in self.starts], list(self.costs), self.free.copy()
        first = int(chance.integers(max(1, self.problem.weeks)))
        last = first + int(chance.integers(1, LONGEST_CLEARED))
        for at, product in enumerate(self.problem.products):
            for start in [one for one in self.starts[at] if first <= one[0] < last]:
                self.starts[at].remove(start)
                self._hold(product, start[0], 1)
            self.costs[at] = self._cost(at, self.starts[at])
        self.climb([int(at) for at in chance.permutation(len(self.starts))])
        if sum(self.costs) > sum(before[1]) + EPSILON:
            self.starts, self.costs, self.free = before

    def lots(self) -> tuple[StartedLot, ...]:
        """Return the plan as lots."""
        return tuple(
            sorted(
                lot
                for product, starts in zip(self.problem.products, self.starts, strict=True)
                for lot in _placed(product.key, starts)
            )
        )

    def _step(self, at: int) -> bool:
        """Take a change of one product that helps; False where none does."""
        product, change = self.problem.products[at], None
        for gone, come in self._changes(at):
            if gone is not None:
                self._hold(product, gone[0], 1)
            if come is None or self._fits(at, come[0], gone):
                after = _changed(self.starts[at], gone, come)
                cost = self._cost(at, after)
                if cost < self.costs[at] - EPSILON:
                    change = gone, come, after, cost
            if gone is not None:
                self._hold(product, gone[0], -1)
            if change is not None:
                break
        if change is None:
            return False
        gone, come, self.starts[at], self.costs[at] = change
        for start, sign in ((gone, 1), (come, -1)):
            if start is not None:
                self._hold(product, start[0], sign)
        return True

    def _changes(self, at: int) -> Iterator[tuple[Start | None, Start | None]]:
        """Yield what may go and what may come instead."""
        product = self.problem.products[at]
        weeks, sizes = list(self.problem.starts(product)), product.making.sizes
        for week in weeks:
            for size in sizes:
                yield None, (week, size)
        for gone in sorted(set(self.starts[at])):
            yield gone, None
            for week in weeks:
                for size in sizes:
                    if abs(week - gone[0]) <= FAR and (week, size) != gone:
                        yield gone, (week, size)

    def _fits(self, at: int, week: int, gone: Start | None) -> bool:
        weeks = self.problem.products[at].making.room_weeks
        beside = sum(start[0] == week for start in self.starts[at]) - (gone is not None and gone[0] == week)
        return beside < MOST_AT_ONCE and bool((self.free[week : week + weeks] > 0).all())

    def _hold(self, product: Product, week: int, sign: int) -> None:
        self.free[week : week + product.making.room_weeks] += sign

    def _cost(self, at: int, starts: Sequence[Start]) -> float:
        problem, product = self.problem, self.problem.products[at]
        made = sum(
            problem.costs.lot + problem.costs.wasted * product.lost_in_filling(size) for _, size in starts
        )
        unmet, lost = _course(product, self.futures[at], starts)
        return made + problem.costs.unmet * unmet + problem.costs.wasted * lost


def _changed(starts: Sequence[Start], gone: Start | None, come: Start | None) -> list[Start]:
    after = list(starts)
    if gone is not None:
        after.remove(gone)
    if come is not None:
        after.append(come)
    return sorted(after)


def _placed(product: str, starts: Sequence[Start]) -> Iterator[StartedLot]:
    """Yield the starts as lots: those of one week take the places in the order of their sizes."""
    place, before = 0, -1
    for week, size in sorted(starts):
        place = place + 1 if week == before else 0
        yield StartedLot(week, product, place, size)
        before = week


def _course(product: Product, futures: Futures, starts: Sequence[Start]) -> tuple[float, float]:
    """Return doses missing and doses lost on average, first to expire first: columns are lots in that order."""
    count, weeks = futures.demand.shape
    comes: list[tuple[int, int, Ints]] = [
        (product.last_week(lot.expires), max(0, lot.first), lot.doses * futures.comes[:, at])
        for at, lot in enumerate(product.lots)
    ]
    for lot in _placed(product.key, starts):
        first, last = product.usable(lot.week)
        sound = product.making.filling.sound(lot.size)
        comes.append((last, first, (sound * futures.shares[:, lot.week, lot.place] + 1e-9).astype(np.int64)))
    comes.sort(key=lambda one: one[:2])
    lasts, firsts = np.array([one[0] for one in comes]), np.array([one[1] for one in comes])
    doses = np.array([one[2] for one in comes], dtype=np.int64).reshape(len(comes), count)
    left: Ints = np.zeros_like(doses)
    unmet, lost = 0, 0
    for week in range(weeks):
        left[firsts == week] = doses[firsts == week]
        usable = np.where((lasts >= week)[:, None], left, 0)
        taken = _first_out(usable, futures.demand[:, week])
        left -= taken
        unmet += int(futures.demand[:, week].sum() - taken.sum())
        over = np.maximum(left.sum(axis=0) - product.keeping.positions, 0)
        left -= _first_out(left, over)
        is_over = lasts <= week
        lost += int(over.sum() + left[is_over].sum())
        left[is_over] = 0
    return unmet / count, lost / count


def _first_out(left: Ints, wanted: Ints) -> Ints:
    """Return what is taken of each lot where so much is wanted in each future."""
    before = np.cumsum(left, axis=0) - left
    return np.asarray(np.clip(wanted - before, 0, left), dtype=np.int64)
