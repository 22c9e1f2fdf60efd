"""The list of trends: the laboratory's own controls, then products, those with open alarms first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tsunagu.custody.queries.chains import open_if_party
from tsunagu.evaluation.domain.units import shown_unit
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.evaluation.queries.controls import ControlView, Measurement, measurements_of, own_controls
from tsunagu.evaluation.queries.trends import AlarmView, LimitsView, alarms_of, limits_of, trend_chain
from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.trends import ProductSeries, product_series
from tsunagu.journeys.web.trends.control_chart import characteristic_name
from tsunagu.members.domain.actor import Actor

NEWEST = 30
"""Points of the small line beside each trend."""


@require_GET
@signed_in
def trends(request: HttpRequest) -> HttpResponse:
    """Show every trend that the person's organisation may see."""
    actor = actor_of(request, Actor)
    controls = _controls(actor)
    products = _products(actor)
    groups: dict[str, dict[str, Any]] = {}
    for line in products:
        group = groups.setdefault(line["series"].key.route, {"name": line["series"].route_name, "lines": []})
        group["lines"].append(line)
    for group in groups.values():
        group["open"] = sum(line["open"] for line in group["lines"])
    ordered = sorted(groups.values(), key=lambda group: (-group["open"], -len(group["lines"])))
    return render(request, "trends/list.html", {"controls": controls, "products": ordered})


@require_GET
@signed_in
def controls(request: HttpRequest) -> HttpResponse:
    """Show the laboratory's controls: what is to be measured today, what was."""
    actor, now = actor_of(request, Actor), clock.now()
    today = tokyo_date(now)
    lines = _controls(actor)
    for line in lines:
        days = [tokyo_date(one.measured_at) for one in line["measured"]]
        line["is_done"] = today in days
        line["is_expired"] = line["control"].expires_on is not None and line["control"].expires_on < today
    lines.sort(key=lambda line: (line["is_expired"], line["is_done"]))
    return render(request, "trends/controls.html", {"lines": lines, "may_record": actor.holds("qc")})


def _controls(actor: Actor) -> list[dict[str, Any]]:
    found = own_controls(actor.member_uuid)
    chains = [one.chain for one in found]
    measured: dict[UUID, list[Measurement]] = {chain: [] for chain in chains}
    for one in measurements_of(chains):
        measured[one.chain].append(one)
    limits, alarms = limits_of(chains), alarms_of(chains)
    return [
        _control(one, measured[one.chain], limits.get(one.chain, []), alarms.get(one.chain, []))
        for one in found
    ]


def _control(
    one: ControlView, measured: list[Measurement], limits: Sequence[LimitsView], alarms: Sequence[AlarmView]
) -> dict[str, Any]:
    return {
        "control": one,
        "name": characteristic_name(one),
        "method": method_name(one.method),
        "measured": measured,
        "unit": shown_unit(one.unit),
        "link": reverse("trends:control", args=[one.number]),
        **_standing([point.value for point in measured], limits, alarms),
    }


def _products(actor: Actor) -> list[dict[str, Any]]:
    found = product_series()
    chains = {one.key: _chain(actor, one) for one in found}
    open_if_party(chains.values())
    limits, alarms = limits_of(chains.values()), alarms_of(chains.values())
    lines = []
    for one in found:
        chain, key = chains[one.key], one.key
        lines.append(
            {
                "series": one,
                "unit": shown_unit(one.characteristic.unit),
                "link": reverse("trends:product", args=[key.route, key.panel, key.characteristic]),
                **_standing(
                    [point.value for point in one.points], limits.get(chain, []), alarms.get(chain, [])
                ),
            }
        )
    return lines


def _chain(actor: Actor, one: ProductSeries) -> UUID:
    return trend_chain(actor.member_uuid, one.key.route, one.key.panel, one.key.characteristic)


def _standing(
    values: list[float], limits: Sequence[LimitsView], alarms: Sequence[AlarmView]
) -> dict[str, Any]:
    """Return what a line says of a trend: how many points, the last one, its limits, its alarms."""
    waiting = sum(one.is_open for one in alarms)
    if waiting:
        badge = ("stop", _("Alarm to assess"))
    elif limits:
        badge = ("ok", _("Limits v%(version)s") % {"version": limits[-1].limits.version})
    else:
        badge = ("wait", _("Not frozen"))
    last = values[-1] if values else None
    return {"count": len(values), "last": last, "values": values[-NEWEST:], "badge": badge, "open": waiting}
