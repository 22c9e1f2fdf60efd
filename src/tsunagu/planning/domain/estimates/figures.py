"""What plans go by: accepted estimates where there are any, the assumptions elsewhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from math import ceil

from tsunagu.journeys.domain.durations import lanes_of
from tsunagu.planning.domain.estimates.assumptions import Assumptions, Spread
from tsunagu.planning.domain.estimates.places import Place, chance_place, duration_place
from tsunagu.therapies.domain.expansion import Expansion, chance_unreached, hours_at, mean_excess
from tsunagu.therapies.domain.route import Route, Step


@dataclass(frozen=True, slots=True)
class Given:
    """A spread that is in force, and how many observed steps it rests on; none: it is assumed."""

    spread: Spread
    n: int = 0


@dataclass(frozen=True, slots=True)
class LotGiven:
    """Lots in force: mean and spread of the share of planned doses released, chance of loss, lots behind them."""

    released: float
    spread: float
    lost: float
    n: int


@dataclass(frozen=True)
class Figures:
    """Assumptions, and accepted estimates by place: chances, whole hours, and lots."""

    assumed: Assumptions
    chances: Mapping[Place, Given] = field(default_factory=dict)
    durations: Mapping[Place, int] = field(default_factory=dict)
    lots: Mapping[Place, LotGiven] = field(default_factory=dict)

    def given(self, action: str, site: str = "", origin: str = "") -> Given:
        """Return how steps of an action vary: at the site or on the lane, else in the network, else as assumed."""
        for place in (chance_place(action, site, origin), Place("chance", action)):
            if place in self.chances:
                return self.chances[place]
        return Given(self.assumed.spreads.get(action, Spread()))

    def hours(self, place: Place, planned: float) -> int:
        """Return the whole hours that a step takes where its route plans so many."""
        return self.durations.get(place, whole_hours(planned))


def accepting(figures: Figures, place: Place, values: Mapping[str, float], n: int) -> Figures:
    """Return the figures with an estimate in force as well; cells of single steps plan nothing."""
    if place.kind == "chance":
        spread = Spread(values["late_share"], values["late_hours"], values["failure"])
        return replace(figures, chances={**figures.chances, place: Given(spread, n)})
    if place.kind == "duration":
        return replace(figures, durations={**figures.durations, place: whole_hours(values["hours"])})
    if place.kind == "lot":
        given = LotGiven(values["released"], values["spread"], values["lost"], n)
        return replace(figures, lots={**figures.lots, place: given})
    return figures


def without(figures: Figures, places: Collection[Place]) -> Figures:
    """Return the figures without the estimates of some places."""
    return replace(
        figures,
        chances={key: value for key, value in figures.chances.items() if key not in places},
        durations={key: value for key, value in figures.durations.items() if key not in places},
        lots={key: value for key, value in figures.lots.items() if key not in places},
    )


def leaving_with(figures: Figures, place: Place) -> frozenset[Place]:
    """Return what leaves force together with an estimate: durations of a place, and the chance measured against them.

    A chance measured against longer hours would hide the delay once plans go by the shorter ones again.
    """
    if place.kind not in ("chance", "duration"):
        return frozenset({place})
    durations = {one for one in figures.durations if one.chance == place.chance}
    chance = {place.chance} & figures.chances.keys() if durations else set()
    return frozenset(durations | chance | {place})


def measured_against(figures: Figures, place: Place) -> str:
    """Return what names the durations in force at the place of a chance or a duration; empty where there are none."""
    if place.kind not in ("chance", "duration"):
        return ""
    here = [
        f"{one.site} {one.origin} {one.route} {one.step} {hours}"
        for one, hours in figures.durations.items()
        if one.action == place.action and (not place.site or one.chance == place.chance)
    ]
    return sha256("\n".join(sorted(here)).encode()).hexdigest() if here else ""


def whole_hours(hours: float) -> int:
    """Return the whole hours that a plan takes for so many."""
    return max(1, ceil(round(hours, 2)))


class Ground:
    """The figures for the steps of a route whose sites are chosen."""

    def __init__(self, figures: Figures, route: Route, sites: Mapping[str, str]) -> None:
        self.figures, self.route, self.sites = figures, route, sites
        self.lanes = lanes_of(route)

    def where(self, step: Step) -> tuple[str, str]:
        """Return the site of a step and, of a transport, from which site it comes."""
        if step.key in self.lanes:
            start, end = self.lanes[step.key]
            return self.sites.get(end, ""), self.sites.get(start, "")
        return self.sites.get(step.party, ""), ""

    def given(self, step: Step, hours: int = 0) -> Given:
        """Return how a step varies that is planned to last so many hours, or as long as it takes.

        How late a culture is follows from its expansion until that was observed: one that is kept longer is late less.
        """
        given, expansion = self.figures.given(step.action, *self.where(step)), self.expansion(step)
        if expansion is None or given.n:
            return given
        planned = max(hours, self.hours(step))
        late = chance_unreached(expansion, planned), mean_excess(expansion, planned)
        return Given(Spread(*late, given.spread.failure))

    def hours(self, step: Step) -> int:
        """Return the hours that a step takes; a culture that grows to a target as surely as is assumed."""
        expansion = self.expansion(step)
        if expansion is not None:
            return whole_hours(hours_at(expansion, self.figures.assumed.culture_sure))
        return self.figures.hours(self._duration_place(step), step.duration_hours)

    def expansion(self, step: Step) -> Expansion | None:
        """Return the expansion from which a step's hours follow; None where hours are stated, or were learned."""
        return None if self._duration_place(step) in self.figures.durations else step.expansion

    def _duration_place(self, step: Step) -> Place:
        site, origin = self.where(step)
        return duration_place(step.action, site, origin, self.route.key, step.key)


def spreads_of(ground: Ground, steps: tuple[Step, ...], lengths: Mapping[str, int]) -> dict[str, Given]:
    """Return how each of the steps varies, by key, planned to last so long; steps that don't vary are left out."""
    found = {step.key: ground.given(step, lengths.get(step.key, 0)) for step in steps}
    return {key: given for key, given in found.items() if given.n or given.spread != Spread()}
