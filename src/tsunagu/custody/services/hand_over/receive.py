"""Sign as the receiver of items: possession moves with this signature."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.holding import check_can_be_received
from tsunagu.custody.domain.items import ItemView, move
from tsunagu.custody.models import HandOver
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.common import (
    by_chain,
    locked_items,
    named,
    of_first,
    possession,
    refs,
    seen_event,
)
from tsunagu.custody.services.hand_over.signing import SIGNATURE_DUE, TABLE, open_for
from tsunagu.events import vocabulary
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

RECEIVED = "items_received"


def receive(
    actor: Actor,
    items: Sequence[UUID],
    now: datetime,
    *,
    site: UUID | None = None,
    awaits_acceptance: bool = True,
    request_key: str | None = None,
) -> Receipt:
    """Take possession; a giver's missing signature becomes a timed reconciliation, never a stop.

    What a hand-over names and did not arrive stays with the giver, in a hand-over of its own.
    """
    with transaction.atomic():
        things = locked_items(items)
        if done := already_done(things[0].chain, request_key, RECEIVED, actor, of_first(things)):
            return done
        giver = check_can_be_received(things, actor.member)
        acceptance = "pending" if awaits_acceptance else "not_required"
        acts = []
        for chain, part in by_chain(things):
            effects = Effects()
            move(effects, refs(part), actor.member, site, now, acceptance)
            _sign(effects, chain, part, giver, actor, now)
            event = seen_event(
                part, vocabulary.RECEIVING, now, site, disposition=vocabulary.IN_PROGRESS,
                **possession(giver, actor.member),
            )  # fmt: skip
            acts.append(Act(RECEIVED, chain, now, {"giver": giver, **named(part)}, effects, event))
        return append(actor, acts, Signature("received"), now, request_key)


def _sign(
    effects: Effects, chain: UUID, things: Sequence[ItemView], giver: UUID, actor: Actor, now: datetime
) -> None:
    """Sign the hand-overs that name the items; note those that nobody gave."""
    signed: set[str] = set()
    for row, part in open_for(things):
        if row.receiver != actor.member:
            raise Refused("given_to_another", _TO_ANOTHER)
        _complete(effects, row, part, actor, now)
        signed |= part
    unsigned = [str(item.uuid) for item in things if str(item.uuid) not in signed]
    if unsigned:
        effects.add(
            TABLE, uuid=uuid4(), chain=chain, items=unsigned, giver=giver, receiver=actor.member,
            state="received_unsigned", received_at=now, received_by=actor.person,
            due_at=now + SIGNATURE_DUE, journey=things[0].journey,
        )  # fmt: skip


def _complete(effects: Effects, row: HandOver, part: set[str], actor: Actor, now: datetime) -> None:
    """Complete the hand-over; what did not arrive stays with the giver in a new one."""
    effects.change(
        TABLE, row.uuid, state="complete", items=sorted(part), received_at=now, received_by=actor.person
    )
    missing = sorted(set(row.items) - part)
    if missing:
        effects.add(
            TABLE, uuid=uuid4(), chain=row.chain, items=missing, giver=row.giver, receiver=row.receiver,
            state="given", given_at=row.given_at, given_by=row.given_by, due_at=row.due_at,
            journey=row.journey, step=row.step,
        )  # fmt: skip


_TO_ANOTHER = Text(
    "この現品は別の組織に渡されています。渡し手に確認してください。",
    "These items were given to another organisation. Ask the giver.",
)
