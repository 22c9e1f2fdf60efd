"""Steps ahead that will miss a qualification on the day they are planned: found before someone stands there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts import SiteFacts
from tsunagu.journeys.domain.gates.qualification import judge_place
from tsunagu.journeys.domain.gates.step import Named
from tsunagu.journeys.domain.verdicts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step to come: who does it, on which day, and what its place may do on that day."""

    chain: UUID
    number: str
    step: str
    step_name: Text
    stage: str
    member: UUID
    responsible: frozenset[UUID]
    on: date
    capability: Named | None
    place: SiteFacts


@dataclass(frozen=True, slots=True)
class Lapse:
    """A qualification that a step will miss, as its gate will say it."""

    ahead: Ahead
    verdict: Verdict

    @property
    def subject(self) -> UUID:
        """What notices about it are about: the same lapse in the same journey is told once."""
        said = self.verdict.reason.ja
        return uuid5(NAMESPACE_URL, f"{self.ahead.chain}/{self.verdict.cause}/{said}")

    @property
    def stops(self) -> bool:
        """Whether the step can't be done at all, rather than after a decision."""
        return self.verdict.outcome is Outcome.STOP


def lapses(steps: Iterable[Ahead]) -> list[Lapse]:
    """Return for each journey each qualification that it will miss, at the first step that misses it; soonest first."""
    found: dict[tuple[UUID, UUID], Lapse] = {}
    for ahead in sorted(steps, key=lambda one: (one.on, one.number, one.step)):
        for verdict in judge_place(ahead.place, ahead.capability, ahead.on):
            lapse = Lapse(ahead, verdict)
            found.setdefault((ahead.chain, lapse.subject), lapse)
    return list(found.values())
