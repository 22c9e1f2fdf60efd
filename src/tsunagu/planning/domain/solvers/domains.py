"""At which hours each task of one option can start and end at all, given its calendars and what is left of them.

Each start and each end is a row of hours that are possible. Lengths, lags and uses link two rows: for each possible
hour of the one, the other lies within an interval that depends on it. Hours that find no partner fall away until
nothing changes. What remains contains every plan of the option, and where the links form no circle nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.problem import Journey, Option, Problem, Task, Use
from tsunagu.planning.domain.solvers.narrowing import narrow
from tsunagu.planning.domain.solvers.profiles import Table

Hours = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds beside the problem: tasks that aren't fixed start from ``floor`` on, the goal until ``ceiling``."""

    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """For each link: its two rows, least and most hours between them, and the row of ``runs`` that limits it too."""

    firsts: Counts
    seconds: Counts
    least: Counts
    most: Counts
    runs: Counts
    runs_of: Counts


@dataclass(frozen=True)
class Domains:
    """The possible hours of an option: row ``t`` for the start of task number t, row ``tasks + t`` for its end."""

    option: Option
    rows: Hours
    links: Links

    @property
    def empty(self) -> bool:
        """Whether no plan exists."""
        return not bool(self.rows.any(axis=1).all())

    def row(self, task: str, end: bool = False) -> int:
        """Return the row of a task's start (or end)."""
        return self.option.index[task] + (len(self.option.tasks) if end else 0)

    def hours(self, task: str, end: bool = False) -> Counts:
        """Return the hours at which a task can start (or end), ascending."""
        return np.flatnonzero(self.rows[self.row(task, end)])

    def not_after(self, task: str, hour: int) -> "Domains":
        """Return what remains once a task starts at an hour at the latest."""
        rows = self.rows.copy()
        rows[self.row(task), max(hour + 1, 0) :] = False
        return narrowed(Domains(self.option, rows, self.links))


def domains(problem: Problem, journey: Journey, option: Option, free: Table, limits: Limits) -> Domains:
    """Return the possible hours of one option of a journey against what is left (without its own fixed uses)."""
    fixed = journey.fixed.tasks if journey.fixed is not None and journey.fixed.option == option.key else {}
    hours, count = problem.hours, len(option.tasks)
    rows = np.zeros((2 * count, hours + 1), dtype=np.bool_)
    links: list[tuple[int, int, int, int, Counts | None]] = []
    for number, task in enumerate(option.tasks):
        if task.key in fixed:
            start, end = fixed[task.key]
            if 0 <= start <= end <= hours:
                rows[number, start] = rows[count + number, end] = True
            continue
        runs = _runs_of_task(problem, option, task, free)
        _window(rows[number], journey, task, limits)
        rows[count + number] = True
        links.append((number, count + number, task.shortest, task.longest, runs))
    for lag in option.lags:
        most = hours if lag.at_most is None else lag.at_most
        first, second = count + option.index[lag.first], option.index[lag.second]
        links.append((first, second, lag.at_least, most, None))
    for use in together(option.uses):
        if use.first != use.last and not (use.first in fixed and use.last in fixed):
            runs = _runs(_blocked(problem, use, free)) - use.after
            links.append((option.index[use.first], count + option.index[use.last], 0, hours, runs))
    if limits.ceiling is not None:
        rows[option.index[journey.goal], max(limits.ceiling + 1, 0) :] = False
    return narrowed(Domains(option, rows, _linked(links, hours)))


def _linked(links: Sequence[tuple[int, int, int, int, Counts | None]], hours: int) -> Links:
    runs = [each for *_, each in links if each is not None] or [np.zeros(hours + 1, dtype=np.int64)]
    numbers = iter(range(len(links)))
    runs_of = [-1 if each is None else next(numbers) for *_, each in links]
    table = np.array([link[:4] for link in links], dtype=np.int64).reshape(-1, 4)
    firsts, seconds, least, most = (np.ascontiguousarray(column) for column in table.T)
    return Links(firsts, seconds, least, most, np.array(runs, np.int64), np.array(runs_of, np.int64))


def narrowed(found: Domains) -> Domains:
    """Return the domains without the hours that find no partner through some link; changes the rows given."""
    links = found.links
    narrow(found.rows, links.firsts, links.seconds, links.least, links.most, links.runs, links.runs_of)
    return found


def _window(row: Hours, journey: Journey, task: Task, limits: Limits) -> None:
    begin = max(task.earliest, journey.referred, limits.floor, 0)
    until = len(row) if task.latest is None else task.latest + 1
    row[begin : max(until, begin)] = True


def _runs_of_task(problem: Problem, option: Option, task: Task, free: Table) -> Counts:
    """Return how long the task could last from each hour on: until something closes, full uses included."""
    blocked = np.zeros(problem.hours, dtype=np.bool_)
    for begin, until in task.closed:
        blocked[max(begin, 0) : max(until, 0)] = True
    runs = _runs(blocked)
    for use in together(option.uses):
        if use.first == use.last == task.key:
            runs = np.minimum(runs, _runs(_blocked(problem, use, free)) - use.after)
        elif use.last == task.key and use.after:
            runs = np.minimum(runs, problem.hours - use.after - np.arange(problem.hours + 1))
    return runs


def together(uses: Iterable[Use]) -> list[Use]:
    """Return the uses, those of the same resource at the same time as one."""
    found: dict[tuple[str, str, str, int], Use] = {}
    for use in uses:
        key = (use.resource, use.first, use.last, use.after)
        found[key] = replace(use, amount=use.amount + found[key].amount) if key in found else use
    return list(found.values())


def _blocked(problem: Problem, use: Use, free: Table) -> Hours:
    blocked: Hours = free[problem.resource_index[use.resource]] < use.amount
    return blocked


def _runs(blocked: Hours) -> Counts:
    """Return for each hour how many hours follow (itself included) before a blocked one or the end."""
    hours = len(blocked)
    stops = np.where(blocked, np.arange(hours), hours)
    next_stop = np.minimum.accumulate(stops[::-1])[::-1]
    runs: Counts = np.concatenate((next_stop - np.arange(hours), [0]))
    return runs
