"""Find items, by what was scanned or by what they were made from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection
from django.db.models import Q, QuerySet, Sum
from psycopg.errors import DeadlockDetected

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.domain.states import release_rank
from tsunagu.custody.models import Item
from tsunagu.custody.queries.state import lot_states
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import gate_scope
from tsunagu.foundation.text import Text

_UP = """
WITH RECURSIVE up(item, is_material) AS (
    SELECT unnest(%s::uuid[]), false
    UNION SELECT g.parent, up.is_material OR g.is_material FROM up CROSS JOIN LATERAL
        (SELECT parent, is_material FROM custody_genealogy WHERE child = up.item OFFSET 0) g
)"""
# OFFSET 0 makes the planner look each thing up by its index; else it reads the whole genealogy at every level.


_LOTS_OF_EACH = """
WITH RECURSIVE up(root, item) AS (
    SELECT one, one FROM unnest(%s::uuid[]) AS one
    UNION SELECT up.root, g.parent FROM up CROSS JOIN LATERAL
        (SELECT parent FROM custody_genealogy WHERE child = up.item AND NOT is_material OFFSET 0) g
) SELECT DISTINCT up.root, i.lot FROM up JOIN custody_item i ON i.uuid = up.item WHERE i.lot IS NOT NULL"""


_HOLDS_ON_EACH = """
WITH RECURSIVE up(root, item, is_material) AS (
    SELECT one, one, false FROM unnest(%s::uuid[]) AS one
    UNION SELECT up.root, g.parent, up.is_material OR g.is_material FROM up CROSS JOIN LATERAL
        (SELECT parent, is_material FROM custody_genealogy WHERE child = up.item OFFSET 0) g
) SELECT up.root, h.uuid, h.chain, h.item, i.label, h.reason, h.placed_by_member, h.deadline,
    bool_and(up.is_material) FROM up JOIN custody_hold h ON h.item = up.item AND h.lifted_at IS NULL
JOIN custody_item i ON i.uuid = h.item GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, h.uuid"""


@dataclass(frozen=True, slots=True)
class HoldOn:
    """A hold that reaches an item: on itself, on an ancestor, or on a shared material."""

    uuid: UUID
    chain: UUID
    item: UUID
    item_label: str
    reason: str
    placed_by_member: UUID
    deadline: datetime | None
    is_material: bool


FIELDS = tuple(ItemView.__dataclass_fields__)
Values = QuerySet[Item, tuple[Any, ...]]
_IN_STOCK = "holder = %s AND product = %s AND state = 'in_use' AND allocated_to IS NULL"
_LOTS_IN_STOCK = f"""
WITH RECURSIVE lots AS (
    (SELECT lot FROM custody_item WHERE {_IN_STOCK} AND lot IS NOT NULL ORDER BY lot LIMIT 1)
    UNION ALL
    SELECT (SELECT i.lot FROM custody_item i WHERE {_IN_STOCK} AND i.lot > lots.lot ORDER BY i.lot LIMIT 1)
    FROM lots WHERE lots.lot IS NOT NULL
) SELECT lot FROM lots WHERE lot IS NOT NULL"""  # noqa: S608
# Each lot is one look into the index, however many pieces it has.
_STOCK = f"""
SELECT piece.* FROM unnest(%s::uuid[]) AS l(lot)
CROSS JOIN LATERAL (SELECT max(attempt) AS attempt FROM custody_item WHERE lot = l.lot AND product = %s) newest
CROSS JOIN LATERAL (
    SELECT {", ".join(FIELDS)} FROM custody_item WHERE {_IN_STOCK} AND lot = l.lot AND attempt = newest.attempt
    ORDER BY expires_at, made_at, uuid LIMIT %s) piece
ORDER BY piece.expires_at, piece.made_at, piece.uuid LIMIT %s"""  # noqa: S608
# Where a lot was made again, its older pieces are no stock.


def views(rows: Iterable[tuple[Any, ...]]) -> list[ItemView]:
    """Return rows of ``FIELDS`` as values."""
    return [ItemView(*values) for values in rows]


def items_by_uuid(uuids: Iterable[UUID]) -> list[ItemView]:
    """Return the items that the scope sees, in the order asked for."""
    wanted = list(uuids)
    found = {item.uuid: item for item in views(_by_uuid(wanted))}
    return [found[uuid] for uuid in wanted if uuid in found]


@compiled
def _by_uuid(uuids: Sequence[UUID]) -> Values:
    return Item.objects.filter(uuid__in=uuids).values_list(*FIELDS)


def item_by_symbol(uri: str | None, text: str) -> ItemView | None:
    """Return the item with this URI, or with this serial or DIN as a person types it."""
    label = text.upper().replace("-", "").replace(" ", "")
    return next(iter(views(_by_symbol(label, uri) if uri else _by_label(label))), None)


@compiled
def _by_symbol(label: str, uri: str) -> Values:
    rows = Item.objects.filter(Q(label=label) | Q(epc=uri))
    return rows.order_by("-made_at").values_list(*FIELDS)[:1]


@compiled
def _by_label(label: str) -> Values:
    return Item.objects.filter(label=label).order_by("-made_at").values_list(*FIELDS)[:1]


def items_in_use(chain: UUID, products: Iterable[str] | None = None) -> list[ItemView]:
    """Return the items of a chain that still exist as such, oldest first."""
    return views(_in_use(chain) if products is None else _products_in_use(chain, list(products)))


@compiled
def _in_use(chain: UUID) -> Values:
    rows = Item.objects.filter(chain=chain, state="in_use")
    return rows.order_by("made_at", "uuid").values_list(*FIELDS)


@compiled
def _products_in_use(chain: UUID, products: Sequence[str]) -> Values:
    rows = Item.objects.filter(chain=chain, state="in_use", product__in=products)
    return rows.order_by("made_at", "uuid").values_list(*FIELDS)


def items_of_lots(products: Mapping[str, int], holder: UUID) -> list[ItemView]:
    """Return unreserved items of lots that the member holds, of the given products.

    Those of lots with the most releases come first, and among them the first to expire.
    """
    found: list[ItemView] = []
    for product, count in products.items():
        left = count
        for lots in _ranked(row[0] for row in fetch(_LOTS_IN_STOCK, [holder, product, holder, product])):
            pieces = _stock([lots, product, holder, product, left, left])
            found += views(pieces)
            left -= len(pieces)
            if not left:
                break
    return found


def _stock(parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask by Django's cursor: planned for these values it takes 1 ms, by a kept plan for any number of lots 10."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, parameters)
        return list(cursor.fetchall())


def _ranked(lots: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Yield the lots by how far they are released, the furthest first."""
    state_of = lot_states(lots)
    furthest = sorted(state_of, key=lambda lot: release_rank(state_of[lot]))
    for _, alike in groupby(furthest, key=lambda lot: release_rank(state_of[lot])):
        yield list(alike)


def lots_behind(items: Sequence[UUID]) -> set[UUID]:
    """Return the lots that any of the items was drawn or made from: facts for a gate, always complete."""
    with gate_scope():
        rows = fetch(
            f"{_UP} SELECT DISTINCT i.lot FROM custody_item i"  # noqa: S608
            " WHERE i.uuid = ANY (ARRAY(SELECT item FROM up WHERE NOT is_material)) AND i.lot IS NOT NULL",
            [list(items)],
        )
        return {row[0] for row in rows}


def lots_behind_each(items: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Return for each of a few items the lots that it was drawn or made from."""
    found: dict[UUID, set[UUID]] = {item: set() for item in items}
    if items:
        with gate_scope():
            for item, lot in fetch(_LOTS_OF_EACH, [list(items)]):
                found[item].add(lot)
    return found


def materials_of(member: UUID, at: datetime) -> list[ItemView]:
    """Return the released, unexpired supplier batches that a member holds, the first to expire first."""
    held = views(_kits(member, at))
    states = lot_states({item.lot for item in held if item.lot is not None})
    return [item for item in held if item.lot is not None and states.get(item.lot) == "released"]


@compiled
def _kits(member: UUID, at: datetime) -> Values:
    rows = Item.objects.filter(holder=member, state="in_use", kind="kit", expires_at__gt=at, made_at__lte=at)
    return rows.order_by("expires_at", "uuid").values_list(*FIELDS)


def items_of_chain(chain: UUID) -> list[ItemView]:
    """Return all items of a chain, oldest first."""
    return views(_of_chain(chain))


@compiled
def _of_chain(chain: UUID) -> Values:
    return Item.objects.filter(chain=chain).order_by("made_at", "uuid").values_list(*FIELDS)


def made_quantities(chains: Iterable[UUID]) -> list[tuple[UUID, str, int, str, float]]:
    """Return what steps of these chains made and counted: chain, step, attempt, product, quantity of all its pieces."""
    rows = Item.objects.filter(chain__in=list(chains), quantity__isnull=False).exclude(made_by_step="")
    by_step = rows.order_by().values_list("chain", "made_by_step", "attempt", "product")
    return list(by_step.annotate(Sum("quantity")))


def lock_ancestors(items: Sequence[UUID], materials: Sequence[UUID] = ()) -> None:
    """Lock what a step is about until the transaction ends, so that a hold and the step can't both succeed.

    The items FOR UPDATE (two steps can't use one item), then, FOR SHARE, the shared materials and all
    that either was made from (steps go on beside each other; a hold, which locks FOR UPDATE, waits).
    """
    with gate_scope(), deadlock_refused():
        lock_items(items)
        fetch(
            f"{_UP} SELECT i.uuid FROM custody_item i"  # noqa: S608
            " WHERE i.uuid = ANY (ARRAY(SELECT item FROM up)) AND i.uuid <> ALL(%s) ORDER BY i.uuid FOR SHARE OF i",
            [[*items, *materials], list(items)],
        )


def lock_items(items: Sequence[UUID]) -> None:
    """Lock items FOR UPDATE, in one order, until the transaction ends."""
    with gate_scope(), deadlock_refused():
        fetch("SELECT uuid FROM custody_item WHERE uuid = ANY(%s) ORDER BY uuid FOR UPDATE", [list(items)])


@contextmanager
def deadlock_refused() -> Iterator[None]:
    """Say that others are at work where PostgreSQL ended a deadlock by ending us."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise Refused("busy", _BUSY) from error
        raise


def holds_on(items: Sequence[UUID]) -> list[HoldOn]:
    """Return every open hold that reaches these items, whoever placed it: facts for a gate, always complete."""
    with gate_scope():
        rows = fetch(
            f"{_UP} SELECT h.uuid, h.chain, h.item, i.label, h.reason, h.placed_by_member, h.deadline,"  # noqa: S608
            " bool_and(up.is_material) FROM up JOIN custody_hold h ON h.item = up.item AND h.lifted_at IS NULL"
            " JOIN custody_item i ON i.uuid = h.item GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY h.uuid",
            [list(items)],
        )
        return [HoldOn(*row) for row in rows]


def holds_on_each(items: Sequence[UUID]) -> dict[UUID, list[HoldOn]]:
    """Return for each of a few items the open holds that reach it, in one query; complete, as ``holds_on``."""
    found: dict[UUID, list[HoldOn]] = {item: [] for item in items}
    with gate_scope():
        for item, *hold in fetch(_HOLDS_ON_EACH, [list(items)]):
            found[item].append(HoldOn(*hold))
    return found


def descendants_of(items: Sequence[UUID]) -> set[UUID]:
    """Return the uuids of all that was made from these items, themselves included, in whatever chain."""
    with gate_scope():
        rows = fetch(
            "WITH RECURSIVE down(item) AS (SELECT unnest(%s::uuid[]) UNION"
            " SELECT g.child FROM down CROSS JOIN LATERAL (SELECT child FROM custody_genealogy"
            " WHERE parent = down.item OFFSET 0) g) SELECT item FROM down",
            [list(items)],
        )
        return {row[0] for row in rows}


def would_be_cycle(parents: Iterable[UUID], children: Iterable[UUID]) -> bool:
    """Say whether making children from parents would make an item its own ancestor."""
    below = descendants_of(list(children))
    return any(parent in below for parent in parents)


_BUSY = Text(
    "ほかの人が同じ現品を操作しています。少し待ってから、もう一度お試しください。",
    "Others are working on the same items. Wait a moment and try again.",
)
