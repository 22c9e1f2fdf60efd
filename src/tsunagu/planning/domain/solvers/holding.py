"""What schedules hold of the resources, hour by hour: compiled loops over ``holds`` and the times of events.

``holds`` is (holds, 5): resource, amount, first event, last event, hours after it; ``capacity`` (resources, hours).
"""

from numba import njit


@njit(cache=True)
def held(holds, times, edges, amounts):  # type: ignore[no-untyped-def]
    """Write into ``amounts`` (rows,) the unit-hours that a schedule holds within each row of ``edges`` (rows, 3)."""
    for number in range(edges.shape[0]):
        amount = 0.0
        for k in range(holds.shape[0]):
            if holds[k, 0] == edges[number, 0]:
                start = max(times[holds[k, 2]], edges[number, 1])
                until = min(times[holds[k, 3]] + holds[k, 4], edges[number, 2])
                if until > start:
                    amount += (until - start) * holds[k, 1]
        amounts[number] = amount


@njit(cache=True)
def add_use(holds, times, share, use):  # type: ignore[no-untyped-def]
    """Add to ``use`` (resources, hours) what a share of a schedule holds."""
    for k in range(holds.shape[0]):
        for hour in range(times[holds[k, 2]], times[holds[k, 3]] + holds[k, 4]):
            use[holds[k, 0], hour] += share * holds[k, 1]


@njit(cache=True)
def priced(holds, times, price):  # type: ignore[no-untyped-def]
    """Return the price of all that a schedule holds; ``price`` (resources, hours) is of one unit for one hour."""
    total = 0.0
    for k in range(holds.shape[0]):
        for hour in range(times[holds[k, 2]], times[holds[k, 3]] + holds[k, 4]):
            total += holds[k, 1] * price[holds[k, 0], hour]
    return total


@njit(cache=True)
def take(holds, times, capacity):  # type: ignore[no-untyped-def]
    """Take what a schedule holds out of the capacity."""
    for k in range(holds.shape[0]):
        for hour in range(times[holds[k, 2]], times[holds[k, 3]] + holds[k, 4]):
            capacity[holds[k, 0], hour] -= holds[k, 1]


@njit(cache=True)
def give_back(holds, times, capacity):  # type: ignore[no-untyped-def]
    """Give back to the capacity what a schedule held."""
    for k in range(holds.shape[0]):
        for hour in range(times[holds[k, 2]], times[holds[k, 3]] + holds[k, 4]):
            capacity[holds[k, 0], hour] += holds[k, 1]


@njit(cache=True)
def fits(holds, times, capacity):  # type: ignore[no-untyped-def]
    """Return whether each hold of a schedule fits into the capacity left."""
    for k in range(holds.shape[0]):
        for hour in range(times[holds[k, 2]], times[holds[k, 3]] + holds[k, 4]):
            if capacity[holds[k, 0], hour] < holds[k, 1]:
                return False
    return True


@njit(cache=True)
def own_clash(holds, times, capacity):  # type: ignore[no-untyped-def]
    """Return the first event of the last of some holds that fit alone but not beside each other; -1 where all do."""
    for k in range(holds.shape[0]):
        if not _is_shared(holds, k):
            continue
        for hour in range(times[holds[k, 2]], times[holds[k, 3]] + holds[k, 4]):
            together, last = 0, k
            for m in range(holds.shape[0]):
                is_there = times[holds[m, 2]] <= hour < times[holds[m, 3]] + holds[m, 4]
                if holds[m, 0] == holds[k, 0] and is_there:
                    together += holds[m, 1]
                    if times[holds[m, 2]] > times[holds[last, 2]]:
                        last = m
            if capacity[holds[k, 0], hour] < together:
                return holds[last, 2]
    return -1


@njit(cache=True)
def _is_shared(holds, k):  # type: ignore[no-untyped-def]
    for m in range(holds.shape[0]):  # noqa: SIM110 - compiled
        if m != k and holds[m, 0] == holds[k, 0]:
            return True
    return False
