"""A journey as its services see it: row, route, case and the rows of the present attempt."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.foundation.database.compiled import compiled
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
    found = _journeys(journey)
    if not found:
        raise Journey.DoesNotExist(journey)
    row = found[0]
    if lock is not None:
        _locked_steps(journey, lock)
    case = next(iter(_cases(journey)), None) if row.kind == "treatment" else None
    rows = {step.key: step for step in _steps(journey)}
    return Running(row, route_of(row.route, row.version), rows, case)


@compiled
def _journeys(chain: UUID) -> QuerySet[Journey]:
    return Journey.objects.filter(chain=chain, uuid=chain)


@compiled
def _steps(chain: UUID) -> QuerySet[JourneyStep]:
    return JourneyStep.objects.filter(chain=chain, journey=chain).order_by("attempt")


@compiled
def _locked_steps(chain: UUID, key: str) -> "QuerySet[JourneyStep, UUID]":
    rows = JourneyStep.objects.filter(chain=chain, journey=chain, key=key)
    return rows.select_for_update().values_list("uuid", flat=True)


@compiled
def _cases(chain: UUID) -> QuerySet[Case]:
    return Case.objects.filter(chain=chain)


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
