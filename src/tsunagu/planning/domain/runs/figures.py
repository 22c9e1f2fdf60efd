"""What a plan comes to, in figures that people read: days of waiting, the gap to the bound, who is late or tight."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment, Plan

TIGHT_HOURS = 24
"""Slack below this is worth a look: a courier missed or a test repeated takes a day."""
Trouble = Literal["left_out", "late", "tight"]
_ORDER = {"left_out": 0, "late": 1, "tight": 2}


@dataclass(frozen=True, slots=True)
class Attention:
    """A journey to look at: left out, past its promise by so many hours, or with so little slack before a task."""

    journey: str
    trouble: Trouble
    task: str
    hours: int
    at: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan in figures; hours are weighted as the cost is, ``weight`` is the sum of the weights of all journeys."""

    journeys: int
    left_out: int
    weight: int
    cost: int
    bound: float | None
    attention: tuple[Attention, ...]


def figures_of(problem: Problem, plan: Plan, cost: int, bound: float | None) -> Figures:
    """Return the figures of a plan; cost and bound are those that the check of the plan recomputed."""
    return Figures(
        len(problem.journeys),
        sum(each.key not in plan.assignments for each in problem.journeys),
        weight_of(problem),
        cost,
        bound,
        attention_of(problem, plan),
    )


def weight_of(problem: Problem) -> int:
    """Return the sum of the weights, by which a cost becomes a mean."""
    return sum(journey.weight for journey in problem.journeys)


def mean_days(cost: float | None, weight: int) -> float | None:
    """Return a cost as mean days of waiting, urgent patients weighing more; None where nobody weighs anything."""
    return None if cost is None or weight <= 0 else cost / weight / 24


def gap_of(cost: int | None, bound: float | None) -> float | None:
    """Return (cost - bound) / bound, never below 0; None without a bound above 0."""
    if cost is None or bound is None or bound <= 0:
        return None
    return max(0.0, (cost - bound) / bound)


def attention_of(problem: Problem, plan: Plan) -> tuple[Attention, ...]:
    """Return the journeys to look at, the worst first."""
    found = [
        one
        for journey in problem.journeys
        if (one := _trouble(journey, plan.assignments.get(journey.key))) is not None
    ]
    return tuple(sorted(found, key=lambda one: (_ORDER[one.trouble], one.hours, one.journey)))


def _trouble(journey: Journey, assignment: Assignment | None) -> Attention | None:
    if assignment is None:
        return Attention(journey.key, "left_out", journey.goal, 0, journey.referred)
    goal = assignment.goal_start(journey)
    if journey.promised is not None and goal > journey.promised:
        return Attention(journey.key, "late", journey.goal, journey.promised - goal, goal)
    slacks = list(_slacks(journey, journey.by_key[assignment.option], assignment))
    if journey.promised is not None:
        slacks.append((journey.promised - goal, journey.goal, goal))
    hours, task, at = min(slacks, default=(TIGHT_HOURS, "", 0))
    return Attention(journey.key, "tight", task, hours, at) if hours < TIGHT_HOURS else None


def _slacks(journey: Journey, option: Option, assignment: Assignment) -> Iterator[tuple[int, str, int]]:
    """Return the hours left to the latest start of each task that has one and isn't done already."""
    fixed = {} if journey.fixed is None else journey.fixed.tasks
    for task, start in zip(option.tasks, assignment.starts, strict=True):
        if task.latest is not None and task.key not in fixed:
            yield task.latest - start, task.key, start


def attention_as_data(attention: tuple[Attention, ...]) -> list[dict[str, Any]]:
    """Return the list as plain data."""
    return [asdict(one) for one in attention]


def attention_from_data(data: list[Mapping[str, Any]]) -> tuple[Attention, ...]:
    """Return the list that ``attention_as_data`` wrote."""
    return tuple(Attention(**one) for one in data)
