"""Pages of making to stock: what is stated and in store, the statement of a product, plans of lots as pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.forms import said_at_field
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import language, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.services.permission import check_may_write
from tsunagu.planning.domain.stock.from_route import stated_from
from tsunagu.planning.domain.stock.reading import COLUMNS
from tsunagu.planning.queries import stock as queries
from tsunagu.planning.queries.capacity import resources
from tsunagu.planning.queries.stock import ProductView
from tsunagu.planning.services.stock.gather_stock import ROOM
from tsunagu.planning.services.stock.start_stock_run import start_stock_run
from tsunagu.planning.services.stock.state_product import state_product
from tsunagu.planning.web.runs.words import gap_text
from tsunagu.planning.web.stock import words
from tsunagu.planning.web.stock.arranging import per_lot
from tsunagu.planning.web.stock.forms import PlanForm, StatedForm, as_typed
from tsunagu.planning.web.stock.shown import run_context

PER_LIST = 20


@require_GET
@signed_in
def stock_page(request: HttpRequest) -> HttpResponse:
    """Show the products made to stock with what is in store of each, and the plans of lots."""
    actor, now = actor_of(request, Actor), clock.now()
    stated = queries.products_of()
    own = {one.therapy for one in stated if one.member_id == actor.member_id}
    page = Paginator(queries.runs(), PER_LIST).get_page(request.GET.get("page"))
    context = {
        "products": [_product_row(one, now) for one in stated],
        "others": [route for route in queries.stock_routes() if route.key not in {one.therapy for one in stated}],
        "page_obj": page,
        "lines": [_run_row(one) for one in queries.views(page.object_list)],
        "may_write": not actor.is_reader,
        "has_own": bool(own),
        "member_id": actor.member_id,
        "with_members": actor.is_coordinator or actor.is_reader,
    }  # fmt: skip
    return render(request, "planning/stock/list.html", context)


def _product_row(view: ProductView, now: datetime) -> dict[str, Any]:
    lots = queries.lots_of(queries.stock_route(view.therapy), view.planned, now)
    there = [lot for lot in lots if lot.state == "in_store"]
    count = sum(lot.count for lot in there)
    today = view.stated.steady
    cover = count / today[1] if today and today[1] else None
    return {
        "view": view,
        "count": count,
        "coming": sum(lot.count for lot in lots if lot.state == "coming"),
        "held": sum(lot.count for lot in lots if lot.state == "held"),
        "expires": min((lot.expires_at for lot in there if lot.expires_at is not None), default=None),
        "weekly": "" if today is None else f"{today[1]:g}",
        "cover": "" if cover is None else f"{cover:,.0f}",
    }


def _run_row(view: queries.RunView) -> dict[str, Any]:
    return {"view": view, "state": words.STATES[view.state], "gap": gap_text(view.gap)}


@require_http_methods(["GET", "POST"])
@signed_in
def product_page(request: HttpRequest, therapy: str) -> HttpResponse:
    """Show what is in store of a product and let its member state how it is made, kept and needed."""
    actor, now = actor_of(request, Actor), clock.now()
    route = queries.stock_route(therapy)
    known = queries.product_of(actor.member_id, therapy)
    stated = stated_from(route) if known is None else known.stated
    form = (
        StatedForm(request.POST, request.FILES)
        if request.method == "POST"
        else StatedForm(initial=as_typed(stated))
    )
    refused: Refused | None = None
    if request.method == "POST":
        check_may_write(actor.member_id)
        if form.is_valid():
            try:
                state_product(therapy, form.stated(), now)
            except Refused as refusal:
                refused = said_at_field(form, refusal)
            else:
                messages.success(request, _("The statement is kept. Plan the lots next."))
                return HttpResponseRedirect(reverse("planning:stock"))
    lots = queries.lots_of(route, stated if known is None else known.planned, now)
    context = {
        "route": route, "known": known, "form": form, "refused": refused, "may_write": not actor.is_reader,
        "lots": [{"view": lot, "state": words.LOT_STATES[lot.state]} for lot in lots],
        "total": sum(lot.count for lot in lots if lot.state == "in_store"),
        "per_lot": None if known is None else per_lot(known.product()),
        "columns": [column.in_language(language()) for column in COLUMNS],
    }  # fmt: skip
    return render(
        request, "planning/stock/product.html", context, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_page(request: HttpRequest) -> HttpResponse:
    """Ask for a plan of lots of one's own products."""
    actor, now = actor_of(request, Actor), clock.now()
    check_may_write(actor.member_id)
    products = queries.products_of(actor.member_id)
    rooms = sum(
        max((one.capacity for one in view.published.patterns), default=0)
        for view in resources(actor.member_uuid, since=tokyo_date(now), kind=ROOM)
    )
    form = PlanForm(products, rooms or 1, request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        title = said["title"].strip() or _("Lots from %(day)s") % {
            "day": words.monday_text(queries.first_monday(now))
        }
        try:
            key = uuid5(actor.member_uuid, f"stock/{said['key']}")
            run = start_stock_run(said["products"], form.wanted(), title, now, key)
        except Refused as refusal:
            refused = said_at_field(form, refusal)
        else:
            return HttpResponseRedirect(reverse("planning:stock_run", args=[run]))
    context = {"form": form, "refused": refused, "products": products}
    return render(
        request, "planning/stock/new.html", context, status=422 if request.method == "POST" else 200
    )


@require_GET
@signed_in
def run_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a plan of lots: figures, stock over the weeks, lots, why doses are missing; or how far it has come."""
    return render(request, "planning/stock/run.html", run_context(request, uuid))
