"""For whom demand exceeds capacity: who gets no slot in turn, and all who compete with them for what is used up."""

from collections.abc import Iterable, Iterator

from tsunagu.planning.domain.asking.left import Taken, by_hour, capacity_left
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solution import Plan


def competing(problem: Problem, plan: Plan, without: Iterable[str]) -> frozenset[str]:
    """Return the journeys without a slot and all that compete with one of them, directly or through others.

    Two compete where each could use a resource of which the plan leaves nothing at some hour.
    """
    scarce, reached = used_up(problem, plan), frozenset(without)
    while True:
        wanted = frozenset().union(*(_resources(problem.journey_by_key[key]) for key in reached)) & scarce
        wider = reached | {one.key for one in problem.journeys if _resources(one) & wanted}
        if wider == reached:
            return reached
        reached = wider


def used_up(problem: Problem, plan: Plan) -> frozenset[str]:
    """Return the resources of which a plan leaves nothing at some hour at which they are open."""
    taken = [
        each
        for key, one in plan.assignments.items()
        for each in _taken(problem.journey_by_key[key], plan, key)
    ]
    left = capacity_left(problem.resources, taken, problem.hours)
    return frozenset(
        before.key
        for before, after in zip(problem.resources, left, strict=True)
        if any(
            had and not has
            for had, has in zip(by_hour(before, problem.hours), by_hour(after, problem.hours), strict=True)
        )
    )


def _taken(journey: Journey, plan: Plan, key: str) -> Iterator[Taken]:
    assignment = plan.assignments[key]
    for use in journey.by_key[assignment.option].uses:
        start = assignment.span_of(journey, use.first)[0]
        yield Taken(use.resource, start, assignment.span_of(journey, use.last)[1] + use.after, use.amount)


def _resources(journey: Journey) -> frozenset[str]:
    return frozenset(use.resource for option in journey.options for use in option.uses)
