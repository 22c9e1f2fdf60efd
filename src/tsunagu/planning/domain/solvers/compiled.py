"""A problem as flat arrays, the form that compiled code reads; made once, shared by every way of solving."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.problem import Journey, Option, Problem, Use
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.domain.solvers.profiles import left
from tsunagu.planning.domain.solvers.structure import Events, Rule, Tree, events_of, tree_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
PLENTY = 1 << 20  # capacity of the calendar of an absence: it closes hours, nobody competes for it


@dataclass(frozen=True)
class Compiled:
    """All options of all journeys one after the other; events, rules and holds of option ``o`` stand in
    ``event_at[o]:event_at[o + 1]`` and so on. Event numbers within rules, holds and trees count from 0 in each option.

    Shapes: ``journey_of``, ``goal``, ``dropped`` (options); ``parent``, ``low``, ``high``, ``order``, ``bottom``,
    ``bottom_low``, ``bottom_high``, ``earliest``, ``latest`` (events); ``rules`` (rules, 4): first, second, low, high;
    ``holds`` (holds, 5): resource, amount, first, last, after; ``capacity`` (resources and absences, hours).
    """

    problem: Problem
    shapes: tuple[tuple[Events, Tree], ...]
    option_at: Ints
    journey_of: Ints
    goal: Ints
    weight: Ints
    referred: Ints
    event_at: Ints
    parent: Ints
    low: Ints
    high: Ints
    order: Ints
    bottom: Ints
    bottom_low: Ints
    bottom_high: Ints
    earliest: Ints
    latest: Ints
    rule_at: Ints
    rules: Ints
    hold_at: Ints
    holds: Ints
    capacity: Ints

    @property
    def options(self) -> int:
        """Return the number of options of all journeys."""
        return len(self.journey_of)

    @cached_property
    def option_list(self) -> list[tuple[Journey, Option]]:
        """Return journey and option by option number."""
        return [(journey, option) for journey in self.problem.journeys for option in journey.options]

    def holds_of(self, option: int) -> Ints:
        """Return the holds (holds, 5) of an option: resource, amount, first, last, after."""
        return self.holds[self.hold_at[option] : self.hold_at[option + 1]]

    def assignment(self, option: int, times: Ints) -> Assignment:
        """Return the times of the events of an option as an assignment."""
        events, _ = self.shapes[option]
        starts = tuple(int(times[event]) for event in events.start_of)
        ends = tuple(int(times[event]) + offset for event, offset in events.end_of)
        return Assignment(self.option_list[option][1].key, starts, ends)

    def times(self, option: int, assignment: Assignment) -> Ints:
        """Return the times of the events of an option from an assignment."""
        events, _ = self.shapes[option]
        times = np.zeros(events.count, dtype=np.int64)
        for task, event in enumerate(events.start_of):
            times[event] = assignment.starts[task]
        for task, (event, offset) in enumerate(events.end_of):
            times[event] = assignment.ends[task] - offset
        return times

    def option_number(self, journey: int, key: str) -> int:
        """Return the number of an option by its journey's number and its key."""
        place = [each.key for each in self.problem.journeys[journey].options].index(key)
        return int(self.option_at[journey]) + place


def compile_problem(problem: Problem) -> Compiled:
    """Return the arrays of a problem that has passed its checks."""
    return _Compiler(problem).result()


class _Compiler:
    """Collects rows for every option; options of the same shape share their tree."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.known: dict[tuple[int, tuple[Rule, ...], int], Tree] = {}
        self.shapes: list[tuple[Events, Tree]] = []
        self.absences: dict[tuple[tuple[int, int], ...], int] = {}
        self.events: list[list[int]] = []
        self.rules: list[tuple[int, int, int, int]] = []
        self.holds: list[tuple[int, int, int, int, int]] = []
        self.ends: list[tuple[int, int, int]] = []

    def result(self) -> Compiled:
        option_at, heads = [0], []
        for number, journey in enumerate(self.problem.journeys):
            for option in journey.options:
                heads.append((number, self._add(journey, option)))
                self.ends.append((len(self.events), len(self.rules), len(self.holds)))
            option_at.append(len(heads))
        events = np.array(self.events, dtype=np.int64).reshape(-1, 9)
        at = np.array([(0, 0, 0), *self.ends], dtype=np.int64)
        names = (
            "parent",
            "low",
            "high",
            "order",
            "bottom",
            "bottom_low",
            "bottom_high",
            "earliest",
            "latest",
        )
        by_event = {name: np.ascontiguousarray(events[:, place]) for place, name in enumerate(names)}
        return Compiled(
            problem=self.problem,
            shapes=tuple(self.shapes),
            option_at=np.array(option_at, dtype=np.int64),
            journey_of=np.array([each[0] for each in heads], dtype=np.int64),
            goal=np.array([each[1] for each in heads], dtype=np.int64),
            weight=np.array([each.weight for each in self.problem.journeys], dtype=np.int64),
            referred=np.array([each.referred for each in self.problem.journeys], dtype=np.int64),
            event_at=np.ascontiguousarray(at[:, 0]),
            rule_at=np.ascontiguousarray(at[:, 1]),
            rules=np.array(self.rules, dtype=np.int64).reshape(-1, 4),
            hold_at=np.ascontiguousarray(at[:, 2]),
            holds=np.array(self.holds, dtype=np.int64).reshape(-1, 5),
            capacity=self._capacity(),
            **by_event,
        )

    def _add(self, journey: Journey, option: Option) -> int:
        """Add the rows of one option and return the number of its goal's event."""
        events, tree = self._shape(journey, option)
        self.shapes.append((events, tree))
        bounds = self._bounds(journey, option, events)
        order = [*tree.order, *([-1] * (events.count - len(tree.order)))]
        for event in range(events.count):
            bottom = tree.memory.get(event, (-1, 0, 0))
            self.events.append(
                [tree.parent[event], *tree.window[event], order[event], *bottom, *bounds[event]]
            )
        self.rules.extend((each.first, each.second, each.low, each.high) for each in events.rules)
        for use, hold in zip(option.uses, events.holds, strict=True):
            resource = self.problem.resource_index[hold.resource]
            if not _is_settled(journey, option, use):  # what is settled is out of the capacity already
                self.holds.append((resource, hold.amount, hold.first, hold.last, hold.after))
        for number, task in enumerate(option.tasks):
            if task.closed:
                event, offset = events.end_of[number]
                self.holds.append((self._absence(task.closed), 1, events.start_of[number], event, offset))
        return events.start_of[option.index[journey.goal]]

    def _shape(self, journey: Journey, option: Option) -> tuple[Events, Tree]:
        events = events_of(option)
        key = (events.count, events.rules, events.start_of[option.index[journey.goal]])
        if key not in self.known:
            self.known[key] = tree_of(events, key[2])
        return events, self.known[key]

    def _bounds(self, journey: Journey, option: Option, events: Events) -> list[tuple[int, int]]:
        """Return the earliest and latest hour of each event; an option that isn't the fixed one has none."""
        bounds = [(0, self.problem.hours)] * events.count
        fixed = journey.fixed
        barred = fixed is not None and fixed.option != option.key
        for number, task in enumerate(option.tasks):
            start, (end, offset) = events.start_of[number], events.end_of[number]
            latest = self.problem.hours - task.shortest
            bounds[end] = (0, self.problem.hours - offset)
            bounds[start] = (
                task.earliest if fixed else max(task.earliest, journey.referred),
                latest if task.latest is None else min(latest, task.latest),
            )
            if fixed is not None and task.key in fixed.tasks and not barred:
                first, until = fixed.tasks[task.key]
                bounds[end] = (until - offset, until - offset)
                bounds[start] = (first, first)
        return [(1, 0)] * events.count if barred else bounds

    def _absence(self, closed: tuple[tuple[int, int], ...]) -> int:
        return self.absences.setdefault(closed, len(self.problem.resources) + len(self.absences))

    def _capacity(self) -> Ints:
        rows = len(self.problem.resources) + len(self.absences)
        capacity = np.full((rows, self.problem.hours), PLENTY, dtype=np.int64)
        capacity[: len(self.problem.resources)] = np.maximum(left(self.problem, {}), 0)
        for closed, row in self.absences.items():
            for first, until in closed:
                capacity[row, max(0, first) : max(0, until)] = 0
        return capacity


def _is_settled(journey: Journey, option: Option, use: Use) -> bool:
    """Return whether the use lies between tasks that can't change any more."""
    fixed = journey.fixed
    return fixed is not None and fixed.option == option.key and {use.first, use.last} <= set(fixed.tasks)
