"""The values that members publish: a resource's card, its weekly patterns and its dated exceptions.

Hours are whole and local (Asia/Tokyo), from 0 until 24; a night shift is written as two patterns. Days are included at
both ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from tsunagu.foundation.text import Text

EXTRA = "extra_shift"
"""The reason of exceptions that open hours."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """So much on these days of each week, between two hours. Patterns of one resource add up (shifts, pick-ups).

    A plate run or a pick-up is one hour with so many samples or boxes.
    """

    weekdays: frozenset[int]
    from_hour: int
    until_hour: int
    capacity: int
    valid_from: date
    valid_until: date | None = None
    on_holidays: bool = False

    def counts_on(self, day: date, is_holiday: bool) -> bool:
        """Say whether the pattern works on the day."""
        return (
            day.weekday() in self.weekdays
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
            and (self.on_holidays or not is_holiday)
        )


@dataclass(frozen=True, slots=True)
class CalendarException:
    """On these days and hours there is another capacity than the week says.

    An extra shift opens: there is at least so much, whatever the week says. Every other reason limits: there is at most
    so much, and 0 closes; hours that the week leaves closed stay so. Where several speak of the same hour the limits
    win, in whatever order they were entered: nothing is promised on capacity that one of them takes away.
    """

    first: date
    last: date
    capacity: int = 0
    from_hour: int = 0
    until_hour: int = 24
    reason: str = "other"
    note: str = ""

    @property
    def place(self) -> tuple[date, date, int, int]:
        """Days and hours: a resource has one exception for each."""
        return self.first, self.last, self.from_hour, self.until_hour

    @property
    def is_extra(self) -> bool:
        """Whether it opens hours; else it limits them."""
        return self.reason == EXTRA

    def covers(self, day: date, hour: int) -> bool:
        """Say whether the exception speaks of the hour."""
        return self.first <= day <= self.last and self.from_hour <= hour < self.until_hour


@dataclass(frozen=True, slots=True)
class Card:
    """What a resource is, apart from when it is open.

    Attributes
    ----------
    key : name of the resource within its site.
    capability : what it serves, in the members' vocabulary; empty serves all that its kind does.
    changeover_hours : change-over and cleaning between two patients, while nobody else can use it.
    notice_hours : it must be booked at least so long before (cut-off of a courier, receipt of samples).
    qualified_until : last day on which it may be used (qualification, calibration, contract); None: no end known.
    """

    key: str
    kind: str
    name: Text
    capability: str = ""
    changeover_hours: int = 0
    notice_hours: int = 0
    qualified_until: date | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A resource as its member publishes it: card, week and exceptions."""

    site: str
    card: Card
    patterns: tuple[Pattern, ...] = ()
    exceptions: tuple[CalendarException, ...] = field(default=())

    @property
    def place(self) -> tuple[str, str]:
        """Site and key, which name a resource in the network."""
        return self.site, self.card.key

    def taking_over(self, newer: "Published") -> "Published":
        """Return this resource with what a file says: a week replaces the week, exceptions are added or changed."""
        exceptions = {one.place: one for one in (*self.exceptions, *newer.exceptions)}
        return replace(
            newer, patterns=newer.patterns or self.patterns, exceptions=in_order(exceptions.values())
        )


def in_order(exceptions: Iterable[CalendarException]) -> tuple[CalendarException, ...]:
    """Return exceptions by their days and hours."""
    return tuple(sorted(exceptions, key=lambda one: one.place))


def patterns_in_order(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Return the patterns of a week by their first day of validity, weekdays and hours, each once."""
    return tuple(
        sorted(
            set(patterns),
            key=lambda one: (
                one.valid_from, sorted(one.weekdays), one.from_hour, one.until_hour, one.capacity,
                one.valid_until or date.max, one.on_holidays,
            ),
        )
    )  # fmt: skip
