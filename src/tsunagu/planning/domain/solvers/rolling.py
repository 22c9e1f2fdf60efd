"""Planning again and again as patients are referred: for those who are known, with those in mind who will come.

Whoever plans for the known alone spends what the next urgent patient needs: room hours cost nothing while nobody known
wants them. So patients who are to be expected (drawn from what a network has seen) are planned along and then taken
out, and everyone known moves up as far as that leaves room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tsunagu.planning.domain.problem import Fixed, Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment, Plan
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.greedy import Schedule
from tsunagu.planning.domain.solvers.master import Column
from tsunagu.planning.domain.solvers.pattern import Effort
from tsunagu.planning.domain.solvers.whole_chain import plan_chain

LIGHT = Effort(rounds=25, close=0.002, share=0.1, refresh=2, polish=4)


def plan_ahead(
    problem: Problem, expected: Sequence[Journey], effort: Effort = LIGHT
) -> Mapping[str, Assignment]:
    """Return the assignments of the problem's journeys, planned with the ``expected`` ones in mind.

    The keys of those expected must differ from those known.
    """
    together = replace(problem, journeys=(*problem.journeys, *expected))
    planned = plan_chain(together, effort).assignments
    known = {key: planned[key] for key in problem.journey_by_key if key in planned}
    return moved_up(problem, Plan(known)).assignments


def moved_up(problem: Problem, plan: Plan) -> Plan:
    """Return the plan with every journey, the first to begin first, as early as the others leave room."""
    searcher = Searcher(compile_problem(problem))
    schedule, begins = Schedule(searcher), []
    for number, journey in enumerate(problem.journeys):
        assignment = plan.assignments.get(journey.key)
        if assignment is not None:
            option = searcher.compiled.option_number(number, assignment.option)
            times = searcher.compiled.times(option, assignment)
            schedule.place(Column(option, times, schedule.cost(option, times)))
            begins.append((min(assignment.starts), number))
    for _, number in sorted(begins):
        kept = schedule.remove(number)
        earlier = schedule.earliest_of(kept.option)
        if earlier is None or earlier.cost > kept.cost or not schedule.place(earlier):
            schedule.place(kept)
    return schedule.plan(plan.made_by)


def as_of(journey: Journey, now: int, before: Assignment | None) -> Journey:
    """Return a journey as it stands: tasks that began before ``now`` are fixed, the others begin from now on."""
    if before is None or min(before.starts) >= now:
        return replace(journey, options=tuple(_from(option, now, ()) for option in journey.options))
    tasks = journey.by_key[before.option].tasks
    begun = {
        task.key: (start, end)
        for task, start, end in zip(tasks, before.starts, before.ends, strict=True)
        if start < now
    }
    options = tuple(
        _from(option, now, begun if option.key == before.option else ()) for option in journey.options
    )
    return replace(journey, options=options, fixed=Fixed(before.option, begun))


def _from(option: Option, now: int, begun: Mapping[str, object] | tuple[()]) -> Option:
    tasks = (
        task if task.key in begun else replace(task, earliest=max(task.earliest, now))
        for task in option.tasks
    )
    return replace(option, tasks=tuple(tasks))
