"""What the facts say of one site, one lane and one move; each question is answered once."""

from uuid import UUID

from tsunagu.coordination.domain.composing.problem import Problem
from tsunagu.coordination.domain.composing.shape import Move, Part
from tsunagu.members.domain.facts import CapabilityFacts, SiteFacts
from tsunagu.members.domain.lanes import LaneFacts

MONTHS = 12


class Facts:
    """Answers about the members of a problem on the day that the chain starts."""

    def __init__(self, problem: Problem) -> None:
        self.request, self.network = problem.request, problem.network
        self.day = problem.request.starts_on
        self._able: dict[tuple[str, UUID], bool] = {}
        self._open: dict[str, dict[UUID, LaneFacts]] = {}

    def offers(self, site: SiteFacts, capability: str) -> list[CapabilityFacts]:
        """Return the offers of a site that serve so many patients on the day."""
        asked = (capability, self.request.setting, self.request.cell_type)
        return [
            one
            for one in site.capabilities
            if one.covers(*asked) and one.validity.valid_on(self.day) and self._is_enough(one)
        ]

    def _is_enough(self, offer: CapabilityFacts) -> bool:
        stated = offer.terms.capacity_per_month
        return stated is None or stated * MONTHS >= self.request.patients_per_year

    def is_qualified(self, site: SiteFacts) -> bool:
        """Say whether a licence counts on the day and none has lapsed without another of its kind."""
        states = [(one.kind, one.validity.state_on(self.day)) for one in site.licences]
        good = {kind for kind, state in states if state in ("valid", "ends_soon")}
        bad = {kind for kind, state in states if state in ("expired", "suspended")}
        left = site.member.left_on
        return bool(good) and not bad - good and (left is None or left >= self.day)

    def is_able(self, part: Part, site: UUID) -> bool:
        """Say whether a site may take a part."""
        key = part.key, site
        if key not in self._able:
            self._able[key] = self._is_able(part, site)
        return self._able[key]

    def _is_able(self, part: Part, site: UUID) -> bool:
        found = self.network.by_uuid[site]
        pin = self.request.pins.get(part.party)
        return (
            (pin is None or pin.admits(found))
            and self.is_qualified(found)
            and all(self.offers(found, capability) for capability in part.capabilities)
        )

    def able_sites(self, part: Part) -> list[SiteFacts]:
        """Return the sites that may take a part."""
        return [site for site in self.network.sites if self.is_able(part, site.uuid)]

    def lanes_for(self, move: Move) -> dict[UUID, LaneFacts]:
        """Return the lanes that are open for a move, whatever their ends."""
        if move.key not in self._open:
            self._open[move.key] = self._lanes_for(move)
        return self._open[move.key]

    def _lanes_for(self, move: Move) -> dict[UUID, LaneFacts]:
        couriers = {
            site.member.uuid
            for site in self.network.sites
            if self.is_qualified(site)
            and any(
                one.covers(move.capability, self.request.setting, "", move.band)
                and one.validity.valid_on(self.day)
                for one in site.capabilities
            )
        }
        return {
            lane.uuid: lane
            for lane in self.network.lanes
            if lane.band == move.band and lane.validity.valid_on(self.day) and lane.courier.uuid in couriers
        }

    def carries(self, lane: LaneFacts, move: Move, origin: SiteFacts, target: SiteFacts) -> bool:
        """Say whether a lane carries a move between two sites."""
        is_open = lane.uuid in self.lanes_for(move)
        return is_open and lane.origin.holds(origin) and lane.target.holds(target)

    def price_and_lead(self, part: Part, site: SiteFacts) -> tuple[int, int]:
        """Return what a part costs at a site, and the days before its first patient there."""
        best = [self._best(site, capability) for capability in part.capabilities]
        is_named = not self.request.named_sites or site.uuid in self.request.named_sites
        change = 0 if is_named else self.request.rates.change_days
        return sum(price for price, _ in best), max(lead for _, lead in best) + change

    def _best(self, site: SiteFacts, capability: str) -> tuple[int, int]:
        """Return price and lead time of the cheapest offer that serves, the quickest of equals."""
        prices, leads = self.network.guides.prices, self.network.guides.lead_days
        found = []
        for one in self.offers(site, capability):
            price, lead = one.terms.price_thousand_yen, one.terms.lead_time_days
            found.append(
                (
                    prices.get(capability, 0) if price is None else price,
                    leads.get(capability, 0) if lead is None else lead,
                )
            )
        return min(found)
