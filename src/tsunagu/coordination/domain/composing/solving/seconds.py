"""Second sources inside the model: beside the chain stands, for each part and move, another that could step in.

A second source of a part is a site of another member with which all windows still hold, lanes to and from it chosen
anew and everything else left. It is chosen by its group; a site that could be at both ends of a move stands for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from ortools.sat.python import cp_model

from tsunagu.coordination.domain.composing.candidates import Candidate
from tsunagu.coordination.domain.composing.shape import Move, Sum
from tsunagu.coordination.domain.composing.solving.model import Literal, Model, Weighted, weighted
from tsunagu.coordination.domain.composing.solving.prepared import Group


@dataclass(frozen=True)
class _Place:
    """Where a second source could be: sites of a group, or one site that may stand at both ends of a move."""

    group: Group
    site: UUID | None
    members: frozenset[UUID]


def second_sources(model: Model) -> cp_model.LinearExpr:
    """Return how many parts and moves have no second source, and have the model look for one of each."""
    counted: list[Literal] = []
    total = 0
    for part in model.shape.parts:
        if model.shape.is_free(part.key):
            total += 1
            counted.append(_second_site(model, part.key))
    homes = []
    for move in model.shape.moves:
        total += 1
        home = model.home[move.key]
        homes += [] if home is None else [home]
        counted.append(_second_lane(model, move))
    return cp_model.LinearExpr.sum([total]) - cp_model.LinearExpr.sum([*counted, *homes])


def _second_site(model: Model, part: str) -> Literal:
    """Return what may be true only where another member could take the part."""
    has = model.cp.new_bool_var("")
    places = list(_places(model, part))
    taken = [(place, model.cp.new_bool_var("")) for place in places]
    model.cp.add(sum((literal for _, literal in taken), 0) == has)
    for place, literal in taken:
        if len(place.members) == 1:
            own = model.member[part].get(next(iter(place.members)))
            if own is not None:
                model.cp.add_implication(literal, own.negated())
    hours = {move.key: _moved(model, move, part, taken, has) for move in model.shape.moves_of(part)}
    _hold(model, hours)
    return has


def _places(model: Model, part: str) -> Iterator[_Place]:
    both = frozenset[UUID]().union(*(model.ready.common[move.key] for move in model.shape.moves_of(part)))
    for group, found in model.ready.groups[part].items():
        rest = [one for one in found if one.site.uuid not in both]
        if rest:
            yield _Place(group, None, _members(rest))
        for one in found:
            if one.site.uuid in both:
                yield _Place(group, one.site.uuid, _members([one]))


def _members(found: list[Candidate]) -> frozenset[UUID]:
    return frozenset(one.site.member.uuid for one in found)


def _moved(
    model: Model, move: Move, part: str, taken: list[tuple[_Place, Literal]], has: Literal
) -> Weighted:
    """Have a lane of the move joined to the second source; return its hours."""
    other = move.target if part == move.origin else move.origin
    ways = [(way, model.cp.new_bool_var("")) for way in model.ready.ways[move.key]]
    homes = []
    for place, literal in taken:
        stays = None if place.site is None else model.site[other].get(place.site)
        if stays is not None:
            home = model.cp.new_bool_var("")
            model.cp.add_implication(home, literal)
            model.cp.add_implication(home, stays)
            model.cp.add_bool_or([literal.negated(), stays.negated(), home])
            homes.append(home)
    model.cp.add(sum((one for _, one in ways), 0) + sum(homes, 0) == has)
    for way, literal in ways:
        mine, its = (way.origins, way.targets) if part == move.origin else (way.targets, way.origins)
        model.cp.add_bool_or([literal.negated(), *(one for place, one in taken if place.group in mine)])
        at = model.at[other]
        model.cp.add_bool_or([literal.negated(), *(at[group] for group in sorted(its) if group in at)])
    return [(literal, way.lane.hours) for way, literal in ways]


def _second_lane(model: Model, move: Move) -> Literal:
    """Return what may be true only where another courier could carry the move between the sites chosen."""
    has = model.cp.new_bool_var("")
    ways = [(way, model.cp.new_bool_var("")) for way in model.ready.ways[move.key]]
    model.cp.add(sum((literal for _, literal in ways), 0) == has)
    home = model.home[move.key]
    if home is not None:
        model.cp.add_implication(has, home.negated())
    at_origin, at_target = model.at[move.origin], model.at[move.target]
    for way, literal in ways:
        model.cp.add_bool_or(
            [literal.negated(), *(at_origin[group] for group in sorted(way.origins) if group in at_origin)]
        )
        model.cp.add_bool_or(
            [literal.negated(), *(at_target[group] for group in sorted(way.targets) if group in at_target)]
        )
    seconds: dict[UUID, list[Literal]] = {}
    for way, literal in ways:
        seconds.setdefault(way.lane.courier.uuid, []).append(literal)
    for courier, lanes in model.couriers(move.key):
        model.cp.add_at_most_one([*lanes, *seconds[courier]])
    _hold(model, {move.key: [(literal, way.lane.hours) for way, literal in ways]}, has)
    return has


def _hold(model: Model, moved: dict[str, Weighted], only_if: Literal | None = None) -> None:
    """Have the windows hold with the hours of the moves that would change."""
    for limit in model.shape.limits:
        for one in limit.sums:
            if one[1] & moved.keys():
                held = model.cp.add(_sum(model, one, moved) <= limit.window.max_hours)
                if only_if is not None:
                    held.only_enforce_if(only_if)


def _sum(model: Model, one: Sum, moved: dict[str, Weighted]) -> cp_model.LinearExpr:
    terms = [
        term
        for move in sorted(one[1])
        for term in (moved[move] if move in moved else model.hours_terms(move))
    ]
    return weighted(terms) + one[0]
