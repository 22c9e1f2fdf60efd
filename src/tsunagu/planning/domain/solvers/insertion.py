"""Plain insertion: one journey into what is left by all others, its goal as early as possible."""

from dataclasses import replace

from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import Schedule
from tsunagu.planning.domain.solvers.profiles import Table


def options_of(journey: Journey) -> tuple[Option, ...]:
    """Return the options that are still open to a journey."""
    return journey.options if journey.fixed is None else (journey.by_key[journey.fixed.option],)


def insert(problem: Problem, journey: Journey, free: Table, floor: int = 0) -> Assignment | None:
    """Return the assignment with the earliest goal in what is left; None where there is none.

    Parameters
    ----------
    free : what is left, the journey's own fixed uses taken out (resources, hours).
    floor : the hour before which no task begins that isn't fixed.
    """
    wanted = {use.resource for option in options_of(journey) for use in option.uses}
    rows = [row for row, resource in enumerate(problem.resources) if resource.key in wanted]
    alone = replace(
        problem,
        resources=tuple(problem.resources[row] for row in rows),
        journeys=(
            replace(journey, options=tuple(_from(journey, each, floor) for each in options_of(journey))),
        ),
    )
    schedule = Schedule(Searcher(compile_problem(alone)))
    schedule.capacity[: len(rows)] = free[rows]
    column = schedule.earliest_column(0)
    return None if column is None else schedule.compiled.assignment(column.option, column.times)


def _from(journey: Journey, option: Option, floor: int) -> Option:
    """Return the option with no task before the floor but those that are fixed."""
    fixed = journey.fixed.tasks if journey.fixed is not None else {}
    tasks = (
        task if task.key in fixed else replace(task, earliest=max(task.earliest, floor, journey.referred))
        for task in option.tasks
    )
    return replace(option, tasks=tuple(tasks))
