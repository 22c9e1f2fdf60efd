"""Synthetic problems of making to stock, for tests, measurements and examples: every name and figure is invented."""

from datetime import date

import numpy as np

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.problem import (
    Costs,
    Forecast,
    Keeping,
    KnownLot,
    Making,
    Product,
    StockProblem,
)


def stock_problem(
    seed: int, weeks: int = 26, products: int = 2, scenarios: int = 24, start: date = date(2026, 11, 30)
) -> StockProblem:
    """Return products of short and long shelf life that share clean rooms; the same seed gives the same problem."""
    chance = np.random.default_rng(seed)
    made = tuple(_product(number, weeks, chance) for number in range(products))
    rooms = tuple(int(each) for each in chance.integers(1, 3, weeks))
    return StockProblem(start, weeks, made, rooms, Costs(), scenarios, seed)


def _product(number: int, weeks: int, chance: np.random.Generator) -> Product:
    level = float(chance.uniform(4, 30))
    swing, phase = chance.uniform(0, 0.4), chance.uniform(0, 6.28)
    forecast = []
    for week in range(weeks):
        mid = level * (1 + swing * np.sin(phase + week / 4))
        forecast.append(
            Forecast(
                week, round(mid * 0.6, 1), round(mid, 1), round(mid * float(chance.uniform(1.3, 1.9)), 1)
            )
        )
    filled_after = int(chance.integers(1, 4))
    lead = filled_after + int(chance.integers(1, 4))
    sizes = tuple(sorted({max(4, round(level * share)) for share in (3, 6, 10)}))
    filling = Filling(round(level * 2, 1), 3.0, 0.15)
    making = Making(
        filled_after, lead, filled_after, sizes, filling, 0.9, 0.08, float(chance.uniform(0.02, 0.15))
    )
    keeping = Keeping(int(chance.integers(lead - filled_after + 4, 30)), 1, round(level * 14))
    lots = (
        KnownLot("A", round(level * 3), 0, 4),
        KnownLot("B", round(level * 3), 1, 8, 0.05),
    )
    name = Text(f"合成製品{number + 1}", f"Synthetic product {number + 1}")
    return Product(f"made-{number + 1}", name, making, keeping, tuple(forecast), lots)
