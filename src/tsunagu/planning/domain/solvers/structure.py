"""An option as a tree of events with time windows, so that a cheapest schedule is found by dynamic programming.

Each task is one event (its start) or, where its duration may vary, two. All rules between events are differences,
``low <= t[b] - t[a] <= high``. The tree keeps the tightest ones and hangs on the goal. A rule outside the
tree is either implied by it, or is kept exactly by remembering the earlier event along the path (a *memory*: from
collection to the start of processing, with transport between), or, where memories would overlap, is left out of the
search for prices: the bound stays a bound, and schedules are mended afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tsunagu.planning.domain.problem import Option

FOREVER = 1 << 28


@dataclass(frozen=True, slots=True)
class Rule:
    """``low <= t[second] - t[first] <= high`` in hours."""

    first: int
    second: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A resource is held from event ``first`` until ``after`` hours past event ``last``."""

    resource: str
    amount: int
    first: int
    last: int
    after: int


@dataclass(frozen=True)
class Events:
    """The events of an option: where tasks start and end, their rules and what they hold."""

    count: int
    start_of: tuple[int, ...]
    end_of: tuple[tuple[int, int], ...]
    rules: tuple[Rule, ...]
    holds: tuple[Hold, ...]


@dataclass(frozen=True)
class Tree:
    """The rules that the search keeps: to each event's parent, and memories over paths of the tree.

    ``order`` visits children before parents, the goal last. ``window[i]`` bounds ``t[parent] - t[i]``. ``memory[b]`` is
    (bottom event, low, high) for the path that ends in ``b``. ``dropped`` counts rules that the search doesn't see.
    """

    order: tuple[int, ...]
    parent: tuple[int, ...]
    window: tuple[tuple[int, int], ...]
    memory: dict[int, tuple[int, int, int]]
    dropped: int


def events_of(option: Option) -> Events:
    """Return the events of an option."""
    starts, ends, rules = [], [], []
    count = 0
    for task in option.tasks:
        starts.append(count)
        if task.shortest == task.longest:
            ends.append((count, task.shortest))
            count += 1
        else:
            ends.append((count + 1, 0))
            rules.append(Rule(count, count + 1, task.shortest, task.longest))
            count += 2
    for lag in option.lags:
        event, offset = ends[option.index[lag.first]]
        high = FOREVER if lag.at_most is None else offset + lag.at_most
        rules.append(Rule(event, starts[option.index[lag.second]], offset + lag.at_least, high))
    holds = []
    for use in option.uses:
        event, offset = ends[option.index[use.last]]
        holds.append(
            Hold(use.resource, use.amount, starts[option.index[use.first]], event, offset + use.after)
        )
    return Events(count, tuple(starts), tuple(ends), tuple(rules), tuple(holds))


def closure(count: int, rules: Sequence[Rule]) -> list[list[int]]:
    """Return the largest ``t[j] - t[i]`` that the rules together allow, for all pairs (Floyd and Warshall)."""
    most = [[0 if i == j else FOREVER for j in range(count)] for i in range(count)]
    for rule in rules:
        most[rule.first][rule.second] = min(most[rule.first][rule.second], rule.high)
        most[rule.second][rule.first] = min(most[rule.second][rule.first], -rule.low)
    for k in range(count):
        for i in range(count):
            through = most[i][k]
            if through < FOREVER:
                for j in range(count):
                    if most[k][j] < FOREVER and through + most[k][j] < most[i][j]:
                        most[i][j] = through + most[k][j]
    return most


def tree_of(events: Events, goal: int) -> Tree:
    """Return the tree of the events that are connected with the goal."""
    most = closure(events.count, events.rules)
    edges = list(_spanning(events, most))
    parent, order = _rooted(events.count, edges, goal)
    window = []
    for event in range(events.count):
        above = parent[event]
        window.append((0, FOREVER) if above < 0 else (-most[above][event], most[event][above]))
    kept = [Rule(e, parent[e], *window[e]) for e in order if parent[e] >= 0]
    memory, dropped = _memories(events, kept, parent, window)
    return Tree(tuple(order), tuple(parent), tuple(window), memory, dropped)


def _spanning(events: Events, most: list[list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the edges of the tree: tightest rules first, and between equals the nearest in the order of the tasks."""

    def rank(rule: Rule) -> tuple[int, int]:
        width = min(most[rule.first][rule.second], FOREVER) + most[rule.second][rule.first]
        return (min(width, FOREVER // 2), abs(rule.second - rule.first))

    group = list(range(events.count))

    def root(event: int) -> int:
        while group[event] != event:
            event = group[event]
        return event

    for rule in sorted(events.rules, key=rank):
        one, other = root(rule.first), root(rule.second)
        if one != other:
            group[one] = other
            yield rule.first, rule.second


def _rooted(count: int, edges: list[tuple[int, int]], goal: int) -> tuple[list[int], list[int]]:
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    parent, order, waiting = [-1] * count, [], [goal]
    seen = {goal}
    while waiting:
        event = waiting.pop()
        order.append(event)
        for other in near[event]:
            if other not in seen:
                seen.add(other)
                parent[other] = event
                waiting.append(other)
    return parent, order[::-1]


def _memories(
    events: Events, kept: list[Rule], parent: list[int], window: list[tuple[int, int]]
) -> tuple[dict[int, tuple[int, int, int]], int]:
    """Return the memories for rules that the tree doesn't imply, tightest first, and how many had to be left out."""
    implied = closure(events.count, kept)
    reached = {event for rule in kept for event in (rule.first, rule.second)}
    wanted = [
        rule
        for rule in events.rules
        if rule.first in reached
        and (implied[rule.first][rule.second] > rule.high or implied[rule.second][rule.first] > -rule.low)
    ]
    memory: dict[int, tuple[int, int, int]] = {}
    taken: set[int] = set()
    dropped = 0
    for rule in sorted(wanted, key=lambda each: each.high - each.low):
        path = _path(parent, rule.first, rule.second)
        backwards = any(window[event][0] < 0 for event in path[:-1])
        if (
            not path
            or backwards
            or rule.high >= FOREVER
            or taken.intersection(path[:-1])
            or rule.second in memory
        ):
            dropped += 1
            continue
        taken.update(path[:-1])
        memory[rule.second] = (rule.first, rule.low, rule.high)
    return memory, dropped


def _path(parent: list[int], below: int, above: int) -> list[int]:
    """Return the events from ``below`` up to ``above`` in the tree; nothing where it isn't above."""
    path = [below]
    while path[-1] != above:
        if parent[path[-1]] < 0:
            return []
        path.append(parent[path[-1]])
    return path
