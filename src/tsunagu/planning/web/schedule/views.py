"""The page of the schedule, and the same as a file."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tsunagu.foundation import clock
from tsunagu.foundation.web.downloads import csv_file
from tsunagu.foundation.web.scope import actor_of, signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.record import hour_of
from tsunagu.planning.domain.schedule import loads, needing_a_look
from tsunagu.planning.queries.mendings import open_mending
from tsunagu.planning.queries.runs import newest_of_the_network
from tsunagu.planning.queries.schedule import Schedule, schedule
from tsunagu.planning.web.runs.addresses import links_of
from tsunagu.planning.web.runs.arranging import chart, hues_of, look_of, page_of, rows_of
from tsunagu.planning.web.runs.tables import csv_rows, table_of
from tsunagu.planning.web.schedule import shown

LOAD_DAYS = 28


@require_GET
@signed_in
def schedule_page(request: HttpRequest) -> HttpResponse:
    """Show what stands: one's own requests and resources, the coordinator all of them."""
    actor, now = actor_of(request, Actor), clock.now()
    today = tokyo_date(now)
    found = _schedule(actor, today, now)
    picture = shown.picture_of(found, today)
    is_day = request.GET.get("scale") == "day"
    first = today if is_day else today - timedelta(days=today.weekday())
    look = look_of({"from": first.isoformat(), **request.GET.dict()}, picture, found.start, found.hours)
    rows = rows_of(picture, look, found.start)
    drawn = page_of(rows, look.page)
    looks = needing_a_look((line.entry for line in found.lines.values()), now)
    begin = hour_of(found.start, now)
    full = loads(found.resources, found.booked, begin, begin + LOAD_DAYS * 24) if actor.is_coordinator else []
    context = {
        "is_empty": not (found.lines or found.booked),
        "has_lines": bool(found.lines),
        "counts": shown.counts(found, looks, now),
        "chart": chart(drawn, look, found.start, now),
        "links": links_of(look, picture, len(rows)),
        "table": table_of(drawn, found.start),
        "has_rows": bool(drawn),
        "has_pale": any(bar.look == "pale" for row in drawn for bar in row.bars),
        "hues": hues_of(drawn),
        "csv": reverse("planning:schedule_csv"),
        "looks": shown.look_rows(looks[: shown.MOST_LOOKS], found),
        "more_looks": max(0, len(looks) - shown.MOST_LOOKS),
        "loads": list(shown.load_rows(full[: shown.MOST_LOADS], found)),
        "load_days": LOAD_DAYS,
        "mending": open_mending(),
        "run": newest_of_the_network(),
        "is_coordinator": actor.is_coordinator,
        "is_own": not (actor.is_coordinator or actor.is_reader),
        "day": look.first if look.scale == "day" else None,
        "may_ask": not actor.is_reader,
    }
    return render(request, "planning/schedule/schedule.html", context)


@require_GET
@signed_in
def bars_csv(request: HttpRequest) -> HttpResponse:
    """Write every bar of the schedule."""
    now = clock.now()
    found = _schedule(actor_of(request, Actor), tokyo_date(now), now)
    picture = shown.picture_of(found, tokyo_date(now))
    return csv_file(f"schedule-{tokyo_date(now).isoformat()}.csv", csv_rows(picture, found.start))


def _schedule(actor: Actor, today: date, now: datetime) -> Schedule:
    """Return what the actor may see: what cases without a request will use, the coordinator of all resources."""
    sees_all = actor.is_coordinator or actor.is_reader
    return schedule(today, now, None if sees_all else actor.member_id)
