"""What is missing for a chain: one capability, licence, place or lane each, and the network as if it were there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5

from tsunagu.coordination.domain.composing.distance import km_between
from tsunagu.coordination.domain.composing.problem import Network, Problem
from tsunagu.coordination.domain.composing.shape import Part, Shape
from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import CAPABILITIES
from tsunagu.members.domain.facts import CapabilityFacts, LicenceFacts, MemberFacts, SiteFacts
from tsunagu.members.domain.lanes import Ends, LaneFacts
from tsunagu.members.domain.validity import Validity

WEIGHTS = {"licence": 1, "period": 1, "capacity": 2, "capability": 3, "lane": 4, "site": 5}
"""Of gaps that are as few, those are preferred that are closed more easily (a judgement, not a fact)."""
NAMES = UUID("6f1f5a1e-3c1b-5a8b-9d53-6a7c0f4be001")
SINCE = date(2000, 1, 1)
HANDLING_HOURS, KM_AN_HOUR = 4, 60
"""A lane that doesn't exist yet is assumed to take this long."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing.

    Attributes
    ----------
    kind : ``capability``, ``period``, ``capacity`` or ``licence`` of an existing site; ``site``: somebody able to take
        a part in an area; ``lane``: from an area to another in a band.
    hours : of a lane, what it may be assumed to take.
    """

    kind: str
    part: str = ""
    site: UUID | None = None
    capability: str = ""
    area: str = ""
    target: str = ""
    band: str = ""
    hours: int = 0

    @property
    def weight(self) -> int:
        """How hard it is to close, for choosing among as few."""
        return WEIGHTS[self.kind]


def may_be_asked(site: SiteFacts, part: Part, capability: str) -> bool:
    """Say whether asking a site to add a capability makes sense: it does something of its stage or of the part."""
    stage = CAPABILITIES[capability].stage if capability in CAPABILITIES else ""
    return any(one.stage == stage or one.key in part.capabilities for one in site.capabilities)


def closed(problem: Problem, shape: Shape, gaps: Iterable[Gap]) -> Problem:
    """Return the problem as if the gaps were closed."""
    network = problem.network
    for gap in gaps:
        network = _close(network, gap, problem, shape)
    return replace(problem, network=network)


def _close(network: Network, gap: Gap, problem: Problem, shape: Shape) -> Network:
    if gap.kind == "site":
        return replace(network, sites=(*network.sites, _new_site(gap, problem, shape)))
    if gap.kind == "lane":
        lane, depot = _new_lane(gap, problem, shape)
        return replace(network, lanes=(*network.lanes, lane), sites=(*network.sites, depot))
    sites = tuple(_mended(site, gap) if site.uuid == gap.site else site for site in network.sites)
    return replace(network, sites=sites)


def _mended(site: SiteFacts, gap: Gap) -> SiteFacts:
    """Return a site as if what it lacks were there."""
    if gap.kind == "licence":
        licences = tuple(replace(one, validity=Validity(SINCE)) for one in site.licences)
        return replace(site, licences=licences or (LicenceFacts("new", "", Validity(SINCE)),))
    return replace(site, capabilities=(*site.capabilities, _offer(gap.capability)))


def _offer(key: str, band: str = "") -> CapabilityFacts:
    stage = CAPABILITIES[key].stage if key in CAPABILITIES else ""
    return CapabilityFacts(stage, key, "", "", band, Validity(SINCE))


def _new_site(gap: Gap, problem: Problem, shape: Shape) -> SiteFacts:
    lat, lon = centre(problem.network, gap.area)
    offers = tuple(_offer(key) for key in shape.part[gap.part].capabilities)
    return _site(f"site/{gap.part}/{gap.area}", gap.area, (lat, lon), offers, problem.request.starts_on)


def _site(
    name: str, area: str, at: tuple[float, float], offers: tuple[CapabilityFacts, ...], on: date
) -> SiteFacts:
    uuid = uuid5(NAMES, name)
    called = Text("新しい担い手", "A new member")
    member = MemberFacts(0, uuid, name, called, "company", False, False, "")
    licence = LicenceFacts("new", "", Validity(SINCE))
    return SiteFacts(
        0, uuid, name, called, Text("", ""), "", area, *at, "", member, on, (licence,), offers
    )  # fmt: skip


def _new_lane(gap: Gap, problem: Problem, shape: Shape) -> tuple[LaneFacts, SiteFacts]:
    """Return a lane and the depot of the courier that would run it, once for all moves in its band."""
    keys = {move.capability for move in shape.moves if move.band == gap.band}
    offers = tuple(_offer(key, gap.band) for key in sorted(keys))
    name = f"lane/{gap.area}/{gap.target}/{gap.band}"
    at = centre(problem.network, gap.area)
    depot = _site(name, gap.area, at, offers, problem.request.starts_on)
    lane = LaneFacts(
        uuid5(NAMES, f"{name}/lane"), depot.member, Ends(gap.area), Ends(gap.target), gap.band, gap.hours,
        "1111111", Validity(SINCE),
    )  # fmt: skip
    return lane, depot


def centre(network: Network, area: str) -> tuple[float, float]:
    """Return the middle of the sites of an area."""
    here = [site for site in network.sites if site.area == area] or list(network.sites)
    return (
        sum(site.latitude for site in here) / len(here),
        sum(site.longitude for site in here) / len(here),
    )


def assumed_hours(network: Network, area: str, target: str) -> int:
    """Return how long a lane that doesn't exist yet is assumed to take."""
    return HANDLING_HOURS + -(-km_between(centre(network, area), centre(network, target)) // KM_AN_HOUR)
