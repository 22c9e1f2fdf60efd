"""What is known of a promise: the dates that were chosen, and how far the case that goes by them has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.record import Kept
from tsunagu.therapies.domain.route import Route, Step


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step of a case as it stands: its state, and when it really began and ended."""

    state: str
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it was carried out."""
        return self.state in ("done", "skipped") and self.ended_at is not None


@dataclass(frozen=True)
class Promise:
    """A request whose dates are promised: what was chosen, what the hospital needs, and how its case stands.

    ``steps`` is empty while no case goes by the dates; ``failed`` names the step at which the case failed;
    ``doubted`` are tests with a result out of specification that nobody has judged yet, and since when.
    """

    request: UUID
    kept: Kept
    need: Need
    route: Route
    asked_at: datetime
    steps: Mapping[str, StepNow] = field(default_factory=dict)
    failed: str | None = None
    doubted: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of its journey in a problem."""
        return str(self.request)

    @property
    def is_case(self) -> bool:
        """Whether a case goes by the dates."""
        return bool(self.steps)

    def span(self, step: str) -> tuple[datetime, datetime]:
        """Return when a step was promised to begin and end."""
        return next((start, end) for key, start, end in self.kept.steps if key == step)


def repeated_tests(promise: Promise) -> dict[str, datetime]:
    """Return the tests that are assumed to be carried out again, and from when: what follows waits for them.

    Only where nothing that follows has begun: else people have gone on beside the result, and wait for nothing. People
    decide what becomes of a result; this is what a proposal assumes, and says.
    """
    gone_on = {key for key, one in promise.steps.items() if one.state != "planned"}
    before = {earlier for key in gone_on for earlier in promise.route.ancestors(key)}
    return {key: since for key, since in promise.doubted.items() if key not in before}


def begins_again_at(route: Route, failed: str, has_begun: bool) -> str:
    """Return the step from which a failed case is assumed to be carried out again.

    A step that failed before it was carried out is done again alone. Else its material is lost: the case begins again
    where material comes from, at the nearest collection or allocation before it (or at the step itself, where there
    is none). People decide; this is what a proposal assumes, and says.
    """
    step = route.step(failed)
    if not has_begun or step.action in ("collect", "allocate", "prepare"):
        return failed
    before = route.ancestors(failed)
    sources = [one for one in route.order if one.key in before and one.action in ("collect", "allocate")]
    return _last(sources, route) or failed


def _last(sources: list[Step], route: Route) -> str | None:
    """Return the last source whose material the failed step used, by the order of the route."""
    return max(sources, key=route.order.index).key if sources else None
