"""A route as options of a planning problem: tasks from steps, lags from its order, uses from capacity.

Which kind of resource a step needs follows from its action, how long it takes from what is in force for its site or
lane (``Figures``); where a site publishes none of that kind, the step is planned without, and that is said
(``Chain.unpublished``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from math import ceil

from tsunagu.planning.domain.asking.office import Intervals, hurried, is_desk_work, joined
from tsunagu.planning.domain.estimates.assumptions import Demand
from tsunagu.planning.domain.estimates.figures import Figures, Ground
from tsunagu.planning.domain.problem import Lag, Option, Task, Use
from tsunagu.therapies.domain.route import Route, Step

MOST_OPTIONS = 48
ROOM = "clean_room"
ROOM_ACTIONS = ("process", "tend")
PATIENT_ACTIONS = ("collect", "prepare", "administer")


@dataclass(frozen=True, slots=True)
class Offered:
    """A published resource as far as a chain asks for it; an empty capability serves every step."""

    resource: str
    site: str
    kind: str
    capability: str = ""
    changeover_hours: int = 0


@dataclass(frozen=True)
class Chain:
    """The options for one patient, the task that is the goal, and what no site publishes: (site, kind)."""

    options: tuple[Option, ...]
    goal: str
    unpublished: frozenset[tuple[str, str]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Limits:
    """When the patient can come: earliest hour of the collection, latest of it and of the goal, hours away.

    ``office`` are the hours in which no desk work is done.
    """

    ready: int = 0
    collect_by: int | None = None
    latest: int | None = None
    closed: Intervals = ()
    office: Intervals = ()


def chain_of(
    route: Route,
    sites: Mapping[str, Sequence[str]],
    offered: Sequence[Offered],
    limits: Limits,
    figures: Figures,
) -> Chain:
    """Return the options of a route.

    Parameters
    ----------
    sites : for each party of the route the sites (keys) that may take it, the preferred first.
    """
    steps = planned_steps(route)
    goal = goal_of(steps).key
    parties = [party for party in route.parties if any(step.party == party for step in steps)]
    ways = (
        (dict(zip(parties, chosen, strict=True)), picked)
        for chosen in product(*(sites[party] for party in parties))
        for picked in _picks(steps, dict(zip(parties, chosen, strict=True)), offered, figures)
    )
    options, missing = [], set()
    for number, (chosen, picked) in enumerate(islice(ways, MOST_OPTIONS)):
        builder = _Builder(steps, goal, Ground(figures, route, chosen), picked, limits)
        options.append(builder.option(number))
        missing |= builder.unpublished
    return Chain(tuple(options), goal, frozenset(missing))


Place = tuple[str, str, str]
"""Site, kind of resource and capability: what a step asks for."""


def _picks(
    steps: Sequence[Step], sites: Mapping[str, str], offered: Sequence[Offered], figures: Figures
) -> Iterator[Mapping[Place, Offered]]:
    """Yield every choice among resources that serve the same place: day or late shift, one room or another."""
    places = dict.fromkeys(
        (sites[step.party], kind, step.capability) for step in steps for kind in _kinds(step.action, figures)
    )
    found = {place: found_here for place in places if (found_here := fitting(place, offered))}
    for chosen in product(*found.values()):
        yield dict(zip(found, chosen, strict=True))


def _kinds(action: str, figures: Figures) -> Iterator[str]:
    yield from (each.kind for each in figures.assumed.needs.get(action, ()))
    if action in (*ROOM_ACTIONS, "test"):
        yield ROOM


def fitting(place: Place, offered: Sequence[Offered]) -> list[Offered]:
    """Return the resources for a place: those made for its capability, else those for all."""
    site, kind, capability = place
    here = [one for one in offered if one.site == site and one.kind == kind]
    return [one for one in here if one.capability == capability] or [
        one for one in here if not one.capability
    ]


def is_room_work(step: Step) -> bool:
    """Return whether a step is done in the clean room of its site where there is one, in-process tests included."""
    return step.action in ROOM_ACTIONS or (step.action == "test" and step.key == "in_process")


def hours_needed(demand: Demand, length: int) -> int:
    """Return for how many of a step's hours, counted from its start, a demand lasts."""
    return length if demand.hours is None else min(demand.hours, length)


def planned_steps(route: Route) -> tuple[Step, ...]:
    """Return the steps up to the last administration (or all of a production), in order: what follows needs no plan."""
    wanted = {step.key for step in route.order if step.action == "administer"}
    if not wanted:
        return tuple(step for step in route.order if step.action != "follow_up")
    for step in reversed(route.order):
        if step.key in wanted:
            wanted.update(step.after)
            wanted.update(window.after_step for window in step.windows)
    return tuple(step for step in route.order if step.key in wanted)


def goal_of(steps: Sequence[Step]) -> Step:
    """Return the first administration, or the last step of a production."""
    return next((step for step in steps if step.action == "administer"), steps[-1])


class _Builder:
    """Builds one option: the sites are chosen."""

    def __init__(
        self,
        steps: Sequence[Step],
        goal: str,
        ground: Ground,
        picked: Mapping[Place, Offered],
        limits: Limits,
    ) -> None:
        self.steps, self.goal, self.sites, self.limits = steps, goal, ground.sites, limits
        self.ground, self.assumed, self.picked = ground, ground.figures.assumed, picked
        self.hurried = hurried(ground.route)
        self.unpublished: set[tuple[str, str]] = set()

    def option(self, number: int) -> Option:
        tasks = tuple(self._task(step) for step in self.steps)
        lags = tuple(lag for step in self.steps for lag in self._lags(step))
        uses = [use for step, task in zip(self.steps, tasks, strict=True) for use in self._uses(step, task)]
        return Option(f"{number + 1}", tasks, lags, (*uses, *self._rooms()), dict(self.sites))

    def _task(self, step: Step) -> Task:
        shortest = self.ground.hours(step)
        longest = shortest + (self.assumed.longer_culture_hours if step.action == "tend" else 0)
        limits = self.limits
        closed = limits.closed if step.action in PATIENT_ACTIONS and shortest <= 24 else ()
        if limits.office and self._is_desk_work(step, shortest):
            closed = joined(closed, limits.office)
        latest = limits.latest if step.key == self.goal else None
        if step.action == "collect" and limits.collect_by is not None:
            latest = limits.collect_by
        earliest = limits.ready if step.action == "collect" or not step.after else 0
        return Task(step.key, shortest, longest, earliest, latest, closed)

    def _is_desk_work(self, step: Step, hours: int) -> bool:
        """Return whether a step waits for office hours: it holds nothing, and no cells wait for it."""
        kinds = (*_kinds(step.action, self.ground.figures),)
        return (
            is_desk_work(step.action, hours, self.assumed.office)
            and step.key not in self.hurried
            and not any(self._find(step, kind) for kind in kinds)
        )

    def _lags(self, step: Step) -> Iterator[Lag]:
        by_key = {one.key: one for one in self.steps}
        limit = {window.after_step: int(window.max_hours) for window in step.windows}
        for before in step.after:
            wait = limit.pop(before, None)
            if self._in_room(by_key[before]) and self._in_room(step) and wait is None:
                wait = self.assumed.wait_in_the_room_hours
            yield Lag(before, step.key, ceil(step.min_hours_after), wait)
        for before, hours in limit.items():
            yield Lag(before, step.key, 0, hours)

    def _in_room(self, step: Step) -> bool:
        return is_room_work(step) and self._find(step, ROOM) is not None

    def _find(self, step: Step, kind: str) -> Offered | None:
        return self.picked.get((self.sites[step.party], kind, step.capability))

    def _uses(self, step: Step, task: Task) -> Iterator[Use]:
        """Yield what a step needs from its start on; one that is needed for the first hours only ends before it."""
        for demand in self.assumed.needs.get(step.action, ()):
            found = self._find(step, demand.kind)
            if found is None:
                if not demand.where_published:
                    self.unpublished.add((self.sites[step.party], demand.kind))
            elif demand.stays and (out := self._taken_out(step)) is not None:
                yield Use(found.resource, step.key, out.key, 1, found.changeover_hours)
            else:
                spare = hours_needed(demand, task.shortest) - task.shortest
                yield Use(found.resource, step.key, step.key, 1, spare + found.changeover_hours)

    def _taken_out(self, step: Step) -> Step | None:
        """Return the next transport after a step."""
        later = self.steps[self.steps.index(step) + 1 :]
        return next((one for one in later if one.action == "transport"), None)

    def _rooms(self) -> Iterator[Use]:
        """Yield the clean rooms: each held from the first to the last step in it, and its change-over."""
        rooms: dict[str, list[Step]] = {}
        found: dict[str, Offered] = {}
        for step in self.steps:
            if self._in_room(step):
                room = self._find(step, ROOM)
                if room is not None:
                    rooms.setdefault(room.resource, []).append(step)
                    found[room.resource] = room
        for resource, steps in rooms.items():
            yield Use(resource, steps[0].key, steps[-1].key, 1, found[resource].changeover_hours)
