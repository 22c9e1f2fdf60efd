"""A journey as its services see it: row, route, case and the rows of the present attempt."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.queries.chains import NO_SUCH_CHAIN, open_or_refuse
from tsunagu.custody.queries.items import deadlock_refused
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.restarting import maker_of
from tsunagu.journeys.domain.states import LABELS, goes_on
from tsunagu.journeys.models import Case, Journey, JourneyStep
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.queries import route_of

_STEP = (
    "SELECT uuid FROM journeys_step WHERE chain = %s AND journey = %s AND key = %s ORDER BY uuid FOR UPDATE"
)
_JOURNEY = "SELECT uuid FROM journeys_journey WHERE chain = %s AND uuid = %s FOR SHARE"
"""In this order: who waits for the step must not hold the journey, which the other may be about to end."""


@dataclass(slots=True)
class Running:
    """A journey under way with everything that its steps share.

    ``locked`` is the step whose row is locked until the transaction ends, if one is: nobody else carries it out or
    ends the journey meanwhile.
    """

    journey: Journey
    route: Route
    rows: dict[str, JourneyStep]
    case: Case | None
    locked: str | None = None

    @property
    def chain(self) -> UUID:
        """The chain that the journey belongs to."""
        return self.journey.chain

    def step(self, key: str) -> tuple[Step, JourneyStep]:
        """Return a step with its row of the present attempt; refuse an unknown key."""
        if key not in self.rows:
            raise NotFound(
                "no_such_step", Text("この工程はこの工程フローにありません。", "The route has no such step.")
            )
        return self.route.step(key), self.rows[key]

    @property
    def maker(self) -> UUID | None:
        """The member that answers for making the product."""
        return maker_of(self.route, {key: row.member for key, row in self.rows.items()})

    def member_of(self, party: str) -> UUID | None:
        """Return the member that takes a part of the route."""
        part = self.journey.assignments.get(party)
        return UUID(part["member"]) if part else None


def load_running(journey: UUID, lock: str | None = None) -> Running:
    """Open the journey's chain and load it; ``lock`` names the step that is about to change."""
    open_or_refuse(journey)
    if lock is not None:
        with deadlock_refused():
            fetch(_STEP, [journey, journey, lock])
            fetch(_JOURNEY, [journey, journey])
    found = _journeys(journey)
    if not found:
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)
    row = found[0]
    case = next(iter(_cases(journey)), None) if row.kind == "treatment" else None
    rows = {step.key: step for step in _steps(journey)}
    return Running(row, route_of(row.route, row.version), rows, case, lock)


@compiled
def _journeys(chain: UUID) -> QuerySet[Journey]:
    return Journey.objects.filter(chain=chain, uuid=chain)


@compiled
def _steps(chain: UUID) -> QuerySet[JourneyStep]:
    return JourneyStep.objects.filter(chain=chain, journey=chain).order_by("attempt")


@compiled
def _cases(chain: UUID) -> QuerySet[Case]:
    return Case.objects.filter(chain=chain)


def check_under_way(running: Running, step: Step | None = None) -> None:
    """Refuse to go on with a journey that has ended; ``step`` may be one that only keeps things safe."""
    state = running.journey.state
    is_open = state == "under_way" if step is None else goes_on(state, step.action, step.feeding)
    if not is_open:
        raise Refused(
            "journey_has_ended",
            Text(
                f"{running.journey.number} は「{LABELS[state].ja}」のため、工程を進められません。",
                f"{running.journey.number} is “{LABELS[state].en}”; its steps can't go on.",
            ),
        )
