"""A chain as a model of the constraint solver CP-SAT.

One yes-or-no for each site of a part and each lane of a move, exactly one of each. A lane may be taken where the sites
chosen stand at its ends; that is said by groups, not by pairs of sites. Windows are sums of lane hours; what holds on
no weekday is forbidden when it is found. For second sources see ``seconds.py``, for the figures ``figures.py``.
"""

from collections.abc import Iterable, Iterator
from uuid import UUID

from ortools.sat.python import cp_model

from tsunagu.coordination.domain.composing.passing import AT_HOME, Leg, leg_of
from tsunagu.coordination.domain.composing.problem import Chain
from tsunagu.coordination.domain.composing.shape import Move, Sum
from tsunagu.coordination.domain.composing.solving.prepared import Group, Prepared, Way

Literal = cp_model.IntVar
Weighted = list[tuple[Literal, int]]


class Model:
    """The choices of a chain and what must hold of them."""

    def __init__(self, ready: Prepared) -> None:
        self.ready, self.shape = ready, ready.shape
        self.cp = cp_model.CpModel()
        self.site: dict[str, dict[UUID, Literal]] = {}
        self.member: dict[str, dict[UUID, Literal]] = {}
        self.at: dict[str, dict[Group, Literal]] = {}
        self.way: dict[str, list[tuple[Way, Literal]]] = {}
        self.home: dict[str, Literal | None] = {}
        for part in self.shape.parts:
            self._add_part(part.key)
        for move in self.shape.moves:
            self._add_move(move)
        for limit in self.shape.limits:
            for one in limit.sums:
                self.cp.add(self.hours(one) <= limit.window.max_hours)

    def _add_part(self, part: str) -> None:
        chosen = self.ready.chosen[part]
        self.site[part] = {one.site.uuid: self.cp.new_bool_var("") for one in chosen}
        self.cp.add_exactly_one(self.site[part].values())
        members: dict[UUID, list[Literal]] = {}
        groups: dict[Group, list[Literal]] = {}
        for one in chosen:
            literal = self.site[part][one.site.uuid]
            members.setdefault(one.site.member.uuid, []).append(literal)
            groups.setdefault(self.ready.group(one.site), []).append(literal)
        self.member[part] = {key: self.any_of(found) for key, found in members.items()}
        self.at[part] = {key: self.any_of(found) for key, found in groups.items()}

    def any_of(self, found: list[Literal]) -> Literal:
        """Return what is true where one of these, of which at most one is, is true."""
        if len(found) == 1:
            return found[0]
        made = self.cp.new_bool_var("")
        self.cp.add(sum(found) == made)
        return made

    def _add_move(self, move: Move) -> None:
        self.way[move.key] = [(way, self.cp.new_bool_var("")) for way in self.ready.ways[move.key]]
        home = self._home(move)
        self.home[move.key] = home
        homes = [] if home is None else [home]
        self.cp.add_exactly_one([*(literal for _, literal in self.way[move.key]), *homes])
        for way, literal in self.way[move.key]:
            self._stands_at(literal, move.origin, way.origins)
            self._stands_at(literal, move.target, way.targets)

    def _stands_at(self, literal: Literal, part: str, groups: Iterable[Group]) -> None:
        at = self.at[part]
        wanted = [at[group] for group in sorted(groups) if group in at]
        if len(wanted) < len(at):
            self.cp.add_bool_or([literal.negated(), *wanted])

    def _home(self, move: Move) -> Literal | None:
        """Return what is true where both ends of a move are one site; None where that can't be."""
        both = [
            (self.site[move.origin][uuid], self.site[move.target][uuid])
            for uuid in sorted(self.ready.common[move.key], key=str)
            if uuid in self.site[move.origin] and uuid in self.site[move.target]
        ]
        if not both:
            return None
        same = [self._and(*pair) for pair in both]
        return self.any_of(same)

    def _and(self, one: Literal, other: Literal) -> Literal:
        made = self.cp.new_bool_var("")
        self.cp.add_implication(made, one)
        self.cp.add_implication(made, other)
        self.cp.add_bool_or([one.negated(), other.negated(), made])
        return made

    def hours(self, one: Sum) -> cp_model.LinearExpr:
        """Return a sum of hours from door to door."""
        terms = [term for move in sorted(one[1]) for term in self.hours_terms(move)]
        return weighted(terms) + one[0]

    def hours_terms(self, move: str) -> Weighted:
        """Return the hours of a move from door to door."""
        return [(literal, way.lane.hours) for way, literal in self.way[move]]

    def legs(self, move: str) -> list[tuple[Literal, Leg]]:
        """Return what a move may be in time."""
        home = self.home[move]
        homes = [] if home is None else [(home, AT_HOME)]
        return [*((literal, leg_of(way.lane)) for way, literal in self.way[move]), *homes]

    def couriers(self, move: str) -> Iterator[tuple[UUID, list[Literal]]]:
        """Yield the couriers of a move with their lanes."""
        found: dict[UUID, list[Literal]] = {}
        for way, literal in self.way[move]:
            found.setdefault(way.lane.courier.uuid, []).append(literal)
        yield from found.items()

    def chain(self, solver: cp_model.CpSolver) -> Chain:
        """Return the chain that the solver has found."""
        sites = {
            part: next(uuid for uuid, literal in found.items() if solver.boolean_value(literal))
            for part, found in self.site.items()
        }
        lanes = {
            move: next((way.lane.uuid for way, literal in found if solver.boolean_value(literal)), None)
            for move, found in self.way.items()
        }
        return Chain(sites, lanes)

    def hint(self, chain: Chain) -> None:
        """Tell the solver where to look first."""
        for part, found in self.site.items():
            for uuid, literal in found.items():
                self.cp.add_hint(literal, chain.sites[part] == uuid)
        for move, ways in self.way.items():
            for way, literal in ways:
                self.cp.add_hint(literal, chain.lanes[move] == way.lane.uuid)


def weighted(terms: Weighted) -> cp_model.LinearExpr:
    """Return a sum of literals with their weights."""
    return cp_model.LinearExpr.weighted_sum([one for one, _ in terms], [weight for _, weight in terms])
