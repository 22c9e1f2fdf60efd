"""Place and lift a hold; it reaches every descendant through genealogy."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.reasons import check_reason
from tsunagu.custody.models import Hold
from tsunagu.custody.queries.items import items_by_uuid, lock_items
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.common import locked_items, opened_row, seen_event
from tsunagu.custody.services.touched import mark_below
from tsunagu.events import vocabulary
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

TABLE = "custody.Hold"
PLACED, LIFTED = "hold_placed", "hold_lifted"


def place_hold(
    actor: Actor,
    item: UUID,
    reason: str,
    now: datetime,
    *,
    deadline: datetime | None = None,
    request_key: str | None = None,
) -> Receipt:
    """Stop further processing, shipment and administration of an item and all made from it."""
    said = check_reason(reason)
    with transaction.atomic():
        thing = locked_items([item])[0]
        if done := already_done(thing.chain, request_key, PLACED, actor, {"item": item}):
            return done
        if deadline is not None and deadline <= now:
            raise BadInput("deadline_over", _DEADLINE_OVER, "deadline")
        effects = Effects()
        effects.add(
            TABLE, uuid=uuid4(), chain=thing.chain, item=thing.uuid, reason=said, placed_at=now,
            placed_by=actor.person, placed_by_member=actor.member, deadline=deadline,
        )  # fmt: skip
        event = seen_event(
            [thing], vocabulary.HOLDING, now, thing.site, set_dispositions=[vocabulary.ON_HOLD]
        )
        act = Act(PLACED, thing.chain, now, {"item": thing.uuid, "reason": said}, effects, event)
        receipt = append(actor, [act], Signature("placed a hold"), now, request_key)
        mark_below(thing.uuid, thing.chain)
        return receipt


def lift_hold(
    actor: Actor, hold: UUID, reason: str, now: datetime, *, is_quality: bool, request_key: str | None = None
) -> Receipt:
    """Lift a hold, with the reason; only quality of the organisation that placed it may."""
    said = check_reason(reason)
    with transaction.atomic():
        row = opened_row(Hold, hold)
        if row is None:
            raise NotFound("no_such_hold", _NO_HOLD)
        if done := already_done(row.chain, request_key, LIFTED, actor, {"hold": hold}):
            return done
        if row.placed_by_member != actor.member or not is_quality:
            raise NotAllowed("not_yours_to_lift", _NOT_YOURS)
        if row.lifted_at is not None:
            raise Refused("already_lifted", _LIFTED)
        lock_items([row.item])  # who is making something from it goes first, and is marked then
        with gate_scope():  # a dose of a lot may have gone on to a patient's chain
            thing = items_by_uuid([row.item])[0]
            is_last = not Hold.objects.filter(item=row.item, lifted_at=None).exclude(uuid=hold).exists()
        effects = Effects()
        effects.change(TABLE, row.uuid, lifted_at=now, lifted_by=actor.person, lift_reason=said)
        unset = [vocabulary.ON_HOLD] if is_last else []
        event = seen_event([thing], vocabulary.LIFTING_HOLD, now, thing.site, unset_dispositions=unset)
        act = Act(LIFTED, row.chain, now, {"hold": row.uuid, "reason": said}, effects, event)
        receipt = append(actor, [act], Signature("lifted a hold"), now, request_key)
        mark_below(row.item, row.chain)
        return receipt


_NO_HOLD = Text("該当する保留がありません。", "There is no such hold.")
_DEADLINE_OVER = Text(
    "見直しの期限には、これからの日時を入力してください。",
    "The hold is to be reviewed at a time to come.",
)
_LIFTED = Text("この保留は解除済みです。", "This hold was lifted already.")
_NOT_YOURS = Text(
    "保留を解除できるのは、保留をかけた組織の品質部門だけです。",
    "Only quality assurance of the organisation that placed the hold may lift it.",
)
