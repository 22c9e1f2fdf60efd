"""A hospital states what the policy counts of its request: since when, how urgent, how much it may help."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.foundation.refusals import NotAllowed, Refused
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.mark_done import settle
from tsunagu.planning.domain.fairness.inputs import check_statement
from tsunagu.planning.models import AllocationClaim, PlanRequest
from tsunagu.planning.services.fairness.rows import own_claim, policy_row, statement, terms_of
from tsunagu.planning.services.own_requests import check_asker

MEDICAL = ("urgency", "benefit")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a hospital states of one request."""

    waiting_since: date
    urgency: int
    benefit: str


@transaction.atomic
def state_inputs(actor: Actor, claim: UUID, stated: Stated, now: datetime) -> None:
    """Keep what is new in a statement, with who made it; nothing stated before is lost. The same again is nothing.

    Urgency and expected benefit are a physician's to state.
    """
    check_asker(actor)
    row = own_claim(actor, claim)
    if row.round.state != "draft":
        raise Refused("round_state", CLOSED)
    policy = terms_of(policy_row(row.round.policy))
    therapy = PlanRequest.objects.values_list("therapy", flat=True).get(uuid=row.request)
    check_statement(policy, therapy, stated.waiting_since, stated.urgency, stated.benefit, tokyo_date(now))
    wanted = {
        "waiting_since": stated.waiting_since.isoformat(),
        "urgency": stated.urgency,
        "benefit": stated.benefit,
    }
    new = {name: value for name, value in wanted.items() if value != last_of(row, name)}
    if not actor.holds("physician") and any(name in new for name in MEDICAL):
        raise NotAllowed("role", ONLY_PHYSICIANS)
    for name, value in new.items():
        row.stated[name] = [*row.stated.get(name, []), statement(value, actor.person_uuid, now)]
    row.save(update_fields=["stated"])
    settle(row.uuid, now, kinds=("allocation_inputs",), person_id=actor.person_id)


def last_of(row: AllocationClaim, name: str) -> object:
    """Return what was stated last of one criterion; empty where nothing was."""
    said = row.stated.get(name) or []
    return said[-1]["value"] if said else ""


CLOSED = Text(
    "この回の入力受付は終わっています。変更が必要なときは、調整担当に連絡してください。",
    "Inputs of this round are closed. Ask the coordinator if something must change.",
)
ONLY_PHYSICIANS = Text(
    "緊急度と期待される効果を入力できるのは医師だけです。",
    "Only physicians state urgency and expected benefit.",
)
