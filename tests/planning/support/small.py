"""One small problem with a sound plan, by hand, for tests that break one thing at a time."""

from dataclasses import replace
from datetime import date

from tsunagu.planning.domain.problem import Fixed, Journey, Lag, Option, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.solution import Assignment, Plan

HOURS = 48
COST = 2 * (17 - 6) + (22 - 6) + 27


def small() -> Problem:
    """Three journeys that share one room and a chair; of the third, the collection is done."""
    tasks = (
        Task("collect", 2, 2, earliest=8, latest=30, closed=((12, 14),)),
        Task("make", 4, 6),
        Task("infuse", 1, 1),
    )
    lags = (Lag("collect", "make", 1, 8), Lag("make", "infuse", 2, 8))
    uses = (Use("chair", "collect", "collect"), Use("room", "make", "make", after=1))
    here = Option("here", tasks, lags, uses, {"manufacturer": "site"})
    there = Option("there", tasks, lags, uses[:1])
    resources = (
        Resource("chair", "chair", "hospital", (Span(6, 20, 1), Span(30, 41, 1))),
        Resource("room", "room", "site", (Span(0, HOURS, 1),)),
    )
    journeys = (
        Journey("A", 6, "infuse", (here, there), weight=2, promised=20),
        Journey("B", 6, "infuse", (here,)),
        Journey("C", 0, "infuse", (here, there), fixed=Fixed("here", {"collect": (14, 16)})),
    )
    return Problem(date(2026, 12, 1), HOURS, resources, journeys, 100, "small")


def sound() -> Plan:
    """A plan that breaks no rule; room is held 11-16, 16-21 and 21-26."""
    return Plan(
        {
            "A": Assignment("here", (8, 11, 17), (10, 15, 18)),
            "B": Assignment("here", (10, 16, 22), (12, 20, 23)),
            "C": Assignment("here", (14, 21, 27), (16, 25, 28)),
        }
    )


def with_times(key: str, starts: tuple[int, ...], ends: tuple[int, ...], option: str = "here") -> Plan:
    """The sound plan with another assignment of one journey."""
    return replace(sound(), assignments={**sound().assignments, key: Assignment(option, starts, ends)})


def without(key: str, plan: Plan) -> Plan:
    """The plan without one journey."""
    return replace(plan, assignments={name: one for name, one in plan.assignments.items() if name != key})


def with_journey(problem: Problem, key: str, **changed: object) -> Problem:
    """The problem with some fields of one journey changed."""
    journeys = tuple(
        replace(one, **changed) if one.key == key else one  # type: ignore[arg-type]
        for one in problem.journeys
    )
    return replace(problem, journeys=journeys)


def with_option(problem: Problem, **changed: object) -> Problem:
    """The problem with some fields of every option changed."""
    journeys = tuple(
        replace(one, options=tuple(replace(option, **changed) for option in one.options))  # type: ignore[arg-type]
        for one in problem.journeys
    )
    return replace(problem, journeys=journeys)
