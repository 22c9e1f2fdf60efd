"""Pages that show the pipeline: the picture with its filters, one product, the figures, and the table as a file."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagu.coordination.domain.pipeline.spells import counts_on
from tsunagu.coordination.queries import pipeline as queries
from tsunagu.coordination.queries.pipeline import ProductView
from tsunagu.coordination.services.pipeline.permission import may_coordinate, may_write
from tsunagu.coordination.web.pipeline import figures, pictures, shown
from tsunagu.coordination.web.pipeline.forms import PipelineFilter
from tsunagu.coordination.web.pipeline.lead import offers_shown
from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import all_sites
from tsunagu.therapies.queries import routes_list

VIEWS = ("stages", "years")
SOON = 60
LONG = 60
"""From more products on, the table and a phone's stages are folded, so that one sees the whole before its parts."""


@require_GET
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Show the pipeline as a picture, by stage or over the years, with the table and what is due."""
    actor, now = actor_of(request, Actor), clock.now()
    today = tokyo_date(now)
    every = queries.products()
    form, chosen, views = _chosen(request, every)
    asked = request.GET.get("show", "")
    show = asked if asked in VIEWS else VIEWS[0]
    stages = shown.by_stage(views, today)
    in_order = [line["view"] for group in reversed(stages[:-1]) for line in group["lines"]]
    in_order += [line["view"] for line in stages[-1]["lines"]]
    due = queries.reports_due(now, SOON)
    context = {
        "form": form,
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "query": _without_show(request),
        "show": show,
        "has_any": bool(every),
        "views": views,
        "is_long": len(views) > LONG,
        "stages": stages,
        "lines": [shown.product_line(one, today) for one in in_order],
        "picture": _picture(show, in_order, today) if in_order else "",
        "due": len(due),
        "late": sum(one.days_left(today) < 0 for one in due),
        "invited": [one for one in every if _invites(one, actor.member_id)],
        "may_enter": not actor.is_reader,
        "is_coordinator": may_coordinate(actor),
    }
    return render(request, "coordination/pipeline/overview.html", context)


def _invites(view: ProductView, member_id: int) -> bool:
    return any(part.member_id == member_id and part.state == "invited" for part in view.parts)


def _chosen(
    request: HttpRequest, every: list[ProductView]
) -> tuple[PipelineFilter, dict[str, str], list[ProductView]]:
    form = PipelineFilter(shown.leads_of(every), request.GET)
    chosen = form.chosen()
    areas: dict[UUID, frozenset[str]] = {}
    if chosen["area"]:
        for site in all_sites(tokyo_date(clock.now())):
            areas[site.member.uuid] = areas.get(site.member.uuid, frozenset()) | {site.area}
    return form, chosen, shown.filtered(every, chosen, areas)


def _picture(show: str, views: list[ProductView], today: Any) -> str:
    if show == "years":
        return pictures.time_picture(views, today)
    return pictures.stage_picture(views, counts_on([one.moves for one in views], today), today)


def _without_show(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("show", None)
    return asked.urlencode()


@require_GET
@signed_in
def table_csv(request: HttpRequest) -> HttpResponse:
    """Write the products that the filters leave as a file."""
    _form, _said, views = _chosen(request, queries.products())
    rows = shown.csv_rows(views, tokyo_date(clock.now()))
    return csv_file("pipeline.csv", rows)


@require_GET
@signed_in
def product_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one product: its stages with days, partners, funding with reports, measures, history."""
    actor, today = actor_of(request, Actor), tokyo_date(clock.now())
    page = queries.product_page(uuid)
    view = page.product
    keeps = may_write(actor, view.lead_id)
    reads_all = view.is_party(actor.member_id) or actor.is_coordinator or actor.is_reader
    parts = [shown.part_line(one, is_own=one.member_id == actor.member_id, keeps=keeps) for one in view.parts]
    context = {
        "view": view,
        "line": shown.product_line(view, today),
        "facts": shown.facts(view),
        "route": next((one for one in routes_list() if one.key == view.route), None) if view.route else None,
        "tracks": shown.tracks(page),
        "picture": pictures.time_picture([view], today, names=0.0),
        "parts": parts,
        "invitations": [
            one
            for one in parts
            if one["is_invitation"] and one["part"].member_id == actor.member_id and not actor.is_reader
        ],
        "awards": shown.award_lines(page.awards, today),
        "measures": shown.measure_lines(page, today),
        "history": [shown.history_line(one) for one in page.history],
        "offers": offers_shown(uuid, actor, keeps=keeps),
        "may_hand_over": bool(view.taking_part),
        "need": queries.need_of(actor, view.need),
        "keeps": keeps,
        "reads_all": reads_all,
    }
    return render(request, "coordination/pipeline/product.html", context)


@require_GET
@signed_in
def figures_page(request: HttpRequest) -> HttpResponse:
    """Show how many products were in which stage when, how long they stay, and what funded them."""
    views, today = queries.products(), tokyo_date(clock.now())
    context = {
        "has_any": bool(views),
        "over_time": figures.over_time(views, today),
        "stays": figures.stays_shown(views, today),
        "stay_picture": figures.stay_picture(views, today),
        "funded": figures.funded(queries.funded_by_kind()),
        "count": len(views),
    }
    return render(request, "coordination/pipeline/figures.html", context)
