"""One CP-SAT model of some journeys against what is left of the resources.

Each option is a set of optional intervals whose starts and ends take only hours that ``domains`` leaves. A resource is
a cumulative constraint in which what others hold stands as fixed blocks, only at hours at which it could be too little.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from ortools.util.python.sorted_interval_list import Domain

from tsunagu.planning.domain.problem import Journey, Problem, Use
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.domains import Domains, Hours
from tsunagu.planning.domain.solvers.profiles import Table

Linear = cp_model.LinearExpr | int


@dataclass(frozen=True, slots=True)
class Placed:
    """One option in the model: whether it is taken, and the variables (or numbers) of its starts and ends."""

    domains: Domains
    taken: cp_model.IntVar
    starts: tuple[Linear, ...]
    ends: tuple[Linear, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A journey in the model: its options, the variable of its goal, and whether it is left out (None: it can't be)."""

    journey: Journey
    options: tuple[Placed, ...]
    goal: Linear
    left_out: cp_model.IntVar | None

    def option(self, key: str) -> Placed | None:
        """Return an option, if it is in the model."""
        return next((each for each in self.options if each.domains.option.key == key), None)


@dataclass(frozen=True, slots=True)
class Held:
    """An interval on a resource: whose (journey, option) it is, how much, and at which hours it could be at all."""

    owner: tuple[str, str]
    interval: cp_model.IntervalVar
    amount: int
    hours: Hours


@dataclass
class Model:
    """A CP-SAT model while it is built: add journeys, then ``close`` it once."""

    problem: Problem
    free: Table
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    choices: dict[str, Choice] = field(default_factory=dict)
    _held: dict[int, list[Held]] = field(default_factory=dict)

    def add(self, journey: Journey, found: Iterable[Domains], required: bool = False) -> Choice:
        """Add a journey with the options that have hours; unless ``required`` it may be left out."""
        options = tuple(self._option(journey, each) for each in found if not each.empty)
        left_out = None if required else self.cp.new_bool_var(f"{journey.key} left out")
        taken = [each.taken for each in options]
        self.cp.add_exactly_one([*taken, *([] if left_out is None else [left_out])])
        choice = Choice(journey, options, self._goal(journey, options, left_out), left_out)
        self.choices[journey.key] = choice
        return choice

    def close(self) -> None:
        """Add the capacities; to be called once, after all journeys."""
        for row, held in sorted(self._held.items()):
            self._capacity(row, held)

    def hint(self, assignments: Mapping[str, Assignment]) -> None:
        """Tell the solver a plan to begin from."""
        for key, choice in self.choices.items():
            assignment = assignments.get(key)
            if choice.left_out is not None:
                self.cp.add_hint(choice.left_out, assignment is None)
            for placed in choice.options:
                here = assignment is not None and assignment.option == placed.domains.option.key
                self.cp.add_hint(placed.taken, here)
                if assignment is not None and here:
                    self._hint([*placed.starts, *placed.ends], [*assignment.starts, *assignment.ends])

    def _hint(self, variables: Sequence[Linear], values: Sequence[int]) -> None:
        """Hint each variable once: the end of a task of no length is its start."""
        known = {
            variable.index: (variable, value)
            for variable, value in zip(variables, values, strict=True)
            if isinstance(variable, cp_model.IntVar)
        }
        for variable, value in known.values():
            self.cp.add_hint(variable, value)

    def _option(self, journey: Journey, found: Domains) -> Placed:
        option, name = found.option, f"{journey.key} {found.option.key}"
        taken = self.cp.new_bool_var(name)
        starts, ends = [], []
        for number, task in enumerate(option.tasks):
            start = self._hour(found.rows[number], f"{name} {task.key}")
            ends.append(self._end(found, number, start, f"{name} {task.key} end"))
            starts.append(start)
        placed = Placed(found, taken, tuple(starts), tuple(ends))
        for lag in option.lags:
            between = starts[option.index[lag.second]] - ends[option.index[lag.first]]
            if not isinstance(between, int):
                self.cp.add(between >= lag.at_least).only_enforce_if(taken)
                if lag.at_most is not None:
                    self.cp.add(between <= lag.at_most).only_enforce_if(taken)
        self._lengths(journey, placed)
        self._uses(journey, placed)
        return placed

    def _hour(self, possible: Hours, name: str) -> Linear:
        bounds = intervals(possible)
        if bounds[0][0] == bounds[-1][1]:
            return bounds[0][0]
        return self.cp.new_int_var_from_domain(Domain.from_intervals(bounds), name)

    def _end(self, found: Domains, number: int, start: Linear, name: str) -> Linear:
        task, row = found.option.tasks[number], found.rows[len(found.option.tasks) + number]
        fixed = isinstance(start, int) and int(row.sum()) == 1
        if fixed or task.shortest != task.longest:
            return self._hour(row, name)
        return start + task.shortest

    def _lengths(self, journey: Journey, placed: Placed) -> None:
        """Keep tasks of no fixed length within their limits and out of what is closed; others' starts see to it."""
        option = placed.domains.option
        for number, task in enumerate(option.tasks):
            if task.shortest == task.longest or is_fixed(journey, option.key, task.key):
                continue
            length = placed.ends[number] - placed.starts[number]
            if not isinstance(length, int):
                self.cp.add_linear_constraint(length, task.shortest, task.longest).only_enforce_if(
                    placed.taken
                )
            blocks = [self.cp.new_fixed_size_interval_var(a, b - a, "") for a, b in task.closed if a < b]
            if blocks:
                own = self._interval(placed, Use("", task.key, task.key))
                for block in blocks:
                    self.cp.add_cumulative([own, block], [1, 1], 1)

    def _uses(self, journey: Journey, placed: Placed) -> None:
        option = placed.domains.option
        made: dict[tuple[str, str, int], tuple[cp_model.IntervalVar, Hours]] = {}
        for use in option.uses:
            if is_fixed(journey, option.key, use.first) and is_fixed(journey, option.key, use.last):
                continue
            span = (use.first, use.last, use.after)
            if span not in made:
                made[span] = (self._interval(placed, use), reached(placed.domains, use))
            row = self.problem.resource_index[use.resource]
            owner = (journey.key, option.key)
            self._held.setdefault(row, []).append(Held(owner, made[span][0], use.amount, made[span][1]))

    def _interval(self, placed: Placed, use: Use) -> cp_model.IntervalVar:
        option = placed.domains.option
        first, last = option.index[use.first], option.index[use.last]
        start, end = placed.starts[first], placed.ends[last] + use.after
        task = option.tasks[first]
        if first == last and task.shortest == task.longest:
            length = task.shortest + use.after
            return self.cp.new_optional_fixed_size_interval_var(start, length, placed.taken, "")
        starts, ends = placed.domains.hours(use.first), placed.domains.hours(use.last, end=True) + use.after
        size = self.cp.new_int_var(max(int(ends[0] - starts[-1]), 0), int(ends[-1] - starts[0]), "")
        return self.cp.new_optional_interval_var(start, size, end, placed.taken, "")

    def _goal(self, journey: Journey, options: Sequence[Placed], left_out: cp_model.IntVar | None) -> Linear:
        if len(options) == 1 and left_out is None:
            return options[0].starts[options[0].domains.option.index[journey.goal]]
        never = self.problem.hours + self.problem.left_out_hours
        possible = [hour for each in options for hour in each.domains.hours(journey.goal).tolist()]
        values = Domain.from_values([*possible, *([] if left_out is None else [never])])
        goal = self.cp.new_int_var_from_domain(values, f"{journey.key} goal")
        for each in options:
            start = each.starts[each.domains.option.index[journey.goal]]
            self.cp.add(goal == start).only_enforce_if(each.taken)
        if left_out is not None:
            self.cp.add(goal == never).only_enforce_if(left_out)
        return goal

    def _capacity(self, row: int, held: Sequence[Held]) -> None:
        free = np.maximum(self.free[row], 0)
        demand = most_wanted(held, self.problem.hours)
        if not np.any(demand > free):
            return
        peak = int(np.minimum(free, demand).max())
        level = np.where(demand > free, peak - free, 0)
        blocks = [
            (self.cp.new_fixed_size_interval_var(start, until - start, ""), amount)
            for start, until, amount in blocks_of(level, demand > 0)
        ]
        intervals_ = [each.interval for each in held] + [interval for interval, _ in blocks]
        amounts = [each.amount for each in held] + [amount for _, amount in blocks]
        self.cp.add_cumulative(intervals_, amounts, peak)


def is_fixed(journey: Journey, option: str, task: str) -> bool:
    """Say whether a task of an option is fixed."""
    return journey.fixed is not None and journey.fixed.option == option and task in journey.fixed.tasks


def reached(found: Domains, use: Use) -> Hours:
    """Return the hours at which a use could hold its resource."""
    starts, ends = found.hours(use.first), found.hours(use.last, end=True)
    hours = np.zeros(found.rows.shape[1], dtype=np.int64)
    task = found.option.tasks[found.option.index[use.first]]
    if use.first == use.last and task.shortest == task.longest:
        np.add.at(hours, starts, 1)
        np.add.at(hours, np.minimum(starts + task.shortest + use.after, len(hours) - 1), -1)
    else:
        hours[starts[0]] += 1
        hours[min(ends[-1] + use.after, len(hours) - 1)] -= 1
    possible: Hours = np.cumsum(hours)[:-1] > 0
    return possible


def most_wanted(held: Sequence[Held], hours: int) -> NDArray[np.int64]:
    """Return how much all journeys could hold at most in each hour: of each journey its most demanding option."""
    options: dict[tuple[str, str], NDArray[np.int64]] = {}
    for each in held:
        options[each.owner] = options.get(each.owner, 0) + each.amount * each.hours
    journeys: dict[str, NDArray[np.int64]] = {}
    for (journey, _), wanted in options.items():
        journeys[journey] = np.maximum(journeys[journey], wanted) if journey in journeys else wanted
    return sum(journeys.values(), start=np.zeros(hours, dtype=np.int64))


def blocks_of(level: NDArray[np.int64], matters: Hours) -> list[tuple[int, int, int]]:
    """Return (start, until, amount) of what others hold; across hours that don't matter a block goes on."""
    at = np.flatnonzero(matters)
    if not len(at):
        return []
    values = level[at]
    change = np.flatnonzero(np.diff(values)) + 1
    firsts, lasts = np.concatenate(([0], change)), np.concatenate((change, [len(at)])) - 1
    return [
        (int(at[first]), int(at[last]) + 1, int(values[first]))
        for first, last in zip(firsts, lasts, strict=True)
        if values[first] > 0
    ]


def intervals(possible: Hours) -> list[list[int]]:
    """Return the closed intervals [first, last] of hours that are possible."""
    padded = np.concatenate(([False], possible, [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(padded))
    return [[int(first), int(until) - 1] for first, until in zip(edges[::2], edges[1::2], strict=True)]
