"""When steps that lie ahead can begin, as a function of the present moment: asked once, right at any time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.therapies.domain.route import Route

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The later of a fixed time and so long after now; what is None doesn't count."""

    fixed: datetime | None = None
    waits: timedelta | None = None

    def at(self, now: datetime) -> datetime:
        """Return the time, seen from a moment."""
        found = [self.fixed] if self.fixed is not None else []
        return max([*found, *([] if self.waits is None else [now + self.waits])], default=now)

    def later(self, amount: timedelta) -> "Ahead":
        """Return the same, so much later."""
        return Ahead(
            None if self.fixed is None else self.fixed + amount,
            None if self.waits is None else self.waits + amount,
        )

    def never_past(self) -> "Ahead":
        """Return the same, but never before now."""
        return Ahead(self.fixed, max(self.waits or NO_TIME, NO_TIME))

    def not_before(self, at: datetime) -> "Ahead":
        """Return the same, but never before a fixed time."""
        return Ahead(at if self.fixed is None else max(self.fixed, at), self.waits)


def latest(found: Iterable[Ahead]) -> Ahead:
    """Return the latest of several, whatever the time."""
    each = list(found)
    fixed = [one.fixed for one in each if one.fixed is not None]
    waits = [one.waits for one in each if one.waits is not None]
    return Ahead(max(fixed, default=None), max(waits, default=None))


def starts_ahead(
    route: Route, ended: Mapping[str, datetime | None], begun: Mapping[str, datetime | None]
) -> dict[str, Ahead]:
    """Return when each step can begin at the earliest: ``slack.projected_starts`` for every moment at once."""
    starts: dict[str, Ahead] = {}
    ends: dict[str, Ahead] = {}
    for step in route.order:
        was_begun, was_ended = begun.get(step.key), ended.get(step.key)
        known = was_begun or was_ended
        if known is not None:
            starts[step.key] = Ahead(known)
        else:
            before = [ends[key] for key in step.after]
            gap = timedelta(hours=step.min_hours_after)
            starts[step.key] = (latest(before).later(gap) if before else Ahead()).never_past()
        if was_ended is not None:
            ends[step.key] = Ahead(was_ended)
        else:
            ends[step.key] = starts[step.key].later(timedelta(hours=step.duration_hours)).never_past()
    return starts
