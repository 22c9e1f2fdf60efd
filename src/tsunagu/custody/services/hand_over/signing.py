"""What both sides of a hand-over look at: which are open for these items, and what stands against one."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from tsunagu.custody.domain.holding import returns_to
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import HandOver
from tsunagu.custody.queries.items import holds_on
from tsunagu.custody.queries.state import hand_overs
from tsunagu.custody.services.common import opened_row
from tsunagu.foundation.refusals import NotFound, Refused
from tsunagu.foundation.text import Text

TABLE = "custody.HandOver"
THIS = Text("この受渡し", "This hand-over")
SIGNATURE_DUE = timedelta(hours=2)
"""How long the other side has to sign before the hand-over stands on the exception list."""


def open_for(things: Iterable[ItemView]) -> list[tuple[HandOver, set[str]]]:
    """Lock and return the hand-overs that await a receiver, each with those of the items that it names."""
    items = list(things)
    wanted = {str(item.uuid) for item in items}
    rows = HandOver.objects.select_for_update().filter(chain__in={i.chain for i in items}, state="given")
    return [(row, part) for row in rows.order_by("uuid") if (part := wanted & set(row.items))]


def own_hand_over(uuid: UUID, giver: UUID) -> HandOver:
    """Lock and return a hand-over that this member gave."""
    row = opened_row(HandOver, uuid)
    if row is None or row.giver != giver:
        raise NotFound("no_such_hand_over", _NO_HAND_OVER)
    return row


def check_not_given(things: Sequence[ItemView]) -> None:
    """Refuse what was given already and awaits its receiver."""
    if open_for(things):
        raise Refused("already_given", _GIVEN)


def check_not_held(things: Sequence[ItemView]) -> None:
    """Refuse to ship what is on hold, itself or through what it was made from."""
    if any(not hold.is_material for hold in holds_on([item.uuid for item in things])):
        raise Refused("on_hold", _ON_HOLD)


def check_is_return(things: Sequence[ItemView], giver: UUID, receiver: UUID) -> None:
    """Refuse to call a return what goes to someone other than who gave it, or forward again after it came back."""
    rows = hand_overs({item.chain for item in things}, ["complete", "received_unsigned"])
    for item in things:
        if returns_to([row for row in rows if item.uuid in row.items], giver) != receiver:
            raise Refused("no_return", _NO_RETURN)


_NO_HAND_OVER = Text("該当する受渡しがありません。", "There is no such hand-over.")
_GIVEN = Text(
    "この現品はすでに渡し済みで、受け手の署名を待っています。先に受渡しを取り消してください。",
    "These items were given and await the receiver's signature. Take the hand-over back first.",
)
_ON_HOLD = Text(
    "この現品またはその由来に保留（使用停止）がかかっているため、出荷・受渡しはできません。返送は可能です。",
    "This item, or one it was made from, is on hold and can't be shipped. It may be returned.",
)
_NO_RETURN = Text(
    "返送できるのは、この現品を渡してきた組織だけです。返送されてきたものは、返送として送り出せません。",
    "A return goes only to the organisation that handed these items to you, never out again after they came back.",
)
