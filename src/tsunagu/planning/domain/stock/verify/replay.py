"""What becomes of doses week by week under a plan: first to expire, first out; what doesn't fit or expires is lost.

All futures are replayed side by side. A week goes: doses that come in are stored, what is needed is taken from those
that expire first, what finds no position is thrown away (first to expire first), then what may not be used next week.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tsunagu.planning.domain.stock.plan import StartedLot
from tsunagu.planning.domain.stock.problem import Product, StockProblem
from tsunagu.planning.domain.stock.scenarios import Futures, Ints


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one product: arrays of (future, week).

    ``stock`` is what lies in the store at the end of the week; ``by_lot`` is what each lot gave (lot, future, week), in
    the order of ``lots``: keys of known lots, then started ones.
    """

    lots: tuple[str | StartedLot, ...]
    demand: Ints
    by_lot: Ints
    stock: Ints
    expired: Ints
    no_room: Ints

    @property
    def served(self) -> Ints:
        """Doses given in each future and week."""
        return np.asarray(self.by_lot.sum(axis=0), dtype=np.int64)

    @property
    def unmet(self) -> Ints:
        """Doses needed and not there."""
        return self.demand - self.served


@dataclass(frozen=True, slots=True)
class _Arriving:
    """Doses of one lot in each future, usable from one week to another."""

    lot: str | StartedLot
    first: int
    last: int
    doses: Ints


def replay(
    problem: StockProblem, lots: Iterable[StartedLot], futures: Sequence[Futures]
) -> tuple[Course, ...]:
    """Return the course of each product, in their order."""
    started = sorted(lots)
    return tuple(
        _course(
            problem,
            product,
            _arriving(product, [lot for lot in started if lot.product == product.key], one),
            one,
        )
        for product, one in zip(problem.products, futures, strict=True)
    )


def cost_of(problem: StockProblem, lots: Iterable[StartedLot], courses: Sequence[Course]) -> float:
    """Return the mean cost of a plan over the futures of its courses."""
    costs, made = problem.costs, list(lots)
    of = {product.key: product for product in problem.products}
    sure = sum(costs.lot + costs.wasted * of[lot.product].lost_in_filling(lot.size) for lot in made)
    by_chance = 0.0
    for course in courses:
        lost = course.expired.sum(axis=1) + course.no_room.sum(axis=1)
        by_chance += float(np.mean(costs.unmet * course.unmet.sum(axis=1) + costs.wasted * lost))
    return sure + by_chance


def _arriving(product: Product, started: Sequence[StartedLot], futures: Futures) -> list[_Arriving]:
    found = [
        _Arriving(
            lot.key, max(0, lot.first), product.last_week(lot.expires), lot.doses * futures.comes[:, at]
        )
        for at, lot in enumerate(product.lots)
    ]
    for lot in started:
        first, last = product.usable(lot.week)
        sound = product.making.filling.sound(lot.size)
        doses = np.floor(sound * futures.shares[:, lot.week, lot.place] + 1e-9).astype(np.int64)
        found.append(_Arriving(lot, first, last, doses))
    return found


def _course(
    problem: StockProblem, product: Product, arriving: Sequence[_Arriving], futures: Futures
) -> Course:
    count, weeks = futures.demand.shape
    left: Ints = np.zeros((len(arriving), count), dtype=np.int64)
    by_lot: Ints = np.zeros((len(arriving), count, weeks), dtype=np.int64)
    stock, expired, no_room = (np.zeros((count, weeks), dtype=np.int64) for _ in range(3))
    order = sorted(range(len(arriving)), key=lambda at: (arriving[at].last, arriving[at].first, at))
    for week in range(weeks):
        for at in order:
            if arriving[at].first == week:
                left[at] = arriving[at].doses
        by_lot[:, :, week] = _taken(left, order, arriving, week, futures.demand[:, week])
        over = np.maximum(left.sum(axis=0) - product.keeping.positions, 0)
        no_room[:, week] = _thrown(left, order, over)
        for at in order:
            if arriving[at].last <= week:
                expired[:, week] += left[at]
                left[at] = 0
        stock[:, week] = left.sum(axis=0)
    keys = tuple(one.lot for one in arriving)
    return Course(keys, futures.demand, by_lot, stock, expired, no_room)


def _taken(left: Ints, order: Sequence[int], arriving: Sequence[_Arriving], week: int, needed: Ints) -> Ints:
    """Take what is needed from those that expire first."""
    taken: Ints = np.zeros_like(left)
    still = needed.copy()
    for at in order:
        if arriving[at].last >= week:
            taken[at] = np.minimum(left[at], still)
            left[at] -= taken[at]
            still -= taken[at]
    return taken


def _thrown(left: Ints, order: Sequence[int], over: Ints) -> Ints:
    """Throw away what finds no position, first to expire first."""
    still = over.copy()
    for at in order:
        gone = np.minimum(left[at], still)
        left[at] -= gone
        still -= gone
    return over
