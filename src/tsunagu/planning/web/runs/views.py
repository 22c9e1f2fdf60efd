"""Pages that show plans: the list, one plan with its chart, and two plans as a difference."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.runs.comparing import moves
from tsunagu.planning.domain.runs.efforts import EFFORT_NAMES
from tsunagu.planning.domain.runs.figures import mean_days
from tsunagu.planning.domain.runs.picture import Picture
from tsunagu.planning.queries import runs as queries
from tsunagu.planning.queries.runs import RunView
from tsunagu.planning.services.own_requests import ASKERS
from tsunagu.planning.web.runs import words
from tsunagu.planning.web.runs.addresses import links_of
from tsunagu.planning.web.runs.arranging import chart, hues_of, look_of, page_of, rows_of
from tsunagu.planning.web.runs.forms import WhatIfForm
from tsunagu.planning.web.runs.naming import Names, names_for
from tsunagu.planning.web.runs.tables import move_rows, table_of

PER_LIST = 50
MOST_MOVES = 200
OTHER_PROBLEM = Text(
    "違う問題の計画どうしは比べられません。同じ問題ファイルの計画を選んでください。",
    "These plans are of different problems. Choose two plans of the same problem file.",
)
NOT_READY = Text(
    "計画ができてから比べられます。計算が終わるまでお待ちください。",
    "Both plans must be made before they can be compared. Wait until they are.",
)


@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Lead the coordinator to the schedule, hospitals to the dates they ask for, all others to their own capacity."""
    actor = actor_of(request, Actor)
    page = "schedule" if actor.is_coordinator else "requests" if actor.holds(*ASKERS) else "capacity"
    return HttpResponseRedirect(reverse(f"planning:{page}"))


@require_GET
@signed_in
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the plans that one's member asked for; the coordinator sees all."""
    actor = actor_of(request, Actor)
    pages = Paginator(queries.runs(), PER_LIST)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": [_line(one) for one in queries.views(page.object_list)],
        "may_ask": not actor.is_reader,
        "with_members": actor.is_coordinator or actor.is_reader,
    }
    return render(request, "planning/runs/list.html", context)


def _line(view: RunView) -> dict[str, Any]:
    return {"view": view, "state": words.STATES[view.state], **_figures(view)}


def _figures(view: RunView) -> dict[str, Any]:
    """Return the figures of a run in words."""
    saved = None if view.days is None or view.first_days is None else view.first_days - view.days
    return {
        "days": words.days_text(view.days),
        "first_days": words.days_text(view.first_days),
        "bound_days": words.days_text(view.bound_days),
        "saved": "" if saved is None else words.days_text(saved),
        "gap": words.gap_text(view.gap),
    }


@require_GET
@signed_in
def run_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one plan: how far it has come, its figures, and once it is made, its chart and what holds it up."""
    return run_answer(request, queries.run(uuid))


def run_answer(
    request: HttpRequest, view: RunView, form: WhatIfForm | None = None, refused: Refused | None = None
) -> HttpResponse:
    """Return the page of a run, with a question that was refused and why."""
    actor, may_write = actor_of(request, Actor), may_change(actor_of(request, Actor), view)
    names = names_for(view)
    picture = None if view.is_open else picture_of(view, names)
    context: dict[str, Any] = {
        **_line(view),
        "progress": words.progress_of(view),
        "effort": EFFORT_NAMES[view.effort],
        "asked_by": queries.asked_by(view.person),
        "may_write": may_write,
        "with_member": actor.member_id != view.member_id,
        "here": request.get_full_path(),
        "refused": refused,
    }
    if picture is not None:
        context |= _made(request, view, picture, names)
        if view.state == "done":
            context |= _asked(view, picture, form, may_write=may_write)
    return render(request, "planning/runs/run.html", context, status=422 if form or refused else 200)


def may_change(actor: Actor, view: RunView) -> bool:
    """Say whether the actor may stop or question the plan: its own member's people and the coordinator."""
    return not actor.is_reader and (actor.member_id == view.member_id or actor.is_coordinator)


def _made(request: HttpRequest, view: RunView, picture: Picture, names: Names) -> dict[str, Any]:
    look = look_of(request.GET.dict(), picture, view.start, view.hours)
    rows = rows_of(picture, look, view.start)
    shown = page_of(rows, look.page)
    late, scarce = queries.summary(view.uuid)
    attention, bottlenecks = names.attention(late), names.bottlenecks(scarce)
    return {
        "chart": chart(shown, look, view.start, clock.now()),
        "links": links_of(look, picture, len(rows)),
        "table": table_of(shown, view.start),
        "has_rows": bool(shown),
        "hues": hues_of(shown),
        "csv": reverse("planning:bars_csv", args=[view.uuid]),
        "attention": words.attention_rows(attention, view.start),
        "bottlenecks": words.bottleneck_rows(bottlenecks, view.weight),
        "bottleneck_text": words.bottleneck_text(bottlenecks),
        "others": queries.others_of(view),
    }


def picture_of(view: RunView, names: Names) -> Picture | None:
    """Return the picture of a plan in the network's words; None where there is none."""
    found = queries.picture(view.uuid)
    return None if found is None else names.picture(found)


def _asked(view: RunView, picture: Picture, form: WhatIfForm | None, *, may_write: bool) -> dict[str, Any]:
    names = resource_names(picture)
    rows = words.what_if_rows(queries.what_ifs(view), names)
    return {
        "what_ifs": rows,
        "is_answering": any(row["state"] == "waiting" for row in rows),
        "form": (form or WhatIfForm(list(names.items()))) if may_write else None,
    }


def resource_names(picture: Picture) -> dict[str, str]:
    """Return the names of a plan's resources, in the order of the value chain."""
    return {
        lane.resource: words.resource_name(lane.resource, lane.kind, lane.place) for lane in picture.lanes
    }


@require_GET
@signed_in
def compare_page(request: HttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    """Show what is otherwise in a plan than in another of the same problem."""
    after, before = queries.run(uuid), queries.run(other)
    if after.digest != before.digest:
        raise Refused("other_problem", OTHER_PROBLEM)
    names = names_for(after)
    picture, old = picture_of(after, names), picture_of(before, names)
    problem, plan = queries.problem_and_plan(uuid)
    old_plan = queries.problem_and_plan(other)[1]
    if picture is None or old is None or plan is None or old_plan is None:
        raise Refused("not_ready", NOT_READY)
    found = moves(problem, old_plan, plan)
    look = look_of(request.GET.dict(), picture, after.start, after.hours)
    rows = rows_of(picture, look, after.start)
    shown = page_of(rows, look.page)
    difference = mean_days(float((after.cost or 0) - (before.cost or 0)), after.weight)
    context = {
        "after": _line(after),
        "before": _line(before),
        "difference": words.days_text(difference, is_difference=True),
        "count": len(found),
        "journeys": after.journeys,
        "moves": move_rows(names.moves(found[:MOST_MOVES]), after.start),
        "more": max(0, len(found) - MOST_MOVES),
        "chart": chart(shown, look, after.start, clock.now(), rows_of(old, look, after.start)),
        "links": links_of(look, picture, len(rows)),
        "table": table_of(shown, after.start),
        "has_rows": bool(shown),
        "hues": hues_of(shown),
        "is_comparison": True,
    }
    return render(request, "planning/runs/compare.html", context)
