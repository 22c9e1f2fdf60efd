"""Holds and what they reach in other chains: those over the things of a chain, and the chains under a thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.foundation.scope import gate_scope

_HELD_ABOVE = """
WITH RECURSIVE up(chain, item, is_own, is_material) AS (
    SELECT seed.chain, seed.item, true, false FROM unnest(%s::uuid[], %s::uuid[]) AS seed(chain, item)
    UNION SELECT up.chain, g.parent, false, up.is_material OR g.is_material FROM up CROSS JOIN LATERAL
        (SELECT parent, is_material FROM custody_genealogy WHERE child = up.item OFFSET 0) g
) SELECT up.chain, h.uuid, bool_or(up.is_own), bool_and(up.is_material), h.deadline
FROM up JOIN custody_hold h ON h.item = up.item AND h.lifted_at IS NULL AND h.chain <> up.chain
GROUP BY 1, 2, 5 ORDER BY 1, 2"""
# Walked once for each chain, not for each of its things: the vials of a lot share all that they come from.

_CHAINS_BELOW = """
WITH RECURSIVE down(item) AS (
    SELECT %s::uuid
    UNION SELECT g.child FROM down CROSS JOIN LATERAL
        (SELECT child FROM custody_genealogy WHERE parent = down.item OFFSET 0) g
) SELECT DISTINCT i.chain FROM custody_item i
WHERE i.uuid = ANY (ARRAY(SELECT item FROM down)) AND i.state = 'in_use'"""


@dataclass(frozen=True, slots=True)
class HoldElsewhere:
    """An open hold of another chain that reaches things of this one: no more than a gate tells to everybody.

    Who placed it, on what, when and why is not read here. ``is_own``: it lies on a thing that has come into this
    chain since. ``deadline`` (by when to decide) is given for a shared material only.
    """

    chain: UUID
    uuid: UUID
    is_own: bool
    is_material: bool
    deadline: datetime | None


def holds_elsewhere(things: Mapping[UUID, UUID]) -> dict[UUID, list[HoldElsewhere]]:
    """Return by chain the open holds of other chains that reach its things: complete, whoever asks, in one query.

    Parameters
    ----------
    things : the chain of each item.
    """
    found: dict[UUID, list[HoldElsewhere]] = {}
    if not things:
        return found
    with gate_scope():
        rows = fetch(_HELD_ABOVE, [list(things.values()), list(things)])
    for chain, uuid, is_own, is_material, deadline in rows:
        told = deadline if is_material else None
        found.setdefault(chain, []).append(HoldElsewhere(chain, uuid, is_own, is_material, told))
    return found


def chains_below(item: UUID) -> set[UUID]:
    """Return the chains in which something is in use that is this item or was made from it."""
    with gate_scope():
        return {row[0] for row in fetch(_CHAINS_BELOW, [item])}
