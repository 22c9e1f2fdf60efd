"""Why a member stands at a part of a chain, and what the others lack or would change."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from tsunagu.coordination.domain.composing import words
from tsunagu.coordination.domain.composing.candidates import Candidate, Field, ends_within
from tsunagu.coordination.domain.composing.problem import Chain, Criteria, Problem
from tsunagu.coordination.domain.composing.shape import Move, Part, Shape
from tsunagu.coordination.domain.composing.verify import Verifier
from tsunagu.foundation.text import Text
from tsunagu.members.domain.facts import SiteFacts

MOST_OTHERS = 10
DAYS_LOOKED_AHEAD = 365
MOST_LACKING = 8


@dataclass(frozen=True)
class Other:
    """Another site for a part: with it the chain would hold (``criteria``), or why it would not."""

    site: SiteFacts
    criteria: Criteria | None
    says: tuple[Text, ...]

    @property
    def could(self) -> bool:
        """Whether it could take the part while all others stay."""
        return self.criteria is not None


@dataclass(frozen=True)
class Explained:
    """A part with the site that takes it: why that one, who else, and how many more could or couldn't.

    ``ends_on`` is the day on which the first of its capabilities and licences ends, where that is in the first year.
    """

    part: Part
    site: SiteFacts
    why: tuple[Text, ...]
    others: tuple[Other, ...]
    able: int
    ends_on: date | None = None


class Explainer:
    """Explains chains of one problem."""

    def __init__(self, problem: Problem, shape: Shape, field: Field, verifier: Verifier) -> None:
        self.problem, self.shape, self.field, self.verifier = problem, shape, field, verifier
        self.sites = problem.network.by_uuid

    def explain(self, chain: Chain, criteria: Criteria) -> tuple[Explained, ...]:
        """Return each part of a chain with its reasons."""
        return tuple(self._part(chain, criteria, part) for part in self.shape.parts)

    def _part(self, chain: Chain, criteria: Criteria, part: Part) -> Explained:
        site = self.sites[chain.sites[part.key]]
        able = [one for one in self.field.able[part.key] if one.site.uuid != site.uuid]
        able.sort(key=lambda one: (one.lead_days + one.price, one.site.key))
        others = [self._other(chain, criteria, part, one) for one in able[:MOST_OTHERS]]
        others.sort(key=lambda one: (not one.could, one.site.key))
        why = tuple(self._why(part, criteria, others))
        ends_on = ends_within(site, part, self.problem.request, DAYS_LOOKED_AHEAD)
        return Explained(part, site, why, (*others, *self._lacking(part)), len(able) + 1, ends_on)

    def _why(self, part: Part, criteria: Criteria, others: list[Other]) -> Iterator[Text]:
        able = [one.criteria for one in others if one.criteria is not None]
        if not self.shape.is_free(part.key):
            yield words.PINNED
        elif not others:
            yield words.ONLY_ONE
        elif not able:
            yield words.ONLY_FITTING
        else:
            found = tuple(words.best_of(criteria, able))
            yield from found or (words.TOGETHER,)

    def _other(self, chain: Chain, criteria: Criteria, part: Part, one: Candidate) -> Other:
        swapped = self.verifier.swapped(chain, part, one.site)
        if swapped is None:
            return Other(one.site, None, (self._why_not(chain, part, one.site),))
        if not self.verifier.fits_the_week(swapped):
            return Other(one.site, None, (words.NO_DAY,))
        figures = self.verifier.figures(swapped)
        says = words.differences(criteria, replace(figures, alone=criteria.alone))
        unnamed = () if one.is_named else (words.not_named(self.problem.request.rates.change_days),)
        return Other(one.site, figures, (*says, *unnamed) or (words.NO_DIFFERENCE,))

    def _why_not(self, chain: Chain, part: Part, site: SiteFacts) -> Text:
        """Return which move to or from a site fails: there is no lane, or the quickest is too slow for a window."""
        sites = {**{key: self.sites[uuid] for key, uuid in chain.sites.items()}, part.key: site}
        for move in self.shape.moves_of(part.key):
            origin, target = sites[move.origin], sites[move.target]
            lanes = self._hours(move, origin, target)
            if origin.uuid != target.uuid and not lanes:
                return words.no_lane(origin, target, move.band)
        return self._too_slow(part, sites)

    def _hours(self, move: Move, origin: SiteFacts, target: SiteFacts) -> list[int]:
        facts = self.verifier.facts
        return sorted(
            lane.hours for lane in facts.lanes_for(move).values() if facts.carries(lane, move, origin, target)
        )

    def _too_slow(self, part: Part, sites: dict[str, SiteFacts]) -> Text:
        for move in self.shape.moves_of(part.key):
            limits = [
                (limit.window.max_hours - const, limit)
                for limit in self.shape.limits
                for const, moves in limit.sums
                if move.key in moves
            ]
            hours = self._hours(move, sites[move.origin], sites[move.target])[:1]
            for most, limit in sorted(limits, key=lambda one: one[0]):
                if hours and hours[0] > most:
                    return words.too_far(hours[0], most, limit.window.name)
        return words.TOO_SLOW

    def _lacking(self, part: Part) -> Iterator[Other]:
        """Yield sites that do a piece of the part, with what they lack."""
        near = [
            (self.sites[uuid], lacks)
            for uuid, lacks in self.field.lacking(part).items()
            if sum(lack.kind == "capability" for lack in lacks) < len(part.capabilities)
        ]
        near.sort(key=lambda one: (len(one[1]), one[0].key))
        for site, lacks in near[:MOST_LACKING]:
            yield Other(site, None, tuple(words.lack(one, self.problem.request) for one in lacks))
