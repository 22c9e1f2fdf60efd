"""Sign as the giver of items, and take them back as long as nobody received them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.holding import check_change, check_holds
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.domain.states import HAND_OVER
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.common import by_chain, locked_items, named, of_first, possession, seen_event
from tsunagu.custody.services.hand_over.signing import (
    SIGNATURE_DUE,
    TABLE,
    THIS,
    check_is_return,
    check_not_given,
    check_not_held,
    own_hand_over,
)
from tsunagu.events import vocabulary
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.text import Text

GIVEN, CANCELLED = "items_given", "hand_over_cancelled"


def give(
    actor: Actor,
    items: Sequence[UUID],
    receiver: UUID,
    now: datetime,
    *,
    journey: UUID | None = None,
    step: str = "",
    is_return: bool = False,
    request_key: str | None = None,
) -> Receipt:
    """Sign as the giver; possession stays until the receiver takes the items.

    Things under a hold may only go back to whoever handed them over (``is_return``).
    """
    with transaction.atomic():
        things = locked_items(items, with_ancestors=True)
        said = {"receiver": receiver, **of_first(things)}
        if done := already_done(things[0].chain, request_key, GIVEN, actor, said):
            return done
        check_holds(things, actor.member)
        check_not_given(things)
        if receiver == actor.member:
            raise Refused("giver_is_receiver", _SAME)
        if is_return:
            check_is_return(things, actor.member, receiver)
        else:
            check_not_held(things)
        acts = [_given(chain, part, actor, receiver, now, journey, step) for chain, part in by_chain(things)]
        return append(actor, acts, Signature("gave"), now, request_key)


def cancel(
    actor: Actor, hand_over: UUID, reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Take back items that were given and not yet received."""
    said = check_reason(reason)
    with transaction.atomic():
        row = own_hand_over(hand_over, actor.member)
        if done := already_done(row.chain, request_key, CANCELLED, actor, {"hand_over": hand_over}):
            return done
        check_change(HAND_OVER, row.state, "cancelled", THIS)
        effects = Effects()
        effects.change(TABLE, row.uuid, state="cancelled")
        facts = {"hand_over": row.uuid, "reason": said}
        act = Act(CANCELLED, row.chain, now, facts, effects)
        return append(actor, [act], Signature("took back"), now, request_key)


def _given(
    chain: UUID,
    things: Sequence[ItemView],
    actor: Actor,
    receiver: UUID,
    now: datetime,
    journey: UUID | None,
    step: str,
) -> Act:
    effects = Effects()
    effects.add(
        TABLE, uuid=uuid4(), chain=chain, items=[str(item.uuid) for item in things], giver=actor.member,
        receiver=receiver, state="given", given_at=now, given_by=actor.person, due_at=now + SIGNATURE_DUE,
        journey=journey, step=step,
    )  # fmt: skip
    event = seen_event(
        things, vocabulary.DEPARTING, now, things[0].site, disposition=vocabulary.IN_TRANSIT,
        **possession(actor.member, receiver),
    )  # fmt: skip
    return Act(GIVEN, chain, now, {"receiver": receiver, **named(things)}, effects, event)


_SAME = Text("渡し手と受け手が同じ組織です。", "Giver and receiver are the same organisation.")
