"""Register a control, and record a measurement of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.evaluation.domain.controls import KEEPERS
from tsunagu.evaluation.domain.trend_rules import rule_name
from tsunagu.evaluation.queries.catalogue import method_name
from tsunagu.evaluation.queries.controls import control_by_number, measurements_of, own_controls
from tsunagu.evaluation.queries.trends import alarms_of
from tsunagu.evaluation.services.record_control import record_control
from tsunagu.evaluation.services.register_control import register_control
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import listed
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.queries.trends import measurable
from tsunagu.journeys.web.trends.control_chart import characteristic_name
from tsunagu.journeys.web.trends.forms import ControlForm, MeasurementForm
from tsunagu.members.domain.actor import Actor, check_role
from tsunagu.members.queries.sites import sites_of


@require_http_methods(["GET", "POST"])
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """Register a control of one lot."""
    actor, now = actor_of(request, Actor), clock.now()
    check_role(actor, *KEEPERS)
    sites = {one.uuid: one.name for one in sites_of(actor.member_uuid, tokyo_date(now))}
    form = ControlForm(measurable(), sites, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            receipt = register_control(actor, form.plan(), now, form.cleaned_data["key"])
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            number = next(one.number for one in own_controls(actor.member_uuid) if one.chain == receipt.chain)
            messages.success(request, _("The control is registered. Record its first measurement."))
            return HttpResponseRedirect(reverse("trends:record", args=[number]))
    status = 422 if request.method == "POST" else 200
    return render(request, "trends/register.html", {"form": form, "refused": refused}, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def record(request: HttpRequest, number: str) -> HttpResponse:
    """Record a measurement, or replace one that was entered wrongly (``?replaces=``)."""
    actor, now = actor_of(request, Actor), clock.now()
    control = control_by_number(actor.member_uuid, number)
    measured = measurements_of([control.chain])
    wanted = request.GET.get("replaces", "")
    replaced = next((one for one in measured if str(one.uuid) == wanted), None)
    form = MeasurementForm(control, now, measured[-1] if measured else None, replaced, request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            record_control(actor, number, form.typed(), now, form.cleaned_data["key"])
        except NotFound:
            raise
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            _say(request, control.chain, now)
            return HttpResponseRedirect(reverse("trends:control", args=[number]))
    shown = {
        "form": form, "refused": refused, "control": control, "name": characteristic_name(control),
        "method": method_name(control.method), "replaced": replaced, "may_record": actor.holds("qc"),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "trends/record.html", shown, status=status)


def _say(request: HttpRequest, chain: UUID, now: object) -> None:
    """Say that it is recorded, and which rules it broke."""
    raised = [one for one in alarms_of([chain]).get(chain, []) if one.raised_at == now]
    if not raised:
        messages.success(request, _("The measurement is recorded."))
        return
    rules = listed(dict.fromkeys(rule_name(one.rule) for one in raised), language())
    messages.warning(request, _("Recorded. It breaks rule %(rules)s: assess the alarm.") % {"rules": rules})
