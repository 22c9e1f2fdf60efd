"""Shippers on screen: those under way, the register, one with its measurements."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagu.conditions.queries import shipper_page, shippers
from tsunagu.conditions.services.keep_shippers import add_shipper, record_test, retire_shipper
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.queries.holding import holding_now
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.journeys.web.shippers import shown
from tsunagu.journeys.web.shippers.forms import ShipperForm, TestForm
from tsunagu.members.domain.actor import Actor


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show what is on its way in which shipper, the shortest hold first, and the register."""
    actor, now = actor_of(request, Actor), clock.now()
    look(now)
    today = tokyo_date(now)
    is_own = request.GET.get("own") == "1"
    found = shippers(today, actor.member_uuid if is_own else None)
    context = {
        "under_way": shown.under_way(holding_now(), now), "is_own": is_own, "now": now,
        "lines": [shown.standing(one, today) for one in found], "may_add": not actor.is_reader,
    }  # fmt: skip
    return render(request, "shippers/list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def add_page(request: HttpRequest) -> HttpResponse:
    """Enter a shipper of one's own organisation."""
    actor, form = actor_of(request, Actor), ShipperForm(request.POST or None)
    made: list[UUID] = []

    def write() -> None:
        said = form.cleaned_data
        now = clock.now()
        made.append(add_shipper(actor, said["code"], said["model"], said["band"], said["nominal_hours"], now))

    refused = _written(request, form, write)
    if made:
        messages.success(request, _("The shipper is registered. Record its measured hold time next."))
        return HttpResponseRedirect(reverse("shippers:shipper", args=made))
    context = {"form": form, "refused": refused}
    return render(request, "shippers/add.html", context, status=_status(request, refused))


@require_http_methods(["GET", "POST"])
@signed_in
def shipper(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a shipper with its measurements; its member records another one here."""
    actor, now = actor_of(request, Actor), clock.now()
    page, today = shipper_page(uuid), tokyo_date(now)
    form = TestForm(request.POST or None, initial={"tested_on": today})
    refused = _written(request, form, lambda: record_test(actor, uuid, form.test(), today, now))
    if request.method == "POST" and refused is None and form.is_valid():
        messages.success(request, _("The measurement is recorded and counts from now on."))
        return HttpResponseRedirect(reverse("shippers:shipper", args=[uuid]))
    may_keep = not actor.is_reader and (actor.member_uuid == page.view.member or actor.is_coordinator)
    context = {
        "page_of": page, "standing": shown.standing(page.view, today), "form": form, "refused": refused,
        "may_keep": may_keep, "today": today,
    }  # fmt: skip
    return render(request, "shippers/shipper.html", context, status=_status(request, refused))


@require_POST
@signed_in
def retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a shipper out of use."""
    retire_shipper(actor_of(request, Actor), uuid, tokyo_date(clock.now()))
    messages.success(request, _("The shipper is out of use."))
    return HttpResponseRedirect(reverse("shippers:shipper", args=[uuid]))


def _written(request: HttpRequest, form: forms.Form, write: Callable[[], Any]) -> Refused | None:
    """Write what was sent; return a refusal that belongs to no field, the others stand at theirs."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        write()
    except Refused as refusal:
        if refusal.field is None:
            raise
        return said_at_field(form, refusal)
    return None


def _status(request: HttpRequest, refused: Refused | None) -> int:
    if refused is not None:
        return refused.status
    return 422 if request.method == "POST" else 200
