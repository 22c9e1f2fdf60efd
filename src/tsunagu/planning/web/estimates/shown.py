"""Estimates in the words, order and pictures of their pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web import svg
from tsunagu.foundation.web.svg.marks import State
from tsunagu.foundation.web.times import language
from tsunagu.planning.domain.estimates.places import KINDS, Place
from tsunagu.planning.domain.estimates.states import STATES
from tsunagu.planning.domain.estimates.words import (
    KINDS as KIND_NAMES,
)
from tsunagu.planning.domain.estimates.words import (
    NAMES,
    NETWORK,
    SHARES,
    action_text,
    figure_text,
    what_text,
    where_text,
)
from tsunagu.planning.queries.estimates import EstimateView
from tsunagu.planning.web.estimates.told import counted
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.domain.vocabulary import ACTIONS
from tsunagu.therapies.queries import newest_route

BADGES = {"noted": "wait", "proposed": "warn", "accepted": "ok", "declined": "wait", "superseded": "wait"}
PICTURED = {"chance": "late_share", "duration": "hours", "yield": "yield", "lot": "released"}
PICTURED_MOST, SHOWN_MOST = 30, 100
"""So many rows of an action are drawn, and written; the table as a file has all."""
OPEN = "proposed"
Names = Mapping[str, Text]


def tabs(views: Sequence[EstimateView], chosen: str) -> list[dict[str, Any]]:
    """Return the ways to look at the list, with how many lines each has."""
    found = [(OPEN, STATES[OPEN]), *((kind, KIND_NAMES[kind]) for kind in KINDS)]
    return [
        {"key": key, "name": name, "count": len(_of(views, key)), "is_chosen": key == chosen} for key, name in found
    ]  # fmt: skip


def chosen_tab(views: Sequence[EstimateView], asked: str) -> str:
    """Return which tab to show: what was asked for, else what is proposed, else the chances."""
    if asked in (OPEN, *KINDS):
        return asked
    return OPEN if _of(views, OPEN) else KINDS[0]


def actions(views: Sequence[EstimateView], key: str, asked: str) -> list[dict[str, Any]]:
    """Return the kinds of steps of a tab, of which one is shown: the one asked for, else the first with a proposal.

    What is proposed is shown whole.
    """
    if key == OPEN:
        return []
    here = _of(views, key)
    known = [action for action in ACTIONS if any(one.place.action == action for one in here)]
    waiting = {one.place.action for one in here if one.state == OPEN}
    chosen = (
        asked if asked in known else next((one for one in known if one in waiting), known[0] if known else "")
    )
    return [
        {"key": one, "name": action_text(one), "is_chosen": one == chosen, "waits": one in waiting} for one in known
    ]  # fmt: skip


def _of(views: Sequence[EstimateView], key: str) -> list[EstimateView]:
    if key == OPEN:
        return [one for one in views if one.state == OPEN]
    return [one for one in views if one.place.kind == key]


def groups(views: Sequence[EstimateView], key: str, action: str, sites: Names) -> list[dict[str, Any]]:
    """Return the lines by kind and action (one, or all where it is empty), the network's first, with a picture each."""
    routes = Routes()
    found: dict[tuple[str, str], list[EstimateView]] = {}
    order = list(ACTIONS)
    for one in sorted(_of(views, key), key=lambda one: (order.index(one.place.action), one.place)):
        if action in ("", one.place.action):
            found.setdefault((one.place.kind, one.place.action), []).append(one)
    return [
        {
            "name": action_text(action),
            "kind": KIND_NAMES[kind],
            "lines": [line(one, sites, routes) for one in rows[:SHOWN_MOST]],
            "more": max(0, len(rows) - SHOWN_MOST),
            "names": [NAMES[name] for name in rows[0].values],
            "picture": picture(kind, rows[:PICTURED_MOST], sites, routes),
        }
        for (kind, action), rows in found.items()
    ]


class Routes:
    """Routes looked up once each; one that was withdrawn is None."""

    def __init__(self) -> None:
        self.known: dict[str, Route | None] = {"": None}

    def get(self, key: str) -> Route | None:
        """Return the newest version of a route."""
        if key not in self.known:
            try:
                self.known[key] = newest_route(key)
            except NotFound:
                self.known[key] = None
        return self.known[key]


def line(view: EstimateView, sites: Names, routes: Routes) -> dict[str, Any]:
    """Return a line of a table: what it is about, and each figure with what is in force."""
    return {
        "view": view,
        "where": where_text(view.place, sites),
        "what": what_text(view.place, routes.get(view.place.route)) if view.place.step else None,
        "state": BADGES[view.state],
        "state_name": STATES[view.state],
        "figures": figures_shown(view),
    }


def figures_shown(view: EstimateView, before: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
    """Return each figure: what plans go by (or went, ``before``), what was observed with its interval."""
    now = view.planned_with if before is None else before
    return [
        {
            "name": NAMES[name],
            "before": figure_text(name, now[name]),
            "value": figure_text(name, value),
            "low": figure_text(name, low),
            "high": figure_text(name, high),
            "differs": not low <= now[name] <= (high if high is not None else now[name]),
        }
        for name, (value, low, high) in view.values.items()
    ]


def picture(kind: str, views: Sequence[EstimateView], sites: Names, routes: Routes) -> SafeString:
    """Draw each place as a dot with its interval against what plans go by; durations and yields in % of that."""
    lang, name = language(), PICTURED[kind]
    rows = []
    for view in views:
        value, low, high = view.values[name]
        before = view.planned_with[name]
        scale = 100.0 if kind == "chance" else 100.0 / before if before else 100.0
        where = where_text(view.place, sites).in_language(lang)
        step = (
            what_text(view.place, routes.get(view.place.route)).in_language(lang) if view.place.step else ""
        )
        label = f"{where} {step.partition('「')[2].rstrip('」') or step}".strip()
        state: State = "warn" if view.state == OPEN else "ok"
        word = "" if view.state == "noted" else STATES[view.state].in_language(lang)
        ends = low * scale, None if high is None else high * scale
        rows.append(svg.Interval(label, value * scale, *ends, (), state, word))
    unit = "%" if kind == "chance" else _("% of what plans go by")
    axis = svg.Axis(f"{NAMES[name].in_language(lang)} ({unit})", low=0.0)
    return svg.intervals(
        rows, axis, NAMES[name].in_language(lang), reference=_reference(kind, views),
        state_words={"warn": STATES["proposed"].in_language(lang), "ok": _("Nothing to decide")},
    )  # fmt: skip


def picture_of(view: EstimateView) -> SafeString:
    """Draw each figure of one estimate in % of what plans go by; a figure for which that is nothing is left out."""
    lang = language()
    rows = []
    for name, (value, low, high) in view.values.items():
        before = view.before[name]
        if before > 0:
            scale = 100.0 / before
            is_outside = not low <= before <= (before if high is None else high)
            rows.append(
                svg.Interval(
                    NAMES[name].in_language(lang), value * scale, low * scale,
                    None if high is None else high * scale, (), "warn" if is_outside else "ok",
                )
            )  # fmt: skip
    return svg.intervals(
        rows, svg.Axis(_("% of what plans go by"), low=0.0), _("Observed"),
        reference=svg.Limit(100.0, _("Plans go by")),
        state_words={"warn": _("plans go by a figure outside"), "ok": _("no difference shown")},
    )  # fmt: skip


def _reference(kind: str, views: Sequence[EstimateView]) -> svg.Limit | None:
    """Return the line to compare with: what plans go by, where that is one figure for all rows."""
    if kind != "chance":
        return svg.Limit(100.0, _("Plans go by"))
    before = {round(one.planned_with["late_share"], 6) for one in views}
    return svg.Limit(before.pop() * 100, _("Plans go by")) if len(before) == 1 else None


def beside_shown(beside: EstimateView, sites: Names) -> dict[str, Any]:
    """Return the chance that comes into force together with a duration."""
    return {
        "where": where_text(beside.place, sites), "what": action_text(beside.place.action), "view": beside,
        "figures": figures_shown(beside, beside.before), "counted": counted(beside),
    }  # fmt: skip


def csv_lines(views: Sequence[EstimateView], sites: Names) -> list[list[str | int]]:
    """Return every figure of every estimate as rows of a table, heads first."""
    lang = language()
    rows: list[list[str | int]] = [
        [
            _("Kind"), _("Action"), _("Site"), _("From"), _("Route"), _("Step"), _("Figure"), _("Plans go by"),
            _("Observed"), _("Lower end"), _("Upper end"), _("Steps counted"), _("State"), _("Looked at"),
        ]
    ]  # fmt: skip
    for view in views:
        place = view.place
        for name, (value, low, high) in view.values.items():
            figures = (view.planned_with[name], value, low, high)
            rows.append(
                [
                    KIND_NAMES[place.kind].in_language(lang),
                    action_text(place.action).in_language(lang),
                    _site(place.site, sites),
                    _site(place.origin, sites) if place.origin else "",
                    place.route,
                    place.step,
                    NAMES[name].in_language(lang) + ("" if name in SHARES else " (h)"),
                    *("" if one is None else f"{one:g}" for one in figures),
                    view.n,
                    STATES[view.state].in_language(lang),
                    view.made_at.isoformat(),
                ]
            )
    return rows


def _site(key: str, sites: Names) -> str:
    return (sites.get(key, Text(key, key)) if key else NETWORK).in_language(language())


def title(place: Place, sites: Names, routes: Routes) -> Text:
    """Return the heading of an estimate's page."""
    where, what = where_text(place, sites), what_text(place, routes.get(place.route))
    return Text(f"{where.ja}　{what.ja}", f"{what.en}, {where.en}")
