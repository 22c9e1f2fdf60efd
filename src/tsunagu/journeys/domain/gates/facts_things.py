"""Facts about the items of a step, what was scanned, what is held, what goes in."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from tsunagu.foundation.text import Text

AcceptanceState = Literal["pending", "accepted", "accepted_with_reservation", "refused", "not_required"]
ItemState = Literal["in_use", "used", "administered", "destroyed"]
ItemKind = Literal["donation", "intermediate", "sample", "vial", "dose", "sheet", "kit"]
FINAL_KINDS = frozenset({"vial", "dose", "sheet", "kit"})


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release decision about an item or its lot: ``kind`` site, market, provision or sponsor."""

    uuid: UUID
    kind: str
    person: UUID
    at: datetime
    by_quality_unit: bool
    verdict: Literal["released", "rejected", "withdrawn"] = "released"


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item that the step would act on.

    ``makers`` are the persons who performed manufacturing steps on it or its ancestors. ``legs`` is the number of
    journeys by courier it has completed and for which a condition verdict must exist. ``holder_name`` is None
    where the actor may not know the holder. ``custody_paper``: ``giver_unsigned`` is a timed reconciliation.
    ``fallen_behind`` are releases of lots that went into it (donor amnion, say) and that don't stand any more.
    """

    uuid: UUID
    label: str
    product: str
    expected: bool
    kind: ItemKind = "dose"
    holder: UUID | None = None
    holder_name: Text | None = None
    custody_paper: Literal["complete", "giver_unsigned"] = "complete"
    acceptance: AcceptanceState = "not_required"
    state: ItemState = "in_use"
    expires_at: datetime | None = None
    source: Literal["own", "lot", "supplier"] = "own"
    case_coi: str | None = None
    allocated_coi: str | None = None
    lot_number: str = ""
    quantity_cells: Decimal | None = None
    irreplaceable: bool = False
    releases: tuple[ReleaseFacts, ...] = ()
    fallen_behind: tuple[ReleaseFacts, ...] = ()
    makers: frozenset[UUID] = frozenset()
    legs: int = 0


@dataclass(frozen=True, slots=True)
class ScannedFacts:
    """One reading: what the first and, where given, the second identifier resolve to (None: nothing we know)."""

    text: str
    first: UUID | None
    second: UUID | None = None
    second_given: bool = False


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """An open hold that touches an item of this step.

    ``item`` is the item of this step; ``item_label`` names the thing that is held, shown only where the hold is
    visible to the actor; ``relation`` is what the held thing is to the item.
    """

    uuid: UUID
    item: UUID
    item_label: str
    relation: Literal["self", "ancestor", "shared_material"]
    reason: Text
    placed_by_name: Text
    visible_to_actor: bool
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """A supplier's lot that goes in at this step.

    ``has_approved_supplier`` is None where the acting member keeps no list of approved suppliers for the material.
    """

    uuid: UUID
    lot_number: str
    name: Text
    released: bool
    on_hold: bool = False
    expires_at: datetime | None = None
    has_approved_supplier: bool | None = None
