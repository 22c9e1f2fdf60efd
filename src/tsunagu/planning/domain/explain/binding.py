"""What keeps a goal from being earlier: each resource and rule is taken away in turn, and the date asked again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tsunagu.planning.domain.asking.office import Intervals, holds, without
from tsunagu.planning.domain.problem import Journey, Option, Problem, Resource, Span, Task

Ask = Callable[[Problem], int | None]
"""Returns the earliest goal of the only journey of a problem; None where there is none."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing without which the goal would be ``hours`` earlier.

    ``kind``: ``taken`` (others hold the resource), ``hours`` (it isn't open more often), ``patient`` (absent days),
    ``office`` (desk work is done in office hours), ``ready`` (not ready before), ``latest`` (the last days stated),
    ``process`` (nothing: the steps take as long).
    """

    kind: str
    hours: int
    resource: str = ""


def reasons(
    problem: Problem, journey: Journey, option: Option, published: Problem, ask: Ask, office: Intervals = ()
) -> list[Reason]:
    """Return what keeps the goal of the option late, the strongest first; ``process`` where nothing does.

    Parameters
    ----------
    problem : the capacity that is left; ``published``: the same resources before others took their part.
    office : the hours in which no desk work is done, as tasks were closed for them.
    """
    alone = replace(journey, options=(option,))
    now = ask(replace(problem, journeys=(alone,)))
    if now is None:
        return []
    found = []
    for reason, relaxed in _without(problem, alone, option, published, office):
        earlier = ask(relaxed)
        if earlier is not None and earlier < now:
            found.append(replace(reason, hours=now - earlier))
    found = _strongest(found)
    return sorted(found, key=lambda each: (-each.hours, each.kind, each.resource)) or [Reason("process", 0)]


def obstacles(
    problem: Problem, journey: Journey, option: Option, published: Problem, ask: Ask, office: Intervals = ()
) -> list[Reason]:
    """Return what alone keeps the option from being possible at all; ``hours`` is the goal without it."""
    alone = replace(journey, options=(option,))
    found = []
    for reason, relaxed in _without(problem, alone, option, published, office):
        goal = ask(relaxed)
        if goal is not None:
            found.append(replace(reason, hours=goal))
    return sorted(_strongest(found, least=True), key=lambda each: (each.hours, each.kind, each.resource))


def _strongest(found: list[Reason], least: bool = False) -> list[Reason]:
    """Return one reason a resource: that it is taken, unless its hours alone weigh more."""
    kept: dict[str, Reason] = {}
    for each in found:
        name = each.resource or each.kind
        known = kept.get(name)
        if known is None or (each.hours < known.hours if least else each.hours > known.hours):
            kept[name] = each
    return list(kept.values())


def _without(
    problem: Problem, journey: Journey, option: Option, published: Problem, office: Intervals
) -> Iterator[tuple[Reason, Problem]]:
    by_key = {each.key: each for each in published.resources}
    for key in dict.fromkeys(use.resource for use in option.uses):
        whole = by_key[key]
        if whole != problem.resources[problem.resource_index[key]]:
            yield Reason("taken", 0, key), _with_resource(problem, journey, whole)
        always = replace(whole, open=(Span(0, problem.hours, 1000),))
        yield Reason("hours", 0, key), _with_resource(problem, journey, always)
    for kind, closed in (("patient", _office_part), ("office", _own_part)):
        tasks = tuple(replace(task, closed=closed(task.closed, office)) for task in option.tasks)
        if tasks != option.tasks:
            yield Reason(kind, 0), _with_tasks(problem, journey, option, tasks)
    if any(task.latest is not None for task in option.tasks):
        tasks = tuple(replace(task, latest=None) for task in option.tasks)
        yield Reason("latest", 0), _with_tasks(problem, journey, option, tasks)
    if any(task.earliest > journey.referred for task in option.tasks):
        tasks = tuple(replace(task, earliest=0) for task in option.tasks)
        yield Reason("ready", 0), _with_tasks(problem, journey, option, tasks)


def _office_part(closed: Intervals, office: Intervals) -> Intervals:
    return office if holds(closed, office) else ()


def _own_part(closed: Intervals, office: Intervals) -> Intervals:
    return without(closed, office) if holds(closed, office) else closed


def _with_resource(problem: Problem, journey: Journey, resource: Resource) -> Problem:
    resources = tuple(resource if each.key == resource.key else each for each in problem.resources)
    return replace(problem, resources=resources, journeys=(journey,))


def _with_tasks(problem: Problem, journey: Journey, option: Option, tasks: tuple[Task, ...]) -> Problem:
    return replace(problem, journeys=(replace(journey, options=(replace(option, tasks=tasks),)),))
