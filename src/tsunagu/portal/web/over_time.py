"""The page of figures over time: each with what it counts, how many cases it rests on, and the same as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.domain.waiting_reasons import REASONS
from tsunagu.journeys.queries import over_time
from tsunagu.journeys.queries.over_time import Part, Period, Spread
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.planning.domain.capacity.holidays import public_holidays
from tsunagu.planning.domain.capacity.vocabulary import RESOURCE_KINDS
from tsunagu.planning.queries.capacity import resources
from tsunagu.planning.queries.left import load_of
from tsunagu.therapies.queries import routes_list

SCALES = {"month": (1, 12), "quarter": (3, 8)}
WEEKS, WEEKS_BEFORE = 8, 3  # weeks shown of capacity, and those before this one


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a figure: its name, a value and a note for each period, and the values for the small picture."""

    name: str
    cells: list[tuple[str, str]]
    trend: list[float]


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: heading, what it counts and leaves out, its unit, its columns and its lines."""

    key: str
    title: str
    definition: str
    unit: str
    columns: list[str]
    lines: list[Series]


@require_GET
@signed_in
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show how the figures of the tower developed, for the journeys that the reader takes part in."""
    scale = request.GET.get("by", "month")
    scale = scale if scale in SCALES else "month"
    now = clock.now()
    look(now)
    shown = _figures(now, scale)
    if request.GET.get("format") == "csv":
        return _file(shown)
    return render(request, "portal/figures.html", {"figures": shown, "scale": scale, "now": now})


def _figures(now: datetime, scale: str) -> list[Shown]:
    months, count = SCALES[scale]
    found = over_time.periods(now, months, count)
    columns = [one.label for one in found]
    return [
        Shown(
            "vein",
            _("Days from collection to administration"),
            vein_means(),
            _("days, median (middle half)"),
            columns,
            _spreads(found, over_time.vein_to_vein(found)),
        ),
        Shown(
            "on_time",
            _("On the planned day"),
            on_time_means(),
            "%",
            columns,
            _on_time(found),
        ),
        Shown(
            "first",
            _("First-pass yield"),
            first_pass_means(),
            "%",
            columns,
            _shares(found, over_time.first_pass(found), _("All")),
        ),
        Shown(
            "waiting",
            _("Patients waiting, by reason"),
            waiting_means(),
            _("patients"),
            [_("Now")],
            _waiting(),
        ),
        _capacity(now),
    ]


def vein_means() -> str:
    """What vein-to-vein counts."""
    return _(
        "From the end of the last collection to the beginning of the first administration, in the period of the "
        "latter. Left out: cases from stock, which collect nothing from the patient, and cases not yet treated."
    )


def on_time_means() -> str:
    """What on time counts."""
    return _(
        "Numerator: cases first treated on the promised day or the day after. Denominator: cases first treated in the "
        "period that had a promised day. The first promise is the one given with the order; a change of plan moves the "
        "last one only."
    )


def first_pass_means() -> str:
    """What first-pass yield counts."""
    return _(
        "Numerator: cases and lots released without a rejection, a withdrawal or a second attempt. Denominator: those "
        "first released, first rejected or failed in the period; what comes later doesn’t move them to another."
    )


def waiting_means() -> str:
    """What waiting counts."""
    return _(
        "Cases under way whose patient has not been treated, each under one reason: what stops it before what goes on."
    )


def _spreads(found: Sequence[Period], spreads: Iterable[Spread]) -> list[Series]:
    names = {one.key: one.name.in_language(language()) for one in routes_list()}
    by_group: dict[str, dict[int, Spread]] = {}
    for one in spreads:
        by_group.setdefault(one.group, {})[one.period] = one
    return [
        Series(
            names.get(group, group),
            [_spread(each.get(place)) for place in range(len(found))],
            [each[place].middle for place in sorted(each)],
        )
        for group, each in by_group.items()
    ]


def _spread(one: Spread | None) -> tuple[str, str]:
    if one is None:
        return "–", ""
    value = f"{one.middle:.1f}" + (f" ({one.low:.1f}–{one.high:.1f})" if one.count > 1 else "")
    return value, f"n={one.count}"


def _shares(found: Sequence[Period], parts: Iterable[Part], name: str) -> list[Series]:
    by_period = {one.period: one for one in parts}
    if not by_period:
        return []
    cells = [
        (f"{one.percent:.0f}", f"{one.good}/{one.count}") if (one := by_period.get(place)) else ("–", "")
        for place in range(len(found))
    ]
    return [Series(name, cells, [by_period[place].percent for place in sorted(by_period)])]


def _on_time(found: Sequence[Period]) -> list[Series]:
    first, last = over_time.on_time(found), over_time.on_time(found, as_replanned=True)
    return [
        *_shares(found, first, _("By the first promise")),
        *_shares(found, last, _("By the last promise")),
    ]


def _waiting() -> list[Series]:
    counts = over_time.waiting_by_reason()
    return [
        Series(name.in_language(language()), [(str(counts[key]), "")], [])
        for key, name in REASONS.items()
        if counts.get(key)
    ]


def _capacity(now: datetime) -> Shown:
    """Published capacity against what was booked of it, in the weeks around this one, by kind of resource."""
    today = tokyo_date(now)
    start = today - timedelta(days=today.weekday() + 7 * WEEKS_BEFORE)
    weeks = [start + timedelta(days=7 * place) for place in range(WEEKS)]
    free = public_holidays(start, start + timedelta(days=7 * WEEKS - 1))
    booked = load_of(start, 7 * WEEKS, now)
    totals: dict[str, list[list[float]]] = {}
    for view in resources():
        lines = totals.setdefault(view.card.kind, [[0.0, 0.0] for _ in weeks])
        used = booked.get(view.uuid, {})
        for place, day in enumerate(view.days(start, 7 * WEEKS, free)):
            lines[place // 7][0] += day.total
            lines[place // 7][1] += used.get(day.day, 0.0)
    return Shown(
        "capacity",
        _("Use of capacity"),
        _(
            "Booked hours of the published hours of all members, by week and kind. Left out: unpublished capacity."
        ),
        "%",
        [f"{one.month}/{one.day}" for one in weeks],
        [_use(key, name.name, totals[key]) for key, name in RESOURCE_KINDS.items() if key in totals],
    )


def _use(key: str, name: Text, weeks: Sequence[Sequence[float]]) -> Series:
    cells = [
        (f"{100 * used / total:.0f}" if total else "–", f"{used:,.0f}/{total:,.0f}" if total or used else "")
        for total, used in weeks
    ]
    return Series(name.in_language(language()), cells, [100 * used / total for total, used in weeks if total])


def _file(shown: Sequence[Shown]) -> HttpResponse:
    rows = [["figure", "line", "period", "value", "unit", "part", "of"]]
    for figure in shown:
        for line in figure.lines:
            for column, (value, note) in zip(figure.columns, line.cells, strict=True):
                part, _slash, of = note.removeprefix("n=").replace(",", "").rpartition("/")
                rows.append([figure.key, line.name, column, value, figure.unit, part, of])
    return csv_file("figures.csv", rows)
