"""What happens to items, as effects of an act: made, used, moved, judged, allocated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from tsunagu.custody.domain.acts import Effects

ITEM, GENEALOGY, LOT = "custody.Item", "custody.Genealogy", "custody.Lot"
_LINKS = UUID("5d3a8a0e-6a55-4f0c-9a4e-1d9b7f6d2c11")


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An item as others name it: its uuid, its chain and its URI."""

    uuid: UUID
    chain: UUID
    epc: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as it stands: what it is, whose it is, who holds it."""

    uuid: UUID
    chain: UUID
    epc: str
    kind: str
    product: str
    label: str
    lot: UUID | None
    lot_number: str
    quantity: float | None
    unit: str
    holder: UUID
    site: UUID | None
    position: str
    held_since: datetime
    acceptance: str
    state: str
    expires_at: datetime | None
    allocated_to: UUID | None
    journey: UUID | None
    made_by_step: str
    attempt: int
    is_irreplaceable: bool
    made_at: datetime

    @property
    def ref(self) -> ItemRef:
        """The item as acts name it."""
        return ItemRef(self.uuid, self.chain, self.epc, self.label)


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that an act makes; times are aware, ``quantity`` is in ``unit``."""

    ref: ItemRef
    kind: str
    product: str
    holder: UUID
    site: UUID | None
    made_at: datetime
    expires_at: datetime | None = None
    quantity: float | None = None
    unit: str = ""
    lot: UUID | None = None
    lot_number: str = ""
    journey: UUID | None = None
    made_by_step: str = ""
    attempt: int = 1
    is_irreplaceable: bool = False
    position: str = ""


def make(
    effects: Effects, item: NewItem, parents: Iterable[ItemRef] = (), materials: Iterable[ItemRef] = ()
) -> None:
    """Make an item from its parents and the shared materials that went into it."""
    fields: dict[str, Any] = {
        name: getattr(item, name)
        for name in (
            "kind", "product", "holder", "site", "made_at", "expires_at", "quantity", "unit", "lot",
            "lot_number", "journey", "made_by_step", "attempt", "is_irreplaceable",
        )
    }  # fmt: skip
    if item.position:
        fields["position"] = item.position
    ref = item.ref
    effects.add(
        ITEM, uuid=ref.uuid, chain=ref.chain, epc=ref.epc, label=ref.label, held_since=item.made_at, **fields
    )
    for parent in parents:
        link(effects, parent, ref, is_material=False)
    for material in materials:
        link(effects, material, ref, is_material=True)


def link(effects: Effects, parent: ItemRef, child: ItemRef, is_material: bool) -> None:
    """Note that one item went into another."""
    effects.add(
        GENEALOGY,
        uuid=uuid5(_LINKS, f"{parent.uuid}>{child.uuid}"),
        chain=child.chain,
        parent=parent.uuid,
        parent_chain=parent.chain,
        child=child.uuid,
        is_material=is_material,
    )


def use_up(effects: Effects, items: Iterable[ItemRef], state: str = "used") -> None:
    """Note that items are no more: used, administered or destroyed."""
    for item in items:
        effects.change(ITEM, item.uuid, state=state)


def move(
    effects: Effects, items: Iterable[ItemRef], holder: UUID, site: UUID | None, at: datetime, acceptance: str
) -> None:
    """Note that another organisation holds the items now, and whether they await its acceptance."""
    for item in items:
        effects.change(
            ITEM, item.uuid, holder=holder, site=site, held_since=at, acceptance=acceptance, position=""
        )
