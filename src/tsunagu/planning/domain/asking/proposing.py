"""A few complete proposals for one patient over the capacity that is left: the earliest, other places, a surer date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil

from tsunagu.planning.domain.asking.calming import calmed
from tsunagu.planning.domain.asking.chances import DAY, Chances, Help, chances, where_slack_helps
from tsunagu.planning.domain.asking.office import Intervals
from tsunagu.planning.domain.estimates.assumptions import Spread
from tsunagu.planning.domain.estimates.figures import Given
from tsunagu.planning.domain.explain.binding import Reason, obstacles, reasons
from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import Schedule

MOST = 3
SURE = 0.9
Lengths = Mapping[str, int]
"""Hours that each task is planned to last, by key."""
Varies = Callable[[Option, Lengths], Mapping[str, Given]]
"""How the tasks of an option vary, by key: that depends on the sites chosen, and on how long a culture is kept."""


@dataclass(frozen=True)
class Proposal:
    """One complete way: when each task happens, how sure the day of the goal is, and why it isn't earlier.

    ``chance`` is the share of runs in which the goal begins on its day (until midnight) or before. ``sure_by`` is the
    hour by which it begins in the share of runs that was asked for; None where too many fail for that.
    ``sure_if_none_fails`` is the same among runs without a failed step. ``varies`` says what that rests on.
    """

    option: Option
    assignment: Assignment
    goal: int
    chance: float
    failing: float
    reasons: tuple[Reason, ...]
    confidence: float
    sure_by: int | None
    sure_if_none_fails: int
    slack_helps: Help | None
    varies: Mapping[str, Given]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What proposals are made for: a journey over what is left, beside what is published; how sure it shall be."""

    problem: Problem
    journey: Journey
    published: Problem
    varies: Varies
    confidence: float
    office: Intervals


def proposals(
    problem: Problem, journey: Journey, published: Problem, varies: Varies, confidence: float = SURE,
    office: Intervals = (),
) -> list[Proposal]:  # fmt: skip
    """Return at most ``MOST`` proposals, the earliest first; none where no option fits before the horizon or limits.

    Parameters
    ----------
    problem : capacity that is left (its journeys don't matter); ``published``: the same resources as published.
    varies : how the tasks of an option vary. confidence : with which the promised date shall hold.
    office : the hours in which no desk work is done, to tell them from a patient's absences.
    """
    wanted = _Wanted(problem, journey, published, varies, confidence, office)
    schedule = _schedule(replace(problem, journeys=(journey,)))
    chosen: list[Proposal] = []
    for number, assignment in _by_option(schedule):
        option = journey.options[number]
        if not any(_same_makers(option, other.option) for other in chosen):
            chosen.append(_proposal(wanted, schedule, number, assignment))
        if len(chosen) == MOST:
            break
    surer = _surer(wanted, chosen[0]) if chosen else None
    if surer is not None:
        chosen = [chosen[0], surer, *chosen[1:]][:MOST]
    return sorted(chosen, key=lambda each: (each.goal, -each.chance))


def allocated(
    journey: Journey, option: Option, assignment: Assignment, varies: Mapping[str, Given], confidence: float
) -> Proposal:
    """Return dates that were given by an allocation as a proposal: how sure they are; who gave them says why."""
    return _judged(journey, option, assignment, varies, confidence, ())


def what_prevents(
    problem: Problem, journey: Journey, published: Problem, office: Intervals = ()
) -> list[Reason]:
    """Return what alone keeps a journey without proposals from having one, over all its options; the soonest first.

    ``hours`` of each is the hour of the goal if it were gone.
    """
    best: dict[tuple[str, str], Reason] = {}
    for option in journey.options:
        for reason in obstacles(problem, journey, option, published, earliest_goal, office):
            name = (reason.kind, reason.resource)
            if name not in best or reason.hours < best[name].hours:
                best[name] = reason
    return sorted(best.values(), key=lambda each: (each.hours, each.kind, each.resource))


def _by_option(schedule: Schedule) -> list[tuple[int, Assignment]]:
    """Return the earliest dates of each option (by number) that has any, the earliest goal first."""
    journey = schedule.compiled.problem.journeys[0]
    found = []
    for number in schedule.options_of(0):
        column = schedule.earliest_of(number)
        if column is not None:
            found.append((number, schedule.compiled.assignment(number, column.times)))
    return sorted(found, key=lambda each: (each[1].goal_start(journey), each[0]))


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


def _proposal(wanted: _Wanted, schedule: Schedule, number: int, earliest: Assignment) -> Proposal:
    """Return the option of that number with its earliest goal, as calm as may be, as a proposal."""
    option = wanted.journey.by_key[earliest.option]
    varies = wanted.varies(option, lengths_of(option, earliest))
    assignment = calmed(schedule, number, earliest, _spreads(varies))
    why = reasons(wanted.problem, wanted.journey, option, wanted.published, earliest_goal, wanted.office)
    return _judged(wanted.journey, option, assignment, varies, wanted.confidence, tuple(why))


def lengths_of(option: Option, assignment: Assignment) -> Lengths:
    """Return how long each task of an option is planned to last."""
    spans = zip(option.tasks, assignment.starts, assignment.ends, strict=True)
    return {task.key: end - start for task, start, end in spans}


def _judged(
    journey: Journey,
    option: Option,
    assignment: Assignment,
    varies: Mapping[str, Given],
    confidence: float,
    why: tuple[Reason, ...],
) -> Proposal:
    """Return dates as a proposal that says how sure they are."""
    spreads = _spreads(varies)
    runs = chances(option, assignment, journey.goal, spreads)
    goal, hours = assignment.goal_start(journey), runs.hours_for(confidence)
    return Proposal(
        option, assignment, goal, on_the_day(runs, goal), runs.failing, why, confidence,
        None if hours is None else goal + ceil(hours), goal + ceil(runs.hours_if_none_fails(confidence)),
        where_slack_helps(option, assignment, journey.goal, spreads), varies,
    )  # fmt: skip


def _spreads(varies: Mapping[str, Given]) -> dict[str, Spread]:
    return {key: given.spread for key, given in varies.items()}


def on_the_day(runs: Chances, goal: int) -> float:
    """Return the share of runs in which the goal begins before midnight of its day; hours count from a midnight."""
    return runs.within(DAY - 1 - goal % DAY)


def _surer(wanted: _Wanted, first: Proposal) -> Proposal | None:
    """Return the first proposal with its goal put off to where delays rarely reach; None if that gains nothing."""
    problem, journey = wanted.problem, wanted.journey
    runs = chances(first.option, first.assignment, journey.goal, _spreads(first.varies))
    share = min(wanted.confidence + (1 - wanted.confidence) / 2, 1 - runs.failing - 0.005)
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
    made = _proposal(wanted, schedule, 0, schedule.compiled.assignment(0, column.times))
    return made if made.chance > first.chance + 0.02 else None
