"""A journey as its services see it: row, route, case and the rows of the present attempt."""

from dataclasses import dataclass
from uuid import UUID

from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.states import LABELS
from tsunagu.journeys.models import Case, Journey, JourneyStep
from tsunagu.therapies.domain.route import Route, Step
from tsunagu.therapies.queries import route_of


@dataclass(slots=True)
class Running:
    """A journey under way with everything that its steps share."""

    journey: Journey
    route: Route
    rows: dict[str, JourneyStep]
    case: Case | None

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

    def member_of(self, party: str) -> UUID | None:
        """Return the member that takes a part of the route."""
        part = self.journey.assignments.get(party)
        return UUID(part["member"]) if part else None


def load_running(journey: UUID, lock: str | None = None) -> Running:
    """Open the journey's chain and load it; ``lock`` names the step that is about to change."""
    open_or_refuse(journey)
    row = Journey.objects.get(chain=journey, uuid=journey)
    steps = JourneyStep.objects.filter(chain=journey, journey=journey).order_by("attempt")
    if lock is not None:
        list(steps.filter(key=lock).select_for_update().values_list("uuid", flat=True))
    case = Case.objects.filter(chain=journey).first() if row.kind == "treatment" else None
    rows = {step.key: step for step in steps}
    return Running(row, route_of(row.route, row.version), rows, case)


def check_under_way(running: Running) -> None:
    """Refuse to go on with a journey that has ended."""
    state = running.journey.state
    if state != "under_way":
        raise Refused(
            "journey_has_ended",
            Text(
                f"{running.journey.number} は「{LABELS[state].ja}」のため、工程を進められません。",
                f"{running.journey.number} is “{LABELS[state].en}”; its steps can't go on.",
            ),
        )
