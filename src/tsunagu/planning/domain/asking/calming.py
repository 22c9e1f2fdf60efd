"""The same goal with less at stake: material comes later where it would only wait until near the end of its window."""

from collections.abc import Iterator, Mapping

import numpy as np

from tsunagu.planning.domain.asking.chances import DAY, LEAST_GAIN, Rehearsal
from tsunagu.planning.domain.estimates.assumptions import Spread
from tsunagu.planning.domain.problem import Option
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.greedy import Schedule

SHARES = (0.25, 0.5, 0.75, 1.0)
"""How much of a wait is tried to be spent before the window instead of within it."""


def calmed(schedule: Schedule, number: int, first: Assignment, spreads: Mapping[str, Spread]) -> Assignment:
    """Return dates with the goal of the first ones: of the surest, those in which cells wait least of what they bear.

    The earliest dates begin everything at once, so that cells that wait for a room may wait to their last hour.
    Beginning later leaves the window room and the cells fresher, but then no wait absorbs what is late before it.

    Parameters
    ----------
    schedule : the capacity left. number : of the option in it.
    """
    journey, option = schedule.compiled.option_list[number]
    later = [_from(schedule, number, task, start) for task, start in _later(option, first)]
    goal = first.goal_start(journey)
    found = [first, *(one for one in later if one is not None and one.goal_start(journey) == goal)]
    if len(found) == 1:
        return first
    runs = Rehearsal(option, journey.goal, spreads)
    sure = [runs.carried(one).within(DAY - 1 - goal % DAY) for one in found]
    kept = [one for one, chance in zip(found, sure, strict=True) if chance >= max(sure) - LEAST_GAIN]
    return min(kept, key=lambda one: _longest_wait(option, one))


def _longest_wait(option: Option, dates: Assignment) -> float:
    """Return the largest share of any window that is waited."""
    waits = [
        (dates.starts[option.index[lag.second]] - dates.ends[option.index[lag.first]]) / max(lag.at_most, 1)
        for lag in option.lags
        if lag.at_most is not None
    ]
    return max(waits, default=0.0)


def _later(option: Option, first: Assignment) -> Iterator[tuple[int, int]]:
    """Yield tasks (by place) at which windows begin, with later starts to try."""
    for lag in option.lags:
        if lag.at_most is None:
            continue
        task = option.index[lag.first]
        wait = first.starts[option.index[lag.second]] - first.ends[task] - lag.at_least
        for more in sorted({round(wait * share) for share in SHARES} - {0}):
            if wait > 0:
                yield task, first.starts[task] + more


def _from(schedule: Schedule, number: int, task: int, start: int) -> Assignment | None:
    """Return the earliest dates in which a task starts at an hour or later."""
    events, _ = schedule.compiled.shapes[number]
    lower = np.zeros(events.count, dtype=np.int64)
    lower[events.start_of[task]] = start
    column = schedule.earliest_of(number, lower)
    return None if column is None else schedule.compiled.assignment(number, column.times)
