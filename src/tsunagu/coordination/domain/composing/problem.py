"""What a chain is composed for and from: steps asked for, sites, lanes and agreements that there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import CapabilityFacts, SiteFacts
from tsunagu.members.domain.lanes import Ends, LaneFacts

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Window:
    """The step must start within ``max_hours`` of the end of ``after_step``."""

    after_step: str
    max_hours: int
    name: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step that the chain must cover.

    Attributes
    ----------
    party : who takes it; all steps of a party are taken at one site. The party of a transport is a courier.
    hours, spread_hours : how long it takes, and how much more or less that may be. Of a transport, the lane says it.
    wait_hours : least hours after the steps before it.
    band : of a transport, in which it travels; of another step, in which its material comes where it comes from
        another site without a transport of its own (a sample); empty where nothing comes.
    is_separable : a test that may be taken at another site than the rest of its party's steps.
    """

    key: str
    name: Text
    stage: str
    action: str
    party: str
    capability: str
    hours: int
    after: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    wait_hours: int = 0
    spread_hours: int = 0
    band: str = ""
    is_separable: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a party must be: a site, sites of a member, or an area; the first that is given counts."""

    site: UUID | None = None
    member: UUID | None = None
    area: str = ""

    def admits(self, site: SiteFacts) -> bool:
        """Say whether the site is where the party must be."""
        if self.site is not None:
            return site.uuid == self.site
        if self.member is not None:
            return site.member.uuid == self.member
        return not self.area or site.area == self.area


@dataclass(frozen=True, slots=True)
class Rates:
    """What is assumed of papers, in days: an agreement to be made; a change of the approval or plan."""

    agreement_days: int = 45
    change_days: int = 90


@dataclass(frozen=True)
class Request:
    """What someone asks for: a route or a sketch of one, how many patients, from when, and where."""

    steps: tuple[Step, ...]
    cell_type: str
    setting: str
    patients_per_year: int
    starts_on: date
    pins: Mapping[str, Pin] = field(default_factory=dict)
    named_sites: frozenset[UUID] = frozenset()
    rates: Rates = Rates()

    @property
    def per_month(self) -> int:
        """How many patients a month each site must be able to take, rounded up."""
        return -(-self.patients_per_year // MONTHS)

    @cached_property
    def by_key(self) -> dict[str, Step]:
        """The steps by their keys."""
        return {step.key: step for step in self.steps}


Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Agreements:
    """Which members have a quality or transport agreement on the day, as far as the reader may see.

    ``viewer`` is the member whose agreements alone are known; None: all are known. Pairs stand in both orders.
    """

    quality: frozenset[Pair] = frozenset()
    transport: frozenset[Pair] = frozenset()
    viewer: UUID | None = None

    def knows(self, one: UUID, other: UUID) -> bool:
        """Say whether it is known of two members what they have agreed."""
        return self.viewer is None or self.viewer in (one, other)


@dataclass(frozen=True)
class Guides:
    """What is assumed where a member states no price or lead time: the middle of what others state."""

    prices: Mapping[str, int] = field(default_factory=dict)
    lead_days: Mapping[str, int] = field(default_factory=dict)
    lane_price: int = 0


@dataclass(frozen=True)
class Network:
    """The facts of the members, as of the day the chain starts."""

    sites: tuple[SiteFacts, ...]
    lanes: tuple[LaneFacts, ...]
    agreements: Agreements = Agreements()

    @cached_property
    def by_uuid(self) -> dict[UUID, SiteFacts]:
        """The sites by their uuids."""
        return {site.uuid: site for site in self.sites}

    @cached_property
    def lanes_by_uuid(self) -> dict[UUID, LaneFacts]:
        """The lanes by their uuids."""
        return {lane.uuid: lane for lane in self.lanes}

    @cached_property
    def guides(self) -> Guides:
        """The middle prices and lead times that members state, by capability."""
        prices: dict[str, list[int]] = {}
        leads: dict[str, list[int]] = {}
        for site in self.sites:
            for one in site.capabilities:
                _keep(prices, one.key, one.terms.price_thousand_yen)
                _keep(leads, one.key, one.terms.lead_time_days)
        stated = [each.price_thousand_yen for each in self.lanes if each.price_thousand_yen is not None]
        return Guides(
            {key: _middle(found) for key, found in prices.items()},
            {key: _middle(found) for key, found in leads.items()},
            _middle(stated),
        )


def _keep(found: dict[str, list[int]], key: str, value: int | None) -> None:
    if value is not None:
        found.setdefault(key, []).append(value)


def _middle(found: list[int]) -> int:
    return sorted(found)[len(found) // 2] if found else 0


@dataclass(frozen=True)
class Problem:
    """A request together with the network that it is asked of."""

    request: Request
    network: Network


@dataclass(frozen=True)
class Chain:
    """Who takes which part: the site of each part, the lane of each move (None: both ends are one site)."""

    sites: Mapping[str, UUID]
    lanes: Mapping[str, UUID | None]


@dataclass(frozen=True, slots=True)
class Criteria:
    """What chains are ranked by; less is better.

    Attributes
    ----------
    hours : from the start of the collection to the treatment, waits for departures on average included.
    cost : thousand yen a patient, by the guides that members state. alone : parts and moves without a second member.
    km : straight distances of all moves. lead_days : before the first patient. papers : agreements known to be missing.
    """

    hours: int
    cost: int
    alone: int
    km: int
    lead_days: int
    papers: int

    @property
    def as_tuple(self) -> tuple[int, ...]:
        """The figures in the order of ``CRITERIA``."""
        return (self.hours, self.cost, self.alone, self.km, self.lead_days, self.papers)

    def dominates(self, other: "Criteria") -> bool:
        """Say whether this is as good in all and better in one."""
        mine, its = self.as_tuple, other.as_tuple
        return mine != its and all(a <= b for a, b in zip(mine, its, strict=True))


CRITERIA = ("hours", "cost", "alone", "km", "lead_days", "papers")
Weights = tuple[int, ...]
"""What one unit of each of ``CRITERIA`` counts, all above zero."""

__all__ = [
    "CRITERIA", "Agreements", "CapabilityFacts", "Chain", "Criteria", "Ends", "Guides", "LaneFacts", "Network",
    "Pin", "Problem", "Rates", "Request", "SiteFacts", "Step", "Weights", "Window",
]  # fmt: skip
