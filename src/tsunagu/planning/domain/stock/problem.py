"""A problem of making to stock: forecast demand, lots there are, and how lots are made, tested and kept.

Time is whole weeks from the first Monday: week 0 is the first. Doses are counted as they lie in the store (bags, vials,
sheets). Knows no solver.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import sqrt

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.filling import Filling

MOST_AT_ONCE = 2
"""Lots of one product that may be started in one week; more of them would be one larger lot."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many doses a week will need: the middle, and what is undercut and exceeded in one case of ten each."""

    week: int
    low: float
    mid: float
    high: float
    region: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """How a lot is made, in whole weeks from its start.

    Parameters
    ----------
    filled_after : the week in which it is filled; its shelf life counts from there.
    lead : the first week in which its doses may be used: made, tested and released.
    room_weeks : weeks for which it holds a clean room.
    sizes : how many doses may be filled at most, as sizes to choose from.
    kept, spread : mean share of the filled doses that come through, with its standard deviation.
    failing : chance that the lot is lost as a whole (contaminated, out of specification).
    """

    filled_after: int
    lead: int
    room_weeks: int
    sizes: tuple[int, ...]
    filling: Filling
    kept: float = 1.0
    spread: float = 0.0
    failing: float = 0.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """How doses are kept: weeks of shelf life, weeks that must remain at use, positions in the store."""

    shelf: int
    least: int
    positions: int


@dataclass(frozen=True, slots=True)
class KnownLot:
    """A lot that is there or under way: usable from week ``first``, expired after ``expires`` whole weeks.

    ``failing`` is the chance that it never comes (0 once it is released).
    """

    key: str
    doses: int
    first: int
    expires: int
    failing: float = 0.0


@dataclass(frozen=True, slots=True)
class Product:
    """A product made to stock, with its forecast and its lots.

    ``observed`` is how many lots stand behind what ``making`` says of doses per lot; 0: its member stated it.
    """

    key: str
    name: Text
    making: Making
    keeping: Keeping
    forecast: tuple[Forecast, ...]
    lots: tuple[KnownLot, ...] = ()
    observed: int = 0

    @property
    def expected(self) -> float:
        """Return the doses that a lot of the largest size gives on average, those that are lost counted as none."""
        making = self.making
        return making.filling.sound(max(making.sizes)) * making.kept * (1 - making.failing)

    def usable(self, start: int) -> tuple[int, int]:
        """Return the first and the last week in which the doses of a lot started in a week may be used."""
        expires = start + self.making.filled_after + self.keeping.shelf
        return start + self.making.lead, self.last_week(expires)

    def last_week(self, expires: int) -> int:
        """Return the last week throughout which doses that expire then still have the life that must remain."""
        return expires - self.keeping.least - 1

    def doses(self, size: int, share: float) -> int:
        """Return the doses of a lot of a size of which a share came through."""
        return int(self.making.filling.sound(size) * share + 1e-9)

    def lost_in_filling(self, size: int) -> float:
        """Return how many doses of a lot are lost because filling took too long."""
        return size - self.making.filling.sound(size)


@dataclass(frozen=True, slots=True)
class Costs:
    """What weighs how much, in doses: a patient's dose that isn't there, a dose thrown away, a lot made."""

    unmet: float = 20.0
    wasted: float = 1.0
    lot: float = 10.0


@dataclass(frozen=True)
class StockProblem:
    """Products that share clean rooms, over weeks; ``rooms`` says how many rooms are free in each week.

    Chance is part of it: ``scenarios`` futures are drawn from ``seed``; ``likeness`` (0 to 1) is how much the weeks of
    one future go up and down together.
    """

    start: date
    weeks: int
    products: tuple[Product, ...]
    rooms: tuple[int, ...]
    costs: Costs = field(default_factory=Costs)
    scenarios: int = 24
    seed: int = 1
    likeness: float = 0.3

    def monday(self, week: int) -> date:
        """Return the first day of a week."""
        return self.start + timedelta(days=7 * week)

    def starts(self, product: Product) -> Iterator[int]:
        """Yield the weeks in which starting a lot brings doses within the weeks of the problem."""
        yield from range(max(0, self.weeks - product.making.lead))

    @cached_property
    def demand(self) -> tuple[tuple[Forecast, ...], ...]:
        """The forecast of each product for each week, all regions together; none stated is none needed."""
        return tuple(
            tuple(_together(week, product.forecast) for week in range(self.weeks))
            for product in self.products
        )


def _together(week: int, lines: tuple[Forecast, ...]) -> Forecast:
    """Add up regions, whose errors are taken as independent: middles add, distances add by their squares."""
    found = [line for line in lines if line.week == week]
    mid = sum(line.mid for line in found)
    below = sqrt(sum((line.mid - line.low) ** 2 for line in found))
    above = sqrt(sum((line.high - line.mid) ** 2 for line in found))
    return Forecast(week, max(0.0, mid - below), mid, mid + above)
