"""The problem of a round: its requests as journeys that begin in the period or after it, over what is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.queries.sites import site_facts
from tsunagu.planning.domain.asking.left import capacity_left
from tsunagu.planning.domain.asking.proposing import lengths_of
from tsunagu.planning.domain.asking.record import hour_of, moment, need_of
from tsunagu.planning.domain.asking.route_options import goal_of, planned_steps
from tsunagu.planning.domain.asking.states import PROMISED
from tsunagu.planning.domain.estimates.figures import Figures, Given, Ground, spreads_of
from tsunagu.planning.domain.fairness.allocating import Round
from tsunagu.planning.domain.fairness.inputs import Served
from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Assignment
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.left import situation
from tsunagu.planning.services.posing import parties_sites, posed
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import newest_route, route_of

HISTORY = timedelta(days=180)
AFTER_DAYS = 120
"""Days planned beyond the period, so that who gets no slot in it still has an outlook."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are allocated, both included."""

    first: date
    last: date


def gather(requests: Mapping[str, PlanRequest], period: Period, now: datetime) -> Round:
    """Return the requests (by key, in the order of asking) as a round; who can't be posed any more is left out."""
    today = tokyo_date(now)
    at = situation(today, now, days=(period.last - today).days + AFTER_DAYS)
    journeys: list[Journey] = []
    known = figures()
    places, begins = {}, {}
    for key, row in requests.items():
        try:
            need = need_of(row.need)
            need = replace(need, ready_from=max(need.ready_from, period.first, today))
            route, site = newest_route(need.therapy), site_facts(row.site.uuid, today)
            journey, _chain = posed(
                route, parties_sites(route, site, need, today), need, at, now, key, known=known
            )
        except Refused:
            continue
        journeys.append(journey)
        places[key], begins[key] = site.prefecture, begin_of(route)
    left = capacity_left(at.published, at.taken, at.hours)
    problem = Problem(today, at.hours, left, tuple(journeys))
    return Round(problem, places, begins, hour_of(today, moment(period.last, 24)))


def begin_of(route: Route) -> str:
    """Return the step with which a treatment takes its slot: the making of its product, or the goal without any."""
    steps = planned_steps(route)
    maker = next((step.party for step in steps if step.action == "tend"), None)
    made = (step.key for step in steps if step.action == "process" and maker in (None, step.party))
    return next(made, goal_of(steps).key)


def varies_of(
    request: PlanRequest, option: Option, assignment: Assignment, known: Figures
) -> dict[str, Given]:
    """Return how the steps of a request's route vary at the sites of an option: estimates in force, or assumptions."""
    route = route_of(request.therapy, request.version)
    lengths = lengths_of(option, assignment)
    return spreads_of(Ground(known, route, option.choices), planned_steps(route), lengths)


def served(now: datetime, without: Iterable[PlanRequest]) -> dict[str, Served]:
    """Return how each place (prefecture) was served in the last half year, but for the requests of the round."""
    rows = PlanRequest.objects.filter(asked_at__gte=now - HISTORY).exclude(state="withdrawn")
    rows = rows.exclude(pk__in=[row.pk for row in without])
    found: dict[str, tuple[int, int]] = {}
    for place, state in rows.values_list("site__prefecture", "state"):
        asked, given = found.get(place, (0, 0))
        found[place] = (asked + 1, given + (state in PROMISED))
    return {place: Served(asked, given) for place, (asked, given) in sorted(found.items())}
