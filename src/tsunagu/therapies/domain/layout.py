"""Where each step of a route stands in a drawing: columns by order, lanes for branches, windows as brackets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tsunagu.therapies.domain.route import Flow, Route, Step, Window


@dataclass(frozen=True, slots=True)
class Place:
    """A step at its column (0 is the first) and lane (0 is the main line, branches lie under it)."""

    step: Step
    column: int
    lane: int


@dataclass(frozen=True, slots=True)
class Feed:
    """What a step draws from a released lot, standing one column before it in a lane of its own."""

    step: Step
    flow: Flow
    column: int
    lane: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """A window from the end of one step to the start of another, in columns."""

    window: Window
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole drawing in columns and lanes."""

    places: tuple[Place, ...]
    feeds: tuple[Feed, ...]
    brackets: tuple[Bracket, ...]
    columns: int
    lanes: int

    def place(self, key: str) -> Place:
        """Return where a step stands."""
        return next(one for one in self.places if one.step.key == key)


def lay_out(route: Route) -> Layout:
    """Return the layout of a sound route: the longest chain is the main line, each branch gets a free lane."""
    columns = _columns(route)
    taken: list[list[tuple[int, int]]] = [[(0, max(columns.values()))]]
    lanes = dict.fromkeys(_main_line(route, columns), 0)
    for chain in _branches(route, lanes):
        span = _span(route, chain, columns)
        lane = _free_lane(taken, span)
        lanes.update(dict.fromkeys(chain, lane))
    places = tuple(Place(step, columns[step.key], lanes[step.key]) for step in route.order)
    feeds = tuple(_feeds(route, columns, taken))
    return Layout(
        places=places,
        feeds=feeds,
        brackets=tuple(_brackets(route, columns)),
        columns=max(columns.values()) + 1,
        lanes=len(taken),
    )


def _columns(route: Route) -> dict[str, int]:
    columns: dict[str, int] = {}
    for step in route.order:
        columns[step.key] = max((columns[before] + 1 for before in step.after), default=0)
    return columns


def _main_line(route: Route, columns: dict[str, int]) -> list[str]:
    """Walk back from the end, each time to the furthest step before; on a tie to the one written first."""
    step = route.ends[0]
    line = [step.key]
    while step.after:
        step = route.step(max(step.after, key=lambda key: columns[key]))
        line.append(step.key)
    return line


def _branches(route: Route, lanes: dict[str, int]) -> list[list[str]]:
    """Return the chains beside the main line, each as long as its steps follow one another directly."""
    chains: list[list[str]] = []
    for step in route.order:
        if step.key in lanes:
            continue
        for chain in chains:
            if chain[-1] in step.after and not set(route.successors(chain[-1])) - {step.key}:
                chain.append(step.key)
                break
        else:
            chains.append([step.key])
    return chains


def _span(route: Route, chain: Sequence[str], columns: dict[str, int]) -> tuple[int, int]:
    """Return the columns that a branch covers, from where it leaves to where it joins."""
    first, last = route.step(chain[0]), chain[-1]
    begin = max((columns[before] for before in first.after), default=columns[first.key])
    return begin, min((columns[after] for after in route.successors(last)), default=columns[last])


def _free_lane(taken: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    for lane, spans in enumerate(taken):
        if lane and all(span[1] <= begin or end <= span[0] for begin, end in spans):
            spans.append(span)
            return lane
    taken.append([span])
    return len(taken) - 1


def _feeds(route: Route, columns: dict[str, int], taken: list[list[tuple[int, int]]]) -> Iterable[Feed]:
    for step in route.order:
        for flow in step.inputs:
            if flow.source == "lot":
                column = columns[step.key]
                yield Feed(step, flow, max(column - 1, 0), _free_lane(taken, (column - 1, column)))


def _brackets(route: Route, columns: dict[str, int]) -> Iterable[Bracket]:
    for step in route.order:
        for window in step.windows:
            yield Bracket(window, columns[window.after_step], columns[step.key])
