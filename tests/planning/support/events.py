"""What happens to a plan, as the new facts that a problem states then."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from tsunagu.planning.domain.problem import Journey, Option, Problem, Span, Task


def batch_failed(problem: Problem, key: str, again_from: int, task: str = "collect") -> Problem:
    """The journey begins anew: nothing is fixed, and its first task can't be earlier than an hour."""

    def option(each: Option) -> Option:
        tasks = tuple(
            replace(one, earliest=max(one.earliest, again_from)) if one.key == task else one
            for one in each.tasks
        )
        return replace(each, tasks=tasks)

    journey = problem.journey_by_key[key]
    return with_journey(problem, replace(journey, fixed=None, options=tuple(map(option, journey.options))))


def less_of(problem: Problem, resource: str, start: int, until: int, by: int) -> Problem:
    """A resource offers less for some hours: a room is closed, an operator is ill."""

    def spans(span: Span) -> Iterable[Span]:
        cuts = sorted(
            {span.start, span.until, *(cut for cut in (start, until) if span.start < cut < span.until)}
        )
        for begin, end in pairwise(cuts):
            less = max(span.capacity - by, 0) if start <= begin < until else span.capacity
            if less:
                yield Span(begin, end, less)

    resources = tuple(
        replace(each, open=tuple(one for span in each.open for one in spans(span)))
        if each.key == resource
        else each
        for each in problem.resources
    )
    return replace(problem, resources=resources)


def running_late(problem: Problem, key: str, first: str, second: str, hours: int) -> Problem:
    """The way from one task to the next takes so much longer: a courier is stuck."""

    def option(each: Option) -> Option:
        lags = tuple(
            replace(lag, at_least=lag.at_least + hours) if (lag.first, lag.second) == (first, second) else lag
            for lag in each.lags
        )
        return replace(each, lags=lags)

    journey = problem.journey_by_key[key]
    return with_journey(problem, replace(journey, options=tuple(map(option, journey.options))))


def unfit(problem: Problem, key: str, tasks: Iterable[str], start: int, until: int) -> Problem:
    """The patient can't take part in some tasks for a while."""
    concerned = set(tasks)

    def closed(task: Task) -> Task:
        return replace(task, closed=(*task.closed, (start, until))) if task.key in concerned else task

    journey = problem.journey_by_key[key]
    options = tuple(replace(each, tasks=tuple(map(closed, each.tasks))) for each in journey.options)
    return with_journey(problem, replace(journey, options=options))


def with_journey(problem: Problem, journey: Journey) -> Problem:
    """The problem with one of its journeys replaced."""
    journeys = tuple(journey if each.key == journey.key else each for each in problem.journeys)
    return replace(problem, journeys=journeys)
