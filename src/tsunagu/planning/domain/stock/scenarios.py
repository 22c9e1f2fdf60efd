"""Futures drawn by chance from a problem: what is needed each week, which share of each lot comes through."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.stock.problem import MOST_AT_ONCE, Product, StockProblem

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
TENTH = 1.2815515655446004
"""The standard normal value that one case of ten exceeds."""
FRESH = 7_919
"""What makes the futures on which a plan is tried others than those it was made for."""


@dataclass(frozen=True, slots=True)
class Futures:
    """What happens to one product: ``demand`` (future, week), ``shares`` (future, week of start, place).

    ``comes`` (future, known lot) is 1 where the lot comes, else 0.
    """

    demand: Ints
    shares: Floats
    comes: Ints


def scenarios_of(problem: StockProblem) -> tuple[Futures, ...]:
    """Return the futures of each product for which a plan is made."""
    return drawn(problem, problem.scenarios, problem.seed)


def fresh_futures(problem: StockProblem, count: int) -> tuple[Futures, ...]:
    """Return other futures, on which a plan shows what it is worth."""
    return drawn(problem, count, problem.seed + FRESH)


def drawn(problem: StockProblem, count: int, seed: int) -> tuple[Futures, ...]:
    """Draw so many futures; the same problem, count and seed give the same."""
    return tuple(
        _futures(problem, number, product, count, np.random.default_rng([seed, number]))
        for number, product in enumerate(problem.products)
    )


def _futures(
    problem: StockProblem, number: int, product: Product, count: int, chance: np.random.Generator
) -> Futures:
    weeks = problem.weeks
    shared, own = chance.standard_normal((count, 1)), chance.standard_normal((count, weeks))
    way = np.sqrt(problem.likeness) * shared + np.sqrt(1 - problem.likeness) * own
    low, mid, high = (
        np.array([getattr(each, name) for each in problem.demand[number]]) for name in ("low", "mid", "high")
    )
    needed = mid + way / TENTH * np.where(way > 0, high - mid, mid - low)
    demand = np.floor(np.maximum(needed, 0) + chance.random((count, weeks))).astype(np.int64)
    making, places = product.making, (count, weeks, MOST_AT_ONCE)
    shares = np.clip(making.kept + making.spread * chance.standard_normal(places), 0, 1)
    shares = np.where(chance.random(places) < making.failing, 0.0, shares)
    failing = np.array([lot.failing for lot in product.lots])
    comes = (chance.random((count, len(product.lots))) >= failing).astype(np.int64)
    return Futures(np.where(mid > 0, demand, 0), shares, comes)
