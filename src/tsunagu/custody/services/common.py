"""What each service of custody begins with: items locked and seen, events with a party."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from tsunagu.custody.domain.items import ItemRef, ItemView
from tsunagu.custody.domain.labels import member_uri, site_uri
from tsunagu.custody.models import HandOver, Hold
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.items import items_by_uuid, lock_ancestors, lock_items
from tsunagu.events.building import object_event, possessing
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

Row = TypeVar("Row", HandOver, Hold)

NO_SUCH_ITEM = Text(
    "この現品は見つかりません。番号を確認し、表示を読み直してください。",
    "This item was not found. Check the number and scan the label again.",
)


def locked_items(uuids: Sequence[UUID], *, with_ancestors: bool = False) -> list[ItemView]:
    """Lock items for a change and return them; refuse if the scope's member is no party to one.

    ``with_ancestors`` locks what they were made from too, so that no hold comes between.
    """
    wanted = list(dict.fromkeys(uuids))
    if with_ancestors:
        lock_ancestors(wanted)
    else:
        lock_items(wanted)
    with gate_scope():
        chains = {item.chain for item in items_by_uuid(wanted)}
    open_if_party(chains)
    items = items_by_uuid(wanted)
    if not wanted or len(items) != len(wanted):
        raise NotFound("no_such_item", NO_SUCH_ITEM)
    return items


def by_chain(items: Sequence[ItemView]) -> list[tuple[UUID, list[ItemView]]]:
    """Return the items of each chain: a row of the ledger names things of one chain only.

    A courier carries bags of several patients; none of their hospitals may read of the others.
    """
    parts: dict[UUID, list[ItemView]] = {}
    for item in items:
        parts.setdefault(item.chain, []).append(item)
    return list(parts.items())


def opened_row(model: type[Row], uuid: UUID) -> Row | None:
    """Lock a row that is known by its uuid and return it, if the scope's member is a party to its chain."""
    with gate_scope():
        chain = model.objects.filter(uuid=uuid).values_list("chain", flat=True).first()
    if chain is None or chain not in open_if_party([chain]):
        return None
    return model.objects.select_for_update().filter(chain=chain, uuid=uuid).first()


def named(items: Sequence[ItemView]) -> dict[str, Any]:
    """Return the items as an act's facts name them."""
    return {"items": [item.uuid for item in items]}


def of_first(items: Sequence[ItemView]) -> dict[str, Any]:
    """Return what the first of an act's rows, the one that keeps the request's key, names of the items."""
    return named(by_chain(items)[0][1])


def refs(items: Sequence[ItemView]) -> list[ItemRef]:
    """Return items as acts name them."""
    return [item.ref for item in items]


def seen_event(
    items: Sequence[ItemView], biz_step: str, at: datetime, site: UUID | None, **more: Any
) -> dict[str, Any]:
    """Build an ObjectEvent (OBSERVE) on items at a site."""
    location = None if site is None else site_uri(site)
    return object_event(
        event_time=at,
        action="OBSERVE",
        epcs=[item.epc for item in items],
        biz_step=biz_step,
        read_point=location,
        biz_location=location,
        **more,
    )


def possession(giver: UUID, receiver: UUID) -> dict[str, Any]:
    """Return the source and destination of an event that moves possession."""
    return {
        "sources": [possessing(member_uri(giver))],
        "destinations": [possessing(member_uri(receiver))],
    }
