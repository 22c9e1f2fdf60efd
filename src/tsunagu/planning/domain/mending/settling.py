"""Steps that hold nothing are moved up to those before them: a search has no reason to, people have."""

from tsunagu.planning.domain.problem import Journey, Option, Task
from tsunagu.planning.domain.solution import Assignment


def settled(journey: Journey, assignment: Assignment, now: int) -> Assignment:
    """Return the assignment with each step that holds nothing as soon as the steps before it allow, its length kept."""
    option = journey.by_key[assignment.option]
    fixed = journey.fixed.tasks if journey.fixed else {}
    busy = {key for use in option.uses for key in (use.first, use.last)} | {journey.goal} | set(fixed)
    starts, ends = list(assignment.starts), list(assignment.ends)
    for place, task in enumerate(option.tasks):
        if task.key in busy:
            continue
        before = [(ends[option.index[lag.first]], lag) for lag in option.lags if lag.second == task.key]
        length = ends[place] - starts[place]
        start = _open_from(
            task, max([max(task.earliest, now), *(end + lag.at_least for end, lag in before)]), length
        )
        end = start + length
        if start < starts[place] and _fits(option, task, start, end, starts):
            starts[place], ends[place] = start, end
    return Assignment(option.key, tuple(starts), tuple(ends))


def _open_from(task: Task, start: int, length: int) -> int:
    """Return the first hour from one on at which the task touches no closed interval."""
    for begin, until in sorted(task.closed):
        if start < until and begin < start + length:
            start = until
    return start


def _fits(option: Option, task: Task, start: int, end: int, starts: list[int]) -> bool:
    """Say whether an earlier start keeps the waits after it and the closed hours."""
    waits = [lag for lag in option.lags if lag.first == task.key and lag.at_most is not None]
    return not any(start < until and begin < end for begin, until in task.closed) and all(
        starts[option.index[lag.second]] - end <= (lag.at_most or 0) for lag in waits
    )
