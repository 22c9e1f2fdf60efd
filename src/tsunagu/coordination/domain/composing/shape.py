"""The shape of a chain: its parts, what moves between them, who must agree with whom, which hours add up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tsunagu.coordination.domain.composing.problem import Request, Step, Window
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

HANDLING = ("collect", "process", "tend", "store", "accept", "allocate", "administer")
"""Actions after which the material is where they were done; tests and papers leave it where it was."""
TAKING = ("accept", "process", "tend", "test", "store")
FROZEN_BANDS = ("vapour", "dry_ice")
CELLS, FROZEN = "cell_transport", "cryo_transport"


@dataclass(frozen=True)
class Part:
    """What one site takes: the steps of a party, or a test that may be taken elsewhere."""

    key: str
    party: str
    steps: tuple[Step, ...]

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the site must be able to do, each once."""
        return tuple(dict.fromkeys(step.capability for step in self.steps))


@dataclass(frozen=True, slots=True)
class Move:
    """Material that goes from one part to another; ``step`` is the step that it belongs to."""

    key: str
    step: Step
    origin: str
    target: str
    band: str
    capability: str


Sum = tuple[int, frozenset[str]]
"""Hours that always pass, and the moves whose hours are added."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A window: none of the sums may exceed its hours."""

    window: Window
    step: Step
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class Shape:
    """Parts, moves, links (pairs of parts that need a quality agreement), limits, and the course to the patient."""

    request: Request
    parts: tuple[Part, ...]
    moves: tuple[Move, ...]
    links: tuple[tuple[str, str], ...]
    limits: tuple[Limit, ...]
    course: tuple[Sum, ...]
    spread_hours: int
    by_step: dict[str, str] = field(default_factory=dict)

    @cached_property
    def part(self) -> dict[str, Part]:
        """The parts by their keys."""
        return {part.key: part for part in self.parts}

    def moves_of(self, part: str) -> tuple[Move, ...]:
        """Return the moves that begin or end at a part."""
        return tuple(move for move in self.moves if part in (move.origin, move.target))

    def is_free(self, part: str) -> bool:
        """Say whether a part may be given to more than one site: a second source of it can be asked for."""
        pin = self.request.pins.get(self.part[part].party)
        return pin is None or pin.site is None


def shape_of(request: Request) -> Shape:
    """Return the shape of what is asked for; refuse steps that make no chain."""
    check_steps(request.steps)
    return _Builder(request).shape()


def check_steps(steps: tuple[Step, ...]) -> None:
    """Refuse steps that are named twice, come after an unknown one, or wait for each other."""
    keys = [step.key for step in steps]
    unknown = {one for step in steps for one in step.after} - set(keys)
    unknown |= {window.after_step for step in steps for window in step.windows} - set(keys)
    if len(set(keys)) < len(keys) or unknown or not any(step.action != "transport" for step in steps):
        raise BadInput("steps", STEPS, "steps")
    if len(ordered(steps)) < len(steps):
        raise BadInput("steps", STEPS, "steps")


def ordered(steps: Iterable[Step]) -> list[Step]:
    """Return the steps in an order in which they can be carried out; those that wait for each other are left out."""
    left, done, found = list(steps), set[str](), list[Step]()
    while ready := [step for step in left if set(step.after) <= done]:
        found += ready
        done.update(step.key for step in ready)
        left = [step for step in left if step.key not in done]
    return found


class _Builder:
    """Works the shape out step by step."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.steps = ordered(request.steps)
        self.by_key = {step.key: step for step in self.steps}
        self.by_step = {step.key: part for step in self.steps if (part := _part_of(step))}
        self.moves = tuple(self._moves())
        self.arriving = {move.step.key: move.key for move in self.moves}

    def shape(self) -> Shape:
        origin = next((one for one in self.steps if one.action in ("collect", "allocate")), self.steps[0])
        goal = next((one for one in reversed(self.steps) if one.action == "administer"), self.steps[-1])
        course = tuple((const + origin.hours, moves) for const, moves in self.sums(origin.key, goal.key))
        return Shape(
            self.request, tuple(self._parts()), self.moves, tuple(self._links()), tuple(self._limits()),
            course or ((0, frozenset()),), self._spread(origin.key, goal.key), self.by_step,
        )  # fmt: skip

    def _parts(self) -> Iterator[Part]:
        for key in dict.fromkeys(self.by_step.values()):
            steps = tuple(step for step in self.steps if self.by_step.get(step.key) == key)
            yield Part(key, steps[0].party, steps)

    def _moves(self) -> Iterator[Move]:
        for step in self.steps:
            found = self._move(step)
            if found is not None and found.origin != found.target:
                yield found

    def _move(self, step: Step) -> Move | None:
        """Return the move that a transport is, or that brings a step its material from another part."""
        held = self._held_before(step)
        if step.action == "transport":
            following = [one for one in self.steps if step.key in one.after and one.action in HANDLING]
            if held and following:
                target = self.by_step[following[0].key]
                return Move(step.key, step, held, target, step.band, step.capability)
            return None
        if step.action in TAKING and step.band and held and not self._is_brought(step):
            capability = FROZEN if step.band in FROZEN_BANDS else CELLS
            return Move(f"{step.key}.sent", step, held, self.by_step[step.key], step.band, capability)
        return None

    def _is_brought(self, step: Step) -> bool:
        return any(self.by_key[before].action == "transport" for before in step.after)

    def _held_before(self, step: Step) -> str:
        """Return the part at which the material is before a step; empty where nobody has any yet."""
        waiting = list(step.after)
        while waiting:
            before = self.by_key[waiting.pop(0)]
            if before.action in HANDLING:
                return self.by_step[before.key]
            waiting += before.after
        return ""

    def _links(self) -> Iterator[tuple[str, str]]:
        """Yield each pair of parts of which one goes on with what the other has made, tested or released, once."""
        seen: set[frozenset[str]] = set()
        for step in self.steps:
            pair = self._held_before(step), self.by_step.get(step.key, "")
            if all(pair) and pair[0] != pair[1] and frozenset(pair) not in seen:
                seen.add(frozenset(pair))
                yield pair

    def _limits(self) -> Iterator[Limit]:
        for step in self.steps:
            for window in step.windows:
                yield Limit(window, step, self.sums(window.after_step, step.key))

    def sums(self, earlier: str, later: str) -> tuple[Sum, ...]:
        """Return what adds up from the end of a step to the start of one after it, by each way that may be longest."""
        reached: dict[str, set[Sum]] = {earlier: {(0, frozenset())}}
        for step in self.steps:
            if step.key == earlier:
                continue
            ends = {
                self._added(one, self.by_key[before], before == earlier)
                for before in step.after
                for one in reached.get(before, ())
            }
            if ends:
                reached[step.key] = {self._begun(one, step) for one in _longest(ends)}
        return tuple(sorted(_longest(reached.get(later, set())), key=lambda one: (-one[0], sorted(one[1]))))

    def _added(self, one: Sum, before: Step, is_beginning: bool) -> Sum:
        """Add the time that a step takes itself."""
        if is_beginning:
            return one
        if before.action == "transport":
            move = self.arriving.get(before.key)
            return (one[0], one[1] | {move}) if move else one
        return one[0] + before.hours, one[1]

    def _begun(self, one: Sum, step: Step) -> Sum:
        """Add what a step waits for before it begins."""
        sent = self.arriving.get(step.key) if step.action != "transport" else None
        return one[0] + step.wait_hours, one[1] | {sent} if sent else one[1]

    def _spread(self, origin: str, goal: str) -> int:
        """Return how many hours the steps between may take more or less, all added."""
        later = _reached_from(self.steps, origin)
        return sum(step.spread_hours for step in self.steps if step.key in later and step.key != goal)


def _part_of(step: Step) -> str:
    if step.action == "transport":
        return ""
    return f"{step.party}.{step.key}" if step.is_separable else step.party


def _longest(sums: set[Sum]) -> set[Sum]:
    """Leave out sums that another never falls below."""
    return {
        one
        for one in sums
        if not any(other != one and other[0] >= one[0] and other[1] >= one[1] for other in sums)
    }


def _reached_from(steps: Iterable[Step], origin: str) -> set[str]:
    found = {origin}
    for step in steps:
        if set(step.after) & found:
            found.add(step.key)
    return found


STEPS = Text(
    "工程の並びが正しくありません。同じ名前の工程、存在しない前工程、互いを待つ工程がないか確かめてください。",
    "The steps make no chain. Look for a step named twice, one after a step that isn't there, or steps that wait for"
    " each other.",
)
