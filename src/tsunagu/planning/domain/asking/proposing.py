"""A few complete proposals for one patient over the capacity that is left: the earliest, other places, a surer date."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tsunagu.planning.domain.asking.chances import Chances, chances
from tsunagu.planning.domain.explain.binding import Reason, obstacles, reasons
from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import Schedule

MOST = 3
SURE = 0.9
DAY = 24


@dataclass(frozen=True)
class Proposal:
    """One complete way: when each task happens, how sure the day of the goal is, and why it isn't earlier.

    ``chance`` is the share of runs in which the goal begins on the promised day (``until`` midnight) or before.
    """

    option: Option
    assignment: Assignment
    goal: int
    chance: float
    failing: float
    reasons: tuple[Reason, ...]

    @property
    def is_surer(self) -> bool:
        """Whether the date is one that is kept in most runs."""
        return self.chance >= SURE


def proposals(
    problem: Problem, journey: Journey, published: Problem, actions: Mapping[str, str]
) -> list[Proposal]:
    """Return at most ``MOST`` proposals, the earliest first; none where no option fits before the horizon or limits.

    Parameters
    ----------
    problem : capacity that is left (its journeys don't matter); ``published``: the same resources as published.
    actions : the action of each task, from which its spread follows.
    """
    found = _by_option(problem, journey)
    chosen: list[Proposal] = []
    for option, assignment in found:
        if not any(_same_makers(option, other.option) for other in chosen):
            chosen.append(_proposal(problem, journey, published, option, assignment, actions))
        if len(chosen) == MOST:
            break
    surer = _surer(problem, journey, published, chosen[0], actions) if chosen else None
    if surer is not None:
        chosen = [chosen[0], surer, *chosen[1:]][:MOST]
    return sorted(chosen, key=lambda each: (each.goal, -each.chance))


def what_prevents(problem: Problem, journey: Journey, published: Problem) -> list[Reason]:
    """Return what alone keeps a journey without proposals from having one, over all its options; the soonest first.

    ``hours`` of each is the hour of the goal if it were gone.
    """
    best: dict[tuple[str, str], Reason] = {}
    for option in journey.options:
        for reason in obstacles(problem, journey, option, published, earliest_goal):
            name = (reason.kind, reason.resource)
            if name not in best or reason.hours < best[name].hours:
                best[name] = reason
    return sorted(best.values(), key=lambda each: (each.hours, each.kind, each.resource))


def _by_option(problem: Problem, journey: Journey) -> list[tuple[Option, Assignment]]:
    """Return the earliest schedule of each option that has one, the earliest goal first."""
    schedule = _schedule(replace(problem, journeys=(journey,)))
    found = []
    for number, option in enumerate(journey.options):
        column = schedule.earliest_of(number)
        if column is not None:
            found.append((option, schedule.compiled.assignment(number, column.times)))
    place = {option.key: number for number, option in enumerate(journey.options)}
    return sorted(found, key=lambda each: (each[1].goal_start(journey), place[each[0].key]))


def _schedule(problem: Problem) -> Schedule:
    return Schedule(Searcher(compile_problem(problem)))


def earliest_goal(problem: Problem) -> int | None:
    """Return the earliest goal of the first journey of a problem; None where there is none."""
    schedule = _schedule(problem)
    column = schedule.earliest_column(0)
    return None if column is None else int(column.times[schedule.compiled.goal[column.option]])


def _same_makers(one: Option, other: Option) -> bool:
    """Return whether two options differ in nothing that a hospital would call another place: maker or laboratory."""
    return all(
        one.choices.get(part) == other.choices.get(part)
        for part in ("manufacturer", "processor", "laboratory")
    )


def _proposal(
    problem: Problem,
    journey: Journey,
    published: Problem,
    option: Option,
    assignment: Assignment,
    actions: Mapping[str, str],
) -> Proposal:
    runs = chances(option, assignment, journey.goal, actions)
    goal = assignment.goal_start(journey)
    why = reasons(problem, journey, option, published, earliest_goal)
    return Proposal(option, assignment, goal, _on_the_day(runs, goal), runs.failing, tuple(why))


def _on_the_day(runs: Chances, goal: int) -> float:
    return runs.within(DAY - 1 - goal % DAY)


def _surer(
    problem: Problem, journey: Journey, published: Problem, first: Proposal, actions: Mapping[str, str]
) -> Proposal | None:
    """Return the first proposal with its goal put off to where delays rarely reach; None if that gains nothing."""
    runs = chances(first.option, first.assignment, journey.goal, actions)
    share = min(SURE + 0.05, 1 - runs.failing - 0.005)
    hours = runs.hours_for(share)
    if hours is None or first.chance >= share or hours < 1:
        return None
    later = first.goal + int(hours)
    tasks = tuple(
        replace(task, earliest=max(task.earliest, later)) if task.key == journey.goal else task
        for task in first.option.tasks
    )
    option = replace(first.option, tasks=tasks)
    schedule = _schedule(replace(problem, journeys=(replace(journey, options=(option,)),)))
    column = schedule.earliest_column(0)
    if column is None:
        return None
    times = schedule.compiled.assignment(0, column.times)
    made = _proposal(problem, journey, published, first.option, times, actions)
    return made if made.chance > first.chance + 0.02 else None
