"""What lies in stores for no particular patient: the free things of lots, by lot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.domain.states import release_rank
from tsunagu.custody.models import Item, LedgerRow, Lot
from tsunagu.custody.queries.items import holds_on
from tsunagu.custody.queries.state import held_among

DESTROYED = "items_destroyed"
"""The act by which things are destroyed."""


@dataclass(frozen=True, slots=True)
class LotInStore:
    """Free things of one lot at one holder that expire together; ``is_held``: something keeps them from being used."""

    chain: UUID
    lot: UUID
    number: str
    holder: UUID
    expires_at: datetime | None
    count: int
    state: str
    is_held: bool

    def has_releases(self, needed: int) -> bool:
        """Say whether so many releases, one or two, have been given."""
        return release_rank(self.state) <= (1 if needed == 1 else 0)


def lots_in_store(chains: Iterable[UUID], product: str) -> list[LotInStore]:
    """Return the free things of a product in opened chains by lot, the first to expire first.

    Things that are themselves on hold are not counted; where a lot was made again, neither are its older things.
    """
    free = Item.objects.filter(chain__in=list(chains), product=product, state="in_use", allocated_to=None)
    fields = ("uuid", "chain", "lot", "lot_number", "holder", "expires_at", "attempt")
    rows = [row for row in free.values_list(*fields) if row[2] is not None]
    held = held_among(row[0] for row in rows)
    newest: dict[UUID, int] = {}
    for row in rows:
        newest[row[2]] = max(row[6], newest.get(row[2], 0))
    groups: dict[tuple[UUID, UUID, str, UUID, datetime | None], list[UUID]] = {}
    for uuid, chain, lot, number, holder, expires_at, attempt in rows:
        if uuid not in held and attempt == newest[lot]:
            groups.setdefault((chain, lot, number, holder, expires_at), []).append(uuid)
    states = dict(Lot.objects.filter(chain__in={key[0] for key in groups}).values_list("uuid", "state"))
    found = [
        LotInStore(*key, len(items), states.get(key[1], "quarantined"), bool(holds_on(items[:1])))
        for key, items in groups.items()
    ]
    return sorted(found, key=lambda one: (one.expires_at is None, one.expires_at, one.number))


@dataclass(frozen=True, slots=True)
class Piece:
    """A thing of a lot that one attempt of a step made, with how much of it there is where that was counted."""

    chain: UUID
    step: str
    attempt: int
    product: str
    quantity: float | None


def pieces_of_lots(chains: Iterable[UUID]) -> list[Piece]:
    """Return for each attempt and product of lots in opened chains the fullest of the pieces that lie there.

    All were made with one quantity; samples are taken from some, and what was drawn for a patient lies in his chain.
    """
    rows = Item.objects.filter(chain__in=list(chains), lot__isnull=False).exclude(made_by_step="")
    by_step = rows.order_by().values_list("chain", "made_by_step", "attempt", "product")
    return [Piece(*row) for row in by_step.annotate(Max("quantity"))]


def destroyed_of_lots(chains: Iterable[UUID]) -> list[tuple[datetime, Piece]]:
    """Return the things of lots in opened chains that were destroyed, one by one, each with when."""
    rows = Item.objects.filter(chain__in=list(chains), lot__isnull=False, state="destroyed")
    fields = ("uuid", "chain", "made_by_step", "attempt", "product", "quantity")
    gone = {uuid: Piece(*rest) for uuid, *rest in rows.exclude(made_by_step="").values_list(*fields)}
    acts = LedgerRow.objects.filter(chain__in={piece.chain for piece in gone.values()}, name=DESTROYED)
    times = {
        str(item): at
        for at, body in acts.order_by("record_order").values_list("event_time", "body")
        for item in act_in(bytes(body))["facts"]["items"]
    }
    return [(times[str(uuid)], piece) for uuid, piece in gone.items() if str(uuid) in times]
