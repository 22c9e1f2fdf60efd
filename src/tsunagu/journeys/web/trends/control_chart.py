"""The chart of a laboratory's control: its page, limits, alarms, CSV."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsunagu.evaluation.domain.trend_rules import FOR_CONTROLS
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.evaluation.queries.controls import ControlView, Measurement, control_by_number, measurements_of
from tsunagu.evaluation.queries.trends import alarms_of, limits_of
from tsunagu.evaluation.services.freeze_limits import freeze_limits
from tsunagu.foundation import clock
from tsunagu.foundation.text import Text, listed
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import day_text, language, this_year, tokyo_date
from tsunagu.journeys.queries.trends import measurable
from tsunagu.journeys.web.trends import pages
from tsunagu.journeys.web.trends.chart import Chart
from tsunagu.journeys.web.trends.shown import csv_rows
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import person_names
from tsunagu.members.queries.sites import site_names


@require_GET
@signed_in
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show the control's chart to its own laboratory; for others there is no such control."""
    return pages.show(_page(request, number))


@require_GET
@signed_in
def export(request: HttpRequest, number: str) -> HttpResponse:
    """Return the measurements with their limits as CSV."""
    return csv_file(f"{number}.csv", csv_rows(_page(request, number).chart))


@require_POST
@signed_in
def freeze(request: HttpRequest, number: str) -> HttpResponse:
    """Freeze the control's limits."""
    actor, now = actor_of(request, Actor), clock.now()
    return pages.freeze_from(
        _page(request, number), lambda choice, key: freeze_limits(actor, number, choice, now, key)
    )


@require_POST
@signed_in
def assess(request: HttpRequest, number: str) -> HttpResponse:
    """Assess the control's alarms."""
    return pages.assess_from(_page(request, number), clock.now())


def _page(request: HttpRequest, number: str) -> pages.Shown:
    actor, now = actor_of(request, Actor), clock.now()
    control = control_by_number(actor.member_uuid, number)
    every = measurements_of([control.chain], with_replaced=True)
    names = person_names({one.operator for one in every})
    address = reverse("trends:control", args=[number])
    special = {
        "control": control,
        "method": method_name(control.method),
        "site": site_names([control.site]).get(control.site),
        "replaced": [_replaced(one, every) for one in every if not one.is_in_force],
        "may_record": actor.holds("qc"),
    }
    return pages.Shown(
        request, actor, chart_of(control, every, names, now), "trends/control.html", special, address
    )


def chart_of(control: ControlView, every: list[Measurement], names: dict[UUID, Text], now: datetime) -> Chart:
    """Return the chart of a control's measurements that are in force."""
    found, lang, year = [one for one in every if one.is_in_force], language(), this_year()
    return Chart(
        control.chain, characteristic_name(control), control.unit, [one.point for one in found],
        limits_of([control.chain]).get(control.chain, []), alarms_of([control.chain]).get(control.chain, []),
        FOR_CONTROLS, now, {one.uuid: day_text(tokyo_date(one.measured_at), year, lang) for one in found},
        in_use={one.uuid: listed(one.reagent_lots, lang) for one in found},
        heads=(_("Readings"), _("Operator"), _("Instrument"), _("Reagent lots")),
        makers={one.uuid: one.operator for one in every},
        cells={one.uuid: _cells(one, names, lang) for one in found},
    )  # fmt: skip


def characteristic_name(control: ControlView) -> Text:
    """Return what a control measures, as routes call it."""
    known = measurable().get(control.characteristic)
    return Text(control.characteristic, control.characteristic) if known is None else known.name


def _cells(one: Measurement, names: dict[UUID, Text], lang: str) -> tuple[str, ...]:
    operator = names.get(one.operator)
    said = "" if operator is None else operator.in_language("en" if lang == "en" else "ja")
    return ("　".join(one.readings), said, one.instrument, listed(one.reagent_lots, lang))


def _replaced(one: Measurement, every: list[Measurement]) -> dict[str, Any]:
    new = next((other for other in every if other.replaces == one.uuid), None)
    return {"old": one, "new": new}
