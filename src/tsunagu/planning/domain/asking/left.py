"""Capacity after what others hold: published spans less bookings, and whether more would fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tsunagu.planning.domain.problem import Resource, Span


@dataclass(frozen=True, slots=True)
class Taken:
    """So much of a resource (by key) is held from one hour until another."""

    resource: str
    start: int
    until: int
    amount: int


def capacity_left(published: Sequence[Resource], taken: Iterable[Taken], hours: int) -> tuple[Resource, ...]:
    """Return the resources with what is left of them, never below nothing."""
    by_resource: dict[str, list[Taken]] = {}
    for each in taken:
        by_resource.setdefault(each.resource, []).append(each)
    return tuple(
        _less(resource, by_resource[resource.key], hours) if resource.key in by_resource else resource
        for resource in published
    )


def by_hour(resource: Resource, hours: int) -> list[int]:
    """Return the capacity of a resource at each hour."""
    found = [0] * hours
    for span in resource.open:
        for hour in range(max(0, span.start), min(hours, span.until)):
            found[hour] = span.capacity
    return found


def offering(resource: Resource, row: Sequence[int]) -> Resource:
    """Return the resource with this capacity at each hour, the inverse of ``by_hour``; below nothing is nothing."""
    spans = []
    for capacity, run in groupby(range(len(row)), key=lambda hour: max(0, row[hour])):
        numbers = list(run)
        if capacity:
            spans.append(Span(numbers[0], numbers[-1] + 1, capacity))
    return replace(resource, open=tuple(spans))


def overfull(
    published: Sequence[Resource], taken: Sequence[Taken], more: Iterable[Taken], hours: int
) -> str | None:
    """Return the key of the first resource on which ``more`` doesn't fit beside what is taken; None if all fits."""
    left = {each.key: by_hour(each, hours) for each in published}
    for each in taken:
        _take(left.get(each.resource, []), each)
    for each in more:
        if each.resource not in left or each.start < 0 or each.until > hours:
            return each.resource
        row = left[each.resource]
        _take(row, each)
        if any(row[hour] < 0 for hour in range(each.start, each.until)):
            return each.resource
    return None


def _take(row: list[int], taken: Taken) -> None:
    for hour in range(max(0, taken.start), min(len(row), taken.until)):
        row[hour] -= taken.amount


def _less(resource: Resource, taken: Iterable[Taken], hours: int) -> Resource:
    row = by_hour(resource, hours)
    for each in taken:
        _take(row, each)
    return offering(resource, row)
