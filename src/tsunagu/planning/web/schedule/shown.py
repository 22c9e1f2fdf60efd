"""The schedule in words: who holds something, which dates need a look, how full resources are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import day_text, language, tokyo_date
from tsunagu.members.queries.sites import all_sites
from tsunagu.planning.domain.runs.kinds import name_of_task
from tsunagu.planning.domain.runs.picture import Picture
from tsunagu.planning.domain.schedule import Load, Look, Trouble
from tsunagu.planning.queries.schedule import Line, Schedule
from tsunagu.therapies.queries import newest_route, routes_list

TROUBLES: Mapping[Trouble, tuple[str, Text]] = {
    "late": ("stop", Text("予定より遅れ", "Behind its dates")),
    "expires": ("warn", Text("仮押さえの期限間近", "Hold runs out soon")),
    "tight": ("warn", Text("余裕が少ない", "Little slack")),
}
MOST_LOOKS, MOST_LOADS = 30, 8


def name_of(line: Line) -> str:
    """Name a request: its case, else who asked and when, with the therapy."""
    lang = language()
    therapy = line.route.name.in_language(lang)
    if line.number:
        return f"{line.number}　{therapy}"
    site = line.site_name.in_language(lang)
    asked = tokyo_date(line.asked_at)
    return f"{_('asked on %(day)s') % {'day': day_text(asked, asked.year, lang)}}　{therapy}　{site}"


def picture_of(found: Schedule, today: date) -> Picture:
    """Return the picture of a schedule with its places, holders and tasks named."""
    lang = language()
    names = {number: name_of(line) for number, line in found.lines.items()}
    for n, number in enumerate(found.holders, 1):
        names[number] = _("Booking %(n)s") % {"n": n}
    for n, (number, case) in enumerate(found.unbooked.items(), 1):
        names[number] = _("%(case)s (expected)") % {"case": case or _("Case %(n)s") % {"n": n}}
    places = {site.key: site.name.in_language(lang) for site in all_sites(today)}
    common = _all_tasks(lang) if found.holders or found.unbooked else {}
    tasks: dict[int, Mapping[str, str]] = {}
    by_route: dict[tuple[str, int], Mapping[str, str]] = {}
    for number, line in found.lines.items():
        known = (line.route.key, line.route.version)
        if known not in by_route:
            by_route[known] = {step.key: step.name.in_language(lang) for step in line.route.steps}
        tasks[number] = by_route[known]

    def told(number: int, step: str) -> str:
        return tasks.get(number, common).get(step) or name_of_task(step).in_language(lang)

    picture = found.picture(names, told)
    lanes = tuple(replace(one, place=places.get(one.place, one.place)) for one in picture.lanes)
    return replace(picture, lanes=lanes)


def _all_tasks(lang: str) -> dict[str, str]:
    """Return a name for each step of any route: the route of what others hold isn't known here."""
    routes = [newest_route(one.key) for one in routes_list()]
    return {step.key: step.name.in_language(lang) for route in routes for step in route.steps}


def look_rows(looks: Iterable[Look], found: Schedule) -> list[dict[str, Any]]:
    """Return the dates to look at, in words, each with where to go."""
    lines = {line.entry.key: line for line in found.lines.values()}
    return [_look(one, lines[one.entry]) for one in looks]


def _look(one: Look, line: Line) -> dict[str, Any]:
    state, trouble = TROUBLES[one.trouble]
    step = line.route.step(one.step).name if one.step else Text("", "")
    return {
        "name": name_of(line), "link": link_of(line), "state": state, "trouble": trouble, "step": step,
        "at": one.at, "hours": one.hours, "kind": one.trouble,
    }  # fmt: skip


def link_of(line: Line) -> str:
    """Return where more is said of a line: its case, else its request."""
    return f"/journeys/{line.number}/" if line.number else reverse("planning:request", args=[line.uuid])


def load_rows(found: Iterable[Load], schedule: Schedule) -> Iterator[dict[str, Any]]:
    """Yield the fullest resources, each with the share that is booked."""
    for one in found:
        view = schedule.views[one.resource]
        yield {
            "name": view.card.name, "site": view.site_name, "uuid": view.uuid,
            "percent": f"{one.share * 100:.0f}", "share": one.share,
        }  # fmt: skip


def counts(found: Schedule, looks: Iterable[Look], now: datetime) -> dict[str, int]:
    """Return how many requests are in which state, of those whose dates aren't over; and how many need a look."""
    ahead = [line.state for line in found.lines.values() if line.goal >= now]
    return {
        "promised": sum(state in ("confirmed", "ordered") for state in ahead),
        "held": ahead.count("reserved"),
        "open": sum(state in ("open", "expired") for state in ahead),
        "late": sum(one.trouble == "late" for one in looks),
    }
