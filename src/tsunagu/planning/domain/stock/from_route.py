"""How a production route is made and kept, in weeks, as a first proposal that people then change."""

from functools import cache
from math import ceil

from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.problem import Keeping, Making
from tsunagu.planning.domain.stock.stated import Stated
from tsunagu.therapies.domain.route import Route, Step

WEEK = 168.0
LONG_SHELF = 520


def stated_from(route: Route) -> Stated:
    """Return making and keeping as the route gives them; filling without a limit, and no forecast.

    A lot begins where manufacturing begins (donated cells lie in a bank by then), on the longest way to its release.
    """
    making = next(step for step in route.steps if any(flow.product == route.makes for flow in step.outputs))
    releasing = [step for step in route.steps if step.action == "release"]
    filled = _hours(route, making)
    ready = max([_hours(route, step) for step in releasing], default=filled)
    count = next(flow.count for flow in making.outputs if flow.product == route.makes)
    product = route.product(route.makes or "")
    life = LONG_SHELF if product.shelf_life_hours is None else int(product.shelf_life_hours / WEEK)
    filled_after = int(filled / WEEK)
    lead = max(ceil(ready / WEEK), filled_after + 1)
    sizes = tuple(sorted({max(1, count // 2), count}))
    filling = Filling(float(max(10, count // 4)), 8.0, 0.1)
    return Stated(
        Making(filled_after, lead, max(1, ceil(filled / WEEK)), sizes, filling, 0.95, 0.05, 0.05),
        Keeping(min(life, LONG_SHELF), min(4, max(0, life // 4)), count * 3),
    )


def _hours(route: Route, goal: Step) -> float:
    """Return the hours from the beginning of manufacturing to the end of a step, on the longest way."""
    first = next(
        (step for step in route.order if step.stage == "manufacturing" and step.action == "process"), None
    )

    @cache
    def until(key: str) -> float | None:
        step = route.step(key)
        if first is not None and key == first.key:
            return step.duration_hours
        before = [hours for one in step.after if (hours := until(one)) is not None]
        return max(before) + step.min_hours_after + step.duration_hours if before else None

    return until(goal.key) or goal.duration_hours
