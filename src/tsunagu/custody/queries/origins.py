"""Where things begin: the donations and suppliers' batches behind them, always complete; and batches alike."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import Item, Lot
from tsunagu.custody.queries.items import FIELDS, views
from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.foundation.scope import gate_scope

DONATION, BATCH = "donation", "kit"
_ABOVE = """
WITH RECURSIVE up(item) AS (
    SELECT unnest(%s::uuid[])
    UNION SELECT g.parent FROM up CROSS JOIN LATERAL
        (SELECT parent FROM custody_genealogy WHERE child = up.item AND (%s OR NOT is_material) OFFSET 0) g
)"""


def origins_of(items: Sequence[UUID], kinds: Iterable[str], with_materials: bool) -> list[ItemView]:
    """Return the things of these kinds that the items were made from, themselves included, whoever may see them."""
    with gate_scope():
        columns = ", ".join(f"i.{name}" for name in FIELDS)
        rows = fetch(
            f"{_ABOVE} SELECT {columns} FROM custody_item i JOIN up ON up.item = i.uuid"  # noqa: S608
            " WHERE i.kind = ANY(%s) ORDER BY i.made_at, i.uuid",
            [list(items), with_materials, list(kinds)],
        )
        return views(rows)


def batches_alike(batches: Iterable[ItemView]) -> list[ItemView]:
    """Return the items of the same suppliers' batches at all who use them: one chain for each of them."""
    with gate_scope():
        lots = Lot.objects.filter(chain__in={one.chain for one in batches}, kind="supplier")
        same = Q(pk__in=[])
        for maker, product, number in lots.values_list("maker", "product", "number"):
            same |= Q(maker=maker, product=product, number=number, kind="supplier")
        chains = list(Lot.objects.filter(same).values_list("chain", flat=True)) if same.children else []
        return views(Item.objects.filter(chain__in=chains).order_by("made_at", "uuid").values_list(*FIELDS))


def links_into(items: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Return (parent, child) of everything that went into these items, whoever may see it."""
    with gate_scope():
        rows = fetch("SELECT parent, child FROM custody_genealogy WHERE child = ANY(%s)", [list(items)])
        return [(row[0], row[1]) for row in rows]


def donations_of(chains: Iterable[UUID]) -> list[ItemView]:
    """Return all that was collected in these chains: the same donor's, whatever became of it."""
    with gate_scope():
        rows = Item.objects.filter(chain__in=set(chains), kind=DONATION).order_by("made_at", "uuid")
        return views(rows.values_list(*FIELDS))
