"""The network's problem as it stands: every open request that the scope may see, over the capacity that is left."""

from datetime import datetime

from tsunagu.foundation.refusals import BadInput, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.sites import site_facts
from tsunagu.planning.domain.asking.left import capacity_left
from tsunagu.planning.domain.asking.record import need_of
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.left import situation
from tsunagu.planning.queries.requests import waiting
from tsunagu.planning.services.posing import parties_sites, posed
from tsunagu.therapies.queries import newest_route

NOBODY = Text("比較中の日程の相談がありません。", "No request for dates is open.")


def gather_problem(now: datetime) -> Problem:
    """Return the problem of all requests that hold nothing now; refused where there are none.

    A request that can't be posed any more (its basis or site is gone) is left out: its own page says why.
    """
    today = tokyo_date(now)
    at = situation(today, now)
    journeys: list[Journey] = []
    known = figures()
    for row in waiting(now).select_related("site").order_by("asked_at", "id"):
        try:
            need, key = need_of(row.need), f"{len(journeys) + 1:03d}-{str(row.uuid)[:8]}"
            route, site = newest_route(need.therapy), site_facts(row.site.uuid, today)
            sites = parties_sites(route, site, need, today)
            journeys.append(posed(route, sites, need, at, now, key, known)[0])
        except Refused:
            continue
    if not journeys:
        raise BadInput("nobody_waits", NOBODY)
    return Problem(today, at.hours, capacity_left(at.published, at.taken, at.hours), tuple(journeys))
