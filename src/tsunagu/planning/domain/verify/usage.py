"""What a plan may not do with resources: hold more than there is, or hold anything outside the problem's hours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.problem import Journey, Problem, Use
from tsunagu.planning.domain.verify.assignments import Placed, Span
from tsunagu.planning.domain.verify.calendars import IntArray, capacity_of
from tsunagu.planning.domain.verify.report import Violation, moment


@dataclass(frozen=True, slots=True)
class Held:
    """One use of a journey, from ``start`` until (not including) ``until``."""

    journey: str
    use: Use
    start: int
    until: int


def held_by(journey: Journey, uses: Iterable[Use], spans: Mapping[str, Span]) -> Iterator[Held]:
    """Yield the uses whose first and last task both have times."""
    for use in uses:
        if use.first in spans and use.last in spans:
            yield Held(journey.key, use, spans[use.first][0], spans[use.last][1] + use.after)


def all_held(problem: Problem, placed: Mapping[str, Placed]) -> Iterator[Held]:
    """Yield all uses of a plan; a journey that is left out still holds what its fixed tasks hold."""
    for journey in problem.journeys:
        here = placed.get(journey.key)
        if here is not None:
            yield from held_by(journey, here.option.uses, here.spans)
        elif journey.fixed is not None and journey.fixed.option in journey.by_key:
            yield from held_by(journey, journey.by_key[journey.fixed.option].uses, journey.fixed.tasks)


def check_usage(problem: Problem, placed: Mapping[str, Placed]) -> Iterator[Violation]:
    """Yield uses outside the problem's hours, and each stretch in which a resource is held more than it offers."""
    by_resource: dict[str, list[Held]] = {resource.key: [] for resource in problem.resources}
    for held in all_held(problem, placed):
        by_resource[held.use.resource].append(held)
        if held.start < 0 or held.until > problem.hours:
            yield _outside(problem, held)
    for resource in problem.resources:
        capacity = capacity_of(resource, problem.hours)
        used = usage_of(by_resource[resource.key], problem.hours)
        for start in _begins(used > capacity):
            yield _over(
                problem,
                by_resource[resource.key],
                resource.key,
                start,
                int(used[start]),
                int(capacity[start]),
            )


def usage_of(held: Iterable[Held], hours: int) -> IntArray:
    """Return how much is held in each hour, shape ``(hours,)``."""
    change = np.zeros(hours + 1, dtype=np.int64)
    for one in held:
        start, until = min(max(one.start, 0), hours), min(max(one.until, 0), hours)
        if until > start:
            change[start] += one.use.amount
            change[until] -= one.use.amount
    return np.cumsum(change[:-1])


def _begins(is_over: NDArray[np.bool_]) -> Iterator[int]:
    """Yield the first hour of each stretch."""
    before = np.concatenate([[False], is_over[:-1]])
    yield from map(int, np.flatnonzero(is_over & ~before))


def _outside(problem: Problem, held: Held) -> Violation:
    ja = (
        f"症例「{held.journey}」：資源「{held.use.resource}」を {moment(problem, held.start)} ～ "
        f"{moment(problem, held.until)} に使いますが、計画の期間（{problem.hours} 時間）の外です。"
    )
    en = (
        f"Journey {held.journey!r} holds {held.use.resource!r} from {moment(problem, held.start)} to "
        f"{moment(problem, held.until)}, outside the {problem.hours} hours of the problem."
    )
    return Violation("use_outside", Text(ja, en), held.journey, held.use.first, held.use.resource, held.start)


def _over(
    problem: Problem, held: list[Held], resource: str, hour: int, used: int, capacity: int
) -> Violation:
    holding = [one for one in held if one.start <= hour < one.until]
    named = [one.journey for one in holding][:5]
    more = len(holding) - len(named)
    ja = (
        f"資源「{resource}」：{moment(problem, hour)} に {used} 使いますが、{capacity} しかありません"
        f"（症例：{'、'.join(named)}{f'、ほか {more} 件' if more else ''}）。"
    )
    en = (
        f"Resource {resource!r}: {used} are held at {moment(problem, hour)}, but there are {capacity} "
        f"(journeys {', '.join(named)}{f' and {more} more' if more else ''})."
    )
    return Violation("over_capacity", Text(ja, en), named[0], holding[0].use.first, resource, hour)
