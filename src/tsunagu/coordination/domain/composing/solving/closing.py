"""The fewest gaps that would have to be closed for a chain to exist, proved by the constraint solver.

Beside the sites that can take a part stand those that lack one or two things, and somebody new in each area; beside the
lanes stands one between each two areas. Each such thing costs one; the fewest are sought, of as few those that are
closed most easily. All sets as small are enumerated up to a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from tsunagu.coordination.domain.composing.candidates import Field, Lack, field_of
from tsunagu.coordination.domain.composing.gaps import Gap, assumed_hours, closed, may_be_asked
from tsunagu.coordination.domain.composing.passing import AT_HOME, DAILY, Leg, leg_of
from tsunagu.coordination.domain.composing.problem import Problem, SiteFacts
from tsunagu.coordination.domain.composing.shape import Move, Part, Shape
from tsunagu.coordination.domain.composing.solving.first import count_chains
from tsunagu.coordination.domain.composing.solving.prepared import prepare
from tsunagu.coordination.domain.composing.solving.week import solved
from tsunagu.members.domain.lanes import Ends

ONE = 100
MOST_LACKS = 2
MOST_SETS = 16
MOST_COUNTED = 200
WORK = 8.0
Literal = cp_model.IntVar


@dataclass(frozen=True, slots=True)
class _Option:
    """Somebody who could take a part: a site, or someone new in an area; and what must be closed for it."""

    area: str
    site: SiteFacts | None
    needs: tuple[Gap, ...]


@dataclass(frozen=True)
class Closing:
    """One smallest set of gaps, and how many chains (choices of sites) it would open, counted up to a number."""

    gaps: tuple[Gap, ...]
    opens: int


@dataclass(frozen=True)
class Closings:
    """The smallest sets of gaps. ``is_proven``: fewer would not do. ``is_all``: there are no others as small."""

    sets: tuple[Closing, ...]
    is_proven: bool
    is_all: bool


def closings_of(problem: Problem, shape: Shape, most: int = MOST_SETS) -> Closings:
    """Return the smallest sets of gaps that would open a chain; none where not even all would (a window too short)."""
    model = _Model(problem, shape)
    found: list[tuple[Gap, ...]] = []
    is_proven, is_all = True, False
    while len(found) < most:
        gaps, is_least = model.solve()
        is_proven &= is_least
        if gaps is None or (found and len(gaps) > len(found[0])):
            is_all = is_least
            break
        found.append(gaps)
        model.forbid(gaps)
    return Closings(tuple(_counted(problem, shape, gaps) for gaps in found), is_proven, is_all)


def _counted(problem: Problem, shape: Shape, gaps: tuple[Gap, ...]) -> Closing:
    return Closing(gaps, count_chains(prepare(closed(problem, shape, gaps), shape), MOST_COUNTED))


class _Model:
    def __init__(self, problem: Problem, shape: Shape) -> None:
        self.problem, self.shape = problem, shape
        self.cp = cp_model.CpModel()
        self.gaps: dict[Gap, Literal] = {}
        self.field = field_of(problem, shape)
        self.areas = sorted({site.area for site in problem.network.sites})
        self.legs: dict[str, list[tuple[Literal, Leg]]] = {}
        self.options = {part.key: list(self._options(part, self.field)) for part in shape.parts}
        self.takes = {part: self._choice(options) for part, options in self.options.items()}
        for move in shape.moves:
            self._add_move(move)
        for limit in shape.limits:
            for const, moves in limit.sums:
                terms = [leg[0] * literal for move in sorted(moves) for literal, leg in self.legs[move]]
                self.cp.add(sum(terms, const) <= limit.window.max_hours)
        self.cp.minimize(sum((ONE + gap.weight) * literal for gap, literal in self.gaps.items()))

    def _options(self, part: Part, field: Field) -> Iterator[_Option]:
        for one in field.able[part.key]:
            yield _Option(one.site.area, one.site, ())
        pin = self.problem.request.pins.get(part.party)
        is_fixed = pin is not None and (pin.site is not None or pin.member is not None)
        for uuid, lacks in field.lacking(part).items():
            site = self.problem.network.by_uuid[uuid]
            if is_fixed or (len(lacks) <= MOST_LACKS and _may_all_be_asked(site, part, lacks)):
                needs = tuple(Gap(lack.kind, part.key, uuid, lack.capability) for lack in lacks)
                yield _Option(site.area, site, tuple(_shared(gap) for gap in needs))
        if not is_fixed:
            for area in self.areas:
                if pin is None or pin.area in ("", area):
                    yield _Option(area, None, (Gap("site", part.key, area=area),))

    def _gap(self, gap: Gap) -> Literal:
        if gap not in self.gaps:
            self.gaps[gap] = self.cp.new_bool_var("")
        return self.gaps[gap]

    def _choice(self, options: list[_Option]) -> list[Literal]:
        made = [self.cp.new_bool_var("") for _ in options]
        self.cp.add_exactly_one(made)
        for option, literal in zip(options, made, strict=True):
            for gap in option.needs:
                self.cp.add_implication(literal, self._gap(gap))
        return made

    def _add_move(self, move: Move) -> None:
        ways: list[tuple[Literal, Leg]] = []
        for lane in self.field.lanes[move.key]:
            ways.append((self._way(move, lane.origin, lane.target), leg_of(lane)))
        for area in self.areas:
            for target in self.areas:
                hours = assumed_hours(self.problem.network, area, target)
                gap = Gap("lane", area=area, target=target, band=move.band, hours=hours)
                literal = self._way(move, Ends(area), Ends(target))
                self.cp.add_implication(literal, self._gap(gap))
                ways.append((literal, (hours, DAILY)))
        ways.append((self._home(move), AT_HOME))
        self.cp.add_exactly_one(literal for literal, _ in ways)
        self.legs[move.key] = ways

    def _way(self, move: Move, origin: Ends, target: Ends) -> Literal:
        made = self.cp.new_bool_var("")
        for part, end in ((move.origin, origin), (move.target, target)):
            held = [
                literal
                for option, literal in zip(self.options[part], self.takes[part], strict=True)
                if _holds(end, option)
            ]
            self.cp.add_bool_or([made.negated(), *held])
        return made

    def _home(self, move: Move) -> Literal:
        """Return what may be true only where both ends are one site."""
        made, same = self.cp.new_bool_var(""), []
        ends = [
            {option.site.uuid: literal for option, literal in zip(self.options[part], self.takes[part], strict=True)
             if option.site is not None}
            for part in (move.origin, move.target)
        ]  # fmt: skip
        for uuid in ends[0].keys() & ends[1].keys():
            both = self.cp.new_bool_var("")
            self.cp.add_implication(both, ends[0][uuid])
            self.cp.add_implication(both, ends[1][uuid])
            same.append(both)
        self.cp.add_bool_or([made.negated(), *same])
        return made

    def solve(self) -> tuple[tuple[Gap, ...] | None, bool]:
        """Return the smallest set not forbidden yet (None: there is none), and whether that is proved."""
        done = solved(self.cp, self.shape, self.legs, WORK)
        if not done.is_found:
            return None, done.is_impossible
        found = [gap for gap, literal in self.gaps.items() if done.solver.boolean_value(literal)]
        found.sort(key=lambda gap: (gap.weight, gap.kind, gap.part, str(gap.site), gap.area, gap.target))
        return tuple(found), done.is_optimal

    def forbid(self, gaps: tuple[Gap, ...]) -> None:
        """Leave a set out of those found from now on."""
        self.cp.add_bool_or([self.gaps[gap].negated() for gap in gaps])


def _holds(end: Ends, option: _Option) -> bool:
    return end.holds(option.site) if option.site is not None else end.site is None and end.area == option.area


def _shared(gap: Gap) -> Gap:
    """Return the gap of a site whichever part it is for: closed once, it is closed."""
    return replace(gap, part="")


def _may_all_be_asked(site: SiteFacts, part: Part, lacks: tuple[Lack, ...]) -> bool:
    return all(may_be_asked(site, part, lack.capability) for lack in lacks if lack.kind == "capability")
