"""What ties the times of two events of a journey: a window of hours between them, and what each pair of times costs.

A link leads from an event at hour ``x`` to another at ``x + d`` with ``low <= d <= high``. Without a band every such
pair costs nothing. Shapes: ``N`` is the number of hours at which an event can lie (hours of the problem + 1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tsunagu.planning.domain.verify.least.windows import FloatArray, least_within, reached

Bounds = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a window is held as columns: all up to ``widest``, else ``part`` of it next to no wait.

    ``is_below``: what isn't held is bounded from below; else it is left out, and the result is what can be had without.
    """

    widest: int
    part: int
    is_below: bool = True

    def held(self, low: int, high: int) -> tuple[int, int]:
        """Return the first column and the number of columns that are held of a window."""
        width = high - low + 1
        count = width if width <= self.widest else self.part
        return (low if abs(low) <= abs(high) else high - count + 1), count


@dataclass(frozen=True, slots=True)
class Band:
    """What pairs of times cost: ``values[x, k]`` for ``d = first + k``, shape ``(N, columns)``.

    ``rest`` is at most the cost of any other pair of the link's window, once by the hour of the first event and once by
    that of the second, each of shape ``(N,)``; None if there is no other.
    """

    first: int
    values: FloatArray
    rest: Bounds | None = None

    @property
    def until(self) -> int:
        """The ``d`` after the last column."""
        return self.first + int(self.values.shape[1])

    def columns(self, first: int, count: int) -> FloatArray:
        """Return ``count`` columns from ``d = first`` on; what the band doesn't hold is its rest, else infinite."""
        if self.rest is None:
            found = np.full((self.values.shape[0], count), np.inf)
        else:
            found = at_least_both(self.rest, first, count)
        start, until = max(first, self.first), min(first + count, self.until)
        if until > start:
            found[:, start - first : until - first] = self.values[:, start - self.first : until - self.first]
        return found


def at_least_both(bounds: Bounds, first: int, count: int) -> FloatArray:
    """Return columns with the greater of a bound by the first and one by the second event; shape ``(N, count)``."""
    return np.maximum(bounds[0][:, None], reached(bounds[1], first, count))


@dataclass(frozen=True, slots=True)
class Link:
    """A window between two events, with the costs of pairs where there are any.

    ``is_exact``: whether those costs are exact, as far as the band holds them.
    """

    low: int
    high: int
    band: Band | None = None
    is_exact: bool = True

    @property
    def width(self) -> int:
        """How many differences the window holds."""
        return self.high - self.low + 1

    def turned(self) -> "Link":
        """Return the same link seen from the other event."""
        if self.band is None:
            return Link(-self.high, -self.low, None, self.is_exact)
        values, first = self.band.values, self.band.first
        rows, columns = values.shape
        # Row z of the turned band holds values[z - d, d]: a walk up one row and right one column in a padded copy.
        above, below = max(self.band.until - 1, 0), max(-first, 0)
        padded = np.full((above + rows + below, columns), np.inf)
        padded[above : above + rows] = values
        down, right = padded.strides
        start = padded[above - first :, 0:]
        view = as_strided(start, (rows, columns), (down, right - down), writeable=False)
        rest = None if self.band.rest is None else (self.band.rest[1], self.band.rest[0])
        band = Band(1 - self.band.until, np.ascontiguousarray(view[:, ::-1]), rest)
        return Link(-self.high, -self.low, band, self.is_exact)

    def plus(self, other: "Link", reach: Reach) -> "Link":
        """Return the link that holds what both hold, each pair costing what it costs in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        bands = [band for band in (self.band, other.band) if band is not None]
        if not bands or high < low:
            return Link(low, high, None, self.is_exact and other.is_exact)
        first, count = reach.held(low, high)
        values = np.sum([band.columns(first, count) for band in bands], axis=0)
        rests = [band.rest for band in bands if band.rest is not None]
        if not rests or count == high - low + 1:
            return Link(low, high, Band(first, values), self.is_exact and other.is_exact)
        rest = np.sum([one[0] for one in rests], axis=0), np.sum([one[1] for one in rests], axis=0)
        band = Band(first, values, rest)
        return Link(low, high, band, self.is_exact and other.is_exact)

    def least(self) -> FloatArray:
        """Return for each hour of the first event the least that a pair of this link costs; shape ``(N,)``."""
        if self.band is None:
            return np.zeros(1)
        found: FloatArray = np.min(self.band.values, axis=1)
        return found if self.band.rest is None else np.minimum(found, self.band.rest[0])

    def folded(self, cost: FloatArray) -> FloatArray:
        """Return for each hour of the first event the least cost of the second, the link's included; shape ``(N,)``."""
        if self.band is None:
            return least_within(cost, self.low, self.high)
        return Link(self.low, self.high, self._with(cost, self.band)).least()

    def lifted(self, cost: FloatArray, reach: Reach) -> Band:
        """Return the costs of the link with those of the second event added to them."""
        if self.band is not None:
            return self._with(cost, self.band)
        first, count = reach.held(self.low, self.high)
        values = reached(cost, first, count)
        if count == self.width or not reach.is_below:
            return Band(first, values)
        return Band(
            first, values, self._rest_with(cost, first, count, (np.zeros(len(cost)), np.zeros(len(cost))))
        )

    def _with(self, cost: FloatArray, band: Band) -> Band:
        count = band.values.shape[1]
        values = band.values + reached(cost, band.first, count)
        if band.rest is None:
            return Band(band.first, values)
        return Band(band.first, values, self._rest_with(cost, band.first, count, band.rest))

    def _rest_with(self, cost: FloatArray, first: int, count: int, rest: Bounds) -> Bounds:
        """Return the bounds of all pairs beyond the columns, what the second event costs included."""
        outside = [(self.low, first - 1), (first + count, self.high)]
        by_first = np.min([rest[0] + least_within(cost, *window) for window in outside], axis=0)
        by_both = np.min([least_within(rest[1] + cost, *window) for window in outside], axis=0)
        return np.maximum(by_first, by_both), rest[1] + cost
