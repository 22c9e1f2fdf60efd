"""Windows between events made as tight as all of them together make them, and those that say nothing new left out."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Windows = Mapping[tuple[int, int], tuple[int, int]]
Furthest = NDArray[np.int64]


@lru_cache(maxsize=4096)
def closed(
    events: int, windows: frozenset[tuple[tuple[int, int], tuple[int, int]]], hours: int
) -> Furthest | None:
    """Return how far each event can lie after each other, shape ``(events, events)``; None if nothing fits.

    Parameters
    ----------
    windows : for pairs of events ``(x, y)`` the least and the most that ``y`` lies after ``x``.
    hours : no two events lie further apart than this.
    """
    furthest = np.full((events, events), hours, dtype=np.int64)
    np.fill_diagonal(furthest, 0)
    for (x, y), (low, high) in windows:
        furthest[x, y] = min(furthest[x, y], high)
        furthest[y, x] = min(furthest[y, x], -low)
    for over in range(events):
        np.minimum(furthest, furthest[:, over, None] + furthest[None, over, :], out=furthest)
    return None if (np.diagonal(furthest) < 0).any() else furthest


@lru_cache(maxsize=4096)
def needed(
    events: int, windows: frozenset[tuple[tuple[int, int], tuple[int, int]]], hours: int
) -> frozenset[tuple[int, int]]:
    """Return the pairs whose windows don't follow from the others, long leaps being left out first."""
    kept = dict(windows)
    for pair in sorted(kept, key=lambda pair: (pair[0] - pair[1], pair)):
        window = kept.pop(pair)
        furthest = closed(events, frozenset(kept.items()), hours)
        x, y = pair
        if furthest is None or furthest[x, y] > window[1] or -furthest[y, x] < window[0]:
            kept[pair] = window
    return frozenset(kept)
