"""Who has the cells, from when to when: what happened as the hand-overs say, what is to come as the steps do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.state import HandOverView
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.rows import StepRow
from tsunagu.therapies.domain.route import Step

HOLDING = frozenset({"collect", "transport", "accept", "process", "tend", "store", "administer"})
"""Actions at which the step's member has the cells in hand; at others they stay where they are."""
_BEGUN = frozenset({"started", "done", "failed"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Places of the line of steps (counted from 0) at which one member has the cells.

    Attributes
    ----------
    is_planned : the cells have not come here yet. is_between : they are here now, though neither the last step that
        was begun nor the next one is this member's (they wait with a depot, or were given back).
    """

    first: int
    last: int
    holder: UUID
    since: datetime
    until: datetime
    is_planned: bool = False
    is_between: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """That an organisation has an item from a time on."""

    holder: UUID
    since: datetime


def custody_band(
    course: Course, items: Sequence[ItemView], hand_overs: Iterable[HandOverView], now: datetime
) -> list[Stretch]:
    """Return who has the cells along the line of steps; samples are not the cells, and desk work moves nothing."""
    histories = [(item, _history(item, hand_overs)) for item in items if item.kind != "sample"]
    places = [_place(course, step, row, histories, now) for step, row in course.steps]
    if not places:
        return []
    line = _Line(course, places, _filled(course, places), _present(course, histories), now)
    return _closed([one for first, last in line.groups() for one in line.stretches(first, last)])


@dataclass(frozen=True)
class _Line:
    """The line of steps with who has the cells at each place, and who has them now."""

    course: Course
    places: Sequence[_Held | None]
    holders: Sequence[UUID]
    present: _Held | None
    now: datetime

    @cached_property
    def begun(self) -> int:
        """The last place at which cells were taken in hand; -1 before the first."""
        return max((at for at in range(len(self.places)) if self.is_begun(at)), default=-1)

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the cells are now neither where they were last in hand nor where they go next."""
        near = self.holders[max(self.begun, 0) : self.begun + 2]
        return self.present is not None and self.begun >= 0 and self.present.holder not in near

    def is_begun(self, at: int) -> bool:
        """Say whether a step took the cells in hand."""
        return self.places[at] is not None and self.course.steps[at][1].state in _BEGUN

    def groups(self) -> list[tuple[int, int]]:
        """Return the first and last place of each run of one holder, broken where the cells left the line."""
        starts = [
            at
            for at in range(len(self.holders))
            if at == 0
            or self.holders[at - 1] != self.holders[at]
            or (self.is_elsewhere and at == self.begun + 1)
        ]
        return list(zip(starts, [*(at - 1 for at in starts[1:]), len(self.holders) - 1], strict=True))

    def stretches(self, first: int, last: int) -> Iterator[Stretch]:
        """Give a run its times, and add where the cells are now if that is neither here nor there."""
        rows = [row for _step, row in self.course.steps[first : last + 1]]
        came = [one for at in range(first, last + 1) if self.is_begun(at) and (one := self.places[at])]
        if not came and self._is_here(first) and self.present is not None:
            came = [self.present]
        since = max(came[0].since, self.course.journey.started_at) if came else rows[0].planned_start
        until = max(rows[-1].ended_at or rows[-1].planned_end, since)
        yield Stretch(first, last, self.holders[first], since, until, is_planned=not came)
        if self.is_elsewhere and self.present is not None and last == self.begun:
            yield Stretch(last, last, self.present.holder, self.present.since, self.now, is_between=True)

    def _is_here(self, first: int) -> bool:
        """Whether a run that no step has begun is where the cells are: the next one after the last in hand."""
        is_next = first > self.begun and all(
            self.holders[at] == self.holders[max(self.begun, 0)] for at in range(max(self.begun, 0), first)
        )
        return is_next and self.present is not None and self.present.holder == self.holders[first]


def _history(item: ItemView, hand_overs: Iterable[HandOverView]) -> list[_Held]:
    """Return who had an item, oldest first: its maker, then each receiver from the receipt on."""
    received = sorted(
        (one.received_at, one.giver, one.receiver)
        for one in hand_overs
        if one.received_at is not None and item.uuid in one.items
    )
    found = [_Held(received[0][1] if received else item.holder, item.made_at)]
    found += [_Held(receiver, at) for at, _giver, receiver in received]
    if found[-1].holder != item.holder:
        found.append(_Held(item.holder, max(item.held_since, found[-1].since)))
    return found


def _holder_at(histories: Iterable[tuple[ItemView, list[_Held]]], at: datetime) -> _Held | None:
    """Return who has most of these items at a time."""
    held = [here[-1] for _item, known in histories if (here := [one for one in known if one.since <= at])]
    return _most(held)


def _most(held: Sequence[_Held]) -> _Held | None:
    """Return who has most of some items; of two with as many, who got them later."""
    counts = Counter(one.holder for one in held)
    return max(held, key=lambda one: (counts[one.holder], one.since), default=None)


def _place(
    course: Course, step: Step, row: StepRow, histories: Sequence[tuple[ItemView, list[_Held]]], now: datetime
) -> _Held | None:
    """Return who has the cells at a step; None where the step leaves them where they are."""
    kinds = {product.key: product.kind for product in course.route.products}
    flows = {flow.product for flow in (*step.inputs, *step.outputs)}
    cells = {key for key in flows if kinds.get(key) != "sample"}
    if step.action not in HOLDING or row.state == "skipped" or (flows and not cells):
        return None
    if row.state == "planned":
        return _Held(row.member, row.planned_start)
    mine = [
        (item, known) for item, known in histories if item.product in cells and item.attempt <= row.attempt
    ]
    newest = max((item.attempt for item, _known in mine), default=0)
    mine = [(item, known) for item, known in mine if item.attempt == newest]
    moments = [at for at in (row.started_at, row.ended_at, now) if at is not None]
    return next((held for at in moments if (held := _holder_at(mine, at))), _Held(row.member, moments[0]))


def _present(course: Course, histories: Sequence[tuple[ItemView, list[_Held]]]) -> _Held | None:
    """Return who has now what the steps ahead are for."""
    if not course.is_live:
        return None
    ahead = {item.uuid for item in course.main_items if item.state == "in_use"}
    return _most([known[-1] for item, known in histories if item.uuid in ahead])


def _filled(course: Course, places: Sequence[_Held | None]) -> list[UUID]:
    """Return a holder for every place: at desk work the one before, at the beginning the first that comes."""
    known = [one.holder for one in places if one is not None]
    holder = known[0] if known else course.steps[0][1].member
    found = []
    for one in places:
        holder = one.holder if one is not None else holder
        found.append(holder)
    return found


def _closed(found: Sequence[Stretch]) -> list[Stretch]:
    """End each stretch that is over when the next one took the cells."""
    return [
        replace(one, until=max(after.since, one.since)) if after is not None and not after.is_planned else one
        for one, after in zip(found, [*found[1:], None], strict=True)
    ]
