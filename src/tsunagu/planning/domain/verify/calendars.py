"""Capacity and prices of the resources by the hour, as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.problem import Problem, Resource
from tsunagu.planning.domain.solution import Price

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calendar:
    """One resource: ``capacity`` and ``rates`` (price of one unit, in weighted hours of waiting) of each hour.

    Shapes: ``(hours,)``; ``paid``, the price of one unit from hour 0 until each hour, is ``(hours + 1,)``.
    """

    capacity: IntArray
    rates: FloatArray
    paid: FloatArray
    _short: dict[int, IntArray | None] = field(default_factory=dict)

    @property
    def is_priced(self) -> bool:
        """Whether any hour costs anything."""
        return bool(self.paid[-1] > 0)

    def short_of(self, amount: int) -> IntArray | None:
        """Return how many hours before each hour lack ``amount``, shape ``(hours + 1,)``; None if no hour does."""
        if amount not in self._short:
            lacking = self.capacity < amount
            self._short[amount] = running_total(lacking.astype(np.int64)) if lacking.any() else None
        return self._short[amount]


def calendars_of(problem: Problem, prices: Iterable[Price] = ()) -> dict[str, Calendar]:
    """Return the calendar of each resource; prices that overlap add up, what is no price is left out."""
    rates = {resource.key: np.zeros(problem.hours) for resource in problem.resources}
    for price in prices:
        if price.resource in rates and is_price(price):
            rates[price.resource][max(price.start, 0) : max(price.until, 0)] += price.per_hour
    return {
        resource.key: Calendar(
            capacity_of(resource, problem.hours), rates[resource.key], running_total(rates[resource.key])
        )
        for resource in problem.resources
    }


def capacity_of(resource: Resource, hours: int) -> IntArray:
    """Return what the resource offers in each hour, shape ``(hours,)``."""
    capacity = np.zeros(hours, dtype=np.int64)
    for span in resource.open:
        capacity[max(span.start, 0) : max(span.until, 0)] = span.capacity
    return capacity


def is_price(price: Price) -> bool:
    """Whether the price is a finite number that isn't negative."""
    return bool(np.isfinite(price.per_hour)) and price.per_hour >= 0


def running_total(values: NDArray[Any]) -> NDArray[Any]:
    """Return the sum of all values before each place, one place longer than ``values``."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])
