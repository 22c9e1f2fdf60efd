"""A hospital states a need; complete proposals are computed over what is left of the published capacity and kept."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.queries.sites import site_facts
from tsunagu.planning.domain.asking.left import capacity_left
from tsunagu.planning.domain.asking.need import Need, check_need
from tsunagu.planning.domain.asking.proposing import Lengths, Proposal, proposals, what_prevents
from tsunagu.planning.domain.asking.record import moment, need_data, need_of, proposal_data
from tsunagu.planning.domain.asking.route_options import planned_steps
from tsunagu.planning.domain.asking.states import WAITING
from tsunagu.planning.domain.estimates.figures import Given, Ground, spreads_of
from tsunagu.planning.domain.problem import Option, Problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.domain.verify import verify
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.left import situation
from tsunagu.planning.services.own_requests import check_asker, let_go, note, own_request, state_of, turn
from tsunagu.planning.services.posing import office_hours, parties_sites, posed
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import newest_route

MOST_OBSTACLES = 5
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What a computation gave: proposals as data, or what prevents them; kinds that sites don't publish; its time."""

    proposals: list[dict[str, object]]
    obstacles: list[list[str]]
    unpublished: list[list[str]]
    milliseconds: int


@transaction.atomic
def ask_for_plan(actor: Actor, site: UUID, need: Need, now: datetime, request_key: str | None = None) -> UUID:
    """Keep a need of the actor's hospital with the proposals for it and return the request's uuid.

    The same ``request_key`` again is the same request.
    """
    check_asker(actor)
    today = tokyo_date(now)
    check_need(need, today)
    facts = site_facts(site, today)
    if facts.member.uuid != actor.member_uuid:
        raise Refused("not_your_site", NOT_YOURS, "site")
    done = PlanRequest.objects.filter(member_id=facts.member.id, request_key=request_key).first()
    if request_key and done is not None:
        return done.uuid
    route = newest_route(need.therapy)
    found = compute(route, facts, need, now)
    request = PlanRequest(
        member_id=facts.member.id, site_id=facts.id, person=actor.person_uuid, therapy=route.key,
        version=route.version, need=need_data(need), proposals=found.proposals,
        obstacles=found.obstacles, unpublished=found.unpublished,
        computed_at=now, milliseconds=found.milliseconds, asked_at=now, request_key=request_key or None,
    )  # fmt: skip
    return _kept(request, actor, now)


def _kept(request: PlanRequest, actor: Actor, now: datetime) -> UUID:
    """Write the request; where the same was sent twice at once, return the one that came first."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        return PlanRequest.objects.get(member_id=request.member_id, request_key=request.request_key).uuid
    note(request, "asked", actor.person_uuid, now)
    return request.uuid


@transaction.atomic
def ask_again(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Compute the proposals of a request that holds nothing anew, over the capacity that is left now."""
    check_asker(actor)
    request = own_request(actor, uuid)
    state = state_of(request, now)
    if state not in WAITING:
        raise Refused("request_state", NOT_OPEN)
    need, today = need_of(request.need), tokyo_date(now)
    need = replace(need, ready_from=max(need.ready_from, today))
    check_need(need, today)
    if state == "expired":
        let_go(request)
        turn(request, "open", now)
    found = compute(newest_route(need.therapy), site_facts(request.site.uuid, today), need, now)
    request.proposals, request.obstacles, request.unpublished = (
        found.proposals,
        found.obstacles,
        found.unpublished,
    )
    request.computed_at, request.milliseconds = now, found.milliseconds
    request.save(update_fields=["proposals", "obstacles", "unpublished", "computed_at", "milliseconds"])
    note(request, "computed", actor.person_uuid, now)


def compute(route: Route, site: SiteFacts, need: Need, now: datetime) -> Found:
    """Return the proposals for a need over what is left of the published capacity; the checker has seen each."""
    began = perf_counter()
    start = tokyo_date(now)
    sites = parties_sites(route, site, need, start)
    at = situation(start, now, sites={key for keys in sites.values() for key in keys})
    known = figures()
    journey, chain = posed(route, sites, need, at, now, known=known)
    left = capacity_left(at.published, at.taken, at.hours)
    problem = Problem(start, at.hours, left, (journey,))
    published = Problem(start, at.hours, at.published, (journey,))
    steps = planned_steps(route)

    def varies(option: Option, lengths: Lengths) -> dict[str, Given]:
        return spreads_of(Ground(known, route, option.choices), steps, lengths)

    office = office_hours(at, known)
    found = proposals(problem, journey, published, varies, need.confidence, office)
    made = [each for each in found if _is_sound(problem, each)]
    obstacles = [] if made else what_prevents(problem, journey, published, office)[:MOST_OBSTACLES]
    milliseconds = round((perf_counter() - began) * 1000)
    return Found(
        [proposal_data(each, start) for each in made],
        [[each.kind, each.resource, moment(start, each.hours).isoformat()] for each in obstacles],
        [list(pair) for pair in sorted(chain.unpublished)],
        milliseconds,
    )


def _is_sound(problem: Problem, proposal: Proposal) -> bool:
    """Say whether the checker, which shares nothing with the search, accepts a proposal; nobody sees another."""
    report = verify(problem, Plan({problem.journeys[0].key: proposal.assignment}, made_by="offer"))
    if not report.is_sound:
        log.error("a proposal was refused by the checker: %s", dict(report.counts))
    return report.is_sound


NOT_YOURS = Text("自院の拠点を選んでください。", "Choose a site of your own.")
NOT_OPEN = Text(
    "枠を押さえたあと、または取り下げたあとは、計算し直せません。",
    "Once capacity is reserved, or the request is withdrawn, nothing is computed anew.",
)
