"""Capacity of the demonstration's members: published by one of their own people, invented as all else there."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network import reading
from tsunagu.demonstration.network.load import TOKYO
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import actor_of, hands_of
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern
from tsunagu.planning.domain.capacity.cells import weekdays_in
from tsunagu.planning.services import add_exceptions, publish_resource

KEEPERS = (
    "hospital_coordinator", "supervisor", "quality", "courier", "storage", "procurement",
)  # fmt: skip
"""Who keeps the calendars of a member: the first of these roles that it has."""
PUBLISHED_DAYS_AGO = 30
Spec = Mapping[str, Any]


def publish_capacity(now: datetime) -> None:
    """Let every member that has some publish its capacity; doing it again changes nothing."""
    data, at = reading.read("capacity"), now - timedelta(days=PUBLISHED_DAYS_AGO)
    for member in reading.invented_members():
        specs = {site.key: data["sites"].get(site.key, ()) for site in member.sites}
        if not any(specs.values()):
            continue
        with hands.working(_keeper(stable_uuid("member", member.key), now.astimezone(TOKYO).date())):
            for site, sets in specs.items():
                for spec in (one for name in sets for one in data["sets"][name]):
                    _publish(stable_uuid("site", site), spec, now.astimezone(TOKYO).date(), at)


def _keeper(member: UUID, on: date) -> Actor:
    person = next(found[0] for role in KEEPERS if (found := hands_of(member, role, on)))
    actor = actor_of(person, on, member)
    if actor is None:
        raise hands.NobodyThere(f"{member}: {KEEPERS}")
    return actor


def _publish(site: UUID, spec: Spec, today: date, at: datetime) -> None:
    qualified = spec.get("qualified")
    card = Card(
        spec["key"], spec["kind"], Text(spec["ja"], spec["en"]), spec.get("serves", ""),
        spec.get("changeover", 0), spec.get("notice", 0),
        None if qualified is None else today + timedelta(days=qualified),
    )  # fmt: skip
    since = date(today.year - 1, 4, 1)
    week = [
        Pattern(weekdays_in(days), first, until, capacity, since, None, "holidays" in more)
        for days, first, until, capacity, *more in spec["week"]
    ]
    made = publish_resource(site, card, week, at)
    for exception in _exceptions(spec, today):
        add_exceptions([made], exception, at)


def _exceptions(spec: Spec, today: date) -> Iterator[CalendarException]:
    if spec.get("new_year"):
        for year in (today.year - 1, today.year):
            closed = CalendarException(
                date(year, 12, 29), date(year + 1, 1, 3), reason="holiday", note="年末年始"
            )
            if closed.last >= today:
                yield closed
    for one in spec.get("exceptions", ()):
        first = _workday(today + timedelta(days=one["in"]))
        yield CalendarException(
            first, first + timedelta(days=one["for"] - 1), one.get("capacity", 0), one.get("from", 0),
            one.get("until", 24), one["reason"], one["note"],
        )  # fmt: skip


def _workday(day: date) -> date:
    """Return the day, or the Monday after a week's end."""
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
