"""A mending arranged for its page: the difference as a picture, a table of each part, who has answered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.times import TOKYO, language, moment_text, this_year, tokyo_date
from tsunagu.planning.domain.mending.difference import changed
from tsunagu.planning.domain.mending.states import PART_STATES, STATES
from tsunagu.planning.queries.capacity import ResourceView, resources
from tsunagu.planning.queries.left import key_of
from tsunagu.planning.queries.mendings import MendingView, PartView
from tsunagu.planning.web.mending.words import BADGES, CAUSES, PART_BADGES, moved_text, unsaved_text
from tsunagu.planning.web.runs.words import HUES
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import route_of

WEEK_HOURS, MONTH_HOURS = 10 * 24, 49 * 24


def row(view: MendingView) -> dict[str, Any]:
    """Return a line of the list."""
    return {
        "view": view, "state": BADGES[view.state], "state_label": STATES[view.state],
        "kind": CAUSES.get(view.code, Text(view.code, view.code)),
        "waiting": sum(1 for part in view.parts if part.state == "waiting") if view.is_open else 0,
    }  # fmt: skip


def page(view: MendingView, member: Any, may_answer: bool, now: datetime) -> dict[str, Any]:
    """Return what the page of a mending shows to someone of a member."""
    hospital = [one for one in view.parts if one.role == "hospital"]
    owners = [one for one in view.parts if one.role == "owner"]
    names = {key_of(one): one for one in resources(sites=_sites_named(view))}
    parts = [_part(one, view, names, member, may_answer, now) for one in hospital]
    return {
        "view": view, "state": BADGES[view.state], "state_label": STATES[view.state],
        "kind": CAUSES.get(view.code, Text(view.code, view.code)), "parts": parts,
        "owners": [_owner(one, view, names, member, now) for one in owners],
        "chart": chart(hospital, now) if any(changed(one.data) for one in hospital) else None,
        "seconds": f"{view.counts['milliseconds'] / 1000:.1f}", "left": (view.answer_by - now).total_seconds() / 3600,
        "answers": [_answer(one, view) for one in view.parts] if view.is_whole or view.is_open else [],
        "others": view.counts["hospitals"] - len({one.member for one in hospital}),
        "hues": [(key, HUES[key]) for key in _hues(hospital) if key in HUES],
        "same_day": view.counts["touched"] - view.counts["moved"],
    }  # fmt: skip


def _sites_named(view: MendingView) -> set[str]:
    keys = {
        key for part in view.parts for name in ("gained", "freed") for key, *_rest in part.data.get(name, ())
    }
    keys |= {part.data["unsaved"][1] for part in view.parts if "unsaved" in part.data}
    return {key.split("/", 1)[0] for key in keys if key}


def name_of(part: PartView) -> str:
    """Name a promise: the number of its case, else when its dates were asked for."""
    if part.label:
        return part.label
    at = moment_text(part.asked_at, this_year(), language()) if part.asked_at else ""
    return _("Request of %(at)s") % {"at": at}


def _part(
    part: PartView,
    view: MendingView,
    names: Mapping[str, ResourceView],
    member: Any,
    may_answer: bool,
    now: datetime,
) -> dict[str, Any]:
    route, data, at = route_of(part.therapy, part.version), part.data, datetime.fromisoformat
    before, after = (at(text) for text in data["goal"])
    waits = data.get("waits") or [None, None]
    unsaved = data.get("unsaved")
    return {
        "part": part, "name": name_of(part),
        "therapy": route.name, **_state(part, view), "before": before, "after": after,
        "moved": moved_text(before, after), "is_same_day": tokyo_date(before) == tokyo_date(after),
        "again": route.step(data["again_at"]).name if data.get("again_at") else None,
        "saved": _days_saved(waits), "steps": step_rows(part, route),
        "unsaved": unsaved_text(unsaved, _resource(names, unsaved[1])) if unsaved else None,
        "may_answer": may_answer
        and part.member == member
        and part.state == "waiting"
        and view.is_open
        and now < view.answer_by,
    }  # fmt: skip


def _days_saved(waits: Sequence[int | None]) -> str:
    """Return by how many days moving others brings the infusion forward; empty where by less than one."""
    if waits[0] is None or waits[1] is None or waits[0] - waits[1] < 24:
        return ""
    return f"{(waits[0] - waits[1]) / 24:.1f}".removesuffix(".0")


def step_rows(part: PartView, route: Route) -> list[dict[str, Any]]:
    """Return the steps of a part whose hours change."""
    return [
        {
            "name": route.step(key).name, "before": a, "before_end": b, "after": c, "after_end": d,
            "moved": moved_text(a, c),
        }
        for key, a, b, c, d in changed(part.data)
    ]  # fmt: skip


def _owner(
    part: PartView, view: MendingView, names: Mapping[str, ResourceView], member: Any, now: datetime
) -> dict[str, Any]:
    at = datetime.fromisoformat
    lines = [
        {"name": _resource(names, key), "start": at(start), "end": at(end), "is_gained": name == "gained"}
        for name in ("freed", "gained")
        for key, start, end, _amount in part.data.get(name, ())
    ]
    return {
        "part": part, "lines": sorted(lines, key=lambda one: one["start"]), **_state(part, view),
        "may_object": part.member == member and part.state == "told" and view.is_open and now < view.object_by,
    }  # fmt: skip


def _resource(names: Mapping[str, ResourceView], key: str) -> Text:
    view = names.get(key)
    if view is None:
        return Text("", "")
    return Text(
        f"{view.site_name.ja}の「{view.card.name.ja}」", f"“{view.card.name.en}” at {view.site_name.en}"
    )


def _answer(part: PartView, view: MendingView) -> dict[str, Any]:
    name = name_of(part) if part.role == "hospital" else _("Who offers capacity")
    return {"part": part, "name": name, **_state(part, view)}


def _state(part: PartView, view: MendingView) -> dict[str, Any]:
    """Return how a part stands; nobody is waited for once the mending has ended."""
    if part.state == "waiting" and not view.is_open:
        return {"state": "wait", "state_label": NO_ANSWER}
    return {"state": PART_BADGES[part.state], "state_label": PART_STATES[part.state]}


NO_ANSWER = Text("回答不要（終了）", "No answer needed: it has ended")


def chart(parts: Iterable[PartView], now: datetime) -> Any:
    """Draw a row for each promise that changes: its steps as they would be, dashed where they were."""
    shown = [(part, rows) for part in parts if (rows := changed(part.data))]
    times = [at for _part, rows in shown for row_ in rows for at in row_[1:] if at > now - timedelta(days=7)]
    begin = datetime.combine(tokyo_date(min(times)), time(), TOKYO)
    hours = -(-int((max(times) - begin).total_seconds() // 3600 + 24) // 24) * 24
    scale: svg.Scale = "week" if hours <= WEEK_HOURS else "weeks" if hours <= MONTH_HOURS else "quarter"
    window = svg.Window(begin, hours, scale, (now - begin).total_seconds() / 3600)
    drawn = [svg.GanttRow(name_of(part), _bars(part, begin)) for part, rows in shown]
    label = _("Dates before and after, from %(day)s, %(days)s days") % {
        "day": begin.date().isoformat(), "days": hours // 24,
    }  # fmt: skip
    return svg.gantt(drawn, window, label, _("The tables below say the same."))


def _bars(part: PartView, begin: datetime) -> list[svg.GanttBar]:
    route = route_of(part.therapy, part.version)
    bars = []
    for key, old, old_end, new, new_end in changed(part.data):
        step, lang = route.step(key), language()
        name, year = step.name.in_language(lang), this_year()
        told = f"{name_of(part)}　{name}　{moment_text(new, year, lang)}–{moment_text(new_end, year, lang)}"
        bars.append(svg.GanttBar(_hours(begin, new), _hours(begin, new_end), step.stage, name, told))
        said = _("Before: %(what)s") % {
            "what": f"{name}　{moment_text(old, year, lang)}–{moment_text(old_end, year, lang)}"
        }
        if old_end > begin:
            bars.append(
                svg.GanttBar(_hours(begin, old), _hours(begin, old_end), "stop", "", said, 0, "outline")
            )
    return bars


def _hours(begin: datetime, at: datetime) -> float:
    return (at - begin).total_seconds() / 3600


def _hues(parts: Iterable[PartView]) -> list[str]:
    found: dict[str, None] = {}
    for part in parts:
        route = route_of(part.therapy, part.version)
        found |= {route.step(key).stage: None for key, *_rest in changed(part.data)}
    return list(found)
