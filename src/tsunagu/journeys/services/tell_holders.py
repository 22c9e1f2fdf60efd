"""A hold reaches every descendant: tell each organisation that holds one."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import descendants_of, items_by_uuid
from tsunagu.custody.queries.state import chain_numbers, hold_by_uuid
from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.notify import notify


def tell_holders(hold: UUID, now: datetime) -> int:
    """Write a notice to each member that holds a descendant of the held item; return how many.

    Run in the worker's scope. The notice says which own items are affected, not who placed the hold.
    """
    placed = hold_by_uuid(hold)
    if placed is None or placed.lifted_at is not None:
        return 0
    below = items_by_uuid(sorted(descendants_of([placed.item]), key=str))
    held: dict[UUID, list[ItemView]] = defaultdict(list)
    for item in below:
        if item.state == "in_use":
            held[item.holder].append(item)
    numbers = chain_numbers({item.chain for item in below})
    for holder, items in held.items():
        own = items[0].uuid == placed.item or holder == placed.placed_by_member
        notify(
            member_by_uuid(holder).id,
            "",
            "hold_placed" if own else "descendant_on_hold",
            _sentence(items, numbers),
            subject=placed.uuid,
            now=now,
            chain=items[0].chain,
            link=f"/journeys/{numbers.get(items[0].chain, '')}/",
            due_at=placed.deadline,
        )
    return len(held)


def _sentence(items: list[ItemView], numbers: dict[UUID, str]) -> Text:
    named = "、".join(sorted({numbers.get(item.chain, item.label) for item in items})[:5])
    return Text(
        f"保留（使用停止）：{named} の現品{len(items)}点は、確認が終わるまで加工・出荷・投与に使えません。",
        f"On hold: {len(items)} items of {named} must not be processed, shipped or given until it is settled.",
    )
