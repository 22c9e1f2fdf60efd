"""What resources offer and what plans hold of them, hour by hour, as tables of whole numbers.

A table has a row for each resource, in the order of the problem, and a column for each hour.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.problem import Journey, Problem, Use
from tsunagu.planning.domain.solution import Assignment

Table = NDArray[np.int32]


def offered(problem: Problem) -> Table:
    """Return what each resource offers in each hour: shape (resources, hours)."""
    table = np.zeros((len(problem.resources), problem.hours), dtype=np.int32)
    for row, resource in enumerate(problem.resources):
        for span in resource.open:
            table[row, max(span.start, 0) : max(span.until, 0)] = span.capacity
    return table


def left(problem: Problem, assignments: Mapping[str, Assignment], without: Iterable[str] = ()) -> Table:
    """Return what is left when all assignments hold theirs; below 0 where they hold more than is offered.

    Journeys ``without``, and those with no assignment, hold only the uses that are fixed from end to end.
    """
    table, out = offered(problem), set(without)
    for journey in problem.journeys:
        assignment = None if journey.key in out else assignments.get(journey.key)
        hold(table, problem, held(journey, assignment))
    return table


def hold(table: Table, problem: Problem, uses: Iterable[tuple[Use, int, int]], sign: int = 1) -> None:
    """Take what is used out of the table, in place; with ``sign`` -1 give it back."""
    for use, start, until in uses:
        table[problem.resource_index[use.resource], max(start, 0) : max(until, 0)] -= sign * use.amount


def held(journey: Journey, assignment: Assignment | None) -> list[tuple[Use, int, int]]:
    """Return the uses of an assignment with the hours they hold; without one, the uses that are fixed."""
    if assignment is None:
        return held_by_fixed(journey)
    option = journey.by_key[assignment.option]
    starts, ends, index = assignment.starts, assignment.ends, option.index
    return [(use, starts[index[use.first]], ends[index[use.last]] + use.after) for use in option.uses]


def held_by_fixed(journey: Journey) -> list[tuple[Use, int, int]]:
    """Return the uses of which both ends are fixed, with the hours they hold."""
    fixed = journey.fixed
    if fixed is None:
        return []
    return [
        (use, fixed.tasks[use.first][0], fixed.tasks[use.last][1] + use.after)
        for use in journey.by_key[fixed.option].uses
        if use.first in fixed.tasks and use.last in fixed.tasks
    ]


def held_beside_fixed(journey: Journey, assignment: Assignment) -> list[tuple[Use, int, int]]:
    """Return the uses of an assignment of which not both ends are fixed, with the hours they hold."""
    fixed = journey.fixed.tasks if journey.fixed is not None else {}
    return [
        each for each in held(journey, assignment) if not (each[0].first in fixed and each[0].last in fixed)
    ]
