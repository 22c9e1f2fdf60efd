"""Destroy items: allowed also under a hold, never twice."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.holding import check_holds, check_may_dispose
from tsunagu.custody.domain.items import ItemView, use_up
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.queries.stock import DESTROYED
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.common import by_chain, locked_items, named, of_first, refs
from tsunagu.custody.services.hand_over.signing import check_not_given
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event

NAME = DESTROYED


def dispose(
    actor: Actor, items: Sequence[UUID], reason: str, now: datetime, request_key: str | None = None
) -> Receipt:
    """Record that the holder destroyed the items, and why; what was given away must be taken back first."""
    said = check_reason(reason)
    with transaction.atomic():
        things = locked_items(items)
        if done := already_done(things[0].chain, request_key, NAME, actor, of_first(things)):
            return done
        check_holds(things, actor.member)
        check_not_given(things)
        for item in things:
            check_may_dispose(item)
        acts = [_destroyed(chain, part, said, now) for chain, part in by_chain(things)]
        return append(actor, acts, Signature("destroyed"), now, request_key)


def _destroyed(chain: UUID, things: Sequence[ItemView], reason: str, now: datetime) -> Act:
    effects = Effects()
    use_up(effects, refs(things), "destroyed")
    event = object_event(
        event_time=now,
        action="DELETE",
        epcs=[item.epc for item in things],
        biz_step=vocabulary.DESTROYING,
        disposition=vocabulary.DESTROYED,
    )
    return Act(NAME, chain, now, {"reason": reason, **named(things)}, effects, event)
