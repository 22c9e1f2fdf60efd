"""The roster 当番表: who is on duty for what, when, in which order they are called, and where nobody is."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from tsunagu.foundation.text import Text

TOKYO = ZoneInfo("Asia/Tokyo")
DUTIES: dict[str, Text] = {
    "clinical": Text("診療", "Clinical"),
    "manufacturing": Text("製造・加工", "Manufacturing"),
    "quality": Text("品質", "Quality"),
    "logistics": Text("輸送・保管", "Logistics"),
    "coordination": Text("調整", "Coordination"),
}
DUTY_OF_ROLE: dict[str, str] = {
    "physician": "clinical", "nurse": "clinical", "hospital_coordinator": "clinical", "procurement": "clinical",
    "operator": "manufacturing", "supervisor": "manufacturing", "qc": "quality", "quality": "quality",
    "mah": "quality", "sponsor": "quality", "courier": "logistics", "storage": "logistics",
    "supplier": "logistics", "coordinator": "coordination",
}  # fmt: skip
MOST_ORDERS = 5
DAYS_AHEAD = 14
PHONE = re.compile(r"^\+?[0-9][0-9() -]{7,18}[0-9]$")


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone who can be called: a person of the member, or one from outside who has no account."""

    name: Text
    phone: str
    person: UUID | None = None

    @property
    def key(self) -> str:
        """What tells contacts apart: the account, else the telephone number."""
        return str(self.person or self.phone)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is on duty each week on certain days from one full hour until another, in Japan's time, in which order."""

    duty: str
    order: int
    weekdays: str
    from_hour: int
    until_hour: int
    contact: Contact
    valid_from: date
    valid_until: date | None = None

    def covers(self, at: datetime) -> bool:
        """Say whether it is this contact's turn at a moment."""
        local = at.astimezone(TOKYO)
        is_day = self.weekdays[local.weekday()] == "1" and self.valid_from <= local.date()
        is_open = self.valid_until is None or local.date() <= self.valid_until
        return is_day and is_open and self.from_hour <= local.hour < self.until_hour


@dataclass(frozen=True, slots=True)
class Change:
    """A swap or an absence: from one moment until another somebody else is called, or nobody."""

    duty: str
    order: int
    starts_at: datetime
    ends_at: datetime
    contact: Contact | None

    def covers(self, at: datetime) -> bool:
        """Say whether the change holds at a moment."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is called at a moment, as which one, and until when; ``is_open_ended``: for as long as we look ahead."""

    contact: Contact
    order: int
    until: datetime
    is_open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """The turns and changes of one member; the last change written outweighs earlier ones."""

    turns: tuple[Turn, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def duties(self) -> list[str]:
        """The duties that somebody is named for, in the order of the vocabulary."""
        named = {one.duty for one in self.turns} | {one.duty for one in self.changes}
        return [duty for duty in DUTIES if duty in named]

    def holder(self, duty: str, order: int, at: datetime) -> Contact | None:
        """Return who is called in this place at a moment."""
        for change in reversed(self.changes):
            if (change.duty, change.order) == (duty, order) and change.covers(at):
                return change.contact
        turns = (one for one in self.turns if (one.duty, one.order) == (duty, order) and one.covers(at))
        return next((one.contact for one in turns), None)

    def on_duty(self, duty: str, at: datetime) -> list[OnDuty]:
        """Return who is called for a duty at a moment, the first one first."""
        orders = sorted(
            {one.order for one in self.turns if one.duty == duty}
            | {one.order for one in self.changes if one.duty == duty}
        )
        held = [(order, contact) for order in orders if (contact := self.holder(duty, order, at)) is not None]
        end = at + timedelta(days=DAYS_AHEAD)
        untils = [self._until(duty, order, contact, at) for order, contact in held]
        return [
            OnDuty(contact, order, until, until == end)
            for (order, contact), until in zip(held, untils, strict=True)
        ]

    def gaps(self, duty: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the spans between two moments in which nobody is on duty."""
        found: list[tuple[datetime, datetime]] = []
        for since, until in pairwise([start, *self._moments(start, end), end]):
            if since == until or self._is_held(duty, since):
                continue
            if found and found[-1][1] == since:
                since = found.pop()[0]
            found.append((since, until))
        return found

    def _is_held(self, duty: str, at: datetime) -> bool:
        return any(self.holder(duty, order, at) is not None for order in range(1, MOST_ORDERS + 1))

    def _until(self, duty: str, order: int, contact: Contact, at: datetime) -> datetime:
        end = at + timedelta(days=DAYS_AHEAD)
        later = (one for one in self._moments(at, end) if self.holder(duty, order, one) != contact)
        return next(later, end)

    def _moments(self, start: datetime, end: datetime) -> list[datetime]:
        """Return the moments between two others at which somebody's turn or a change begins or ends."""
        found = {at for change in self.changes for at in (change.starts_at, change.ends_at)}
        hours = {hour for turn in self.turns for hour in (turn.from_hour, turn.until_hour)}
        found |= set(_hours_of_days({0, *hours}, start, end)) if hours else set()
        return sorted(at for at in found if start < at < end)


def _hours_of_days(hours: Collection[int], start: datetime, end: datetime) -> Iterator[datetime]:
    day = start.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        for hour in hours:
            yield (day + timedelta(hours=hour)).astimezone(UTC)
        day += timedelta(days=1)


def first_of_each(found: Iterable[OnDuty]) -> list[Contact]:
    """Return the contacts in order, each once."""
    return list({one.contact.key: one.contact for one in found}.values())
