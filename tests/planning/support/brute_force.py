"""Tiny problems solved by trying everything, hour by hour in plain lists: slow, and nothing to go wrong in it."""

from collections.abc import Iterator, Mapping

from tsunagu.planning.domain.problem import Journey, Option, Problem, Task
from tsunagu.planning.domain.solution import Assignment, Plan

Span = tuple[int, int]
Spans = dict[str, Span]
Usage = dict[tuple[str, int], int]


def schedules(problem: Problem, journey: Journey) -> Iterator[tuple[Option, Spans]]:
    """Every way to place one journey, as if it were alone and resources had no end."""
    for option in journey.options:
        if journey.fixed is None or journey.fixed.option == option.key:
            for spans in _completed(problem, journey, option, {}):
                yield option, spans


def capacity_at(problem: Problem, resource: str, hour: int) -> int:
    """What a resource offers in one hour."""
    spans = problem.resources[problem.resource_index[resource]].open
    return sum(span.capacity for span in spans if span.start <= hour < span.until)


def usage(option: Option, spans: Mapping[str, Span]) -> Usage:
    """What the uses hold whose first and last task both have times, by resource and hour."""
    found: Usage = {}
    for use in option.uses:
        if use.first in spans and use.last in spans:
            for hour in range(spans[use.first][0], spans[use.last][1] + use.after):
                found[use.resource, hour] = found.get((use.resource, hour), 0) + use.amount
    return found


def cost_of(problem: Problem, journey: Journey, spans: Mapping[str, Span] | None) -> int:
    """What a journey costs in a plan, None being left out."""
    if spans is None:
        return journey.weight * (problem.hours + problem.left_out_hours - journey.referred)
    return journey.weight * (spans[journey.goal][0] - journey.referred)


def best_plan(problem: Problem, most: int = 200_000) -> Plan | None:
    """A plan of least cost; None where what is fixed can't be, or where there is too much to try (``most``)."""
    ways = [_ways(problem, journey) for journey in problem.journeys]
    tried = 1
    for each in ways:
        tried *= len(each)
    if tried > most:
        return None
    best: tuple[int, dict[str, Assignment]] | None = None
    for cost, chosen, _ in _combined(problem, ways, 0):
        if best is None or cost < best[0]:
            best = cost, chosen
    return None if best is None else Plan(best[1], made_by="brute force")


Way = tuple[int, Assignment | None, Usage]


def _ways(problem: Problem, journey: Journey) -> list[Way]:
    held: Usage = {}
    if journey.fixed is not None:
        held = usage(journey.by_key[journey.fixed.option], journey.fixed.tasks)
    found: list[Way] = [(cost_of(problem, journey, None), None, held)]
    for option, spans in schedules(problem, journey):
        starts = tuple(spans[task.key][0] for task in option.tasks)
        ends = tuple(spans[task.key][1] for task in option.tasks)
        way = Assignment(option.key, starts, ends)
        found.append((cost_of(problem, journey, spans), way, usage(option, spans)))
    return [way for way in found if fits(problem, way[2])]


def _combined(
    problem: Problem, ways: list[list[Way]], at: int
) -> Iterator[tuple[int, dict[str, Assignment], Usage]]:
    if at == len(ways):
        yield 0, {}, {}
        return
    for cost, chosen, held in _combined(problem, ways, at + 1):
        for more, assignment, used in ways[at]:
            together = {key: held.get(key, 0) + used.get(key, 0) for key in held.keys() | used.keys()}
            if fits(problem, together):
                key = problem.journeys[at].key
                yield cost + more, chosen if assignment is None else {**chosen, key: assignment}, together


def all_fixed(problem: Problem) -> Usage:
    """What all fixed tasks together hold."""
    total: Usage = {}
    for journey in problem.journeys:
        if journey.fixed is not None:
            held = usage(journey.by_key[journey.fixed.option], journey.fixed.tasks)
            total = {key: total.get(key, 0) + held.get(key, 0) for key in total.keys() | held.keys()}
    return total


def fits(problem: Problem, used: Usage) -> bool:
    """Whether no more is held than there is at any hour."""
    return all(
        0 <= hour < problem.hours and amount <= capacity_at(problem, resource, hour)
        for (resource, hour), amount in used.items()
    )


def _completed(problem: Problem, journey: Journey, option: Option, spans: Spans) -> Iterator[Spans]:
    if len(spans) == len(option.tasks):
        yield dict(spans)
        return
    task = option.tasks[len(spans)]
    for span in _possible(problem, journey, task):
        trial = {**spans, task.key: span}
        if _keeps_lags(option, trial):
            yield from _completed(problem, journey, option, trial)


def _possible(problem: Problem, journey: Journey, task: Task) -> Iterator[Span]:
    latest = problem.hours if task.latest is None else task.latest
    for start in range(max(0, task.earliest), min(latest, problem.hours) + 1):
        for end in range(start + task.shortest, min(start + task.longest, problem.hours) + 1):
            is_closed = any(
                begin <= hour < until for begin, until in task.closed for hour in range(start, end)
            )
            if is_closed or (journey.fixed is None and start < journey.referred):
                continue
            if journey.fixed is None or journey.fixed.tasks.get(task.key, (start, end)) == (start, end):
                yield start, end


def _keeps_lags(option: Option, spans: Spans) -> bool:
    for lag in option.lags:
        if lag.first in spans and lag.second in spans:
            wait = spans[lag.second][0] - spans[lag.first][1]
            if wait < lag.at_least or (lag.at_most is not None and wait > lag.at_most):
                return False
    return True


def is_allowed(problem: Problem, assignments: Mapping[str, Assignment]) -> bool:
    """Whether the assignments are among all ways to place their journeys, and fit beside each other."""
    held: Usage = {}
    for journey in problem.journeys:
        wanted = assignments.get(journey.key)
        used = next((used for _, way, used in _ways(problem, journey) if way == wanted), None)
        if used is None:
            return False
        held = {key: held.get(key, 0) + used.get(key, 0) for key in held.keys() | used.keys()}
    return fits(problem, held)
