"""Publish a round: whoever has a slot gets its dates as a proposal that is held for a limited time; all are told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import day_text, tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.notify import notify
from tsunagu.planning.domain.asking.proposing import allocated
from tsunagu.planning.domain.asking.record import kept, moment, need_of, proposal_data
from tsunagu.planning.domain.estimates.figures import Figures
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.problem.files import parse_plan, parse_problem
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.models import AllocationClaim, AllocationWork, PlanRequest
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.requests import waiting
from tsunagu.planning.services.fairness.compute_round import DECLARED
from tsunagu.planning.services.fairness.gathering import varies_of
from tsunagu.planning.services.fairness.rows import advance, check_coordinator, locked_round
from tsunagu.planning.services.fairness.state_inputs import last_of
from tsunagu.planning.services.reserve import held_for, hold, lock_bookings

OFFER_NEXT = "tsunagu.planning.tasks.offer_next_places"


@dataclass(frozen=True)
class Given:
    """The dates that are given: a verified plan of a problem, the figures that they are judged by, and by whom."""

    problem: Problem
    plan: Plan
    known: Figures
    person: UUID


@transaction.atomic
def publish_round(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Hold the dates of all who have a slot, in one transaction: all of them fit, or nothing is published."""
    check_coordinator(actor)
    row = locked_round(uuid)
    advance(row, "published", published_at=now)
    lock_bookings()
    work: Any = AllocationWork.objects.get(round=row)
    problem = parse_problem(work.problem)
    plan = parse_plan(work.results[DECLARED]["plan"], problem)
    claims = list(row.claims.filter(rank__isnull=False).order_by("rank"))
    requests = {
        one.uuid: one
        for one in waiting(now).select_for_update().filter(uuid__in=[one.request for one in claims])
    }
    given = Given(problem, plan, figures(), actor.person_uuid)
    for claim in claims:
        request = requests.get(claim.request)
        if request is not None and claim.result and claim.result["has_slot"]:
            offer(claim, request, given, now)
        elif request is not None:
            _tell(claim, WAITS, now)
    import_string(OFFER_NEXT).configure(schedule_at=now + held_for()).defer(round=str(row.uuid))


def offer(claim: AllocationClaim, request: PlanRequest, given: Given, now: datetime) -> None:
    """Make a claim's dates the proposal of its request, hold them and tell its hospital by when to answer."""
    journey, assignment = given.problem.journey_by_key[claim.key], given.plan.assignments[claim.key]
    option = journey.by_key[assignment.option]
    varies = varies_of(request, option, assignment, given.known)
    proposal = allocated(journey, option, assignment, varies, need_of(request.need).confidence)
    request.proposals, request.obstacles, request.computed_at = (
        [proposal_data(proposal, given.problem.start)],
        [],
        now,
    )
    request.save(update_fields=["proposals", "obstacles", "computed_at"])
    hold(request, 0, given.person, now, "allocated")
    goal = tokyo_date(kept(request.proposals[0]).goal)
    claim.offered_at, claim.result = now, _offered(claim, request)
    claim.save(update_fields=["offered_at", "result"])
    text = Text(
        f"割当てにより、投与日 {day_text(goal, now.year, 'ja')} の枠を仮押さえしました。承諾か辞退を回答してください。",
        f"Dates with the infusion on {day_text(goal, now.year, 'en')} are held by the allocation. Accept or decline.",
    )
    _tell(claim, text, now, "place_offered", now + held_for())


def _offered(claim: AllocationClaim, request: PlanRequest) -> dict[str, Any]:
    """Return what was computed for a claim, with the dates that it is offered now."""
    goal = kept(request.proposals[0]).goal
    return {
        **(claim.result or {}),
        "goal": goal.isoformat(),
        "days": days_until(claim, goal),
        "has_slot": True,
    }


def days_until(claim: AllocationClaim, goal: datetime) -> float:
    """Return the days from the stated beginning of the wait until a goal."""
    since = date.fromisoformat(str(last_of(claim, "waiting_since")))
    return (goal - moment(since, 0)).total_seconds() / 86_400


def _tell(
    claim: AllocationClaim,
    text: Text,
    now: datetime,
    kind: str = "information",
    due_at: datetime | None = None,
) -> None:
    link = f"/plan/fairness/claims/{claim.uuid}/"
    notify(claim.member_id, "", kind, text, subject=claim.uuid, now=now, link=link, due_at=due_at)


WAITS = Text(
    "割当ての結果が公表されました。この期間の枠は割り当てられていません。枠が空けば順に案内します。",
    "The allocation is published. There is no place for this request in the period; it is next when one falls free.",
)
