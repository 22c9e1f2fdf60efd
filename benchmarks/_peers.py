"""A planning problem as PyJobShop says it, and its plan: the published peer that our own plans are compared with.

All of a problem can be said, some of it in roundabout ways, which is part of the comparison: a maximum lag is a start
before an end with a negative delay; a calendar with several levels is fixed tasks that take what isn't offered, and
only where none is offered at all, to tasks of fixed length, a break; a use that outlasts its task is a task of its own;
a task of variable length has a mode for each length; being left out is a task as long as the wait it costs. Tasks that
may have no length at all aren't said faithfully: PyJobShop keeps them out of breaks.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from pyjobshop import Model, SolveStatus
from pyjobshop.ProblemData import Renewable
from pyjobshop.ProblemData import Task as PeerTask

from tsunagu.planning.domain.problem import Journey, Option, Problem, Task, Use
from tsunagu.planning.domain.solution import Assignment, Plan
from tsunagu.planning.domain.solvers.profiles import left


@dataclass(frozen=True, slots=True)
class PeerPlan:
    """The plan that PyJobShop found, its lower bound of the cost, and whether they meet."""

    plan: Plan
    bound: float
    is_proven: bool
    seconds: float


@dataclass
class Peer:
    """A problem while it is said in PyJobShop's words."""

    problem: Problem
    model: Model = field(default_factory=Model)
    resources: list[Renewable] = field(default_factory=list)
    tasks: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def say(self) -> Model:
        """Say everything, and return the model."""
        self._resources()
        for journey in self.problem.journeys:
            self._journey(journey)
        self.model.set_objective(weight_total_flow_time=1)
        return self.model

    def _resources(self) -> None:
        free = np.maximum(left(self.problem, {}), 0)
        for row, resource in enumerate(self.problem.resources):
            peak, simple = int(free[row].max()), self._is_simple(resource.key)
            breaks = [(a, b) for a, b, level in _steps(free[row]) if level == 0] if simple else []
            breaks += [(self.problem.hours, 2 * self.problem.hours)] if simple else []
            self.resources.append(self.model.add_renewable(peak, breaks))
            for start, until, level in _steps(free[row]):
                if level < peak and not (simple and level == 0):
                    block = self.model.add_task(earliest_start=start, latest_start=start)
                    self.model.add_mode(block, self.resources[-1], until - start, peak - level)

    def _is_simple(self, resource: str) -> bool:
        """Say whether only tasks of fixed length hold the resource, each for just as long as it lasts."""
        return all(
            _is_plain(option, use) and use.first not in _fixed(journey, option)
            for journey in self.problem.journeys
            for option in journey.options
            for use in option.uses
            if use.resource == resource
        )

    def _journey(self, journey: Journey) -> None:
        job = self.model.add_job(weight=journey.weight)
        out = self.model.add_task(job, optional=True)
        self.model.add_mode(out, [], self.problem.hours + self.problem.left_out_hours)
        firsts = [out]
        for option in journey.options:
            open_to_it = journey.fixed is None or journey.fixed.option == option.key
            if open_to_it and not self._is_too_much(journey, option):
                made = self._option(journey, option)
                goal = self.model.add_task(job, optional=True)
                self.model.add_mode(goal, [], 0)
                self.model.add_start_at_start(made[option.index[journey.goal]], goal)
                self.model.add_select_all_or_none([*made, goal])
                firsts.append(goal)
        self.model.add_select_exactly_one(firsts)

    def _is_too_much(self, journey: Journey, option: Option) -> bool:
        """Say whether the option needs more at once than there ever is: PyJobShop refuses to hear that."""
        wanted: Counter[tuple[str, str]] = Counter()
        for use in option.uses:
            if not {use.first, use.last} <= _fixed(journey, option).keys():
                wanted[use.resource, use.first] += use.amount
        index = self.problem.resource_index
        return any(
            amount > self.resources[index[resource]].capacity for (resource, _), amount in wanted.items()
        )

    def _option(self, journey: Journey, option: Option) -> list[PeerTask]:
        made = [self._task(journey, option, task) for task in option.tasks]
        for lag in option.lags:
            first, second = made[option.index[lag.first]], made[option.index[lag.second]]
            self.model.add_end_before_start(first, second, lag.at_least)
            if lag.at_most is not None:
                self.model.add_start_before_end(second, first, -lag.at_most)
        fixed = _fixed(journey, option)
        for use in option.uses:
            plain = _is_plain(option, use) and use.first not in fixed
            if not plain and not (use.first in fixed and use.last in fixed):
                made.append(self._hold(option, use, made))
        return made

    def _task(self, journey: Journey, option: Option, task: Task) -> PeerTask:
        self.tasks[journey.key, option.key, task.key] = len(self.model.tasks)
        fixed = _fixed(journey, option)
        if task.key in fixed:
            start, end = fixed[task.key]
            made = self.model.add_task(earliest_start=start, latest_start=start, optional=True)
            self.model.add_mode(made, [], end - start)
            return made
        hours = self.problem.hours
        latest = hours if task.latest is None else task.latest
        earliest = max(task.earliest, journey.referred, 0)
        if latest < earliest:
            earliest = latest = hours + 1
        made = self.model.add_task(
            earliest_start=earliest, latest_start=latest, latest_end=max(hours, latest), optional=True
        )
        demands: Counter[int] = Counter()
        for use in option.uses:
            if _is_plain(option, use) and use.first == task.key:
                demands[self.problem.resource_index[use.resource]] += use.amount
        resources = [self.resources[row] for row in demands]
        calendar = self.model.add_renewable(1, [*_merged(task.closed, hours), (hours, 2 * hours)])
        for length in range(task.shortest, task.longest + 1):
            self.model.add_mode(made, [*resources, calendar], length, [*demands.values(), 1])
        return made

    def _hold(self, option: Option, use: Use, made: list[PeerTask]) -> PeerTask:
        """Add a task of its own for a use that isn't just as long as its task."""
        held = self.model.add_task(latest_end=self.problem.hours, allow_idle=True, optional=True)
        resource = self.resources[self.problem.resource_index[use.resource]]
        self.model.add_mode(held, resource, 0, use.amount)
        self.model.add_start_at_start(made[option.index[use.first]], held)
        self.model.add_end_at_end(made[option.index[use.last]], held, use.after)
        return held


def solve_by_pyjobshop(problem: Problem, seconds: float, workers: int = 1) -> PeerPlan:
    """Return the plan that PyJobShop finds in so many seconds; with none found, everyone is left out."""
    peer = Peer(problem)
    result = peer.say().solve(time_limit=seconds, display=False, num_workers=workers)
    offset = sum(journey.weight * journey.referred for journey in problem.journeys)
    assignments = {}
    if result.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE):
        for journey in problem.journeys:
            for option in journey.options:
                numbers = [peer.tasks.get((journey.key, option.key, task.key)) for task in option.tasks]
                done = [result.best.tasks[number] for number in numbers if number is not None]
                if done and done[0].present:
                    starts, ends = tuple(each.start for each in done), tuple(each.end for each in done)
                    assignments[journey.key] = Assignment(option.key, starts, ends)
    proven = result.status == SolveStatus.OPTIMAL
    plan = Plan(assignments, made_by="pyjobshop")
    return PeerPlan(plan, result.lower_bound - offset, proven, result.runtime)


def _is_plain(option: Option, use: Use) -> bool:
    """Say whether a use is exactly one task of fixed length."""
    task = option.tasks[option.index[use.first]]
    return use.first == use.last and use.after == 0 and task.shortest == task.longest


def _fixed(journey: Journey, option: Option) -> dict[str, tuple[int, int]]:
    if journey.fixed is None or journey.fixed.option != option.key:
        return {}
    return dict(journey.fixed.tasks)


def _merged(closed: Iterable[tuple[int, int]], hours: int) -> list[tuple[int, int]]:
    """Return closed intervals in order, without overlap, before an hour."""
    found: list[tuple[int, int]] = []
    for begin, until in sorted((max(begin, 0), min(until, hours)) for begin, until in closed):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        elif begin < until:
            found.append((begin, until))
    return found


def _steps(levels: Iterable[int]) -> list[tuple[int, int, int]]:
    """Return (start, until, level) of hours with the same level."""
    row = np.asarray(list(levels))
    at = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
    return [(start, until, int(row[start])) for start, until in pairwise(at) if until > start]
