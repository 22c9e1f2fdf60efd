"""A hospital states a need; complete proposals are computed over what is left of the published capacity and kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import SiteFacts
from tsunagu.members.queries.sites import site_facts
from tsunagu.planning.domain.asking.left import capacity_left
from tsunagu.planning.domain.asking.need import Need, check_need
from tsunagu.planning.domain.asking.proposing import proposals, what_prevents
from tsunagu.planning.domain.asking.record import moment, need_data, need_of, proposal_data
from tsunagu.planning.domain.asking.route_options import Chain, planned_steps
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.models import PlanRequest
from tsunagu.planning.queries.left import situation
from tsunagu.planning.services.posing import posed
from tsunagu.therapies.domain.route import Route
from tsunagu.therapies.queries import newest_route

ASKERS = ("physician", "hospital_coordinator")
MOST_OBSTACLES = 5


@dataclass(frozen=True)
class Found:
    """What a computation gave: proposals as data, or what prevents them; kinds that sites don't publish; its time."""

    proposals: list[dict[str, object]]
    obstacles: list[list[str]]
    unpublished: list[list[str]]
    milliseconds: int


@transaction.atomic
def ask_for_plan(actor: Actor, site: UUID, need: Need, now: datetime) -> UUID:
    """Keep a need of the actor's hospital with the proposals for it and return the request's uuid."""
    check_asker(actor)
    today = tokyo_date(now)
    check_need(need, today)
    facts = site_facts(site, today)
    if facts.member.uuid != actor.member_uuid:
        raise Refused("not_your_site", NOT_YOURS, "site")
    route = newest_route(need.therapy)
    found = compute(route, facts, need, now)
    request = PlanRequest.objects.create(
        member_id=facts.member.id, site_id=facts.id, person=actor.person_uuid, therapy=route.key,
        version=route.version, need=need_data(need), proposals=found.proposals,
        obstacles=found.obstacles, unpublished=found.unpublished,
        computed_at=now, milliseconds=found.milliseconds, asked_at=now,
    )  # fmt: skip
    return request.uuid


@transaction.atomic
def ask_again(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Compute the proposals of an open request anew over the capacity that is left now."""
    check_asker(actor)
    request = own_request(actor, uuid)
    if request.state != "open":
        raise Refused("request_state", NOT_OPEN)
    need, today = need_of(request.need), tokyo_date(now)
    need = replace(need, ready_from=max(need.ready_from, today))
    check_need(need, today)
    found = compute(newest_route(need.therapy), site_facts(request.site.uuid, today), need, now)
    request.proposals, request.obstacles, request.unpublished = (
        found.proposals,
        found.obstacles,
        found.unpublished,
    )
    request.computed_at, request.milliseconds = now, found.milliseconds
    request.save(update_fields=["proposals", "obstacles", "unpublished", "computed_at", "milliseconds"])


def compute(route: Route, site: SiteFacts, need: Need, now: datetime) -> Found:
    """Return the proposals for a need, over published capacity less what is held."""
    began = perf_counter()
    start = tokyo_date(now)
    at = situation(start, now)
    journey, chain = posed(route, site, need, at, now)
    left = capacity_left(at.published, at.taken, at.hours)
    problem = Problem(start, at.hours, left, (journey,))
    published = Problem(start, at.hours, at.published, (journey,))
    actions = {step.key: step.action for step in planned_steps(route)}
    made = proposals(problem, journey, published, actions)
    obstacles = [] if made else what_prevents(problem, journey, published)[:MOST_OBSTACLES]
    milliseconds = round((perf_counter() - began) * 1000)
    return Found(
        [proposal_data(each, start) for each in made],
        [[each.kind, each.resource, moment(start, each.hours).isoformat()] for each in obstacles],
        _unpublished(chain),
        milliseconds,
    )


def _unpublished(chain: Chain) -> list[list[str]]:
    return [list(pair) for pair in sorted(chain.unpublished)]


def check_asker(actor: Actor) -> None:
    """Refuse everybody but physicians and coordinators of a hospital."""
    if not actor.holds(*ASKERS):
        raise NotAllowed("role", ONLY_HOSPITAL)


def own_request(actor: Actor, uuid: UUID) -> PlanRequest:
    """Return a request of the actor's own hospital, locked; refuse any other."""
    found = (
        PlanRequest.objects.select_for_update(of=("self",))
        .select_related("site")
        .filter(uuid=uuid, member__uuid=actor.member_uuid)
        .first()
    )
    if found is None:
        raise NotFound("request", NO_REQUEST)
    return found


ONLY_HOSPITAL = Text(
    "日程の相談ができるのは、病院の医師と院内コーディネーターだけです。",
    "Only physicians and hospital coordinators ask for dates.",
)
NOT_YOURS = Text("自院の拠点を選んでください。", "Choose a site of your own.")
NO_REQUEST = Text("この日程の相談は登録されていません。", "There is no such request.")
NOT_OPEN = Text(
    "枠を押さえたあと、または取り下げたあとは、計算し直せません。",
    "Once capacity is reserved, or the request is withdrawn, nothing is computed anew.",
)
