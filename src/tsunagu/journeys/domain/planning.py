"""Planned dates counted from the route; later work replaces this by the plan of the whole network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.therapies.domain.route import Route, Step


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its place in the order and the times at which it is planned (UTC)."""

    step: Step
    place: int
    start: datetime
    end: datetime


def planned_steps(route: Route, beginning: datetime) -> Iterator[PlannedStep]:
    """Yield the steps in order, each as early as the steps before it allow."""
    offsets = route.planned_offsets()
    for place, step in enumerate(route.order):
        start = beginning + timedelta(hours=offsets[step.key])
        yield PlannedStep(step, place, start, start + timedelta(hours=step.duration_hours))


def promised_end(route: Route, beginning: datetime) -> datetime:
    """Return when the first administration is planned, or the end of the last step if there is none."""
    planned = {one.step.key: one for one in planned_steps(route, beginning)}
    first = route.first("administer") or route.order[-1]
    return planned[first.key].start if first.action == "administer" else planned[first.key].end
