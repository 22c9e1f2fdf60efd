"""Least values over windows of neighbouring hours, for whole arrays at once."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def least_within(values: FloatArray, low: int, high: int) -> FloatArray:
    """Return for each hour ``x`` the least of ``values[x + low .. x + high]``; infinite where nothing is there."""
    if high < low:
        return np.full(len(values), np.inf)
    low, high = max(low, -len(values)), min(high, len(values))
    if high < low:
        return np.full(len(values), np.inf)
    return sliding_least(shifted(values, low, len(values) + high - low), high - low + 1)


def shifted(values: FloatArray, by: int, length: int) -> FloatArray:
    """Return ``length`` values, the first of which is ``values[by]``; infinite before and after what there is."""
    found = np.full(length, np.inf)
    start, until = max(by, 0), min(by + length, len(values))
    if until > start:
        found[start - by : until - by] = values[start:until]
    return found


def reached(values: FloatArray, first: int, count: int) -> FloatArray:
    """Return a view in which row ``x`` holds ``values[x + first .. x + first + count - 1]``; not to be written to."""
    return sliding_window_view(shifted(values, first, len(values) + count - 1), count)


def sliding_least(values: FloatArray, width: int) -> FloatArray:
    """Return the least of each ``width`` neighbours along the last axis, ``width - 1`` shorter than ``values``.

    Windows are doubled until two of them, overlapping, cover the width: a logarithmic number of whole-array steps.
    """
    covered = 1
    while covered * 2 <= width:
        values = np.minimum(values[..., :-covered], values[..., covered:])
        covered *= 2
    rest = width - covered
    return np.minimum(values[..., : values.shape[-1] - rest], values[..., rest:]) if rest else values
