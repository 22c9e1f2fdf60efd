"""The open hand-overs of the scope's member, and one of them for its paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import Chain, HandOver
from tsunagu.custody.queries.chains import open_if_party, open_mine
from tsunagu.custody.queries.items import items_by_uuid
from tsunagu.custody.queries.state import HandOverView, chain_numbers, hand_overs
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

OPEN = ("given", "received_unsigned")
NO_HAND_OVER = Text("該当する受渡しがありません。", "There is no such hand-over.")


@dataclass(frozen=True, slots=True)
class OpenHandOver:
    """A hand-over with the number of its chain and its things."""

    view: HandOverView
    number: str
    therapy: str
    items: Sequence[ItemView]


def open_hand_overs(member: UUID | None) -> list[OpenHandOver]:
    """Return those that lack a signature and in which the member gives or receives (all, for an auditor)."""
    found = [
        one for one in hand_overs(open_mine(), OPEN) if member is None or member in (one.giver, one.receiver)
    ]
    return _with_items(found)


def one_hand_over(uuid: UUID) -> OpenHandOver:
    """Return one hand-over of a chain that the member takes part in."""
    with gate_scope():
        chain = HandOver.objects.filter(uuid=uuid).values_list("chain", flat=True).first()
    if chain is None or not open_if_party([chain]):
        raise NotFound("no_such_hand_over", NO_HAND_OVER)
    return _with_items([one for one in hand_overs([chain]) if one.uuid == uuid])[0]


def _with_items(found: Sequence[HandOverView]) -> list[OpenHandOver]:
    items = {item.uuid: item for item in items_by_uuid({uuid for one in found for uuid in one.items})}
    chains = {one.chain for one in found}
    therapies = dict(Chain.objects.filter(chain__in=chains).values_list("chain", "therapy"))
    numbers = chain_numbers(chains)
    return [
        OpenHandOver(
            one,
            numbers.get(one.chain, ""),
            therapies.get(one.chain, ""),
            [items[uuid] for uuid in one.items if uuid in items],
        )
        for one in found
    ]
