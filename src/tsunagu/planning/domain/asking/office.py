"""Office hours: when desk work that holds no published resource is done, as intervals in which it isn't.

Cells in hand don't wait for a desk: processing, cultures, transports and tests are no desk work, nor is a step over
which a short window runs (fresh cells are accepted whenever they come).
"""

from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.estimates.assumptions import Office
from tsunagu.therapies.domain.route import Route

DAY = 24
SATURDAY = 5
ACTIONS = frozenset(
    {"register", "collect", "accept", "store", "release", "allocate", "prepare", "administer"}
)
"""What people do by appointment or at a desk."""
SHORT_WINDOW_HOURS = 72.0
"""A window that a weekend breaks: what stands within it can't wait for a working day."""
Intervals = tuple[tuple[int, int], ...]
"""Ordered hours (from, until) that don't touch one another."""


@lru_cache(maxsize=32)
def office_closed(start: date, days: int, office: Office) -> Intervals:
    """Return the hours outside the office hours of working days, since midnight of the first of so many days."""
    holidays = public_holidays(start, start + timedelta(days=days))
    open_days = (
        number
        for number in range(days)
        if (day := start + timedelta(days=number)).weekday() < SATURDAY and day not in holidays
    )
    found, last = [], 0
    for number in open_days:
        found.append((last, number * DAY + office.start))
        last = number * DAY + office.until
    return tuple(span for span in (*found, (last, days * DAY)) if span[0] < span[1])


@lru_cache(maxsize=256)
def joined(*several: Intervals) -> Intervals:
    """Return the hours of all, joined where they touch."""
    found: list[tuple[int, int]] = []
    for begin, until in sorted(chain.from_iterable(several)):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((begin, until))
    return tuple(found)


@lru_cache(maxsize=256)
def without(intervals: Intervals, taken: Intervals) -> Intervals:
    """Return the hours without those taken out."""
    found, place = [], 0
    for begin, until in intervals:
        while place < len(taken) and taken[place][1] <= begin:
            place += 1
        start, at = begin, place
        while at < len(taken) and taken[at][0] < until:
            found.append((start, taken[at][0]))
            start, at = taken[at][1], at + 1
        found.append((start, until))
    return tuple(span for span in found if span[0] < span[1])


def hurried(route: Route) -> frozenset[str]:
    """Return the steps over which a short window runs: after its beginning, before the step that it ends at."""
    return frozenset(
        key
        for step in route.steps
        for window in step.windows
        if window.max_hours <= SHORT_WINDOW_HOURS
        for key in route.ancestors(step.key)
        if window.after_step in route.ancestors(key)
    )


def is_desk_work(action: str, hours: int, office: Office) -> bool:
    """Say whether a step that holds no resource and isn't hurried is done in office hours."""
    return action in ACTIONS and hours <= office.hours


def as_agreed(closed: Intervals, agreed: tuple[int, int], office: Intervals, away: Intervals) -> Intervals:
    """Return the closed hours of a task that may also be done when it was agreed to be, out of office hours or not.

    What was promised before a rule stays promised. The hours in which the patient is ``away`` are no office hours.
    """
    return joined(without(closed, (agreed,)), away) if holds(closed, office) else closed


def holds(closed: Intervals, office: Intervals) -> bool:
    """Say whether hours that are closed for a task hold those outside office hours."""
    return bool(office) and joined(closed, office) == closed
