"""Pages of coverage: stage, area and kind of therapy on a day; what hangs on one member; if a member stops."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tsunagu.coordination.domain.coverage import gaps, single_points
from tsunagu.coordination.queries.coverage import coverage_on, stop_of
from tsunagu.coordination.web.coverage import shown
from tsunagu.coordination.web.coverage.forms import DayForm
from tsunagu.foundation import clock
from tsunagu.foundation.web.scope import signed_in
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.services.bring_up_to_date import look

MOST_LAPSES = 100


@require_safe
@signed_in
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Show where the network can do what on a day, what hangs on one member alone, and what ends until then."""
    today = tokyo_date(clock.now())
    form = DayForm(request.GET, today)
    cover = coverage_on(form.day, today)
    kind = cover.kinds.get(request.GET.get("kind", ""))
    asked = cover.asked(kind)
    ending = cover.lapses(today)
    context = {
        "form": form,
        "on": form.day,
        "is_today": form.day == today,
        "kind": kind,
        "kinds": cover.kinds.values(),
        "stages": shown.stages_asked(asked),
        "areas": shown.by_area(asked, form.day, today),
        "kind_rows": shown.by_kind(cover),
        "gaps": [shown.point(one) for one in gaps(asked)],
        "points": [shown.point(one) for one in single_points(asked)],
        "lapses": ending[:MOST_LAPSES],
        "more_lapses": max(0, len(ending) - MOST_LAPSES),
        "has_routes": bool(cover.routes),
    }
    return render(request, "coordination/coverage/coverage.html", context)


@require_safe
@signed_in
def stop_page(request: HttpRequest, member: UUID) -> HttpResponse:
    """Show what would happen if a member stopped: routes without a site, live journeys, and who could take over."""
    now = clock.now()
    look(now)
    today = tokyo_date(now)
    form = DayForm(request.GET, today)
    stop = stop_of(member, form.day, today)
    context = {
        "form": form,
        "on": form.day,
        "member": stop.member,
        "stopped": shown.stopped_shown(stop.stopped),
        "not_looked_at": stop.not_looked_at,
        "journeys": [shown.journey_shown(one) for one in stop.journeys],
    }
    return render(request, "coordination/coverage/stop.html", context)
