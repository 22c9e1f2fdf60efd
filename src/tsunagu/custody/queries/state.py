"""How chains, hand-overs, holds and lots stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.custody.models import Chain, HandOver, Hold, Lot


@dataclass(frozen=True, slots=True)
class HandOverView:
    """A hand-over as it stands."""

    chain: UUID
    uuid: UUID
    items: tuple[UUID, ...]
    giver: UUID
    receiver: UUID
    state: str
    given_at: datetime | None
    given_by: UUID | None
    received_at: datetime | None
    received_by: UUID | None
    due_at: datetime
    journey: UUID | None
    step: str


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold as it stands."""

    chain: UUID
    uuid: UUID
    item: UUID
    reason: str
    placed_at: datetime
    placed_by: UUID
    placed_by_member: UUID
    deadline: datetime | None
    lifted_at: datetime | None


def chain_numbers(chains: Iterable[UUID]) -> dict[UUID, str]:
    """Return the CoI or lot number of each chain."""
    return dict(Chain.objects.filter(chain__in=set(chains)).values_list("chain", "number"))


def chain_by_number(number: str) -> tuple[UUID, str] | None:
    """Return a chain and its kind by its number (ask in the gate scope, then open it)."""
    wanted = "".join(number.upper().split())
    return Chain.objects.filter(number=wanted).values_list("chain", "kind").first()


def hand_overs(chains: Iterable[UUID], states: Iterable[str] | None = None) -> list[HandOverView]:
    """Return the hand-overs of chains, oldest first; only those in the given states."""
    rows = HandOver.objects.filter(chain__in=list(chains))
    if states is not None:
        rows = rows.filter(state__in=list(states))
    found = []
    for values in rows.order_by("due_at", "uuid").values_list(*HandOverView.__dataclass_fields__):
        chain, uuid, items, *rest = values
        found.append(HandOverView(chain, uuid, tuple(UUID(one) for one in items), *rest))
    return found


def unsigned_items(chain: UUID) -> frozenset[UUID]:
    """Return the items of a chain that were received while the giver has not signed."""
    return frozenset(uuid for one in hand_overs([chain], ["received_unsigned"]) for uuid in one.items)


def holds(chains: Iterable[UUID], only_open: bool = True) -> list[HoldView]:
    """Return the holds placed on items of these chains."""
    rows = Hold.objects.filter(chain__in=list(chains))
    if only_open:
        rows = rows.filter(lifted_at=None)
    return [HoldView(*values) for values in rows.values_list(*HoldView.__dataclass_fields__)]


def held_among(items: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the items that are themselves on hold."""
    return frozenset(Hold.objects.filter(item__in=list(items), lifted_at=None).values_list("item", flat=True))


def lot_states(lots: Iterable[UUID]) -> dict[UUID, str]:
    """Return the state of each lot."""
    return dict(Lot.objects.filter(uuid__in=set(lots)).values_list("uuid", "state"))
