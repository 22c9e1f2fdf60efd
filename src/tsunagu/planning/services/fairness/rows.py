"""What all verbs of fair allocation share: who may act, rows locked, a round's next state, facts as values."""

from datetime import datetime
from uuid import UUID

from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.fairness.policy import Policy
from tsunagu.planning.domain.fairness.record import policy_of
from tsunagu.planning.domain.fairness.states import check_transition
from tsunagu.planning.models import AllocationClaim, AllocationPolicy, AllocationRound


def check_coordinator(actor: Actor) -> None:
    """Refuse everybody but the network's coordinator."""
    if not actor.is_coordinator or actor.is_reader:
        raise NotAllowed("role", ONLY_COORDINATOR)


def locked_round(uuid: UUID) -> AllocationRound:
    """Return a round that the scope may write, locked; refuse one that isn't there."""
    row = AllocationRound.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise NotFound("round", NO_ROUND)
    return row


def own_claim(actor: Actor, uuid: UUID) -> AllocationClaim:
    """Return a claim of the actor's own hospital, locked; refuse any other."""
    row = (
        AllocationClaim.objects.select_for_update(of=("self",))
        .select_related("round")
        .filter(uuid=uuid, member__uuid=actor.member_uuid)
        .first()
    )
    if row is None:
        raise NotFound("claim", NO_CLAIM)
    return row


def advance(row: AllocationRound, state: str, **columns: object) -> None:
    """Bring a round into its next state; refused where that can't follow."""
    check_transition(row.state, state)
    row.state = state
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *columns])


def policy_row(uuid: UUID) -> AllocationPolicy:
    """Return a declared policy."""
    row = AllocationPolicy.objects.filter(uuid=uuid).first()
    if row is None:
        raise NotFound("policy", NO_POLICY)
    return row


def terms_of(row: AllocationPolicy) -> Policy:
    """Return a declared policy as a value."""
    return policy_of(row.key, row.version, row.terms)


def statement(value: object, person: UUID, now: datetime) -> dict[str, object]:
    """Return one statement as it is kept: what, by whom, when."""
    return {"value": value, "by": str(person), "at": now.isoformat()}


ONLY_COORDINATOR = Text(
    "割当方針と割当ての回を扱えるのは、ネットワーク調整担当だけです。",
    "Only the network's coordinator handles policies and rounds of allocation.",
)
NO_ROUND = Text("この割当ての回は登録されていません。", "There is no such round of allocation.")
NO_CLAIM = Text(
    "この割当ての対象は登録されていません。", "There is no such request in a round of allocation."
)
NO_POLICY = Text("この割当方針は登録されていません。", "There is no such policy.")
