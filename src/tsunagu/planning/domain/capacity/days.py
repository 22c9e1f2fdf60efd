"""From patterns, exceptions and holidays to capacity by the hour, for planning and for the picture of the calendar."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from tsunagu.planning.domain.capacity.calendar import CalendarException, Pattern
from tsunagu.planning.domain.problem import Span

HOURS = 24


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar.

    Attributes
    ----------
    hours : capacity in each of the 24 hours.
    regular : capacity times hours that the week alone gives, holidays not counted.
    reason : what made the day other than its week: a reason of an exception, ``public_holiday``,
        ``qualification_end``; empty where it is as the week says.
    """

    day: date
    hours: tuple[int, ...]
    regular: int
    reason: str = ""

    @property
    def total(self) -> int:
        """Capacity times hours of the day."""
        return sum(self.hours)

    @property
    def open_hours(self) -> int:
        """Hours in which there is any capacity."""
        return sum(1 for capacity in self.hours if capacity)

    @property
    def is_closed(self) -> bool:
        """Whether the week would be open and something closes the whole day."""
        return not self.total and bool(self.reason)


def calendar_days(
    patterns: Sequence[Pattern],
    exceptions: Sequence[CalendarException],
    start: date,
    days: int,
    holidays: Collection[date] = (),
    qualified_until: date | None = None,
) -> tuple[Day, ...]:
    """Return the days from ``start`` on; nothing is open after ``qualified_until``."""
    found = []
    known: dict[tuple[object, ...], Day] = {}  # most days are like others
    for number in range(days):
        day = start + timedelta(days=number)
        counting = tuple(one for one in patterns if one.counts_on(day, is_holiday=False))
        covering = tuple(one for one in exceptions if one.first <= day <= one.last)
        kind = (counting, covering, day in holidays, qualified_until is not None and day > qualified_until)
        if kind not in known:
            known[kind] = _day(day, *kind)
        found.append(replace(known[kind], day=day))
    return tuple(found)


def spans(
    patterns: Sequence[Pattern],
    exceptions: Sequence[CalendarException],
    start: date,
    days: int,
    holidays: Collection[date] = (),
    qualified_until: date | None = None,
) -> tuple[Span, ...]:
    """Return the hours with capacity since midnight of ``start``, merged, in order, without overlap."""
    return spans_of(calendar_days(patterns, exceptions, start, days, holidays, qualified_until))


def spans_of(days: Sequence[Day]) -> tuple[Span, ...]:
    """Return the capacity of days that follow each other as spans of hours since the first midnight."""
    found: list[Span] = []
    for number, day in enumerate(days):
        for first, until, capacity in _runs(day.hours):
            start, end = number * HOURS + first, number * HOURS + until
            if found and found[-1].until == start and found[-1].capacity == capacity:
                found[-1] = Span(found[-1].start, end, capacity)
            else:
                found.append(Span(start, end, capacity))
    return tuple(found)


@lru_cache(maxsize=4096)
def _runs(hours: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    """Return the hours with capacity as (first, until, capacity), each as long as it stays the same."""
    found = []
    for capacity, run in groupby(enumerate(hours), key=lambda hour: hour[1]):
        numbers = [number for number, _ in run]
        if capacity:
            found.append((numbers[0], numbers[-1] + 1, capacity))
    return tuple(found)


def _day(
    day: date,
    counting: Sequence[Pattern],
    exceptions: Sequence[CalendarException],
    is_holiday: bool,
    is_over: bool,
) -> Day:
    """Return a day on which these patterns work, holidays aside, and of which these exceptions speak."""
    regular = sum(_week(day, counting, is_holiday=False))
    if is_over:
        return Day(day, (0,) * HOURS, regular, "qualification_end" if regular else "")
    week = _week(day, counting, is_holiday)
    hours = tuple(_in_force(day, hour, capacity, exceptions) for hour, capacity in enumerate(week))
    if hours != tuple(week):
        return Day(day, hours, regular, _strongest(exceptions).reason)
    return Day(day, hours, regular, "public_holiday" if sum(week) != regular else "")


def _week(day: date, patterns: Sequence[Pattern], is_holiday: bool) -> list[int]:
    hours = [0] * HOURS
    for one in patterns:
        if one.counts_on(day, is_holiday):
            for hour in range(one.from_hour, one.until_hour):
                hours[hour] += one.capacity
    return hours


def _in_force(day: date, hour: int, capacity: int, exceptions: Sequence[CalendarException]) -> int:
    """Return the capacity of an hour: the week or an extra shift, whichever is more, as far as no limit cuts it."""
    speaking = [one for one in exceptions if one.covers(day, hour)]
    opened = max([capacity, *(one.capacity for one in speaking if one.is_extra)])
    return min([opened, *(one.capacity for one in speaking if not one.is_extra)])


def _strongest(exceptions: Sequence[CalendarException]) -> CalendarException:
    """Return the exception that the day is marked with: the limit that takes away the most, else an extra shift."""
    return min(
        exceptions, key=lambda one: (one.is_extra, one.capacity, one.from_hour - one.until_hour, one.place)
    )
