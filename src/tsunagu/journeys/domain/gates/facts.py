"""The facts that gates judge: complete, plain values that a service loaded in the gate scope.

Facts that are absent count against the step wherever a patient could come to harm.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.gates.facts_evidence import (
    ConditionFacts,
    DeviationFacts,
    DoseFacts,
    MethodGap,
    ReadinessFacts,
    ResultFacts,
    RunningTests,
)
from tsunagu.journeys.domain.gates.facts_parties import (
    ActorFacts,
    AuditOutcome,
    CaseFacts,
    Equipment,
    SiteFacts,
    Valid,
)
from tsunagu.journeys.domain.gates.facts_permits import (
    ComparabilityFacts,
    ConsentFacts,
    DonorFacts,
    DonorTest,
    LegalFacts,
)
from tsunagu.journeys.domain.gates.facts_things import (
    FINAL_KINDS,
    HoldFacts,
    ItemFacts,
    MaterialFacts,
    ReleaseFacts,
    ScannedFacts,
)
from tsunagu.journeys.domain.gates.step import (
    Named,
    StepNeeds,
    Window,
)


@dataclass(frozen=True, slots=True)
class EarlierStep:
    """A step that must be done before this one; ``ended_at`` is the time of the act."""

    key: str
    name: Text
    state: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """One signature under a decision: ``role`` is the capacity in which it was given."""

    person: UUID
    member: UUID
    role: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A signed decision about named causes, for one item and the named steps.

    ``kind`` ``override`` answers its causes at one step; ``out_of_specification`` permits a use and is no release;
    it needs ``legal_route``. ``steps`` are step keys of this journey (with the attempt, where there are several).
    """

    uuid: UUID
    kind: Literal["override", "out_of_specification"]
    causes: frozenset[str]
    item: UUID | None
    steps: frozenset[str]
    made_at: datetime
    signatures: tuple[SignatureFacts, ...]
    legal_route: str = ""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """Everything a step is judged by.

    ``preview`` is True while nothing has been scanned yet because someone only looks; an act must be judged with
    False. ``responsible_members`` are those whose quality unit may decide here. ``wristband`` tells whether the
    patient's wristband is this case's (None: not read). ``method_gaps`` are the methods of a test that aren't
    qualified at its site.
    """

    now: datetime
    step: StepNeeds
    actor: ActorFacts
    setting: Literal["approved", "trial", "research", "treatment"]
    source: Literal["autologous", "allogeneic"]
    site: SiteFacts | None = None
    case: CaseFacts | None = None
    items: tuple[ItemFacts, ...] = ()
    scanned: tuple[ScannedFacts, ...] = ()
    wristband: bool | None = None
    preview: bool = False
    step_state: str = "planned"
    started_at: datetime | None = None
    earlier: tuple[EarlierStep, ...] = ()
    legal: LegalFacts | None = None
    consents: tuple[ConsentFacts, ...] = ()
    donors: tuple[DonorFacts, ...] = ()
    materials: tuple[MaterialFacts, ...] = ()
    line_clearance: bool | None = None
    conditions: tuple[ConditionFacts, ...] = ()
    results: tuple[ResultFacts, ...] = ()
    method_gaps: tuple[MethodGap, ...] = ()
    deviations: tuple[DeviationFacts, ...] = ()
    tests_running: RunningTests | None = None
    dose: DoseFacts | None = None
    readiness: ReadinessFacts | None = None
    holds: tuple[HoldFacts, ...] = ()
    decisions: tuple[DecisionFacts, ...] = ()
    responsible_members: frozenset[UUID] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("StepFacts.now must be an aware time")

    def item(self, uuid: UUID | None) -> ItemFacts | None:
        """Return the item with this uuid, or None."""
        return next((item for item in self.items if item.uuid == uuid), None)

    def is_irreplaceable(self, uuid: UUID | None = None) -> bool:
        """Return whether what is at stake can't be made again, for one item or for the whole step."""
        if self.case is not None and self.case.irreplaceable:
            return True
        chosen = self.item(uuid)
        return chosen.irreplaceable if chosen else any(item.irreplaceable for item in self.items)


__all__ = [
    "ActorFacts",
    "AuditOutcome",
    "CaseFacts",
    "ConditionFacts",
    "ComparabilityFacts",
    "ConsentFacts",
    "DecisionFacts",
    "DeviationFacts",
    "DonorFacts",
    "DonorTest",
    "DoseFacts",
    "EarlierStep",
    "Equipment",
    "FINAL_KINDS",
    "HoldFacts",
    "ItemFacts",
    "LegalFacts",
    "MaterialFacts",
    "MethodGap",
    "Named",
    "ReadinessFacts",
    "ReleaseFacts",
    "ResultFacts",
    "RunningTests",
    "ScannedFacts",
    "SignatureFacts",
    "SiteFacts",
    "StepFacts",
    "StepNeeds",
    "Valid",
    "Window",
]
