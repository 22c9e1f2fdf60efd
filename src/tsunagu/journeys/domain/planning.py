"""Planned dates: those of a plan of the whole network where there is one, else counted from the route."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.therapies.domain.route import Route, Step

Span = tuple[datetime, datetime]
"""Planned start and end of a step (UTC)."""


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its place in the order and the times at which it is planned (UTC)."""

    step: Step
    place: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a plan for one case: the sites that it counts on, by party, and its steps with start and end.

    ``reference`` is what the plan answers, as those know it who made it.
    """

    reference: UUID
    route: str
    sites: Mapping[str, UUID]
    steps: Mapping[str, Span]


def planned_steps(
    route: Route, beginning: datetime, dates: Mapping[str, Span] | None = None
) -> Iterator[PlannedStep]:
    """Yield the steps in order, each as planned in ``dates``, else as early as the steps before it allow."""
    ends: dict[str, datetime] = {}
    for place, step in enumerate(route.order):
        before = max((ends[key] for key in step.after), default=beginning)
        start = before + timedelta(hours=step.min_hours_after)
        end = start + timedelta(hours=step.duration_hours)
        if dates is not None and step.key in dates:
            start, end = dates[step.key]
        ends[step.key] = end
        yield PlannedStep(step, place, start, end)


def promised_end(route: Route, beginning: datetime, dates: Mapping[str, Span] | None = None) -> datetime:
    """Return when the first administration is planned, or the end of the last step if there is none."""
    planned = {one.step.key: one for one in planned_steps(route, beginning, dates)}
    first = route.first("administer") or route.order[-1]
    return planned[first.key].start if first.action == "administer" else planned[first.key].end
