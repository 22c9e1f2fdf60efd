"""The field of a problem made ready for solving: sites grouped by what lanes see of them, needless choices left out.

Sites of one group stand at the same place and no lane names one of them alone: for lanes, hours and distances they are
the same. Of two in a group that differ in nothing else, the one that costs more and takes longer to begin is left out;
no figure of any chain gets worse by that. All of them count as second sources.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from tsunagu.coordination.domain.composing.candidates import Candidate, Field, field_of, lane_price
from tsunagu.coordination.domain.composing.distance import km_between
from tsunagu.coordination.domain.composing.problem import Agreements, Problem
from tsunagu.coordination.domain.composing.shape import Shape
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.domain.lanes import LaneFacts

Group = tuple[str, float, float, str]
"""Area, latitude, longitude, and the site's uuid where a lane names it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A lane for a move, with the groups that it joins."""

    lane: LaneFacts
    origins: frozenset[Group]
    targets: frozenset[Group]
    price: int

    @property
    def course_hours(self) -> int:
        """Hours from door to door with the mean wait for the departure."""
        return self.lane.hours + self.lane.mean_wait_hours


@dataclass(frozen=True)
class Prepared:
    """What the solvers choose from.

    Attributes
    ----------
    able : all candidates of each part. chosen : those that are worth choosing. common : by move, sites at both ends.
    """

    problem: Problem
    shape: Shape
    field: Field
    able: dict[str, tuple[Candidate, ...]]
    chosen: dict[str, tuple[Candidate, ...]]
    ways: dict[str, tuple[Way, ...]]
    common: dict[str, frozenset[UUID]]
    named: frozenset[UUID]

    def group(self, site: SiteFacts) -> Group:
        """Return the group of a site."""
        own = str(site.uuid) if site.uuid in self.named else ""
        return (site.area, site.latitude, site.longitude, own)

    @cached_property
    def groups(self) -> dict[str, dict[Group, list[Candidate]]]:
        """For each part the candidates by group, all of them."""
        return {part: self._grouped(found) for part, found in self.able.items()}

    def _grouped(self, found: Iterable[Candidate]) -> dict[Group, list[Candidate]]:
        grouped: dict[Group, list[Candidate]] = {}
        for one in found:
            grouped.setdefault(self.group(one.site), []).append(one)
        return grouped

    def knows_none(self) -> tuple[str, ...]:
        """Return the parts that nobody can take, and the moves for which there is no lane at all."""
        parts = [part for part, found in self.able.items() if not found]
        return (*parts, *(move for move, ways in self.ways.items() if not ways and not self.common[move]))


def prepare(problem: Problem, shape: Shape) -> Prepared:
    """Return a problem made ready."""
    field = field_of(problem, shape)
    named = frozenset(
        end.site
        for lane in problem.network.lanes
        for end in (lane.origin, lane.target)
        if end.site is not None
    )
    common = {
        move.key: frozenset(one.site.uuid for one in field.able[move.origin])
        & frozenset(one.site.uuid for one in field.able[move.target])
        for move in shape.moves
    }
    bare = Prepared(problem, shape, field, field.able, {}, {}, common, named)
    ways = {move.key: _ways(bare, move.key, move.origin, move.target) for move in shape.moves}
    able = _reachable(bare, ways)
    ways = {
        move.key: _pruned(
            ways[move.key],
            {bare.group(one.site) for one in able[move.origin]},
            {bare.group(one.site) for one in able[move.target]},
        )
        for move in shape.moves
    }
    ready = Prepared(problem, shape, field, able, {}, ways, common, named)
    chosen = {part.key: _worth_choosing(ready, part.key) for part in shape.parts}
    return Prepared(problem, shape, field, able, chosen, ways, common, named)


def _ways(ready: Prepared, move: str, origin: str, target: str) -> tuple[Way, ...]:
    starts = {ready.group(one.site): one.site for one in ready.able[origin]}
    ends = {ready.group(one.site): one.site for one in ready.able[target]}
    found = []
    for lane in ready.field.lanes[move]:
        origins = frozenset(group for group, site in starts.items() if lane.origin.holds(site))
        targets = frozenset(group for group, site in ends.items() if lane.target.holds(site))
        if origins and targets:
            price = lane_price(lane, ready.problem.network.guides)
            found.append(Way(lane, origins, targets, price))
    return tuple(found)


def _reachable(ready: Prepared, ways: dict[str, tuple[Way, ...]]) -> dict[str, tuple[Candidate, ...]]:
    """Leave out candidates that no lane of a move joins to any candidate at its other end, until none is left."""
    able = dict(ready.able)
    while True:
        before = {part: len(found) for part, found in able.items()}
        for move in ready.shape.moves:
            starts = {ready.group(one.site) for one in able[move.origin]}
            ends = {ready.group(one.site) for one in able[move.target]}
            here = [way for way in ways[move.key] if way.origins & starts and way.targets & ends]
            both = {one.site.uuid for one in able[move.origin]} & {one.site.uuid for one in able[move.target]}
            for part, side in ((move.origin, "origins"), (move.target, "targets")):
                joined = frozenset[Group]().union(*(getattr(way, side) for way in here))
                able[part] = tuple(
                    one for one in able[part] if ready.group(one.site) in joined or one.site.uuid in both
                )
        if {part: len(found) for part, found in able.items()} == before:
            return able


def _pruned(ways: tuple[Way, ...], starts: set[Group], ends: set[Group]) -> tuple[Way, ...]:
    """Leave out lanes without use, and of equal lanes of one courier those that are worse."""
    found = [
        Way(way.lane, way.origins & starts, way.targets & ends, way.price)
        for way in ways
        if way.origins & starts and way.targets & ends
    ]
    best: dict[object, list[Way]] = {}
    for way in sorted(found, key=lambda one: (one.lane.hours, one.course_hours, one.price)):
        same = best.setdefault((way.lane.courier.uuid, way.origins, way.targets), [])
        if not any(_is_no_worse(other, way) for other in same):
            same.append(way)
    return tuple(way for ways_ in best.values() for way in ways_)


def _is_no_worse(one: Way, other: Way) -> bool:
    return (
        one.lane.hours <= other.lane.hours
        and all(mine >= its for mine, its in zip(one.lane.weekdays, other.lane.weekdays, strict=True))
        and one.price <= other.price
    )


def _worth_choosing(ready: Prepared, part: str) -> tuple[Candidate, ...]:
    """Return all candidates that have ties to others, and of the rest in a group those that are cheapest or soonest."""
    tied = _tied_members(ready, part)
    common = frozenset[UUID]().union(*(ready.common[move.key] for move in ready.shape.moves_of(part)))
    found: list[Candidate] = []
    for candidates in ready.groups[part].values():
        free: list[Candidate] = []
        for one in sorted(candidates, key=lambda one: (one.price, one.lead_days, str(one.site.uuid))):
            if one.site.member.uuid in tied or one.site.uuid in common:
                found.append(one)
            elif not free or one.lead_days < min(other.lead_days for other in free):
                free.append(one)
        found += free
    return tuple(sorted(found, key=lambda one: (one.price, one.lead_days, str(one.site.uuid))))


def _tied_members(ready: Prepared, part: str) -> frozenset[UUID]:
    """Return the members of a part that have agreed something with others of the chain, or could take more of it."""
    agreed: Agreements = ready.problem.network.agreements
    others = {
        one.site.member.uuid
        for link in ready.shape.links
        if part in link
        for one in ready.able[link[0] if link[1] == part else link[1]]
    }
    couriers = {
        way.lane.courier.uuid
        for move in ready.shape.moves
        if move.origin == part
        for way in ready.ways[move.key]
    }
    partners = {one for one, other in agreed.quality if other in others}
    partners |= {one for one, other in agreed.transport if other in couriers}
    viewer = {agreed.viewer} if agreed.viewer is not None else set()
    return frozenset(partners | others | couriers | viewer)


def km_of(one: Group, other: Group) -> int:
    """Return the distance between two groups."""
    return km_between((one[1], one[2]), (other[1], other[2]))
