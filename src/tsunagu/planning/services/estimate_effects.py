"""What accepting an estimate would do to dates that were proposed or promised: computed before anyone accepts."""

from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.figures import Figures, accepting, leaving_with, without
from tsunagu.planning.domain.estimates.places import Place
from tsunagu.planning.domain.estimates.rechecking import chance_with
from tsunagu.planning.queries.estimates import EstimateView, figures
from tsunagu.planning.queries.requests import RequestView, standing_requests
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import route_of

LEAST_CHANGE = 0.005


@dataclass(frozen=True)
class Effect:
    """A date whose chance changes: ``promised`` where capacity is held or confirmed for it, else only proposed."""

    request: RequestView
    therapy: Text
    goal: datetime
    before: float
    after: float
    promised: bool

    @property
    def change(self) -> float:
        """By how much the chance rises."""
        return self.after - self.before


def effects_of(estimate: EstimateView, now: datetime) -> list[Effect]:
    """Return the dates that the scope sees and whose chance would change, the promised and the worst first.

    Of an estimate that is in force: if it were taken out of force. The dates themselves stay as they are.
    """
    if estimate.place.kind not in ("chance", "duration"):
        return []
    known = figures()
    other = _other(estimate, known)
    found = [
        effect
        for request in standing_requests(now)
        if (effect := _effect(request, estimate.place, known, other, now))
    ]
    return sorted(found, key=lambda one: (not one.promised, one.change, one.goal))


def leaving_beside(estimate: EstimateView) -> list[Place]:
    """Return what would leave force together with an estimate that is in force."""
    if estimate.state != "accepted":
        return []
    return sorted(leaving_with(figures(), estimate.place) - {estimate.place})


def _other(estimate: EstimateView, known: Figures) -> Figures:
    """Return the figures with the estimate, and what belongs to it, in force; of one that is, without both."""
    if estimate.state == "accepted":
        return without(known, leaving_with(known, estimate.place))
    other = accepting(known, estimate.place, estimate.middle, estimate.n)
    beside = estimate.beside
    return other if beside is None else accepting(other, beside.place, beside.middle, beside.n)


def _effect(
    request: RequestView, place: Place, known: Figures, other: Figures, now: datetime
) -> Effect | None:
    kept = request.shown
    if kept is None or kept.goal <= now or (place.site and place.site not in kept.sites.values()):
        return None
    route: Route = route_of(request.therapy, request.version)
    before, after = chance_with(kept, route, known), chance_with(kept, route, other)
    if abs(after - before) < LEAST_CHANGE:
        return None
    is_promised = request.chosen is not None and request.state_at(now) != "expired"
    return Effect(request, route.name, kept.goal, before, after, is_promised)
