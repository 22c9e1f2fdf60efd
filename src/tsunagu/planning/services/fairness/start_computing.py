"""Close the inputs of a round: they are frozen with its problem, and the computation is queued."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string

from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.fairness.record import history_data
from tsunagu.planning.domain.problem.files import digest, problem_as_data
from tsunagu.planning.models import (
    AllocationClaim,
    AllocationOverride,
    AllocationRound,
    AllocationWork,
    PlanRequest,
)
from tsunagu.planning.queries.requests import waiting
from tsunagu.planning.services.fairness.gathering import Period, gather, served
from tsunagu.planning.services.fairness.rows import advance, check_coordinator, locked_round
from tsunagu.planning.services.fairness.state_inputs import last_of

COMPUTE = "tsunagu.planning.tasks.compute_allocation"


@transaction.atomic
def start_computing(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Freeze inputs, overrides and problem of a round, and queue its computation."""
    check_coordinator(actor)
    row = locked_round(uuid)
    advance(row, "computing", reason_ja="", reason_en="")
    claims = list(row.claims.order_by("key"))
    rows = waiting(now).filter(uuid__in=[one.request for one in claims]).select_related("site")
    requests = {one.uuid: one for one in rows}
    by_key = {claim.key: requests[claim.request] for claim in claims if claim.request in requests}
    one_round = gather(by_key, Period(row.first, row.last), now)
    if not one_round.problem.journeys:
        raise Refused("nobody_waits", NOBODY)
    inputs = [_frozen(claim, by_key[claim.key]) for claim in claims if claim.key in one_round.places]
    AllocationWork.objects.filter(round=row).update(
        history=history_data(served(now, requests.values())),
        inputs={
            "on": tokyo_date(now).isoformat(), "until": one_round.until, "begins": one_round.begins,
            "requests": inputs, "overrides": _overrides(row),
        },
        problem=problem_as_data(one_round.problem), digest=digest(one_round.problem), results={},
    )  # fmt: skip
    import_string(COMPUTE).defer(round=str(row.uuid))


@transaction.atomic
def reopen_inputs(actor: Actor, uuid: UUID) -> None:
    """Take a computed round back to its inputs: what was computed is no more, nothing was published."""
    check_coordinator(actor)
    row = locked_round(uuid)
    advance(row, "draft", effect=None, computed_at=None)
    row.claims.update(rank=None, result=None)


@transaction.atomic
def withdraw_round(actor: Actor, uuid: UUID) -> None:
    """Give a round up before it was published."""
    check_coordinator(actor)
    advance(locked_round(uuid), "withdrawn")


def _frozen(claim: AllocationClaim, request: PlanRequest) -> dict[str, Any]:
    return {
        "key": claim.key,
        "place": claim.place,
        "asked_at": request.asked_at.isoformat(),
        "waiting_since": last_of(claim, "waiting_since"),
        "therapy": request.therapy,
        "urgency": last_of(claim, "urgency"),
        "benefit": last_of(claim, "benefit"),
    }


def _overrides(row: AllocationRound) -> list[dict[str, Any]]:
    rows = AllocationOverride.objects.filter(claim__round=row, withdrawn_at__isnull=True).select_related(
        "claim"
    )
    return [
        {
            "key": one.claim.key,
            "kind": one.kind,
            "until": one.until.isoformat(),
            "is_agreed": one.agreed_at is not None,
        }
        for one in rows
    ]


NOBODY = Text(
    "この回の相談は、すべて取り下げられたか日程が決まっています。",
    "Every request of this round is withdrawn or has its dates.",
)
