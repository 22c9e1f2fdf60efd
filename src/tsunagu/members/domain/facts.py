"""What others are told about a member and a site: values for gates, plans and screens."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import capability_name
from tsunagu.members.domain.validity import Validity
from tsunagu.members.domain.vocabulary import AGREEMENT_KINDS, LICENCE_KINDS, word


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member as others know it."""

    id: int
    uuid: UUID
    key: str
    name: Text
    kind: str
    has_account: bool
    is_coordinator: bool
    phone: str
    left_on: date | None = None

    def has_left(self, on: date) -> bool:
        """Say whether it left the network before this day."""
        return self.left_on is not None and self.left_on < on


@dataclass(frozen=True, slots=True)
class LicenceFacts:
    """A licence and its validity."""

    kind: str
    number: str
    validity: Validity

    @property
    def name(self) -> Text:
        """The name of the kind of licence."""
        return word(LICENCE_KINDS, self.kind)


@dataclass(frozen=True, slots=True)
class Terms:
    """How a member offers a capability, as it states itself; None is not stated.

    Attributes
    ----------
    method, format : how, and in what shape; empty means any.
    capacity_per_month : patients or lots. lead_time_days : from the agreement to the first time.
    price_thousand_yen : of one time; a guide, no offer.
    """

    method: str = ""
    format: str = ""
    capacity_per_month: int | None = None
    lead_time_days: int | None = None
    price_thousand_yen: int | None = None


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class CapabilityFacts:
    """A capability and its validity; an empty cell type, setting or band means any."""

    stage: str
    key: str
    cell_type: str
    setting: str
    band: str
    validity: Validity
    terms: Terms = NO_TERMS

    @property
    def name(self) -> Text:
        """The name of the capability."""
        return capability_name(self.key)

    def covers(self, key: str, setting: str = "", cell_type: str = "", band: str = "") -> bool:
        """Say whether this is the capability asked for; what isn't asked for isn't compared."""
        asked = ((self.setting, setting), (self.cell_type, cell_type), (self.band, band))
        return self.key == key and all(not have or not want or have == want for have, want in asked)


@dataclass(frozen=True, slots=True)
class EquipmentFacts:
    """A device, the last day of its calibration, and the last on which it is used."""

    uuid: UUID
    key: str
    name: Text
    kind: str
    calibrated_until: date | None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """An agreement that binds two members, its validity, and what it is limited to (nothing named: everything)."""

    kind: str
    validity: Validity
    grants_coordinator_view: bool
    capabilities: tuple[str, ...] = ()

    @property
    def name(self) -> Text:
        """The name of the kind of agreement."""
        return word(AGREEMENT_KINDS, self.kind)

    def covers(self, capability: str) -> bool:
        """Say whether it is about work that asks for the capability."""
        return not self.capabilities or capability in self.capabilities


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """How an audit by a member ended, what it was about (nothing named: everything) and until when it counts."""

    by: UUID
    outcome: str
    capabilities: tuple[str, ...]
    validity: Validity

    def covers(self, capability: str) -> bool:
        """Say whether it was about work that asks for the capability."""
        return not self.capabilities or capability in self.capabilities

    @property
    def is_accepted(self) -> bool:
        """Whether the audited member was accepted, findings or not."""
        return self.outcome != "not_accepted"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A site with what it may and can do on one day (``on``); nothing counts there after its last day."""

    id: int
    uuid: UUID
    key: str
    name: Text
    place: Text
    prefecture: str
    area: str
    latitude: float
    longitude: float
    gln: str
    member: MemberFacts
    on: date
    licences: tuple[LicenceFacts, ...] = ()
    capabilities: tuple[CapabilityFacts, ...] = ()
    equipment: tuple[EquipmentFacts, ...] = ()
    valid_until: date | None = None

    def offers(self, key: str, setting: str = "", cell_type: str = "", band: str = "") -> bool:
        """Say whether the site has the capability on its day."""
        return any(
            one.covers(key, setting, cell_type, band) and one.validity.valid_on(self.on)
            for one in self.capabilities
        )

    @property
    def has_licence(self) -> bool:
        """Whether one licence at least counts on the day."""
        return any(one.validity.valid_on(self.on) for one in self.licences)

    @property
    def lapsed_licences(self) -> tuple[LicenceFacts, ...]:
        """Licences that are expired or suspended, and no valid one of the same kind stands beside them."""
        valid = {one.kind for one in self.licences if one.validity.valid_on(self.on)}
        return tuple(
            one
            for one in self.licences
            if one.kind not in valid and one.validity.state_on(self.on) in ("expired", "suspended")
        )
