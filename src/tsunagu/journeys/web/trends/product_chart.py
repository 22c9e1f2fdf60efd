"""The chart of a product's characteristic over successive cases or lots: its page, limits, alarms, CSV."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.domain.trend_rules import FOR_PRODUCTS
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.evaluation.queries.trends import alarms_of, limits_of, trend_chain
from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.journeys.queries.trends import ProductSeries, SeriesKey, product_series_of
from tsunagu.journeys.services.freeze_trend import freeze_trend
from tsunagu.journeys.web.shown import limits_of as specification_of
from tsunagu.journeys.web.trends import pages
from tsunagu.journeys.web.trends.chart import Chart
from tsunagu.journeys.web.trends.shown import csv_rows
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def page(request: HttpRequest, route: str, panel: str, characteristic: str) -> HttpResponse:
    """Show the trend of what this person's organisation takes part in."""
    return pages.show(_page(request, SeriesKey(route, panel, characteristic)))


@require_GET
@signed_in
def export(request: HttpRequest, route: str, panel: str, characteristic: str) -> HttpResponse:
    """Return the results with their limits as CSV."""
    chart = _page(request, SeriesKey(route, panel, characteristic)).chart
    return csv_file(f"{route}-{characteristic}.csv", csv_rows(chart))


@require_POST
@signed_in
def freeze(request: HttpRequest, route: str, panel: str, characteristic: str) -> HttpResponse:
    """Freeze the limits of the trend."""
    actor, key, now = actor_of(request, Actor), SeriesKey(route, panel, characteristic), clock.now()
    return pages.freeze_from(
        _page(request, key), lambda choice, sent: freeze_trend(actor, key, choice, now, sent)
    )


@require_POST
@signed_in
def assess(request: HttpRequest, route: str, panel: str, characteristic: str) -> HttpResponse:
    """Assess the alarms of the trend."""
    return pages.assess_from(_page(request, SeriesKey(route, panel, characteristic)), clock.now())


def _page(request: HttpRequest, key: SeriesKey) -> pages.Shown:
    actor, now = actor_of(request, Actor), clock.now()
    series = product_series_of(key)
    special = {
        "series": series,
        "method": method_name(series.characteristic.method),
        "limits_text": specification_of(series.characteristic),
    }
    address = reverse("trends:product", args=[key.route, key.panel, key.characteristic])
    return pages.Shown(
        request, actor, chart_of(series, actor.member_uuid, now), "trends/product.html", special, address
    )


def chart_of(series: ProductSeries, member: UUID, now: datetime) -> Chart:
    """Return the chart of a series with the limits that this member froze."""
    key, one = series.key, series.characteristic
    chain = trend_chain(member, key.route, key.panel, key.characteristic)
    open_if_party([chain])
    numbers = {result.uuid: series.numbers[result.chain] for result in series.results}
    return Chart(
        chain, one.name, one.unit, series.points, limits_of([chain]).get(chain, []),
        alarms_of([chain]).get(chain, []), FOR_PRODUCTS, now,
        {uuid: number[-6:].lstrip("0") or number for uuid, number in numbers.items()}, numbers,
        makers={result.uuid: result.tested_by for result in series.results},
        specification=(one.minimum, one.maximum),
    )  # fmt: skip
