"""A published resource as plain data and back, for the record of changes, and a digest that stands for it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.capacity.calendar import CalendarException, Card, Pattern, Published


def as_data(published: Published) -> dict[str, Any]:
    """Return the resource as plain data."""
    card = published.card
    return {
        "site": published.site,
        "key": card.key,
        "kind": card.kind,
        "name": card.name.as_dict(),
        "capability": card.capability,
        "changeover_hours": card.changeover_hours,
        "notice_hours": card.notice_hours,
        "qualified_until": _day_text(card.qualified_until),
        "patterns": [_pattern_data(one) for one in published.patterns],
        "exceptions": [_exception_data(one) for one in published.exceptions],
    }


def from_data(data: Mapping[str, Any]) -> Published | None:
    """Return the resource that was kept as plain data; None for what wasn't there."""
    if "key" not in data:
        return None
    card = Card(
        data["key"], data["kind"], Text(**data["name"]), data["capability"], data["changeover_hours"],
        data["notice_hours"], _day(data["qualified_until"]),
    )  # fmt: skip
    return Published(
        data["site"],
        card,
        tuple(
            Pattern(
                frozenset(one["weekdays"]), one["from"], one["until"], one["capacity"],
                date.fromisoformat(one["valid_from"]), _day(one["valid_until"]), one["on_holidays"],
            )
            for one in data["patterns"]
        ),
        tuple(
            CalendarException(
                date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["capacity"],
                one["from"], one["until"], one["reason"], one["note"],
            )
            for one in data["exceptions"]
        ),
    )  # fmt: skip


def digest_of(published: Published, withdrawn_on: date | None) -> str:
    """Return what stands for a resource as it is published now: any change of it gives another."""
    told = json.dumps([as_data(published), _day_text(withdrawn_on)], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _pattern_data(one: Pattern) -> dict[str, Any]:
    return {
        "weekdays": sorted(one.weekdays),
        "from": one.from_hour,
        "until": one.until_hour,
        "capacity": one.capacity,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": _day_text(one.valid_until),
        "on_holidays": one.on_holidays,
    }


def _exception_data(one: CalendarException) -> dict[str, Any]:
    return {
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "from": one.from_hour,
        "until": one.until_hour,
        "capacity": one.capacity,
        "reason": one.reason,
        "note": one.note,
    }


def _day_text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
