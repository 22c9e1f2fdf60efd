"""What a gate answers: pass, stop or needs a decision, with its reason in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tsunagu.foundation.text import Text

OUT_OF_SPECIFICATION = "out_of_specification"


class Outcome(StrEnum):
    """The three answers of a gate; a gate that has nothing to say is left out."""

    PASS = "pass"  # noqa: S105 - an answer, not a password
    DECIDE = "decide"
    STOP = "stop"

    @property
    def label(self) -> Text:
        """Name of the answer for a screen."""
        return OUTCOME_LABELS[self]


OUTCOME_LABELS = {
    Outcome.PASS: Text("適合", "Pass"),
    Outcome.DECIDE: Text("決定が必要", "Needs a decision"),
    Outcome.STOP: Text("停止", "Stop"),
}
_SEVERITY = {Outcome.PASS: 0, Outcome.DECIDE: 1, Outcome.STOP: 2}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link to what the verdict rests on: an item, a result, a release, a leg, a decision."""

    kind: str
    uuid: UUID | None
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer of one gate about one thing.

    Attributes
    ----------
    gate : key of the gate, as in ``gates.names``.
    cause : stable code beginning with the gate's key; a decision names the causes it answers.
    item : the item that it is about; None when it is about the whole step.
    overridable : a signed decision may turn it into a pass.
    warning : it passes, but the reader must know something.
    path : another path that is open (``out_of_specification``).
    signers : roles that must sign the decision.
    remaining_hours, deadline : how much is left, where a limit runs.
    advice : what to do about it.
    """

    gate: str
    outcome: Outcome
    reason: Text
    cause: str
    item: UUID | None = None
    evidence: tuple[Evidence, ...] = ()
    overridable: bool = False
    decided_by: UUID | None = None
    warning: bool = False
    path: str = ""
    signers: tuple[str, ...] = ()
    remaining_hours: float | None = None
    deadline: datetime | None = None
    advice: Text | None = None

    @property
    def passes(self) -> bool:
        """Whether this verdict stands in nobody's way."""
        return self.outcome is Outcome.PASS


def worst(verdicts: Iterable[Verdict]) -> Outcome:
    """Return the severest outcome; no verdict at all is a stop, for nothing was judged."""
    found = [verdict.outcome for verdict in verdicts]
    return max(found, key=_SEVERITY.__getitem__) if found else Outcome.STOP


def may_proceed(verdicts: Iterable[Verdict]) -> bool:
    """Return whether every verdict passes."""
    return worst(verdicts) is Outcome.PASS


def severest_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts with stops first, then decisions, then warnings, then passes."""
    return sorted(verdicts, key=lambda verdict: (-_SEVERITY[verdict.outcome], not verdict.warning))


_ABOUT_THE_PERSON = (
    "qualification.role",
    "qualification.training",
    "release.not_quality",
    "release.by_maker",
)


def is_about_the_person(verdict: Verdict) -> bool:
    """Say whether a verdict is about who asks, and would be another one for somebody else of the organisation."""
    return verdict.cause.startswith(_ABOUT_THE_PERSON)
