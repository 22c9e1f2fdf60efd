"""Plain insertion: one journey into what is left by all others, its goal as early as possible."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.domains import Domains, Limits, domains
from tsunagu.planning.domain.solvers.profiles import Table, held_beside_fixed

GOALS_TRIED = 24
DEAD_ENDS = 40


def options_of(journey: Journey) -> tuple[Option, ...]:
    """Return the options that are still open to a journey."""
    return journey.options if journey.fixed is None else (journey.by_key[journey.fixed.option],)


def insert(
    problem: Problem, journey: Journey, free: Table, limits: Limits, options: Iterable[Option] | None = None
) -> Assignment | None:
    """Return the assignment with the earliest goal in what is left, other tasks each as early as that permits.

    Where rules form circles (a clean room held over a chain of lags), it tries some goal hours and gives up at others
    too early now and then; it never returns what breaks a rule.
    """
    found = [domains(problem, journey, each, free, limits) for each in options or options_of(journey)]
    goals = sorted(
        (int(hour), number)
        for number, each in enumerate(found)
        if not each.empty
        for hour in each.hours(journey.goal)[:GOALS_TRIED]
    )
    for hour, number in goals:
        for done in _finished(found[number].with_hour(journey.goal, hour)):
            assignment = assignment_of(done)
            if _fits(problem, journey, assignment, free):
                return assignment
    return None


def _fits(problem: Problem, journey: Journey, assignment: Assignment, free: Table) -> bool:
    """Say whether uses that share a resource fit together; alone each does."""
    rest: dict[int, NDArray[np.int32]] = {}
    for use, start, until in held_beside_fixed(journey, assignment):
        row = problem.resource_index[use.resource]
        rest.setdefault(row, free[row].copy())[start:until] -= use.amount
        if start < until and rest[row][start:until].min() < 0:
            return False
    return True


def _finished(found: Domains) -> Iterator[Domains]:
    """Yield ways to give every task one hour, the earliest that works first; give up after some dead ends."""
    waiting, ends = [found], 0
    while waiting and ends < DEAD_ENDS:
        found = waiting.pop()
        row = next((number for number, size in enumerate(found.rows.sum(axis=1)) if size > 1), None)
        if found.empty or row is None:
            ends += 1
            if not found.empty:
                yield found
            continue
        count = len(found.option.tasks)
        task, end = found.option.tasks[row % count].key, row >= count
        first = int(found.hours(task, end)[0])
        waiting.append(found.without(task, first, end))
        waiting.append(found.with_hour(task, first, end))


def assignment_of(found: Domains) -> Assignment:
    """Return the assignment of domains that have one hour left for each start and end."""
    hours = tuple(int(row.argmax()) for row in found.rows)
    count = len(found.option.tasks)
    return Assignment(found.option.key, hours[:count], hours[count:])
