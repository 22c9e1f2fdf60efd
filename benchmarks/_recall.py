"""A supplier's batch that went into a thousand things: registered by its service, linked to cultures of the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from benchmarks._copies import Copier

_CANDIDATES = """
    SELECT i.uuid, i.chain, i.holder FROM custody_item i JOIN custody_chain c ON c.chain = i.chain
    WHERE i.kind = 'intermediate' AND c.kind = 'case' AND EXISTS (
        SELECT FROM custody_chain_party p WHERE p.chain = i.chain AND p.member = %(user)s)
    AND EXISTS (SELECT FROM custody_genealogy g WHERE g.child = i.uuid)
    ORDER BY md5(i.uuid::text) LIMIT 4000
"""
_BELOW = """
    WITH RECURSIVE down(root, item) AS (
        SELECT one, one FROM unnest(%(roots)s::uuid[]) one
        UNION SELECT d.root, g.child FROM down d JOIN custody_genealogy g ON g.parent = d.item
    ) SELECT root, array_agg(item) FROM down GROUP BY root
"""


@dataclass(frozen=True, slots=True)
class Recall:
    """The batch's lot number, a quality person of who used it, and how many things it reaches."""

    lot_number: str
    reader: Any
    affected: int
    patients: int


def make_recall(copier: Copier, affected: int, lot_number: str) -> Recall:
    """Register a batch with its user and let it have gone into as many cultures as reach ``affected`` things."""
    from tsunagu.demonstration.engine import hands

    line = _supply()
    item = _registered(line, lot_number)
    roots, reached = _roots(copier, line["user"], affected)
    copier.owner.execute(
        "INSERT INTO custody_genealogy (uuid, chain, parent, parent_chain, child, is_material)"
        " SELECT gen_random_uuid(), child.chain, batch.uuid, batch.chain, child.uuid, true"
        " FROM custody_item batch, custody_item child WHERE batch.uuid = %s AND child.uuid = ANY(%s)",
        [item, roots],
    )
    row: Any = copier.owner.execute(
        "SELECT count(DISTINCT chain) FROM custody_item WHERE uuid = ANY(%s) AND state = 'administered'",
        [list(reached)],
    ).fetchone()
    reader = hands.actor(line["user"], "quality", now=datetime.now(UTC))
    return Recall(lot_number, reader, len(reached), int(row[0]))


def _supply() -> dict[str, Any]:
    """Return a supplier with an account of its own, the site that uses it most, and what it sends."""
    from tsunagu.demonstration.network.reading import read, stable_uuid
    from tsunagu.foundation.scope import Scope, acting
    from tsunagu.members.queries.directory import member_by_uuid

    with acting(Scope("worker")):
        for line in read("supplies"):
            supplier = stable_uuid("member", line["supplier"])
            if member_by_uuid(supplier).has_account:
                user = stable_uuid("member", line["member"])
                return {"supplier": supplier, "user": user, "material": line["materials"][0]}
    raise LookupError("no supplier of the network has an account")


def _registered(line: dict[str, Any], lot_number: str) -> UUID:
    from tsunagu.custody.queries.items import items_of_chain
    from tsunagu.custody.services.supply import Supply, register_supply
    from tsunagu.demonstration.engine import hands
    from tsunagu.foundation.scope import Scope, acting

    now = datetime.now(UTC)
    person = hands.actor(line["supplier"], "supplier", now=now)
    supply = Supply(line["supplier"], line["user"], line["material"], lot_number, now + timedelta(days=300))
    with hands.working(person):
        chain = register_supply(person, supply, now, str(uuid4())).chain
    with acting(Scope("auditor")):
        return items_of_chain(chain)[0].uuid


def _roots(copier: Copier, user: UUID, affected: int) -> tuple[list[UUID], set[UUID]]:
    """Choose cultures whose descendants, themselves included, are exactly so many things (or just below)."""
    rows = copier.owner.execute(_CANDIDATES, {"user": user}).fetchall()
    below: Sequence[Any] = copier.owner.execute(_BELOW, {"roots": [row[0] for row in rows]}).fetchall()
    roots: list[UUID] = []
    reached: set[UUID] = set()
    for root, things in sorted(below, key=lambda one: str(one[0])):
        together = reached | set(things)
        if len(together) <= affected and len(together) > len(reached):
            roots.append(root)
            reached = together
        if len(reached) == affected:
            break
    return roots, reached
