"""One chain against the facts: what is wrong with it, its figures, and who could step in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from tsunagu.coordination.domain.composing.distance import km_between
from tsunagu.coordination.domain.composing.passing import Leg, days_within, elapsed, hours_within, leg_of
from tsunagu.coordination.domain.composing.problem import Chain, Criteria, Problem
from tsunagu.coordination.domain.composing.shape import Limit, Move, Part, Shape
from tsunagu.coordination.domain.composing.verify import words
from tsunagu.coordination.domain.composing.verify.facts import Facts
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.domain.lanes import LaneFacts


@dataclass(frozen=True)
class Checked:
    """What is wrong with a chain (nothing: it holds), its figures, and a second for each part and move that has one.

    ``seconds`` are sites of parts and lanes of moves. ``spread_hours``: how far the time to the patient may be off.
    """

    faults: tuple[Text, ...]
    criteria: Criteria | None = None
    seconds: dict[str, UUID] | None = None
    spread_hours: int = 0


class Verifier:
    """Checks chains of one problem."""

    def __init__(self, problem: Problem, shape: Shape) -> None:
        self.shape, self.facts = shape, Facts(problem)
        self.network, self.request = problem.network, problem.request

    def check(self, chain: Chain) -> Checked:
        """Check a chain; its figures are given where nothing is wrong with it."""
        faults = tuple(self.faults(chain))
        if faults:
            return Checked(faults)
        seconds = self._seconds(chain)
        return Checked((), self._criteria(chain, seconds), seconds, self._spread(chain))

    # --- what must hold ---
    def faults(self, chain: Chain) -> Iterator[Text]:
        """Yield what is wrong with a chain."""
        sites = [chain.sites.get(part.key) for part in self.shape.parts]
        lanes = [chain.lanes.get(move.key) for move in self.shape.moves]
        known = all(site in self.network.by_uuid for site in sites) and all(
            lane is None or lane in self.network.lanes_by_uuid for lane in lanes
        )
        if not known or {move.key for move in self.shape.moves} - set(chain.lanes):
            yield words.INCOMPLETE
            return
        for part in self.shape.parts:
            if not self.facts.is_able(part, chain.sites[part.key]):
                yield words.not_able(self._site(chain, part.key), part)
        for move in self.shape.moves:
            if not self._is_carried(chain, move):
                yield words.not_carried(self._site(chain, move.origin), self._site(chain, move.target))
        late = tuple(self._late(chain))
        yield from late or self._misfitting(chain)

    def _late(self, chain: Chain) -> Iterator[Text]:
        """Yield the windows that are too short for the lanes from door to door."""
        legs = self._legs(chain)
        for step in self.request.steps:
            for window in step.windows:
                hours = hours_within(self.shape, window, step, legs)
                if hours > window.max_hours:
                    yield words.too_late(step, window, hours)

    def _misfitting(self, chain: Chain) -> Iterator[Text]:
        """Yield the windows that hold on no weekday, for the lanes leave on days that don't fit."""
        for limit, days in self.beginnings(chain):
            if not days:
                yield words.on_no_day(limit.step, limit.window)

    def beginnings(self, chain: Chain) -> Iterator[tuple[Limit, tuple[int, ...]]]:
        """Yield each window with the weekdays (0: Monday) on which it may begin so that it holds."""
        legs = self._legs(chain)
        for limit in self.shape.limits:
            yield limit, days_within(self.shape, limit.window, limit.step, legs)

    def fits_the_week(self, chain: Chain) -> bool:
        """Say whether every window of a chain holds on some weekday."""
        return not any(self._misfitting(chain))

    def _legs(self, chain: Chain) -> dict[str, Leg]:
        return {move.key: leg_of(self._lane(chain, move.key)) for move in self.shape.moves}

    def _is_carried(self, chain: Chain, move: Move) -> bool:
        lane, origin, target = (
            self._lane(chain, move.key), self._site(chain, move.origin), self._site(chain, move.target),
        )  # fmt: skip
        if lane is None or origin.uuid == target.uuid:
            return lane is None and origin.uuid == target.uuid
        return self.facts.carries(lane, move, origin, target)

    def _site(self, chain: Chain, part: str) -> SiteFacts:
        return self.network.by_uuid[chain.sites[part]]

    def _lane(self, chain: Chain, move: str) -> LaneFacts | None:
        uuid = chain.lanes[move]
        return None if uuid is None else self.network.lanes_by_uuid[uuid]

    # --- its figures ---
    def figures(self, chain: Chain) -> Criteria:
        """Return the figures of a chain that holds, second sources not looked for (``alone`` counts all)."""
        return self._criteria(chain, {})

    def _criteria(self, chain: Chain, seconds: dict[str, UUID]) -> Criteria:
        terms = [
            self.facts.price_and_lead(part, self._site(chain, part.key)) for part in self.shape.parts
        ]  # fmt: skip
        papers = sum(1 for _ in self.papers_missing(chain))
        lanes = [lane for move in self.shape.moves if (lane := self._lane(chain, move.key)) is not None]
        default = self.network.guides.lane_price
        prices = [default if lane.price_thousand_yen is None else lane.price_thousand_yen for lane in lanes]
        lead = max(days for _, days in terms)
        return Criteria(
            hours=self._to_the_patient(chain),
            cost=sum(price for price, _ in terms) + sum(prices),
            alone=sum(1 for key in self.countable(chain) if key not in seconds),
            km=sum(self._km(chain, move) for move in self.shape.moves),
            lead_days=lead + (self.request.rates.agreement_days if papers else 0),
            papers=papers,
        )

    def _to_the_patient(self, chain: Chain) -> int:
        steps = self.request.steps
        origin = next((one for one in steps if one.action in ("collect", "allocate")), steps[0])
        goal = next((one for one in reversed(steps) if one.action == "administer"), steps[-1])

        def hours(move: str, _: int) -> int:
            lane = self._lane(chain, move)
            return 0 if lane is None else lane.hours + lane.mean_wait_hours

        return 0 if origin == goal else origin.hours + elapsed(self.shape, origin.key, goal.key, hours)

    def _spread(self, chain: Chain) -> int:
        lanes = [lane for move in self.shape.moves if (lane := self._lane(chain, move.key)) is not None]
        waits = (max(lane.longest_wait_hours - lane.mean_wait_hours, lane.mean_wait_hours) for lane in lanes)
        return self.shape.spread_hours + sum(waits)

    def _km(self, chain: Chain, move: Move) -> int:
        one, other = self._site(chain, move.origin), self._site(chain, move.target)
        return km_between((one.latitude, one.longitude), (other.latitude, other.longitude))

    def countable(self, chain: Chain) -> Iterator[str]:
        """Yield the parts and moves that could have a second source."""
        yield from (part.key for part in self.shape.parts if self.shape.is_free(part.key))
        yield from (move.key for move in self.shape.moves if chain.lanes[move.key] is not None)

    def papers_needed(self, chain: Chain) -> Iterator[tuple[str, UUID, UUID]]:
        """Yield the agreements that a chain needs: its kind, and the two members."""
        for one, other in self.shape.links:
            members = self._site(chain, one).member.uuid, self._site(chain, other).member.uuid
            if members[0] != members[1]:
                yield "quality", *members
        for move in self.shape.moves:
            lane, giver = self._lane(chain, move.key), self._site(chain, move.origin).member.uuid
            if lane is not None and lane.courier.uuid != giver:
                yield "transport", giver, lane.courier.uuid

    def papers_missing(self, chain: Chain) -> Iterator[tuple[str, UUID, UUID]]:
        """Yield those of them that are known not to be in place."""
        known = self.network.agreements
        for kind, one, other in self.papers_needed(chain):
            agreed = known.quality if kind == "quality" else known.transport
            if known.knows(one, other) and (one, other) not in agreed:
                yield kind, one, other

    # --- a second source ---
    def _seconds(self, chain: Chain) -> dict[str, UUID]:
        found: dict[str, UUID] = {}
        for part in self.shape.parts:
            if self.shape.is_free(part.key):
                other = next(self.second_sites(chain, part), None)
                found |= {} if other is None else {part.key: other}
        for move in self.shape.moves:
            other = next(self._second_lanes(chain, move), None)
            found |= {} if other is None else {move.key: other}
        return found

    def second_sites(self, chain: Chain, part: Part) -> Iterator[UUID]:
        """Yield sites of other members that could take a part while all others stay."""
        own = self._site(chain, part.key).member.uuid
        for site in self.facts.able_sites(part):
            if site.member.uuid != own and self.swapped(chain, part, site) is not None:
                yield site.uuid

    def swapped(self, chain: Chain, part: Part, site: SiteFacts) -> Chain | None:
        """Return the chain with another site for a part and the quickest lanes to it; None where that is too slow."""
        sites, lanes = {**chain.sites, part.key: site.uuid}, dict(chain.lanes)
        for move in self.shape.moves_of(part.key):
            ends = self.network.by_uuid[sites[move.origin]], self.network.by_uuid[sites[move.target]]
            if ends[0].uuid == ends[1].uuid:
                lanes[move.key] = None
                continue
            open_ = [
                lane for lane in self.facts.lanes_for(move).values() if self.facts.carries(lane, move, *ends)
            ]
            if not open_:
                return None
            lanes[move.key] = min(open_, key=lambda one: one.hours).uuid
        other = replace(chain, sites=sites, lanes=lanes)
        return None if any(self._late(other)) else other

    def _second_lanes(self, chain: Chain, move: Move) -> Iterator[UUID]:
        own = self._lane(chain, move.key)
        if own is None:
            return
        ends = self._site(chain, move.origin), self._site(chain, move.target)
        for lane in self.facts.lanes_for(move).values():
            if lane.courier.uuid != own.courier.uuid and self.facts.carries(lane, move, *ends):
                other = replace(chain, lanes={**chain.lanes, move.key: lane.uuid})
                if not any(self._late(other)):
                    yield lane.uuid
