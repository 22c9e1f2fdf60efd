"""A hospital accepts the dates that it was given, or declines them: then the next in the order is offered a place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.mark_done import settle
from tsunagu.planning.domain.fairness.allocating import InTurn
from tsunagu.planning.domain.fairness.states import answer_of
from tsunagu.planning.domain.solution import Plan
from tsunagu.planning.models import AllocationClaim, AllocationRound, PlanRequest
from tsunagu.planning.queries.estimates import figures
from tsunagu.planning.queries.requests import waiting
from tsunagu.planning.services.fairness.compute_round import check_sound
from tsunagu.planning.services.fairness.gathering import Period, gather
from tsunagu.planning.services.fairness.publish_round import OFFER_NEXT, Given, offer
from tsunagu.planning.services.fairness.rows import own_claim
from tsunagu.planning.services.own_requests import check_asker
from tsunagu.planning.services.reserve import confirm, give_back, lock_bookings

NOTICE = "place_offered"


def answer_now(claim: AllocationClaim, now: datetime) -> str:
    """Return how a claim's offer stands."""
    return _answers([claim], now)[claim.key]


@transaction.atomic
def accept_offer(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Keep the dates that were given. The same again is one act."""
    check_asker(actor)
    claim = own_claim(actor, uuid)
    if answer_now(claim, now) == "accepted":
        return
    _check_offered(claim, now)
    confirm(actor, claim.request, now)
    settle(claim.uuid, now, kinds=(NOTICE,), person_id=actor.person_id)


@transaction.atomic
def decline_offer(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Give the dates back and let the next be told; the request stays open. The same again is one act."""
    check_asker(actor)
    claim = own_claim(actor, uuid)
    if claim.declined_at is not None:
        return
    _check_offered(claim, now)
    give_back(actor, claim.request, now)
    claim.declined_at = now
    claim.save(update_fields=["declined_at"])
    settle(claim.uuid, now, kinds=(NOTICE,), person_id=actor.person_id)
    import_string(OFFER_NEXT).defer(round=str(claim.round.uuid))


def offer_next(uuid: UUID, now: datetime) -> int:
    """Offer what is free in the period to those who wait and return to how many.

    All who wait are planned in their order, so that nobody gets a place that puts off one before him.
    """
    with acting(Scope("worker")):
        row = AllocationRound.objects.select_for_update().filter(uuid=uuid, state="published").first()
        if row is None:
            return 0
        lock_bookings()
        ranked = list(row.claims.filter(rank__isnull=False).order_by("rank"))
        answers = _answers(ranked, now)
        _settle_answered(ranked, answers, now)
        claims = {one.key: one for one in ranked if answers[one.key] == "waiting" and _has_a_turn(one)}
        found = waiting(now).select_related("site").filter(uuid__in=[one.request for one in claims.values()])
        by_uuid = {one.uuid: one for one in found}
        requests = {key: by_uuid[one.request] for key, one in claims.items() if one.request in by_uuid}
        one_round = gather(requests, Period(row.first, row.last), now)
        plan = InTurn(one_round.problem).plan(list(one_round.places)) if one_round.places else Plan({})
        check_sound(one_round, plan)
        given = Given(one_round.problem, plan, figures(), row.person)
        slots = [key for key in one_round.places if one_round.has_slot(key, plan.assignments.get(key))]
        for key in slots:
            offer(claims[key], requests[key], given, now)
        return len(slots)


def _answers(claims: Sequence[AllocationClaim], now: datetime) -> dict[str, str]:
    """Return how the offer of each claim stands, by its key."""
    rows = PlanRequest.objects.filter(uuid__in=[one.request for one in claims])
    standing = {
        uuid: (state, until) for uuid, state, until in rows.values_list("uuid", "state", "held_until")
    }
    return {
        one.key: answer_of(one.offered_at, one.declined_at, *standing[one.request], now) for one in claims
    }


def _settle_answered(claims: Iterable[AllocationClaim], answers: Mapping[str, str], now: datetime) -> None:
    """Take offers that were answered elsewhere, or ran out, from the inboxes."""
    for claim in claims:
        if claim.offered_at is not None and answers[claim.key] != "offered":
            settle(claim.uuid, now, kinds=(NOTICE,))


def _has_a_turn(claim: AllocationClaim) -> bool:
    """Say whether a claim is offered a place once one is free: not one that an override put last."""
    return claim.result is not None and claim.result["why"] != "later"


def _check_offered(claim: AllocationClaim, now: datetime) -> None:
    if answer_now(claim, now) != "offered":
        raise Refused("not_offered", NOT_OFFERED)


NOT_OFFERED = Text(
    "回答できる枠がありません。期限が過ぎたか、すでに回答済みです。",
    "There is nothing to answer: the time limit has passed, or it was answered already.",
)
