"""A culture that grows to a target: what a route states of it, and how long it takes, with its spread.

Hours to the target = lag + doubling time * log2(target / seeded), for cells that double at a steady rate once they
have settled. Doubling time and seeded count are lognormal, their stated intervals the central 90 % of them: both are
ratios by nature (a culture grows half as fast or twice as fast, a count is 20 % off), never negative, and scatter
multiplicatively. The doublings that are needed are then normal, and the hours a lognormal times a normal: counted
over 1 000 equally likely seeded counts, exactly over the doubling time.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

CENTRAL = 0.90
"""The share that lies within a stated interval."""
NODES = 1000
LEAST_SPREAD = 1e-6
"""Of the logarithm of a doubling time: a single figure counts as so narrow an interval."""
_Z = float(special.ndtri((1 + CENTRAL) / 2))


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a route states of a culture that grows to a target.

    ``doubling_hours`` and ``seeded_cells`` are the lowest and the highest that are expected (central 90 %); cells are
    viable ones. ``lag_hours`` pass before the first doubling; more than ``most_doublings`` the cells aren't grown.
    """

    doubling_hours: tuple[float, float]
    seeded_cells: tuple[float, float]
    target_cells: float
    lag_hours: float = 0.0
    most_doublings: float | None = None

    @property
    def doublings(self) -> tuple[float, float, float]:
        """Population doublings to the target: from the highest, the middle and the lowest seeded count."""
        low, high = self.seeded_cells
        few, many = (float(np.log2(self.target_cells / seeded)) for seeded in (high, low))
        return few, (few + many) / 2, many

    @property
    def hours(self) -> tuple[float, float, float]:
        """Hours to the target: the lower end of the central 90 %, the middle, the upper end."""
        low, middle, high = (hours_at(self, share) for share in ((1 - CENTRAL) / 2, 0.5, (1 + CENTRAL) / 2))
        return low, middle, high


def hours_at(expansion: Expansion, share: float) -> float:
    """Return the hours within which that share (between 0 and 1) of the cultures reaches its target."""
    if not 0 < share < 1:
        raise ValueError("a share lies between 0 and 1")
    return _hours_at(expansion, share)


@lru_cache(maxsize=1024)
def _hours_at(expansion: Expansion, share: float) -> float:
    growth = _Growth(expansion)
    low, high = growth.bounds
    if growth.reached(high) <= share:
        return expansion.lag_hours + high
    found = optimize.brentq(lambda hours: growth.reached(hours) - share, low, high, xtol=1e-6)
    return expansion.lag_hours + float(found)


def chance_unreached(expansion: Expansion, hours: float) -> float:
    """Return the share of cultures that haven't reached their target within so many hours."""
    growing = hours - expansion.lag_hours
    return 1.0 if growing <= 0 else 1 - _Growth(expansion).reached(growing)


def mean_excess(expansion: Expansion, planned: float) -> float:
    """Return by how many hours those that miss a planned time miss it on average; 0 where (nearly) none does."""
    late = chance_unreached(expansion, planned)
    if late < 1e-9:
        return 0.0
    return max(_Growth(expansion).beyond(planned - expansion.lag_hours), 0.0) / late


class _Growth:
    """The hours of growing alone: doublings (one for each equally likely seeded count) times a lognormal."""

    def __init__(self, expansion: Expansion) -> None:
        (slow, fast), (few, many) = (np.log(expansion.doubling_hours), np.log(expansion.seeded_cells))
        self.mean, self.spread = (slow + fast) / 2, max((fast - slow) / (2 * _Z), LEAST_SPREAD)
        places = special.ndtri((np.arange(NODES) + 0.5) / NODES)
        logs = np.log(expansion.target_cells) - (few + many) / 2 - (many - few) / (2 * _Z) * places
        self.doublings: NDArray[np.float64] = np.maximum(logs / np.log(2), 1e-9)

    @property
    def bounds(self) -> tuple[float, float]:
        """Hours between which all of it lies, but for a trillionth."""
        low, high = (np.exp(self.mean + sign * 8 * self.spread) for sign in (-1, 1))
        return float(low * self.doublings.min()), float(high * self.doublings.max())

    def reached(self, hours: float) -> float:
        """Return the share that has grown enough within so many hours."""
        return float(np.mean(special.ndtr((np.log(hours / self.doublings) - self.mean) / self.spread)))

    def beyond(self, hours: float) -> float:
        """Return the mean of the hours beyond so many, over all cultures: the partial moment of a lognormal."""
        means = self.doublings * np.exp(self.mean + self.spread**2 / 2)
        if hours <= 0:
            return float(np.mean(means)) - hours
        place = (np.log(self.doublings / hours) + self.mean) / self.spread
        return float(np.mean(means * special.ndtr(place + self.spread) - hours * special.ndtr(place)))
