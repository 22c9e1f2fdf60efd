"""Compiled search for one journey: the earliest schedule, and the cheapest under prices, in what is left.

Both read the arrays of ``compiled``. The rules and the intervals in which a resource is free are closed under
taking the later of two schedules event by event, so pushing events later until every rule holds gives *the* earliest
schedule (a least fixed point): no other schedule has any event earlier.
"""

# Compiled by numba, which reads neither our types nor keyword-only calls: plain loops over arrays, by intent.

import numpy as np
from numba import njit

INFINITE = 1e15
BLOCKED = 1e7


@njit(cache=True)
def earliest(rules, holds, lower, latest, capacity, hours, times):  # type: ignore[no-untyped-def]
    """Push events later from ``lower`` until every rule and hold is met; returns whether they can be.

    ``times`` (events,) receives the earliest schedule.
    """
    times[:] = lower
    changed = True
    while changed:
        changed = False
        for k in range(rules.shape[0]):
            first, second, low, high = rules[k, 0], rules[k, 1], rules[k, 2], rules[k, 3]
            if times[second] < times[first] + low:
                times[second] = times[first] + low
                changed = True
            if times[first] < times[second] - high:
                times[first] = times[second] - high
                changed = True
        for k in range(holds.shape[0]):
            resource, amount, first, last, after = (
                holds[k, 0],
                holds[k, 1],
                holds[k, 2],
                holds[k, 3],
                holds[k, 4],
            )
            stop = times[last] + after
            if stop > hours:
                return False
            hour = stop - 1
            while hour >= times[first] and capacity[resource, hour] >= amount:
                hour -= 1
            if hour >= times[first]:
                times[first] = hour + 1
                changed = True
                if first == last:
                    while times[first] + after <= hours and not _free(
                        capacity[resource], amount, times[first], times[first] + after
                    ):
                        times[first] += 1
        for event in range(times.shape[0]):
            if times[event] > latest[event] or times[event] > hours:
                return False
    return True


@njit(cache=True)
def _free(row, amount, start, stop):  # type: ignore[no-untyped-def]
    for hour in range(start, stop):  # noqa: SIM110 - compiled
        if row[hour] < amount:
            return False
    return True


@njit(cache=True)
def slide(source, count, low, high, target):  # type: ignore[no-untyped-def]
    """Write ``target[t] = min(source[t - high .. t - low])`` for ``t`` in ``range(count)``; infinite where empty."""
    queue = np.empty(count, dtype=np.int64)
    head = 0
    tail = 0
    entered = 0
    for t in range(count):
        newest = min(t - low, count - 1)
        while entered <= newest:
            value = source[entered]
            while tail > head and source[queue[tail - 1]] >= value:
                tail -= 1
            queue[tail] = entered
            tail += 1
            entered += 1
        while head < tail and queue[head] < t - high:
            head += 1
        target[t] = source[queue[head]] if head < tail else INFINITE


@njit(cache=True)
def costs(holds, earliest_at, latest_at, goal, weight, referred, price, capacity, begin, count, own):  # type: ignore[no-untyped-def]
    """Write what each event costs at each hour ``begin + t`` into ``own`` (events, count).

    A hold from event a to event b costs the prices between them: their running sum at b less that at a. Hours without
    capacity count ``BLOCKED`` each, so that a schedule over one is never the cheapest.
    """
    hours = capacity.shape[1]
    for event in range(own.shape[0]):
        for t in range(count):
            hour = begin + t
            inside = earliest_at[event] <= hour <= latest_at[event] and hour <= hours
            own[event, t] = 0.0 if inside else INFINITE
    for t in range(count):
        own[goal, t] += weight * (begin + t - referred)
    total = np.empty(hours - begin + 1)
    for k in range(holds.shape[0]):
        resource, amount, first, last, after = holds[k, 0], holds[k, 1], holds[k, 2], holds[k, 3], holds[k, 4]
        total[0] = 0.0
        for t in range(hours - begin):
            hour = begin + t
            blocked = BLOCKED if capacity[resource, hour] < amount else 0.0
            total[t + 1] = total[t] + amount * price[resource, hour] + blocked
        for t in range(count):
            if begin + t + after > hours:
                own[last, t] = INFINITE
            elif first == last:
                value = total[t + after] - total[t]
                own[last, t] = INFINITE if value >= 0.5 * BLOCKED else own[last, t] + value
            else:
                own[last, t] += total[t + after]
                own[first, t] -= total[t]
    for event in range(own.shape[0]):
        for t in range(count):
            if own[event, t] > 0.5 * INFINITE:
                own[event, t] = INFINITE


@njit(cache=True)
def _add(row, other, count):  # type: ignore[no-untyped-def]
    for t in range(count):
        row[t] = INFINITE if row[t] >= INFINITE or other[t] >= INFINITE else row[t] + other[t]


@njit(cache=True)
def _path(parent, bottom, top, path):  # type: ignore[no-untyped-def]
    length = 1
    path[0] = bottom
    while path[length - 1] != top:
        path[length] = parent[path[length - 1]]
        length += 1
    return length


@njit(cache=True)
def _along(path, length, low, high, own, start, span, count, local):  # type: ignore[no-untyped-def]
    """Write the cheapest way up a path that begins at hour ``start``: ``local[i, t]`` at its i-th event, ``start + t``.

    ``own`` of the events between holds what hangs on them. The last row has the way to the top, without the top itself.
    """
    width = min(span + 1, count - start)
    for t in range(width):
        local[0, t] = INFINITE
    local[0, 0] = own[path[0], start]
    for i in range(1, length):
        below = path[i - 1]
        slide(local[i - 1], width, low[below], high[below], local[i])
        if i < length - 1:
            for t in range(width):
                value = own[path[i], start + t]
                local[i, t] = (
                    INFINITE if value >= INFINITE or local[i, t] >= INFINITE else local[i, t] + value
                )
    return width


@njit(cache=True)
def solve_tree(tree, count, own):  # type: ignore[no-untyped-def]
    """Add to ``own`` of each event the least cost of all that hangs below it, children first, the goal last."""
    parent, low, high, order, bottom, bottom_low, bottom_high, goal = tree
    events = parent.shape[0]
    message = np.empty(count)
    path = np.empty(events + 1, dtype=np.int64)
    remembered = np.zeros(events, dtype=np.bool_)
    widest = 0
    for event in range(events):
        if bottom[event] >= 0:
            widest = max(widest, bottom_high[event])
            length = _path(parent, bottom[event], event, path)
            for i in range(length - 1):
                remembered[path[i]] = True
    local = np.empty((events + 1, widest + 1))
    for k in range(events):
        event = order[k]
        if event < 0:
            break
        if bottom[event] >= 0:
            _remember(
                parent,
                low,
                high,
                bottom[event],
                event,
                bottom_low[event],
                bottom_high[event],
                count,
                own,
                path,
                local,
                message,
            )
            _add(own[event], message, count)
        if event != goal and not remembered[event]:
            slide(own[event], count, low[event], high[event], message)
            _add(own[parent[event]], message, count)


@njit(cache=True)
def _remember(parent, low, high, below, top, least, most, count, own, path, local, message):  # type: ignore[no-untyped-def]
    """Write into ``message`` the least cost of the path up to ``top``, by its hour; the path's rule is kept."""
    length = _path(parent, below, top, path)
    message[:] = INFINITE
    for start in range(count):
        if own[below, start] >= INFINITE:
            continue
        width = _along(path, length, low, high, own, start, most, count, local)
        for t in range(least, min(most + 1, width)):
            if local[length - 1, t] < message[start + t]:
                message[start + t] = local[length - 1, t]


@njit(cache=True)
def trace_back(tree, count, own, begin, at, times):  # type: ignore[no-untyped-def]
    """Write into ``times`` the hours of the events of the tree, given that the goal is at ``begin + at``."""
    parent, low, high, order, bottom, bottom_low, bottom_high, goal = tree
    events = parent.shape[0]
    path = np.empty(events + 1, dtype=np.int64)
    done = np.zeros(events, dtype=np.bool_)
    for k in range(events - 1, -1, -1):
        event = order[k]
        if event < 0:
            continue
        if event == goal:
            times[event] = begin + at
        elif not done[event]:
            top = times[parent[event]] - begin
            best, where = INFINITE, -1
            for t in range(max(0, top - high[event]), min(count - 1, top - low[event]) + 1):
                if own[event, t] < best:
                    best, where = own[event, t], t
            times[event] = begin + where
        done[event] = True
        if bottom[event] >= 0:
            length = _path(parent, bottom[event], event, path)
            local = np.empty((length, bottom_high[event] + 1))
            _retrace(
                path,
                length,
                low,
                high,
                bottom_low[event],
                bottom_high[event],
                count,
                own,
                begin,
                times,
                local,
            )
            for i in range(length - 1):
                done[path[i]] = True


@njit(cache=True)
def _retrace(path, length, low, high, least, most, count, own, begin, times, local):  # type: ignore[no-untyped-def]
    """Write the hours of the events on a remembered path below its top."""
    top = times[path[length - 1]] - begin
    best, where = INFINITE, -1
    for start in range(max(0, top - most), top - least + 1):
        if own[path[0], start] < INFINITE:
            width = _along(path, length, low, high, own, start, most, count, local)
            if top - start < width and local[length - 1, top - start] < best:
                best, where = local[length - 1, top - start], start
    _along(path, length, low, high, own, where, most, count, local)
    above = top - where
    for i in range(length - 2, -1, -1):
        event = path[i]
        best, chosen = INFINITE, -1
        for t in range(max(0, above - high[event]), above - low[event] + 1):
            if local[i, t] < best:
                best, chosen = local[i, t], t
        times[event] = begin + where + chosen
        above = chosen
