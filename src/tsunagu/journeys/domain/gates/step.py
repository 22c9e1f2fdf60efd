"""What a step asks for, as plain values taken from its route."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tsunagu.foundation.text import Text

Purpose = Literal["", "testing", "segregation", "refusal"]
# An act that keeps things safe is one of these purposes, and only these actions can have one.
PURPOSES_OF: dict[str, frozenset[str]] = {
    "transport": frozenset({"testing", "segregation"}),
    "store": frozenset({"segregation"}),
    "accept": frozenset({"refusal", "segregation"}),
    "test": frozenset({"testing"}),
    "release": frozenset({"refusal"}),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A key with the name that people read."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Window:
    """A lag from another step's end: at most ``max_hours``, at least ``min_hours``; ``ended_at`` None: not yet."""

    after_step: str
    name: Text
    ended_at: datetime | None
    max_hours: float | None = None
    min_hours: float | None = None


@dataclass(frozen=True, slots=True)
class StepNeeds:
    """One step of a route with its requirements.

    Attributes
    ----------
    purpose : empty for the ordinary act; ``return``, ``disposal``... for one that keeps things safe.
    donor_pending_allowed : the step lies before the one the route names as the end of processing at risk.
    releases : for action release: site, market, provision or sponsor.
    bedside : the patient is present; always so when administering.
    inputs_needed : number of items that must be there.
    """

    key: str
    name: Text
    action: str
    stage: str
    capability: Named | None = None
    role: Named | None = None
    trainings: tuple[Named, ...] = ()
    physical: bool = True
    feeding: bool = False
    purpose: Purpose = ""
    bedside: bool = False
    duration_hours: float = 0.0
    inputs_needed: int = 0
    windows: tuple[Window, ...] = ()
    requires_panels: tuple[Named, ...] = ()
    needs_release: bool = False
    releases: str | None = None
    consents: tuple[str, ...] = ()
    donor_pending_allowed: bool = False
    line_clearance_needed: bool = False

    def __post_init__(self) -> None:
        if self.purpose and self.purpose not in PURPOSES_OF.get(self.action, frozenset()):
            raise ValueError(f"action {self.action} can't have the purpose {self.purpose}")

    @property
    def keeps_alive(self) -> bool:
        """Whether it feeds living cells; the mark counts on tending only, so that it opens no other door."""
        return self.feeding and self.action == "tend"

    @property
    def act(self) -> str:
        """The purpose where there is one, else the action."""
        return self.purpose or self.action
