"""What new facts did to a plan: which journeys can't go on as planned, what is frozen, and what stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from tsunagu.planning.domain.problem import Fixed, Journey, Lag, Option, Problem, Task, Use
from tsunagu.planning.domain.solution import Assignment, Plan
from tsunagu.planning.domain.solvers.profiles import (
    Table,
    held,
    held_beside_fixed,
    held_by_fixed,
    hold,
    offered,
)

PLENTY = 1 << 20  # of everything in the past: what has happened competes with nothing


@dataclass(frozen=True)
class Situation:
    """A plan among new facts.

    ``problem`` has the frozen steps as fixed; ``standing`` are the assignments that still hold, ``broken`` the
    journeys that can't go on, with the tasks concerned (none: they were named, or their option is gone). ``free`` is
    what the standing ones leave, and ``overfull`` says that frozen steps alone hold more than is offered.
    """

    problem: Problem
    standing: Mapping[str, Assignment]
    broken: Mapping[str, tuple[str, ...]]
    free: Table

    @property
    def overfull(self) -> bool:
        """Whether steps that nobody can move hold more than is offered."""
        return bool((self.free < 0).any())


def freeze(problem: Problem, plan: Plan, now: int, hours: int, disturbed: Collection[str] = ()) -> Problem:
    """Return the problem with every planned step fixed that starts before ``now + hours``; not of those disturbed."""
    return replace(
        problem,
        journeys=tuple(
            journey
            if journey.key in disturbed or journey.key not in plan.assignments
            else frozen(journey, plan.assignments[journey.key], now + hours)
            for journey in problem.journeys
        ),
    )


def frozen(journey: Journey, assignment: Assignment, before: int) -> Journey:
    """Return the journey with the tasks fixed that start before an hour, beside what is fixed already."""
    if journey.fixed is not None and journey.fixed.option != assignment.option:
        return journey
    option = journey.by_key[assignment.option]
    fixed = dict(journey.fixed.tasks) if journey.fixed is not None else {}
    for task, start, end in zip(option.tasks, assignment.starts, assignment.ends, strict=True):
        if start < before:
            fixed.setdefault(task.key, (start, end))
    return replace(journey, fixed=Fixed(option.key, fixed)) if fixed else journey


@dataclass(frozen=True, slots=True)
class Frost:
    """Until when steps are frozen: all that have begun ``now``, and of journeys not ``thawed`` the next ``hours``."""

    now: int
    hours: int
    thawed: frozenset[str] = frozenset()

    def on(self, begun: Journey, assignment: Assignment, broken: Collection[str] = ()) -> Journey:
        """Return a journey with what is frozen fixed: until its first broken step, if it has one."""
        option = begun.by_key[assignment.option]
        first = min((assignment.starts[option.index[task]] for task in broken), default=self.now + self.hours)
        until = self.now if begun.key in self.thawed else self.now + self.hours
        return frozen(begun, assignment, min(until, first))


def situation(problem: Problem, plan: Plan, frost: Frost, named: Collection[str]) -> Situation:
    """Return who can't go on as planned, and freeze what nobody may move.

    A journey ``named`` is planned anew from what the problem fixes. Of one that is found to be broken, the steps until
    its first broken one stay frozen (all that have begun do). Where a resource became too small, journeys with
    frozen steps on it stay first, then the heavier ones, then those that are treated earlier.
    """
    broken: dict[str, tuple[str, ...]] = {key: () for key in named if key in problem.journey_by_key}
    journeys, begun = {each.key: each for each in problem.journeys}, {}
    planned: dict[str, Assignment] = {}
    for key, journey in journeys.items():
        assignment = plan.assignments.get(key)
        if assignment is None or key in broken:
            continue
        known = _as_fixed(journey, frozen(journey, assignment, frost.now), assignment)
        if known is None:
            broken[key] = ()
            continue
        begun[key] = frozen(journey, known, frost.now)
        tasks = broken_tasks(problem, begun[key], known)
        journeys[key] = frost.on(begun[key], known, tasks)
        if tasks:
            broken[key] = tasks
        else:
            planned[key] = known
    seats = Seats(problem, frost, journeys, begun, planned, broken)
    return seats.taken()


def _as_fixed(journey: Journey, begun: Journey, assignment: Assignment) -> Assignment | None:
    """Return the assignment with the hours that are known by now; None where its option isn't the fixed one."""
    if assignment.option not in journey.by_key:
        return None
    if begun.fixed is None:
        return assignment
    if begun.fixed.option != assignment.option:
        return None
    option, fixed = journey.by_key[assignment.option], begun.fixed.tasks
    spans = [
        fixed.get(task.key, (start, end))
        for task, start, end in zip(option.tasks, assignment.starts, assignment.ends, strict=True)
    ]
    return Assignment(option.key, tuple(start for start, _ in spans), tuple(end for _, end in spans))


def broken_tasks(problem: Problem, journey: Journey, assignment: Assignment) -> tuple[str, ...]:
    """Return the tasks of an assignment that break a rule of their own journey; fixed ones break none alone."""
    option = journey.by_key[assignment.option]
    fixed = journey.fixed.tasks if journey.fixed is not None else {}
    found = [
        task.key
        for task, start, end in zip(option.tasks, assignment.starts, assignment.ends, strict=True)
        if task.key not in fixed and not _task_fits(journey, task, start, end)
    ]
    found += [lag.second for lag in option.lags if not _lag_fits(option, assignment, lag)]
    found += [use.last for use, _, until in held(journey, assignment) if until > problem.hours]
    return tuple(dict.fromkeys(found))


def _task_fits(journey: Journey, task: Task, start: int, end: int) -> bool:
    return (
        task.shortest <= end - start <= task.longest
        and start >= max(task.earliest, journey.referred)
        and (task.latest is None or start <= task.latest)
        and not any(start < until and begin < end for begin, until in task.closed)
    )


def _lag_fits(option: Option, assignment: Assignment, lag: Lag) -> bool:
    gap = assignment.starts[option.index[lag.second]] - assignment.ends[option.index[lag.first]]
    return gap >= lag.at_least and (lag.at_most is None or gap <= lag.at_most)


@dataclass(frozen=True)
class Seats:
    """Planned journeys who take their places one after the other; who finds none is broken too."""

    problem: Problem
    frost: Frost
    journeys: dict[str, Journey]
    begun: Mapping[str, Journey]
    planned: Mapping[str, Assignment]
    broken: dict[str, tuple[str, ...]]

    def taken(self) -> Situation:
        """Return the situation once everyone has tried."""
        free, standing = offered(self.problem), {}
        free[:, : self.frost.now] = PLENTY
        for journey in self.journeys.values():
            hold(free, self.problem, held_by_fixed(journey))
        for key in sorted(self.planned, key=lambda each: _rank(self.journeys[each], self.planned[each])):
            journey, assignment = self.journeys[key], self.planned[key]
            rest = held_beside_fixed(journey, assignment)
            hold(free, self.problem, rest)
            full = [
                use.first for use, start, until in rest if _is_full(free, self.problem, use, start, until)
            ]
            if full:
                hold(free, self.problem, rest, -1)
                self._give_up(free, key, tuple(dict.fromkeys(full)))
            else:
                standing[key] = assignment
        problem = replace(self.problem, journeys=tuple(self.journeys.values()))
        return Situation(problem, standing, self.broken, free)

    def _give_up(self, free: Table, key: str, tasks: tuple[str, ...]) -> None:
        """Let a journey go of what is frozen from its first broken step on."""
        hold(free, self.problem, held_by_fixed(self.journeys[key]), -1)
        self.journeys[key] = self.frost.on(self.begun[key], self.planned[key], tasks)
        hold(free, self.problem, held_by_fixed(self.journeys[key]))
        self.broken[key] = tasks


def _rank(journey: Journey, assignment: Assignment) -> tuple[int, int, int, str]:
    begun = 0 if journey.fixed is None else len(journey.fixed.tasks)
    return (-begun, -journey.weight, assignment.goal_start(journey), journey.key)


def _is_full(free: Table, problem: Problem, use: Use, start: int, until: int) -> bool:
    row = free[problem.resource_index[use.resource]]
    return until > len(row) or bool((row[start:until] < 0).any())
