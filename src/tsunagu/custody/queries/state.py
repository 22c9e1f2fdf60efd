"""How chains, hand-overs, holds and lots stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.models import Chain, HandOver, Hold, Lot
from tsunagu.foundation.database.compiled import compiled


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
    return dict(_numbers(set(chains)))


@compiled
def _numbers(chains: Iterable[UUID]) -> QuerySet[Chain, tuple[UUID, str]]:
    return Chain.objects.filter(chain__in=chains).values_list("chain", "number")


def chain_therapies(chains: Iterable[UUID]) -> dict[UUID, str]:
    """Return the therapy of each chain, by which the names of its products are known."""
    return dict(Chain.objects.filter(chain__in=set(chains)).values_list("chain", "therapy"))


def chain_heads(chains: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Return number, kind and therapy of each chain."""
    rows = Chain.objects.filter(chain__in=set(chains)).values_list("chain", "number", "kind", "therapy")
    return {chain: (number, kind, therapy) for chain, number, kind, therapy in rows}


def chain_by_number(number: str) -> tuple[UUID, str] | None:
    """Return a chain and its kind by its number (ask in the gate scope, then open it)."""
    wanted = "".join(number.upper().split())
    return next(iter(_by_number(wanted)), None)


@compiled
def _by_number(number: str) -> QuerySet[Chain, tuple[UUID, str]]:
    return Chain.objects.filter(number=number).values_list("chain", "kind")


def hand_overs(chains: Iterable[UUID], states: Iterable[str] | None = None) -> list[HandOverView]:
    """Return the hand-overs of chains, oldest first; only those in the given states."""
    asked = list(chains)
    found = []
    for values in _hand_overs(asked) if states is None else _hand_overs_in(asked, sorted(states)):
        chain, uuid, items, *rest = values
        found.append(HandOverView(chain, uuid, tuple(UUID(one) for one in items), *rest))
    return found


_HAND_OVER = tuple(HandOverView.__dataclass_fields__)


@compiled
def _hand_overs(chains: Iterable[UUID]) -> QuerySet[HandOver, tuple[Any, ...]]:
    rows = HandOver.objects.filter(chain__in=chains)
    return rows.order_by("due_at", "uuid").values_list(*_HAND_OVER)


@compiled
def _hand_overs_in(chains: Iterable[UUID], states: Iterable[str]) -> QuerySet[HandOver, tuple[Any, ...]]:
    rows = HandOver.objects.filter(chain__in=chains, state__in=states)
    return rows.order_by("due_at", "uuid").values_list(*_HAND_OVER)


def unsigned_items(chain: UUID) -> frozenset[UUID]:
    """Return the items of a chain that were received while the giver has not signed."""
    return frozenset(uuid for one in hand_overs([chain], ["received_unsigned"]) for uuid in one.items)


def holds(chains: Iterable[UUID], only_open: bool = True) -> list[HoldView]:
    """Return the holds placed on items of these chains."""
    return [HoldView(*values) for values in _holds(list(chains), only_open)]


@compiled
def _holds(chains: Iterable[UUID], only_open: bool) -> QuerySet[Hold, tuple[Any, ...]]:
    rows = Hold.objects.filter(chain__in=chains)
    return (rows.filter(lifted_at=None) if only_open else rows).values_list(*HoldView.__dataclass_fields__)


def hold_by_uuid(uuid: UUID) -> HoldView | None:
    """Return one hold that the scope sees."""
    rows = Hold.objects.filter(uuid=uuid).values_list(*HoldView.__dataclass_fields__)
    return next((HoldView(*values) for values in rows), None)


def held_among(items: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the items that are themselves on hold."""
    return frozenset(_held(list(items)))


@compiled
def _held(items: Iterable[UUID]) -> QuerySet[Hold, UUID]:
    return Hold.objects.filter(item__in=items, lifted_at=None).values_list("item", flat=True)


def lot_states(lots: Iterable[UUID]) -> dict[UUID, str]:
    """Return the state of each lot; a lot is the chain of its own number, so that its key finds it."""
    return dict(_lots(list(set(lots))))


def lot_makers(lots: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the member that made each lot: of a supplier's batch the supplier."""
    return dict(_makers(list(set(lots))))


@compiled
def _makers(lots: Iterable[UUID]) -> QuerySet[Lot, tuple[UUID, UUID]]:
    return Lot.objects.filter(chain__in=lots, uuid__in=lots).values_list("uuid", "maker")


@compiled
def _lots(lots: Iterable[UUID]) -> QuerySet[Lot, tuple[UUID, str]]:
    return Lot.objects.filter(chain__in=lots, uuid__in=lots).values_list("uuid", "state")
