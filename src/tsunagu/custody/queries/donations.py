"""Which donations stand behind things: whose cells they are, without saying whose."""

from collections.abc import Sequence
from uuid import UUID

from tsunagu.foundation.database.fast_cursor import fetch
from tsunagu.foundation.scope import gate_scope

_BEHIND_EACH = """
WITH RECURSIVE up(root, item) AS (
    SELECT one, one FROM unnest(%s::uuid[]) AS one
    UNION SELECT up.root, g.parent FROM up CROSS JOIN LATERAL
        (SELECT parent FROM custody_genealogy WHERE child = up.item AND NOT is_material OFFSET 0) g
) SELECT DISTINCT up.root, i.chain FROM up JOIN custody_item i ON i.uuid = up.item WHERE i.kind = 'donation'"""


def donations_behind_each(items: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return for each item the chains of the donations that it was made from, complete: what is told is cut later."""
    found: dict[UUID, set[UUID]] = {item: set() for item in items}
    if items:
        with gate_scope():
            for item, chain in fetch(_BEHIND_EACH, [list(items)]):
                found[item].add(chain)
    return {item: frozenset(chains) for item, chains in found.items()}
