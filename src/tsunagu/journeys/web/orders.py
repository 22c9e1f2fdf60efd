"""Order a treatment for a patient, and begin the production of a lot."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tsunagu.custody.queries.state import chain_numbers
from tsunagu.custody.services.append import Receipt
from tsunagu.foundation import clock
from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.journeys.domain.planning import Dates
from tsunagu.journeys.queries.links import journey_link
from tsunagu.journeys.services.place_order import place_order
from tsunagu.journeys.services.sealed_dates import unseal
from tsunagu.journeys.services.start_production import start_production
from tsunagu.journeys.services.take_over import take_over
from tsunagu.journeys.web.order_forms import OrderForm, ProductionForm
from tsunagu.journeys.web.paper_forms import TakeOverForm
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import sites_of
from tsunagu.therapies.queries import RouteSummary, routes_list

WHO_ORDERS = ("physician", "hospital_coordinator")
WHO_PRODUCES = ("supervisor", "operator", "mah", "procurement")


@require_http_methods(["GET", "POST"])
@signed_in
def order(request: HttpRequest) -> HttpResponse:
    """Choose a therapy, then say for whom; the case and its CoI number begin."""
    actor = _who(request, WHO_ORDERS, ONLY_HOSPITAL)
    dates = _dates(request)
    therapy, routes = _chosen(request, "treatment") if dates is None else (dates.route, [])
    if not therapy:
        return render(request, "journeys/choose.html", {"routes": routes, "is_order": True})
    now = clock.now()
    form = OrderForm(therapy, sites_of(actor.member_uuid, tokyo_date(now)), now, request.POST or None, dates)
    return _answer(
        request,
        form,
        lambda: place_order(actor, form.order(), now, form.cleaned_data["key"]),
        _("The order is placed."),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def from_paper(request: HttpRequest) -> HttpResponse:
    """Take over a journey that already runs on paper: what was done, and where its records are."""
    actor = _who(request, WHO_ORDERS, ONLY_HOSPITAL)
    therapy, routes = _chosen(request, "treatment")
    if not therapy:
        return render(request, "journeys/choose.html", {"routes": routes, "is_order": True, "is_paper": True})
    now = clock.now()
    form = TakeOverForm(therapy, sites_of(actor.member_uuid, tokyo_date(now)), now, request.POST or None)
    return _answer(
        request,
        form,
        lambda: take_over(actor, form.order(), form.paper(), now, form.cleaned_data["key"]),
        _("The journey goes on here."),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def produce(request: HttpRequest) -> HttpResponse:
    """Choose a route, then begin a lot."""
    actor = _who(request, WHO_PRODUCES, ONLY_MAKER)
    therapy, routes = _chosen(request, "production")
    if not therapy:
        return render(request, "journeys/choose.html", {"routes": routes, "is_order": False})
    now = clock.now()
    form = ProductionForm(therapy, now, request.POST or None)
    return _answer(
        request,
        form,
        lambda: start_production(actor, form.production(), now, form.cleaned_data["key"]),
        _("The production has begun."),
    )


def _who(request: HttpRequest, roles: tuple[str, ...], only: Text) -> Actor:
    actor = actor_of(request, Actor)
    if not actor.holds(*roles):
        raise NotAllowed("role", only)
    return actor


def _dates(request: HttpRequest) -> Dates | None:
    """Return the dates of a plan that the order is to take, if the address or the form brings some."""
    sealed = (request.POST if request.method == "POST" else request.GET).get("dates", "")
    return unseal(sealed) if sealed else None


def _chosen(request: HttpRequest, kind: str) -> tuple[str, list[RouteSummary]]:
    """Return the therapy that was chosen ("" if none of them was), and the routes to choose from."""
    routes = routes_list(kind=kind)
    therapy = (request.POST if request.method == "POST" else request.GET).get("therapy", "")
    return therapy if any(one.key == therapy for one in routes) else "", routes


def _answer(
    request: HttpRequest, form: OrderForm | ProductionForm, place: Callable[[], Receipt], done: str
) -> HttpResponse:
    refused: Refused | None = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                receipt = place()
            except Refused as refusal:
                refused = refusal
                if refusal.field in form.fields:
                    form.add_error(refusal.field, str(_in_language(refusal.reason)))
            else:
                messages.success(request, done)
                return HttpResponseRedirect(journey_link(chain_numbers([receipt.chain])[receipt.chain]))
    context: dict[str, Any] = {"form": form, "refused": refused, "is_order": isinstance(form, OrderForm)}
    context["is_paper"] = isinstance(form, TakeOverForm)
    return render(request, "journeys/order.html", context, status=status)


def _in_language(text: Text) -> str:
    return text.in_language(language())


ONLY_HOSPITAL = Text(
    "治療を依頼できるのは、病院の医師と院内コーディネーターだけです。",
    "Only physicians and hospital coordinators order treatments.",
)
ONLY_MAKER = Text(
    "製造を開始できるのは、製造所の製造担当・製造管理者などだけです。",
    "Only operators and supervisors of a manufacturer begin a production.",
)
