"""Judge what was received: accept, accept with reservation, or refuse."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.holding import check_holds, check_judgement, check_may_judge
from tsunagu.custody.domain.items import ITEM, ItemView
from tsunagu.custody.domain.reasons import LONGEST, check_reason, check_text
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.common import by_chain, locked_items, named, of_first, seen_event
from tsunagu.events import vocabulary

NAME = "receipt_judged"


def judge_receipt(
    actor: Actor,
    items: Sequence[UUID],
    judgement: str,
    reason: str,
    now: datetime,
    request_key: str | None = None,
) -> Receipt:
    """Record 受入判定 of items that the member holds; only a plain acceptance needs no reason."""
    check_judgement(judgement)
    said = check_text(reason, "reason", LONGEST) if judgement == "accepted" else check_reason(reason)
    with transaction.atomic():
        things = locked_items(items)
        asked = {"judgement": judgement, **of_first(things)}
        if done := already_done(things[0].chain, request_key, NAME, actor, asked):
            return done
        check_holds(things, actor.member)
        for item in things:
            check_may_judge(item, judgement)
        acts = [_judged(chain, part, judgement, said, now) for chain, part in by_chain(things)]
        meaning = "refused" if judgement == "refused" else "accepted"
        return append(actor, acts, Signature(meaning), now, request_key)


def _judged(chain: UUID, things: Sequence[ItemView], judgement: str, reason: str, now: datetime) -> Act:
    effects = Effects()
    for item in things:
        effects.change(ITEM, item.uuid, acceptance=judgement)
    step = vocabulary.INSPECTING if judgement == "refused" else vocabulary.ACCEPTING
    event = seen_event(things, step, now, things[0].site)
    facts = {"judgement": judgement, "reason": reason, **named(things)}
    return Act(NAME, chain, now, facts, effects, event)
