"""Whether lengths, waits and limits of one option can be kept together: earliest hours, pushed until nothing moves."""

from collections.abc import Iterator, Mapping

from tsunagu.planning.domain.problem.values import Option

Push = tuple[str, str, int]
"""The second starts at least so many hours after the start of the first."""


def are_lags_possible(option: Option) -> bool:
    """Whether some times keep all lengths and lags, if no hour is closed and the time doesn't end."""
    return earliest_starts(option, {task.key: 0 for task in option.tasks}) is not None


def earliest_starts(option: Option, known: Mapping[str, int]) -> dict[str, int] | None:
    """Return the earliest start of each task, none before its known hour; None where lags chase each other forever.

    Each round lets every wait push the task at its other side once; sound windows come to rest after as many rounds as
    there are tasks.
    """
    starts, pushes = dict(known), list(_pushes(option))
    for _ in range(len(option.tasks) + 1):
        is_moved = False
        for first, second, hours in pushes:
            if starts[second] < starts[first] + hours:
                starts[second] = starts[first] + hours
                is_moved = True
        if not is_moved:
            return starts
    return None


def _pushes(option: Option) -> Iterator[Push]:
    tasks = {task.key: task for task in option.tasks}
    for lag in option.lags:
        yield lag.first, lag.second, tasks[lag.first].shortest + lag.at_least
        if lag.at_most is not None:
            yield lag.second, lag.first, -(tasks[lag.first].longest + lag.at_most)
