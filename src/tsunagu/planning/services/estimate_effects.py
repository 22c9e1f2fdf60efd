"""What accepting an estimate would do to dates that were proposed or promised: computed before anyone accepts."""

from dataclasses import dataclass
from datetime import datetime

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.estimates.figures import Figures, accepting, without
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
    known = figures()
    is_in_force = estimate.state == "accepted"
    other = accepting(known, estimate.place, estimate.middle, estimate.n)
    if is_in_force:
        other = without(known, estimate.place)
    found = [
        effect
        for request in standing_requests(now)
        if (effect := _effect(request, estimate.place, known, other, now))
    ]
    return sorted(found, key=lambda one: (not one.promised, one.change, one.goal))


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
