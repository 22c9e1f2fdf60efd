"""Where patients wait most: resources ranked by what their capacity is worth in the proof of the bound."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tsunagu.planning.domain.problem import Problem, Resource
from tsunagu.planning.domain.solution import Bound, Price


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A resource with the worth of its capacity in weighted hours of waiting, and the hours in which it is scarce.

    ``one_more`` is what one unit more could save at the very most (it saves less, for prices fall with it): the sum
    of its prices over the hours in which it is open.
    """

    resource: str
    kind: str
    place: str
    worth: float
    one_more: float
    scarce_hours: int
    open_hours: int


def bottlenecks_of(problem: Problem, bound: Bound | None) -> tuple[Bottleneck, ...]:
    """Return the resources that have a price, the most worth first."""
    prices: dict[str, list[Price]] = {}
    for price in bound.prices if bound is not None else ():
        prices.setdefault(price.resource, []).append(price)
    found = [_of(each, prices[each.key]) for each in problem.resources if each.key in prices]
    return tuple(sorted((one for one in found if one.worth > 0), key=lambda one: (-one.worth, one.resource)))


def _of(resource: Resource, prices: list[Price]) -> Bottleneck:
    worth, one_more, scarce = 0.0, 0.0, 0
    for price in prices:
        for span in resource.open:
            hours = min(price.until, span.until) - max(price.start, span.start)
            if hours > 0 and span.capacity > 0:
                worth += price.per_hour * span.capacity * hours
                one_more += price.per_hour * hours
                scarce += hours
    open_hours = sum(span.until - span.start for span in resource.open if span.capacity > 0)
    return Bottleneck(resource.key, resource.kind, resource.place, worth, one_more, scarce, open_hours)


def bottlenecks_as_data(found: tuple[Bottleneck, ...]) -> list[dict[str, Any]]:
    """Return the list as plain data."""
    return [asdict(one) for one in found]


def bottlenecks_from_data(data: list[Mapping[str, Any]]) -> tuple[Bottleneck, ...]:
    """Return the list that ``bottlenecks_as_data`` wrote."""
    return tuple(Bottleneck(**one) for one in data)
