"""Which sites can take a part, at what price and after which lead time, and what each of the others lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tsunagu.coordination.domain.composing.problem import Guides, Problem, Request
from tsunagu.coordination.domain.composing.shape import Move, Part, Shape
from tsunagu.members.domain.facts import CapabilityFacts, SiteFacts
from tsunagu.members.domain.lanes import LaneFacts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site that can take a part; ``assumed`` are capabilities of which it states no price or lead time."""

    site: SiteFacts
    price: int
    lead_days: int
    is_named: bool
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a site can't take a part.

    Attributes
    ----------
    kind : ``capability`` (doesn't have it), ``period`` (has it, but not on the day), ``capacity`` (takes fewer),
        ``licence`` (none that counts on the day).
    until : the last day that counted, of a period or a licence. amount : patients a month that it takes.
    """

    kind: str
    site: UUID
    capability: str = ""
    until: date | None = None
    amount: int = 0


@dataclass(frozen=True)
class Field:
    """For each part who can take it, for each move which lanes there are; and what the other sites lack."""

    problem: Problem
    able: dict[str, tuple[Candidate, ...]]
    lanes: dict[str, tuple[LaneFacts, ...]]

    def lacking(self, part: Part) -> dict[UUID, tuple[Lack, ...]]:
        """Return what each site that can't take a part lacks for it."""
        able = {one.site.uuid for one in self.able[part.key]}
        others = (site for site in _admitted(self.problem, part) if site.uuid not in able)
        return {site.uuid: tuple(lacks_of(site, part, self.problem.request)) for site in others}


def field_of(problem: Problem, shape: Shape) -> Field:
    """Return who and what a chain can be made of."""
    day = problem.request.starts_on
    licensed = {site.uuid for site in problem.network.sites if is_licensed(site, day)}
    offering: dict[str, set[UUID]] = {}
    for site in problem.network.sites:
        for one in site.capabilities:
            offering.setdefault(one.key, set()).add(site.uuid)
    able = {}
    for part in shape.parts:
        near = licensed.intersection(*(offering.get(key, set()) for key in part.capabilities))
        able[part.key] = tuple(
            _candidate(site, part, problem)
            for site in _admitted(problem, part)
            if site.uuid in near
            and all(_lack_of(site, key, problem.request) is None for key in part.capabilities)
        )
    lanes = {move.key: tuple(_lanes(problem, move, licensed)) for move in shape.moves}
    return Field(problem, able, lanes)


def _admitted(problem: Problem, part: Part) -> Iterator[SiteFacts]:
    pin, day = problem.request.pins.get(part.party), problem.request.starts_on
    for site in problem.network.sites:
        gone = site.member.left_on is not None and site.member.left_on < day
        if not gone and (pin is None or pin.admits(site)):
            yield site


def lacks_of(site: SiteFacts, part: Part, request: Request) -> Iterator[Lack]:
    """Yield what keeps a site from taking a part."""
    for capability in part.capabilities:
        lack = _lack_of(site, capability, request)
        if lack is not None:
            yield lack
    if not is_licensed(site, request.starts_on):
        ends = [one.validity.valid_until for one in site.licences if one.validity.valid_until]
        yield Lack("licence", site.uuid, until=max(ends, default=None))


def _lack_of(site: SiteFacts, capability: str, request: Request) -> Lack | None:
    offers = [
        one for one in site.capabilities if one.covers(capability, request.setting, request.cell_type)
    ]  # fmt: skip
    if not offers:
        return Lack("capability", site.uuid, capability)
    open_then = [one for one in offers if one.validity.valid_on(request.starts_on)]
    if not open_then:
        ends = [one.validity.valid_until for one in offers if one.validity.valid_until]
        return Lack("period", site.uuid, capability, until=max(ends, default=None))
    if not any(takes(one, request.per_month) for one in open_then):
        most = max(one.terms.capacity_per_month or 0 for one in open_then)
        return Lack("capacity", site.uuid, capability, amount=most)
    return None


def takes(offer: CapabilityFacts, per_month: int) -> bool:
    """Say whether an offer takes so many a month; one that states no capacity may."""
    return offer.terms.capacity_per_month is None or offer.terms.capacity_per_month >= per_month


def is_licensed(site: SiteFacts, on: date) -> bool:
    """Say whether one licence counts on the day, and none has lapsed without another of its kind."""
    valid = {one.kind for one in site.licences if one.validity.valid_on(on)}
    lapsed = any(
        one.kind not in valid and one.validity.state_on(on) in ("expired", "suspended")
        for one in site.licences
    )
    return bool(valid) and not lapsed


def ends_within(site: SiteFacts, part: Part, request: Request, days: int) -> date | None:
    """Return the day on which the first thing that a site needs for a part ends, within so many days of the start.

    Of several offers or licences of a kind the one that counts longest tells. None: nothing ends that is needed.
    """
    day = request.starts_on
    needed = [
        [one.validity for one in site.capabilities if one.covers(key, request.setting, request.cell_type)]
        for key in part.capabilities
    ]
    kinds = dict.fromkeys(one.kind for one in site.licences)
    needed += [[one.validity for one in site.licences if one.kind == kind] for kind in kinds]
    valid = [[one for one in found if one.valid_on(day)] for found in needed]
    last = [max(one.valid_until or date.max for one in found) for found in valid if found]
    return min((one for one in last if one < day + timedelta(days=days)), default=None)


def _candidate(site: SiteFacts, part: Part, problem: Problem) -> Candidate:
    request, guides = problem.request, problem.network.guides
    chosen = [_offer(site, capability, request, guides) for capability in part.capabilities]
    is_named = not request.named_sites or site.uuid in request.named_sites
    stated = max((lead_of(one, guides) for one in chosen), default=0)
    return Candidate(
        site,
        sum(price_of(one, guides) for one in chosen),
        stated + (0 if is_named else request.rates.change_days),
        is_named,
        tuple(
            one.key
            for one in chosen
            if one.terms.price_thousand_yen is None or one.terms.lead_time_days is None
        ),
    )


def _offer(site: SiteFacts, capability: str, request: Request, guides: Guides) -> CapabilityFacts:
    """Return the cheapest offer that serves, the quickest of equals."""
    serving = [
        one
        for one in site.capabilities
        if one.covers(capability, request.setting, request.cell_type)
        and one.validity.valid_on(request.starts_on)
        and takes(one, request.per_month)
    ]
    return min(serving, key=lambda one: (price_of(one, guides), lead_of(one, guides)))


def price_of(offer: CapabilityFacts, guides: Guides) -> int:
    """Return what an offer costs, in thousand yen, by its own word or else the middle of the others'."""
    stated = offer.terms.price_thousand_yen
    return guides.prices.get(offer.key, 0) if stated is None else stated


def lead_of(offer: CapabilityFacts, guides: Guides) -> int:
    """Return the days from agreement to the first time, by its own word or else the middle of the others'."""
    stated = offer.terms.lead_time_days
    return guides.lead_days.get(offer.key, 0) if stated is None else stated


def _lanes(problem: Problem, move: Move, licensed: set[UUID]) -> Iterator[LaneFacts]:
    request = problem.request
    couriers = _able_couriers(problem, move, licensed)
    for lane in problem.network.lanes:
        is_open = lane.band == move.band and lane.validity.valid_on(request.starts_on)
        if is_open and lane.courier.uuid in couriers:
            yield lane


def _able_couriers(problem: Problem, move: Move, licensed: set[UUID]) -> frozenset[UUID]:
    """Return the members that may carry a move: a licensed site of theirs has the capability in its band."""
    request = problem.request
    return frozenset(
        site.member.uuid
        for site in problem.network.sites
        if site.uuid in licensed
        and any(
            one.covers(move.capability, request.setting, "", move.band)
            and one.validity.valid_on(request.starts_on)
            for one in site.capabilities
        )
    )


def lane_price(lane: LaneFacts, guides: Guides) -> int:
    """Return what a lane costs, in thousand yen, by its own word or else the middle of the others'."""
    return guides.lane_price if lane.price_thousand_yen is None else lane.price_thousand_yen
