"""End a round after its period: what became of the offers is kept as figures that all may read."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.record import kept
from tsunagu.planning.domain.fairness.effect import Wait, figures, told_count
from tsunagu.planning.domain.fairness.states import ANSWERS, answer_of
from tsunagu.planning.models import AllocationClaim, AllocationWork, PlanRequest
from tsunagu.planning.services.fairness.compute_round import FIRST
from tsunagu.planning.services.fairness.publish_round import days_until
from tsunagu.planning.services.fairness.rows import advance, check_coordinator, locked_round
from tsunagu.planning.services.fairness.state_inputs import last_of


@transaction.atomic
def end_round(actor: Actor, uuid: UUID, now: datetime) -> None:
    """End a published round and keep its effect: answers, and the waits of those who accepted."""
    check_coordinator(actor)
    row = locked_round(uuid)
    advance(row, "ended", ended_at=now)
    claims = list(row.claims.filter(rank__isnull=False))
    requests = {one.uuid: one for one in PlanRequest.objects.filter(uuid__in=[one.request for one in claims])}
    answers = {one.key: _answer(one, requests[one.request], now) for one in claims}
    accepted = [_wait(one, requests[one.request]) for one in claims if answers[one.key] == "accepted"]
    work: Any = AllocationWork.objects.get(round=row)
    first = work.results[FIRST]["waits"]
    by_first = [Wait(one.key, one.place, one.urgency, *first[one.key]) for one in accepted]
    counted = Counter(answers.values())
    row.after = {
        "answers": {name: told_count(counted.get(name, 0)) for name in ANSWERS},
        **figures(accepted, by_first),
    }
    row.save(update_fields=["after"])


def _answer(claim: AllocationClaim, request: PlanRequest, now: datetime) -> str:
    return answer_of(claim.offered_at, claim.declined_at, request.state, request.held_until, now)


def _wait(claim: AllocationClaim, request: PlanRequest) -> Wait:
    """Return what a request waited until the infusion that was confirmed for it."""
    days = days_until(claim, kept(request.proposals[request.chosen or 0]).goal)
    return Wait(claim.key, claim.place, int(str(last_of(claim, "urgency"))), days, has_slot=True)
