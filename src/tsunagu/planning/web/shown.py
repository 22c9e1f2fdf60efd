"""Published capacity arranged for the templates: calendars as pictures, figures of days, facts in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.numbers import number
from tsunagu.foundation.web.times import day_text, language
from tsunagu.planning.domain.capacity.days import Day
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.capacity.shown import amount_text, card_facts
from tsunagu.planning.domain.capacity.vocabulary import REASONS, RESOURCE_KINDS, kind_name, unit_of
from tsunagu.planning.queries.capacity import ResourceView
from tsunagu.planning.queries.left import expected_load, load_of

WEEKS = 6
Used = Mapping[date, float]
"""How much of a resource is taken on each day, in capacity times hours; days on which nothing is may be missing."""
_MADE_BY_CALENDAR = {
    "public_holiday": Text("祝日", "Public holiday"),
    "qualification_end": Text("適格性の期限後・公開終了", "After the end of qualification or publication"),
}


@dataclass(frozen=True, slots=True)
class Horizon:
    """The whole weeks that pages show, with the public holidays among them."""

    start: date
    today: date
    count: int
    holidays: Mapping[date, Text]


@dataclass(frozen=True, slots=True)
class Load:
    """What is booked of a resource (None: nothing at all), and what cases that hold no booking will use of it."""

    booked: Used | None = None
    expected: Used = field(default_factory=dict)
    cases: Collection[UUID] = ()


def loads_of(views: Sequence[ResourceView], at: Horizon, now: datetime) -> dict[UUID, Load]:
    """Return the load of each of some resources on the days of a horizon."""
    booked = load_of(at.start, at.count, now, [one.uuid for one in views])
    expected = expected_load(at.start, at.count, now, {one.published.site for one in views})
    found = {}
    for view in views:
        more = expected.get(view.uuid)
        uses, cases = (more.days, more.cases) if more else ({}, set())
        found[view.uuid] = Load(booked.get(view.uuid), uses, cases)
    return found


def keys_of(loads: Iterable[Load]) -> SafeString:
    """Return what the marks of the pictures of some loads mean."""
    shown = list(loads)
    is_used, is_expected = any(one.booked for one in shown), any(one.expected for one in shown)
    return svg.day_bar_keys(
        is_used=is_used, expected=_("Expected for cases without a request") if is_expected else ""
    )


def horizon(today: date) -> Horizon:
    """Return six weeks from Monday of this week on."""
    start, count = today - timedelta(days=today.weekday()), WEEKS * 7
    return Horizon(start, today, count, public_holidays(start, start + timedelta(days=count - 1)))


def by_site(views: Iterable[ResourceView], at: Horizon, loads: Mapping[UUID, Load]) -> list[dict[str, Any]]:
    """Return resources with their pictures under the sites where they stand."""
    ordered = sorted(views, key=lambda one: (one.published.site, _kind_place(one), one.card.key))
    return [
        {"member": group[0].member, "member_name": group[0].member_name, "site_name": group[0].site_name,
         "site": site, "resources": [resource_shown(one, at, loads.get(one.uuid, Load())) for one in group]}
        for site, found in groupby(ordered, key=lambda one: one.published.site)
        if (group := list(found))
    ]  # fmt: skip


def resource_shown(view: ResourceView, at: Horizon, load: Load) -> dict[str, Any]:
    """Return a resource with its picture and the figures of the weeks from today on."""
    days = view.days(at.start, at.count, at.holidays)
    ahead = [day for day in days if day.day >= at.today]
    stage = RESOURCE_KINDS[view.card.kind].stage if view.card.kind in RESOURCE_KINDS else "storage"
    return {
        "view": view,
        "kind": kind_name(view.card.kind),
        "stage": stage,
        "open_hours": sum(day.open_hours for day in ahead),
        "is_run": is_run(view),
        "total": sum(day.total for day in ahead),
        "unit": _unit(view),
        "peak": amount_text(max((max(day.hours) for day in ahead), default=0), view.card.kind),
        "booked": None if load.booked is None else sum(load.booked.get(day.day, 0) for day in ahead),
        "expected": sum(load.expected.get(day.day, 0) for day in ahead),
        "notes": _notes(view, at.today),
        "picture": picture(view, days, at, stage, load),
    }


def picture(view: ResourceView, days: Sequence[Day], at: Horizon, stage: str, load: Load) -> SafeString:
    """Draw the calendar of a resource."""
    bars = [
        svg.DayBar(
            day.day,
            day.total,
            _told(view, day, at, load),
            None if load.booked is None else load.booked.get(day.day, 0.0),
            day.is_closed,
            bool(day.reason),
            load.expected.get(day.day, 0.0),
        )
        for day in days
    ]
    name = view.card.name.in_language(language())
    label = _("%(name)s: capacity of each day, six weeks") % {"name": name}
    return svg.day_bars(bars, label, hue=stage, today=at.today, about=_about(days, at))


def day_rows(view: ResourceView, at: Horizon, load: Load) -> list[dict[str, Any]]:
    """Return the figures of each day, for the table beside the picture and for its file."""
    return [
        {
            "day": day.day,
            "hours": hours_of(day),
            "open_hours": day.open_hours,
            "total": day.total,
            "peak": max(day.hours),
            "used": 0 if load.booked is None else load.booked.get(day.day, 0),
            "expected": load.expected.get(day.day, 0),
            "why": why(day, at.holidays),
            "is_closed": day.is_closed,
        }
        for day in view.days(at.start, at.count, at.holidays)
    ]


def hours_of(day: Day) -> str:
    """Write the hours in which a day is open, with the capacity of each run: ``9–17 ×4``."""
    runs, at = [], 0
    for capacity, run in groupby(day.hours):
        length = len(list(run))
        if capacity:
            runs.append(f"{at}–{at + length} ×{capacity:,}")
        at += length
    return ", ".join(runs) or "―"


def why(day: Day, holidays: Mapping[date, Text]) -> Text:
    """Say what makes a day other than its week; nothing where it is as its week."""
    if day.reason == "public_holiday" and day.day in holidays:
        name = holidays[day.day]
        return Text(f"祝日（{name.ja}）", f"Public holiday ({name.en})")
    return _MADE_BY_CALENDAR.get(day.reason) or REASONS.get(day.reason) or Text("", "")


def facts_of(view: ResourceView) -> list[tuple[Text, Text]]:
    """Return what the card says, without the name, which is the heading, and what is as usual."""
    return [(name, value) for name, value in card_facts(view.card) if name.en != "Name"]


def _told(view: ResourceView, day: Day, at: Horizon, load: Load) -> str:
    when = day_text(day.day, at.today.year, language(), weekday=True)
    parts = [when, f"{number(day.total)} {_unit(view)}" if day.total else _("none")]
    if load.booked is not None:
        parts.append(_("booked %(n)s") % {"n": number(load.booked.get(day.day, 0))})
    if more := load.expected.get(day.day):
        parts.append(_("expected %(n)s") % {"n": number(more)})
    if reason := why(day, at.holidays).in_language(language()):
        parts.append(reason)
    return "　".join(parts)


def _about(days: Sequence[Day], at: Horizon) -> str:
    closed = [day for day in days if day.is_closed]
    shown = listed((day_text(day.day, at.today.year, language()) for day in closed), language())
    return _("Closed: %(days)s") % {"days": shown} if closed else _("No day is closed.")


def _notes(view: ResourceView, today: date) -> list[tuple[str, Text]]:
    """Return badges: withdrawn, or a qualification that ends within the weeks that are shown."""
    notes, end = [], view.card.qualified_until
    if view.withdrawn_on is not None:
        notes.append(
            ("stop", Text(f"{view.withdrawn_on}から公開終了", f"Withdrawn from {view.withdrawn_on}"))
        )
    if end is not None and end < today:
        notes.append(("stop", Text(f"適格性の期限切れ（{end}）", f"Qualification ended {end}")))
    elif end is not None and end < today + timedelta(weeks=WEEKS):
        notes.append(("warn", Text(f"適格性は{end}まで", f"Qualified until {end}")))
    return notes


def _unit(view: ResourceView) -> str:
    """Name capacity times hours: 席・時間; what comes in runs of one hour is counted itself: 検体."""
    unit = unit_of(view.card.kind).in_language(language())
    if is_run(view):
        return unit
    return _("%(unit)s × hours") % {"unit": unit}


def is_run(view: ResourceView) -> bool:
    """Say whether it is open for single hours: runs of an instrument, pick-ups."""
    week = view.published.patterns
    return bool(week) and all(one.until_hour - one.from_hour == 1 for one in week)


def _kind_place(view: ResourceView) -> int:
    kinds = list(RESOURCE_KINDS)
    return kinds.index(view.card.kind) if view.card.kind in RESOURCE_KINDS else len(kinds)
