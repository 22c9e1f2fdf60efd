"""What cases that nobody promised dates to are expected to use: their steps ahead, counted on published capacity.

Such a case holds no booking, but it will come. Each of its steps is counted on the first fitting resource with enough
left beside what is booked and what cases before it were counted with; on the first fitting one where none has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from tsunagu.planning.domain.asking.left import Taken
from tsunagu.planning.domain.asking.route_options import (
    ROOM,
    Offered,
    Place,
    fitting,
    hours_needed,
    is_room_work,
)
from tsunagu.planning.domain.estimates.assumptions import Demand
from tsunagu.planning.domain.problem import Resource
from tsunagu.therapies.domain.route import Route, Step

Span = tuple[int, int]
PLENTY = 1 << 40
"""What is left while it is closed: nobody asks for more then."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that is neither done nor given up: at which site (key), in which hours since a midnight.

    ``start`` is when it began, if it ``has_begun``, else when it is planned.
    """

    step: Step
    site: str
    start: int
    end: int
    has_begun: bool = False


@dataclass(frozen=True)
class Unbooked:
    """A journey under way that no promised dates stand for, with its steps ahead in the order of its route.

    Steps that use no capacity may be left out.
    """

    key: str
    route: Route
    steps: tuple[Ahead, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """So much of a resource is expected to be used by a case (key) for a step (key)."""

    case: str
    step: str
    taken: Taken


@dataclass(frozen=True)
class Ground:
    """What use is counted on: resources as published and as offered, what is booked of them, the needs of steps.

    ``hours`` is how many there are, ``now`` the present one.
    """

    published: Sequence[Resource]
    offered: Sequence[Offered]
    booked: Iterable[Taken]
    needs: Mapping[str, tuple[Demand, ...]]
    hours: int
    now: int


def expected_use(cases: Iterable[Unbooked], ground: Ground) -> list[Expected]:
    """Return what cases, in this order, are expected to use from now on; deterministic.

    A step planned outside the opening hours of its resource is counted from the next opening hours on that are long
    enough for it. A step whose planned end has passed takes its hours from now on, and what follows it is put off;
    one that has begun goes on where and until when it was planned, at least until the next hour.
    """
    counted = _Counted(ground)
    return [found for case in cases for want in counted.wants(case) if (found := counted.placed(want))]


@dataclass(frozen=True, slots=True)
class _Want:
    """Hours that a step asks for, of one of the resources; ``goes_on``: it has begun, and isn't put off."""

    case: str
    step: str
    fits: tuple[Offered, ...]
    span: Span
    goes_on: bool


class _Counted:
    """The capacity that is left while cases are counted one after the other."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.rows = {each.key: _Row(each, ground.hours) for each in ground.published}
        self.offered = [one for one in ground.offered if one.resource in self.rows]
        self.sites = {one.site for one in self.offered}
        self.fits: dict[Place, tuple[Offered, ...]] = {}
        for each in ground.booked:
            if each.resource in self.rows:
                self.rows[each.resource].take(each.start, each.until, each.amount)

    def wants(self, case: Unbooked) -> Iterator[_Want]:
        """Yield what a case asks for, step by step, then its clean rooms."""
        spans, now = _spans(case, self.ground.now), self.ground.now
        for one in case.steps:
            if one.site not in self.sites:
                continue
            start, end = spans[one.step.key]
            for demand in self.ground.needs.get(one.step.action, ()):
                span = (start, start + hours_needed(demand, end - start))
                fits = self._fits(one.site, demand.kind, one.step.capability)
                if fits and span[1] > now:
                    yield _Want(case.key, one.step.key, fits, span, one.has_begun or start < now)
        yield from self._rooms(case, spans)

    def _rooms(self, case: Unbooked, spans: Mapping[str, Span]) -> Iterator[_Want]:
        """Yield the clean rooms: held until the last step in them; from now on if an earlier one is over or begun."""
        groups: dict[tuple[Offered, ...], list[Ahead]] = {}
        for one in case.steps:
            if is_room_work(one.step) and (fits := self._fits(one.site, ROOM, one.step.capability)):
                groups.setdefault(fits, []).append(one)
        keys = {one.step.key for one in case.steps}
        for fits, steps in groups.items():
            party, site = steps[0].step.party, steps[0].site
            is_held = any(one.has_begun for one in steps) or any(
                step.party == party
                and step.key not in keys
                and is_room_work(step)
                and self._fits(site, ROOM, step.capability) == fits
                for step in case.route.order
            )
            first = self.ground.now if is_held else spans[steps[0].step.key][0]
            last = max(spans[one.step.key][1] for one in steps)
            goes_on = is_held or first < self.ground.now
            yield _Want(case.key, steps[0].step.key, fits, (first, last), goes_on)

    def _fits(self, site: str, kind: str, capability: str) -> tuple[Offered, ...]:
        place = (site, kind, capability)
        if place not in self.fits:
            self.fits[place] = tuple(fitting(place, self.offered))
        return self.fits[place]

    def placed(self, want: _Want) -> Expected | None:
        """Take what is wanted from the first resource with enough left, else from the first that opens at all."""
        first: tuple[Offered, Span] | None = None
        for one in want.fits:
            row, wanted = self.rows[one.resource], (want.span[0], want.span[1] + one.changeover_hours)
            span = row.going_on(wanted, self.ground.now) if want.goes_on else row.opening(wanted)
            if span is None:
                continue
            if row.has_room(span):
                return self._taken(want, one, span)
            first = first or (one, span)
        return None if first is None else self._taken(want, *first)

    def _taken(self, want: _Want, one: Offered, span: Span) -> Expected:
        self.rows[one.resource].take(*span, 1)
        return Expected(want.case, want.step, Taken(one.resource, *span, 1))


class _Row:
    """One resource by the hour: what is open, and what is left of it."""

    def __init__(self, resource: Resource, hours: int) -> None:
        self.left: NDArray[np.int64] = np.zeros(hours, dtype=np.int64)
        for span in resource.open:
            self.left[max(0, span.start) : min(hours, span.until)] = span.capacity
        self.is_open: NDArray[np.bool_] = self.left > 0
        self.left[~self.is_open] = PLENTY

    @cached_property
    def run(self) -> NDArray[np.int64]:
        """How many hours it is open without a pause, from each hour on."""
        closed = np.append(np.flatnonzero(~self.is_open), len(self.is_open))
        hours = np.arange(len(self.is_open))
        return np.asarray(closed[np.searchsorted(closed, hours)] - hours, dtype=np.int64)

    def opening(self, wanted: Span) -> Span | None:
        """Return the first hours from those wanted on in which it is open long enough, else those when it opens.

        None where it doesn't open any more.
        """
        start, length = max(0, wanted[0]), wanted[1] - wanted[0]
        if start < len(self.run) and self.run[start] >= length:
            return start, start + length
        for least in (length, 1):
            if len(ready := np.flatnonzero(self.run[start:] >= least)):
                begin = start + int(ready[0])
                return begin, min(begin + length, len(self.left))
        return None

    def going_on(self, wanted: Span, now: int) -> Span | None:
        """Return the hours wanted from now on; None where it is closed in all of them."""
        span = max(wanted[0], now, 0), min(wanted[1], len(self.left))
        return span if span[0] < span[1] and self.is_open[span[0] : span[1]].any() else None

    def has_room(self, span: Span) -> bool:
        """Say whether one more fits while it is open."""
        return bool(self.left[slice(*span)].min() >= 1)

    def take(self, start: int, until: int, amount: int) -> None:
        """Take so much from one hour until another."""
        self.left[max(0, start) : max(0, until)] -= amount


def _spans(case: Unbooked, now: int) -> dict[str, Span]:
    """Return in which hours a case is expected to carry out its steps: as planned, later where it is late."""
    found: dict[str, Span] = {}
    late: dict[str, int] = {}
    for one in case.steps:
        step = one.step
        if one.has_begun:
            span = (one.start, max(one.end, now + 1))
        else:
            start, length = max(one.start, _ready(case.route, step, late)), one.end - one.start
            start = now if start + length <= now else start
            span = (start, start + length)
        found[step.key] = span
        if span[1] > one.end:
            late[step.key] = span[1]
    return found


def _ready(route: Route, step: Step, late: Mapping[str, int]) -> int:
    """Return when steps that are late let a step begin; what lies between, and isn't given, takes its planned time."""
    if not late:
        return 0
    ends = []
    for key in step.after:
        before = route.step(key)
        end = late.get(key)
        if end is None and (ready := _ready(route, before, late)):
            end = ready + ceil(before.duration_hours)
        if end is not None:
            ends.append(end + ceil(step.min_hours_after))
    return max(ends, default=0)
