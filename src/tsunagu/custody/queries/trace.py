"""Where things came from and went: the closure of genealogy in one query, what others may not see only counted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import parties_among
from tsunagu.foundation.scope import gate_scope

Direction = Literal["forward", "backward"]
Edge = tuple[UUID, UUID, bool]

# OFFSET 0 keeps the planner from joining the whole table at each level: it must look each thing up by its index.
_CLOSURE = """
WITH RECURSIVE way(parent, child, is_material) AS (
    SELECT g.parent, g.child, g.is_material FROM custody_genealogy g WHERE g.{near} = ANY(%s)
    UNION
    SELECT n.parent, n.child, n.is_material FROM way w CROSS JOIN LATERAL (
        SELECT g.parent, g.child, g.is_material FROM custody_genealogy g WHERE g.{near} = w.{far} OFFSET 0) n
) SELECT parent, child, is_material FROM way"""
_CLOSURES: Mapping[Direction, str] = {
    "forward": _CLOSURE.format(near="parent", far="child"),
    "backward": _CLOSURE.format(near="child", far="parent"),
}
_FIELDS = tuple(ItemView.__dataclass_fields__)
_COLUMNS = ", ".join(f"i.{name}" for name in _FIELDS)
_ITEMS = f"""
SELECT {_COLUMNS}, c.number, c.kind, c.therapy,
    EXISTS (SELECT 1 FROM custody_hold h WHERE h.item = i.uuid AND h.lifted_at IS NULL)
FROM custody_item i JOIN custody_chain c ON c.chain = i.chain WHERE i.uuid = ANY(%s)"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class TracedItem:
    """An item on the way, with its chain's number and how many links it is away from where the trace began."""

    item: ItemView
    number: str
    chain_kind: str
    therapy: str
    is_held: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Trace:
    """All that was made from (forward) or went into (backward) the things where the trace began.

    Attributes
    ----------
    items : those of chains that the reader takes part in, the starts included, nearest first.
    masked : how many other things there are, by their distance; nothing else is told of them.
    edges : (parent, child, is_material); a thing that is masked appears as the uuid of its distance's node.
    """

    direction: Direction
    starts: tuple[UUID, ...]
    items: tuple[TracedItem, ...]
    masked: Mapping[int, int]
    masked_chains: int
    edges: tuple[Edge, ...]

    @property
    def affected(self) -> int:
        """How many things the trace reached, masked ones included, the starts not counted."""
        begun = set(self.starts)
        return sum(1 for one in self.items if one.item.uuid not in begun) + sum(self.masked.values())


def trace_forward(uuids: Iterable[UUID]) -> Trace:
    """Return everything that was made from these items, in any chain."""
    return _trace(list(uuids), "forward")


def trace_backward(uuids: Iterable[UUID]) -> Trace:
    """Return everything that went into these items, in any chain."""
    return _trace(list(uuids), "backward")


def masked_node(depth: int) -> UUID:
    """Return the uuid that stands for all masked things at a distance."""
    return UUID(int=depth + 1)


def _trace(starts: Sequence[UUID], direction: Direction) -> Trace:
    with gate_scope():
        edges = _rows(_CLOSURES[direction], starts)
        depths = _depths(starts, edges, direction)
        rows = _rows(_ITEMS, list(depths))
    width = len(_FIELDS)
    chain_at = _FIELDS.index("chain")
    seen = parties_among({row[chain_at] for row in rows})
    items, hidden, chains = [], {}, set()
    for row in rows:
        depth = depths[row[0]]
        if row[chain_at] in seen:
            number, kind, therapy, is_held = row[width:]
            items.append(TracedItem(ItemView(*row[:width]), number, kind, therapy, is_held, depth))
        else:
            hidden[row[0]] = masked_node(depth)
            chains.add(row[chain_at])
    shown = dict.fromkeys((hidden.get(a, a), hidden.get(b, b), is_material) for a, b, is_material in edges)
    begun = set(starts)
    counted = Counter(depths[uuid] for uuid in hidden if uuid not in begun)
    items.sort(key=lambda one: (one.depth, one.number, one.item.product, one.item.label))
    return Trace(direction, tuple(starts), tuple(items), dict(counted), len(chains), tuple(shown))


def _rows(sql: str, uuids: Sequence[UUID]) -> list[Any]:
    if not uuids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(uuids)])
        return list(cursor.fetchall())


def _depths(starts: Sequence[UUID], edges: Sequence[Edge], direction: Direction) -> dict[UUID, int]:
    """Return the least number of links from the starts to each thing."""
    onward: dict[UUID, list[UUID]] = defaultdict(list)
    for parent, child, _ in edges:
        if direction == "forward":
            onward[parent].append(child)
        else:
            onward[child].append(parent)
    depths = dict.fromkeys(starts, 0)
    front: Collection[UUID] = list(starts)
    while front:
        following = []
        for uuid in front:
            for other in onward[uuid]:
                if other not in depths:
                    depths[other] = depths[uuid] + 1
                    following.append(other)
        front = following
    return depths
