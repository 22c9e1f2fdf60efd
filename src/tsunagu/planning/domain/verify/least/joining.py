"""Two links in a row made one: the event between them is taken at its best for each pair of times around it."""

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.verify.least.links import Band, Link, Reach, at_least_both
from tsunagu.planning.domain.verify.least.windows import FloatArray, sliding_least


def joined(before: Link, cost: FloatArray, after: Link, low: int, high: int, reach: Reach) -> Link:
    """Return the link from the first event to the third.

    Exact where all columns of the result are held; else its ``rest`` is no more than the true cost.

    Parameters
    ----------
    before, after : from the first event to the second, from the second to the third.
    cost : what the second event costs at each hour, shape ``(N,)``.
    low, high : the window that the first and the third are known to keep.
    reach : how much of windows is held.
    """
    low, high = max(low, before.low + after.low), min(high, before.high + after.high)
    if high < low:
        return Link(low, high)
    if _is_better_turned(before, after):
        return joined(after.turned(), cost, before.turned(), -high, -low, reach).turned()
    first, count = reach.held(low, high)
    band = before.lifted(cost, reach)
    if after.band is None:
        values = _slid(band, after, first, count)
        inexact = _columns_beyond(before, band, after, first, count)
    else:
        values = _multiplied(band, after.band, first, count)
        inexact = np.full(count, band.rest is not None)
    is_full = count == high - low + 1
    if not reach.is_below or (is_full and not inexact.any()):
        return Link(low, high, Band(first, values), before.is_exact and after.is_exact)
    bounds = before.folded(cost + after.least()), after.turned().folded(cost + before.turned().least())
    values[:, inexact] = np.minimum(values, at_least_both(bounds, first, count))[:, inexact]
    return Link(low, high, Band(first, values, None if is_full else bounds), False)


def _is_better_turned(before: Link, after: Link) -> bool:
    if before.band is None or after.band is None:
        return before.band is None and (after.band is not None or after.width < before.width)
    return len(after.band.values.T) < len(before.band.values.T)


def _columns_beyond(before: Link, band: Band, after: Link, first: int, count: int) -> NDArray[np.bool_]:
    """Return which columns of two joined links may come from pairs of the first link that its band doesn't hold."""
    begins = np.arange(first, first + count) - after.high
    ends = begins + after.width - 1
    is_before = (begins < band.first) & (ends >= before.low)
    is_after = (ends >= band.until) & (begins <= before.high)
    return (is_before | is_after) & (band.rest is not None)


def _slid(band: Band, after: Link, first: int, count: int) -> FloatArray:
    """Join a band and a plain window.

    Column ``d`` of the result is the least of the columns ``d - after.high .. d - after.low`` of the band.
    """
    begin, end = first - after.high, first - after.low
    columns = band.values.shape[1]
    nothing = np.full((band.values.shape[0], 1), np.inf)
    if begin + count - 1 <= band.first:
        up_to = np.hstack([nothing, np.minimum.accumulate(band.values, axis=1)])
        return up_to[:, np.clip(np.arange(end, end + count) - band.first + 1, 0, columns)]
    if end >= band.until - 1:
        onwards = np.hstack([np.minimum.accumulate(band.values[:, ::-1], axis=1)[:, ::-1], nothing])
        return onwards[:, np.clip(np.arange(begin, begin + count) - band.first, 0, columns)]
    return sliding_least(Band(band.first, band.values).columns(begin, count + after.width - 1), after.width)


def _multiplied(band: Band, after: Band, first: int, count: int) -> FloatArray:
    """Join two bands, trying each wait between the first and the second event."""
    rows, columns = band.values.shape
    values = np.full((rows, count), np.inf)
    for number in range(columns):
        wait = band.first + number
        start, until = max(0, -wait), min(rows, rows - wait)
        if until <= start or not np.isfinite(band.values[start:until, number]).any():
            continue
        onward = after.columns(first - wait, count)[start + wait : until + wait]
        reach = band.values[start:until, number, None] + onward
        np.minimum(values[start:until], reach, out=values[start:until])
    return values
