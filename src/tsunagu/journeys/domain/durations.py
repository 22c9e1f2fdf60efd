"""How long steps took against their plan: one step of one attempt as a value, and from where to where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.therapies.domain.route import Route, Step

HOUR = timedelta(hours=1)
MOVED = "transport"


@dataclass(frozen=True, slots=True)
class StepCourse:
    """How one step of one attempt went.

    Attributes
    ----------
    site : key of the site that does it; of a transport, where it leads. origin : of a transport, where it begins.
    planned_hours : as the plan had it. base : when it could begin and was to: its planned start, or when all before
        it was over and its least wait had passed, whichever is later.
    yielded : cells made over cells that the route expects, where it makes counted cells.
    state : planned, started, done or failed; a release that was a rejection counts as failed.
    slot_hours : from its planned start to its planned end; a plan may leave a culture standing longer than it needs.
    """

    chain: UUID
    route: str
    step: str
    attempt: int
    action: str
    site: str
    origin: str
    planned_hours: float
    base: datetime
    started_at: datetime | None
    ended_at: datetime | None
    state: str
    yielded: float | None = None
    slot_hours: float | None = None

    @property
    def hours(self) -> float | None:
        """How long it took; None while it runs, or where only its end was recorded."""
        if self.started_at is None or self.ended_at is None or self.ended_at <= self.started_at:
            return None
        return (self.ended_at - self.started_at) / HOUR

    def due(self, hours: float | None = None) -> datetime:
        """Return when it was to end: what delays before it cost isn't its own. ``hours`` instead of the planned."""
        return self.base + (self.planned_hours if hours is None else hours) * HOUR

    @property
    def is_over(self) -> bool:
        """Whether it was carried out or failed."""
        return self.state in ("done", "failed") and self.ended_at is not None


def lanes_of(route: Route) -> Mapping[str, tuple[str, str]]:
    """Return for each transport of a route the parties from which and to which it leads.

    It leads from who made what is carried (paperwork may lie between), to the next step that is no transport.
    """
    found = {}
    for step in route.order:
        if step.action == MOVED:
            found[step.key] = (_origin(route, step), _beyond(route, step, back=False))
    return found


def _origin(route: Route, step: Step) -> str:
    before = route.ancestors(step.key)
    carried = {flow.product for flow in step.inputs}
    makers = [
        one for one in route.order if one.key in before and carried & {flow.product for flow in one.outputs}
    ]
    makers = [one for one in makers if one.action != MOVED]
    return makers[-1].party if makers else _beyond(route, step, back=True)


def _beyond(route: Route, step: Step, *, back: bool) -> str:
    """Return the party of the nearest step before or after that is no transport."""
    seen = {step.key}
    while step.action == MOVED:
        nearest = step.after if back else route.successors(step.key)
        beyond = next((one for one in nearest if one not in seen), None)
        if beyond is None:
            break
        seen.add(beyond)
        step = route.step(beyond)
    return step.party
