"""What the network can do, and what hangs on one member alone: needs of routes against the sites of a day.

The *kind* of a therapy is what a prefecture asks about: whose cells (autologous, allogeneic) and of which family (a
bone-marrow MSC is an MSC). A *need* is a capability in a legal setting for a kind of cell, as steps of routes ask for
it; a site *meets* it by its directory entry on the day, and for a route whose approvals, trials or plans in force name
sites, only where one of them names it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tsunagu.foundation.text import Text
from tsunagu.members.domain.capabilities import CAPABILITIES, capability_name, capability_position
from tsunagu.members.domain.facts import MemberFacts, SiteFacts
from tsunagu.members.domain.stages import stage_position
from tsunagu.members.domain.taxonomy.words import Taxonomy
from tsunagu.members.domain.vocabulary import CELL_TYPES, word
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.vocabulary import CELL_SOURCES


@dataclass(frozen=True, slots=True)
class TherapyKind:
    """Whose cells, and of which family; ``key`` stands in addresses."""

    source: str
    family: str

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.source}.{self.family}"

    @property
    def name(self) -> Text:
        """Its name, as people say it."""
        source = word(dict(CELL_SOURCES), self.source)
        cell = word(CELL_TYPES, self.family) if self.family else Text("細胞の指定なし", "any cells")
        return Text(f"{source.ja}・{cell.ja}", f"{source.en}, {cell.en}")


@dataclass(frozen=True, slots=True)
class Need:
    """A capability that routes ask for in a setting for a kind of cell."""

    capability: str
    setting: str
    cell_type: str

    @property
    def name(self) -> Text:
        """The name of the capability."""
        return capability_name(self.capability)

    @property
    def stage(self) -> str:
        """The stage that the capability belongs to."""
        known = CAPABILITIES.get(self.capability)
        return known.stage if known else ""

    def among(self, route: str, named: Mapping[str, frozenset[UUID]]) -> frozenset[UUID]:
        """Return the sites that the papers of a route name for it; empty: any."""
        return frozenset() if self.stage in NOT_IN_PAPERS else named.get(route, frozenset())

    def met_by(self, site: SiteFacts) -> bool:
        """Say whether the site meets it on its day; one with a lapsed licence is stopped, as at the gate."""
        is_able = site.offers(self.capability, setting=self.setting, cell_type=self.cell_type)
        return is_able and not site.lapsed_licences


NOT_IN_PAPERS = frozenset({"transport", "supply"})
"""Stages whose sites approvals and plans don't name: who carries and who supplies is agreed, not approved."""
Named = Mapping[str, frozenset[UUID]]
"""The sites that the approvals, trials or plans of a route name, by its key; a route that isn't there may use any."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A need, the routes that ask for it, and who meets it; ``unnamed`` could, but no paper names them."""

    need: Need
    routes: tuple[Route, ...]
    sites: tuple[SiteFacts, ...]
    unnamed: tuple[SiteFacts, ...] = ()

    @property
    def members(self) -> tuple[MemberFacts, ...]:
        """The members that meet it, each once."""
        return tuple({site.member.uuid: site.member for site in self.sites}.values())


def kind_of(route: Route, taxonomy: Taxonomy) -> TherapyKind:
    """Return the kind of a therapy: its source and the broadest word above its cells."""
    words, family = taxonomy.words("cell_types"), route.cell_type or ""
    while family in words and words[family].parent:
        family = words[family].parent
    return TherapyKind(route.source, family)


def asked_of(routes: Iterable[Route], sites: Sequence[SiteFacts], named: Named | None = None) -> list[Asked]:
    """Return what the routes ask for with who meets it, in the order of the chain.

    Routes that ask for the same and whose papers name different sites stand apart, for one may use what another can't.
    """
    asking: dict[tuple[Need, frozenset[UUID]], dict[str, Route]] = defaultdict(dict)
    for route in routes:
        for step in route.steps:
            if step.capability:
                need = Need(step.capability, route.setting, route.cell_type or "")
                asking[need, need.among(route.key, named or {})][route.key] = route
    found = [_met(need, among, tuple(found.values()), sites) for (need, among), found in asking.items()]
    return sorted(found, key=lambda one: (_position(one.need), one.routes[0].key))


def _met(need: Need, among: frozenset[UUID], routes: tuple[Route, ...], sites: Sequence[SiteFacts]) -> Asked:
    able = [one for one in sites if need.met_by(one)]
    counts = [not among or one.uuid in among for one in able]
    return Asked(
        need,
        routes,
        tuple(one for one, is_named in zip(able, counts, strict=True) if is_named),
        tuple(one for one, is_named in zip(able, counts, strict=True) if not is_named),
    )


def _position(need: Need) -> tuple[int, tuple[int, str], str, str]:
    return stage_position(need.stage), capability_position(need.capability), need.setting, need.cell_type


Grid = Mapping[tuple[str, str], frozenset[UUID]]


def grid(asked: Iterable[Asked], row_of: Callable[[SiteFacts], str]) -> Grid:
    """Return, for each row (an area) and stage, the sites that meet a need of the stage."""
    found: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for one in asked:
        for site in one.sites:
            found[row_of(site), one.need.stage].add(site.uuid)
    return {place: frozenset(sites) for place, sites in found.items()}


def weakest(asked: Iterable[Asked], stage: str) -> int | None:
    """Return by how few members some need of the stage is met; None where nothing of the stage is asked for."""
    return min((len(one.members) for one in asked if one.need.stage == stage), default=None)


def gaps(asked: Iterable[Asked]) -> list[Asked]:
    """Return the needs that nobody meets."""
    return [one for one in asked if not one.sites]


def single_points(asked: Iterable[Asked]) -> list[Asked]:
    """Return the needs that one member alone meets; those of one site before those of several."""
    found = [one for one in asked if len(one.members) == 1]
    return sorted(found, key=lambda one: len(one.sites))


@dataclass(frozen=True, slots=True)
class Lapse:
    """A capability (``stage`` tells which) or a licence that counts today and no longer on the day."""

    site: SiteFacts
    name: Text
    last_day: date
    is_licence: bool


def lapses(sites: Iterable[SiteFacts], today: date, on: date) -> list[Lapse]:
    """Return what counts today and not on the later day, by the day on which it ends; nothing for a day in the past.

    What is renewed (the same kind of licence, the same capability, valid on the day) has not lapsed. What a member
    has ends with its last day in the network at the latest; ``sites`` are those of today.
    """
    found = []
    for site in sites:
        leaves = site.member.left_on
        ends = [(one, one.validity.within(leaves)) for one in site.licences]
        licences = {one.kind for one, validity in ends if validity.valid_on(on)}
        able_ends = [(one, one.validity.within(leaves)) for one in site.capabilities]
        able = {_what(one) for one, validity in able_ends if validity.valid_on(on)}
        found += [
            Lapse(site, one.name, validity.valid_until or validity.suspended_on or on, is_licence=True)
            for one, validity in ends
            if validity.valid_on(today) and one.kind not in licences
        ]
        found += [
            Lapse(site, one.name, validity.valid_until or on, is_licence=False)
            for one, validity in able_ends
            if validity.valid_on(today) and _what(one) not in able
        ]
    return sorted(found, key=lambda one: (one.last_day, one.site.key, one.name.ja)) if on > today else []


def _what(one: object) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in ("key", "cell_type", "setting", "band"))


@dataclass(frozen=True, slots=True)
class Stopped:
    """What the routes lose when a member stops: needs that nobody else meets, and those that one other still meets."""

    lost: tuple[Asked, ...]
    hanging: tuple[tuple[Asked, MemberFacts], ...]

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes that can't be carried out any more, each once."""
        return tuple({route.key: route for one in self.lost for route in one.routes}.values())


def without(asked: Iterable[Asked], member: UUID) -> Stopped:
    """Return what becomes of the needs that a member meets when it does so no more."""
    lost, hanging = [], []
    for one in asked:
        others = [other for other in one.members if other.uuid != member]
        if len(others) == len(one.members):
            continue
        if not others:
            lost.append(one)
        elif len(others) == 1:
            hanging.append((one, others[0]))
    return Stopped(tuple(lost), tuple(hanging))


def others_for(
    need: Need, sites: Iterable[SiteFacts], member: UUID, among: frozenset[UUID] = frozenset()
) -> tuple[SiteFacts, ...]:
    """Return the sites of other members that meet a need; ``among``: where papers name sites, these alone."""
    return tuple(
        one
        for one in sites
        if one.member.uuid != member and (not among or one.uuid in among) and need.met_by(one)
    )
