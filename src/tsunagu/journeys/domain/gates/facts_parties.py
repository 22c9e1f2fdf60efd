"""Facts about who acts, where, and for which case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text


@dataclass(frozen=True, slots=True)
class Valid:
    """Something with a period of validity: a capability, licence, training or agreement (dates inclusive)."""

    key: str
    name: Text
    valid_from: date | None = None
    valid_until: date | None = None
    suspended: bool = False

    def holds_on(self, day: date) -> bool:
        """Return whether it is in force on this day."""
        if self.suspended or (self.valid_from and day < self.valid_from):
            return False
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Equipment:
    """A piece of equipment used at this step, with the last day of its calibration (None: it needs none)."""

    uuid: UUID
    name: Text
    calibration_due: date | None


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """Who acts, and for whom."""

    person: UUID
    member: UUID
    member_name: Text
    roles: frozenset[str] = frozenset()
    trainings: tuple[Valid, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditOutcome:
    """The newest audit, by a member that answers for the product, of the member that does the step."""

    by: UUID
    by_name: Text
    is_accepted: bool
    held_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Where it is done, with what this step relies on: what it can do for such cells, licences, agreements, audits."""

    uuid: UUID
    name: Text
    capabilities: tuple[Valid, ...] = ()
    licences: tuple[Valid, ...] = ()
    agreements: tuple[Valid, ...] = ()
    audits: tuple[AuditOutcome, ...] = ()
    equipment: tuple[Equipment, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case that the journey treats; a production journey has none."""

    uuid: UUID
    coi: str
    hospital: UUID
    irreplaceable: bool = False
