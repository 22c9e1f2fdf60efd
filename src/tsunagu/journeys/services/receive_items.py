"""Receive items of a journey: they await 受入判定 where the route has the receiver judge them next."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.hand_over import receive
from tsunagu.foundation.scope import gate_scope
from tsunagu.journeys.models import JourneyStep
from tsunagu.journeys.services.running import Running, load_running
from tsunagu.members.domain.actor import Actor


def receive_items(
    actor: Actor, items: Sequence[UUID], now: datetime, request_key: str | None = None
) -> Receipt:
    """Sign as the receiver of these items, at the site where the journey wants them."""
    with transaction.atomic():
        with gate_scope():
            found = items_by_uuid(items)
        row, awaits = None, True
        if found and found[0].journey is not None:
            running = load_running(found[0].journey)
            row = next_step_of(running, found[0], actor.member_uuid)
            awaits = judges_next(running, found[0], actor.member_uuid)
        return receive(
            Signer(actor.person_uuid, actor.member_uuid),
            items,
            now,
            site=None if row is None else row.site,
            awaits_acceptance=awaits,
            request_key=request_key,
        )


def judges_next(running: Running, item: ItemView, member: UUID) -> bool:
    """Say whether the route has this member judge the acceptance of such an item, and that is still to come."""
    for step in running.route.order:
        row = running.rows[step.key]
        uses = any(flow.product == item.product for flow in step.inputs)
        if step.action == "accept" and uses and row.member == member and row.state in ("planned", "started"):
            return True
    return False


def next_step_of(running: Running, item: ItemView, member: UUID) -> JourneyStep | None:
    """Return the next step of the member that uses this item and isn't over."""
    for step in running.route.order:
        row = running.rows[step.key]
        uses = any(flow.product == item.product for flow in step.inputs)
        if uses and row.member == member and row.state in ("planned", "started"):
            return row
    return None
