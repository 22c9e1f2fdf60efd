"""Compiled: hours that find no partner fall away, link by link, until nothing changes."""

import numpy as np
from numba import njit


@njit(cache=True)
def narrow(rows, firsts, seconds, least, most, runs, runs_of):  # type: ignore[no-untyped-def]
    """Narrow ``rows`` (rows, hours) in place; all become empty where one does.

    Link k says that the hour of row ``seconds[k]`` lies ``least[k]`` to ``most[k]`` hours after hour h of row
    ``firsts[k]``, and at most ``runs[runs_of[k], h]`` hours (-1: no such limit).
    """
    links, width = len(firsts), rows.shape[1]
    low, high = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    versions, seen = np.zeros(len(rows), np.int64), np.full(links, -1)
    before, cover = np.zeros(width + 1, np.int64), np.zeros(width + 1, np.int64)
    for row in range(len(rows)):
        if not bounds(rows, row, 0, width - 1, low, high):
            rows[:] = False
            return
    waiting = True
    while waiting:
        waiting = False
        for step in range(2 * links):
            k = step if step < links else 2 * links - 1 - step
            first, second = firsts[k], seconds[k]
            if seen[k] == versions[first] + versions[second]:
                continue
            limit = runs[runs_of[k]] if runs_of[k] >= 0 else runs[0, :0]
            gone = keep_partners(
                rows[first], rows[second], low[first], high[first], low[second], high[second],
                least[k], most[k], limit, before, cover,
            )  # fmt: skip
            for row, count in ((first, gone[0]), (second, gone[1])):
                if count:
                    versions[row] += 1
                    waiting = True
                    if not bounds(rows, row, low[row], high[row], low, high):
                        rows[:] = False
                        return
            seen[k] = versions[first] + versions[second]


@njit(cache=True)
def bounds(rows, row, begin, end, low, high):  # type: ignore[no-untyped-def]
    """Write the first and last possible hour of a row; returns whether it has any."""
    while begin <= end and not rows[row, begin]:
        begin += 1
    while begin <= end and not rows[row, end]:
        end -= 1
    low[row], high[row] = begin, end
    return begin <= end


@njit(cache=True)
def keep_partners(a, b, a_low, a_high, b_low, b_high, least, most, limit, before, cover):  # type: ignore[no-untyped-def]
    """Take the hours without a partner out of two rows; returns how many went from each."""
    count = 0
    for hour in range(b_low, b_high + 1):
        before[hour], cover[hour] = count, 0
        count += b[hour]
    before[b_high + 1], cover[b_high + 1] = count, 0
    gone_a = 0
    for hour in range(a_low, a_high + 1):
        if a[hour]:
            longest = min(most, limit[hour]) if len(limit) else most
            begin, end = max(hour + least, b_low), min(hour + longest, b_high)
            if begin <= end and before[end + 1] > before[begin]:
                cover[begin] += 1
                cover[end + 1] -= 1
            else:
                a[hour] = False
                gone_a += 1
    gone_b, reached = 0, 0
    for hour in range(b_low, b_high + 1):
        reached += cover[hour]
        if b[hour] and reached == 0:
            b[hour] = False
            gone_b += 1
    return gone_a, gone_b
