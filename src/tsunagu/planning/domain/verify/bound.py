"""The bound that prices prove, computed again from the problem alone (Lagrangian relaxation of the capacities)."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solution import Price
from tsunagu.planning.domain.verify.calendars import Calendar, calendars_of
from tsunagu.planning.domain.verify.least import least_of


@dataclass(frozen=True, slots=True)
class Proven:
    """What no plan can go below, in weighted hours.

    ``loosened`` counts the journeys whose least cost is only a bound from below, not the exact minimum.
    """

    value: float
    loosened: int


def proven_by(problem: Problem, prices: Iterable[Price]) -> Proven:
    """Return the bound that the prices prove.

    bound = sum over journeys of min(cost of leaving it out, least cost of placing it with the price of all it uses)
    - sum over resources and hours of price x capacity. An hour's price of a resource counts ``amount`` times.
    """
    calendars = calendars_of(problem, prices)
    least = [least_of(problem, journey, calendars) for journey in problem.journeys]
    value = fsum(one.value for one in least) - fsum(map(_worth, calendars.values()))
    return Proven(value, sum(not one.is_exact for one in least))


def _worth(calendar: Calendar) -> float:
    return float(calendar.rates @ calendar.capacity)
