"""The values of a planning problem: journeys of tasks over resources whose capacity changes by the hour.

Time is a whole number of hours since midnight (Asia/Tokyo) of the problem's first day. A task occupies the hours
``start, ..., end - 1``; an interval ``(from, until)`` holds ``from`` and not ``until``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Span:
    """A resource offers so much at the same time, from one hour until (not including) another."""

    start: int
    until: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Resource:
    """What journeys compete for: chairs, clean rooms, operators, runs of an instrument, couriers, beds.

    ``open`` lists the hours with capacity in order, without overlap; all other hours have none. ``kind`` and ``place``
    are for people (explanations, the picture), the solver doesn't look at them.
    """

    key: str
    kind: str
    place: str
    open: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work of a journey, without a break, ``shortest`` to ``longest`` hours long.

    ``earliest`` and ``latest`` bound its start; it may touch none of the ``closed`` intervals (a patient's absence).
    """

    key: str
    shortest: int
    longest: int
    earliest: int = 0
    latest: int | None = None
    closed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Lag:
    """``second`` starts at least, and at most (None: no limit), so many hours after ``first`` ended."""

    first: str
    second: str
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """``amount`` of a resource is held from the start of task ``first`` until ``after`` hours past the end of ``last``.

    A clean room held from seeding to harvest with 14 h of cleaning is one use with two tasks; an operator's is one
    with the same task twice. ``after`` may be negative where the task is one and its length fixed: a courier's van is
    taken for the first hour of a transport only.
    """

    resource: str
    first: str
    last: str
    amount: int = 1
    after: int = 0


@dataclass(frozen=True)
class Option:
    """One complete way to carry a journey out: which site, laboratory and lane do each task.

    ``tasks`` are in an order in which each stands after all that precede it. ``choices`` says in words who does it
    (``{"manufacturer": "tonomachi"}``).
    """

    key: str
    tasks: tuple[Task, ...]
    lags: tuple[Lag, ...]
    uses: tuple[Use, ...]
    choices: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Return the place of each task by its key."""
        return {task.key: number for number, task in enumerate(self.tasks)}


@dataclass(frozen=True, slots=True)
class Fixed:
    """What can't change any more: the option, and start and end of tasks that are done, begun or frozen."""

    option: str
    tasks: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Journey:
    """A patient (or a lot) that waits since ``referred`` for its ``goal`` task; each hour of waiting counts ``weight``.

    ``promised`` is the hour at which the goal was promised to start, if it was.
    """

    key: str
    referred: int
    goal: str
    options: tuple[Option, ...]
    weight: int = 1
    fixed: Fixed | None = None
    promised: int | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Option]:
        """Return the options by their keys."""
        return {option.key: option for option in self.options}


@dataclass(frozen=True)
class Problem:
    """All journeys and resources of one region over ``hours`` hours; every task ends, cleaning included, within them.

    A plan costs ``weight * (start of goal - referred)`` for each journey that it places, and
    ``weight * (hours + left_out_hours - referred)`` for each that it leaves out, as if it were treated that long after
    the end. The less, the better.
    """

    start: date
    hours: int
    resources: tuple[Resource, ...]
    journeys: tuple[Journey, ...]
    left_out_hours: int = 672
    title: str = ""

    @cached_property
    def resource_index(self) -> Mapping[str, int]:
        """Return the place of each resource by its key."""
        return {resource.key: number for number, resource in enumerate(self.resources)}

    @cached_property
    def journey_by_key(self) -> Mapping[str, Journey]:
        """Return the journeys by their keys."""
        return {journey.key: journey for journey in self.journeys}

    def cost_left_out(self, journey: Journey) -> int:
        """Return what it costs to leave the journey out, in weighted hours."""
        return journey.weight * (self.hours + self.left_out_hours - journey.referred)
