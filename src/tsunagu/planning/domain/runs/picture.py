"""A plan laid out as lanes and bars, as small plain data, so that a page draws it without reading problem and plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from heapq import heappop, heappush
from typing import Any

from tsunagu.planning.domain.problem import Journey, Option, Problem, Resource
from tsunagu.planning.domain.runs.kinds import place_of_kind
from tsunagu.planning.domain.solution import Assignment, Plan


@dataclass(frozen=True, slots=True)
class Lane:
    """One unit of a resource with a name of its own: 室 2 of 3."""

    resource: str
    kind: str
    place: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A unit held by a journey from ``start`` to ``end``, and until ``until`` for cleaning, in hours of the problem.

    ``is_firm``: nobody else can have it; else it is wished for, or held for a short time.
    """

    lane: int
    journey: int
    first: str
    last: str
    start: int
    end: int
    until: int
    is_firm: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A task of a journey, with the kind of resource it mainly uses."""

    journey: int
    task: str
    start: int
    end: int
    kind: str
    is_firm: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """Lanes in the order of the value chain, bars on them by start, and the tasks of each journey that is placed."""

    lanes: tuple[Lane, ...]
    journeys: tuple[str, ...]
    options: tuple[str, ...]
    bars: tuple[Bar, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """So many units of a resource held by a journey, before they have a lane each."""

    journey: int
    first: str
    last: str
    start: int
    end: int
    until: int
    amount: int
    is_firm: bool = True


def picture_of(problem: Problem, plan: Plan) -> Picture:
    """Return the picture of a plan that has been verified."""
    held: dict[str, list[Holding]] = {}
    pieces: list[Piece] = []
    placed = [journey for journey in problem.journeys if journey.key in plan.assignments]
    kinds = {resource.key: resource.kind for resource in problem.resources}
    for number, journey in enumerate(placed):
        assignment = plan.assignments[journey.key]
        option = journey.by_key[assignment.option]
        for resource, one in _held(number, option, assignment):
            held.setdefault(resource, []).append(one)
        pieces.extend(_pieces(number, option, assignment, kinds))
    lanes, bars = laid_out(problem.resources, held)
    return Picture(
        tuple(lanes),
        tuple(journey.key for journey in placed),
        tuple(_words(journey, plan.assignments[journey.key]) for journey in placed),
        tuple(bars),
        tuple(pieces),
    )


def _words(journey: Journey, assignment: Assignment) -> str:
    """Say who does it: the choices of the option, or its key."""
    option = journey.by_key[assignment.option]
    return " / ".join(str(one) for one in option.choices.values()) or option.key


def _held(number: int, option: Option, assignment: Assignment) -> Iterator[tuple[str, Holding]]:
    for use in option.uses:
        start = assignment.starts[option.index[use.first]]
        end = assignment.ends[option.index[use.last]]
        until = end + use.after
        if until > start and use.amount > 0:
            yield (
                use.resource,
                Holding(number, use.first, use.last, start, min(end, until), until, use.amount),
            )


def _pieces(number: int, option: Option, assignment: Assignment, kinds: Mapping[str, str]) -> Iterator[Piece]:
    """Return the tasks; the kind is that of what holds the task alone, else of what is held across it."""
    alone: dict[int, str] = {}
    across: dict[int, str] = {}
    for use in option.uses:
        first, last = option.index[use.first], option.index[use.last]
        if first == last:
            alone.setdefault(first, kinds[use.resource])
        for place in range(first, last + 1):
            across.setdefault(place, kinds[use.resource])
    for place, task in enumerate(option.tasks):
        kind = alone.get(place) or across.get(place) or ""
        yield Piece(number, task.key, assignment.starts[place], assignment.ends[place], kind)


def laid_out(
    resources: Iterable[Resource], held: Mapping[str, list[Holding]]
) -> tuple[list[Lane], list[Bar]]:
    """Name the units: each use takes the lowest free ones, so as many lanes are used as uses overlap at most."""
    lanes: list[Lane] = []
    bars: list[Bar] = []
    for resource in sorted(resources, key=lambda one: (place_of_kind(one.kind), one.place, one.key)):
        taken = list(_taken(held.get(resource.key, [])))
        offered = max((span.capacity for span in resource.open), default=0)
        count = max([lane + 1 for lane, _ in taken] + [min(offered, MOST_EMPTY_LANES), 1])
        base = len(lanes)
        lanes += [
            Lane(resource.key, resource.kind, resource.place, place + 1, count) for place in range(count)
        ]
        bars += [
            Bar(base + lane, one.journey, one.first, one.last, one.start, one.end, one.until, one.is_firm)
            for lane, one in taken
        ]
    return lanes, bars


MOST_EMPTY_LANES = 12
"""Units that nobody uses are drawn too, for they could be used, but not hundreds of them."""


def _taken(uses: list[Holding]) -> Iterator[tuple[int, Holding]]:
    """Colour the intervals by start: the lowest lane that is free again, or a new one."""
    free: list[int] = []
    busy: list[tuple[int, int]] = []
    count = 0
    for one in sorted(uses, key=lambda each: (each.start, each.until, each.journey)):
        while busy and busy[0][0] <= one.start:
            heappush(free, heappop(busy)[1])
        for _ in range(one.amount):
            if free:
                lane = heappop(free)
            else:
                lane, count = count, count + 1
            heappush(busy, (one.until, lane))
            yield lane, one


def picture_as_data(picture: Picture) -> dict[str, Any]:
    """Return the picture as plain data of short rows."""
    return {
        "lanes": [list(asdict(one).values()) for one in picture.lanes],
        "journeys": list(picture.journeys),
        "options": list(picture.options),
        "bars": [[b.lane, b.journey, b.first, b.last, b.start, b.end, b.until] for b in picture.bars],
        "pieces": [[p.journey, p.task, p.start, p.end, p.kind] for p in picture.pieces],
    }


def picture_from_data(data: Mapping[str, Any]) -> Picture:
    """Return the picture that ``picture_as_data`` wrote."""
    return Picture(
        tuple(Lane(*row) for row in data["lanes"]),
        tuple(data["journeys"]),
        tuple(data["options"]),
        tuple(Bar(*row) for row in data["bars"]),
        tuple(Piece(*row) for row in data["pieces"]),
    )
