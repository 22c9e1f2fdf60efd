"""What a donor, a lot or a patient reaches: the complete facts of a look-back, for its opening alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import descendants_of, items_by_uuid
from tsunagu.custody.queries.many import parties_of_each
from tsunagu.custody.queries.origins import (
    BATCH,
    DONATION,
    batches_alike,
    donations_of,
    links_into,
    origins_of,
)
from tsunagu.custody.queries.state import chain_heads
from tsunagu.custody.queries.trace_start import Start
from tsunagu.evaluation.domain.samples import KEPT
from tsunagu.evaluation.queries.samples import samples_among
from tsunagu.foundation.scope import gate_scope
from tsunagu.journeys.domain.look_back import Direction, FoundSample, Reach, passes_by

HOSPITAL = "hospital"


def reach_of(start: Start, direction: Direction, with_supplies: bool) -> Reach:
    """Return all that holds the cells (and, if asked, the suppliers' batches) behind or of where it starts.

    Forward from a donor: what was collected from the same person, and everything made of it. From a case: what went
    into it first, then everything else that was made of that.
    """
    origins = _origins(start.uuids, direction, with_supplies)
    with gate_scope():
        reached = descendants_of([*start.uuids, *(one.uuid for one in origins)])
        items = items_by_uuid(sorted(reached, key=str))
        samples = samples_among(reached)
    chains = {item.chain for item in items}
    with gate_scope():
        heads, parties = chain_heads(chains), parties_of_each(chains)
    return Reach(
        items=tuple(items),
        links=frozenset(_links(items)),
        samples=tuple(
            FoundSample(one.uuid, one.row.chain, one.item.label, one.row.purpose, one.item.state)
            for one in samples
            if one.row.purpose in KEPT
        ),
        chains=heads,
        parties={
            chain: frozenset(member for member, role in roles if not passes_by(role))
            for chain, roles in parties.items()
        },
        hospitals={
            chain: member
            for chain, roles in parties.items()
            for member, role in roles
            if role == HOSPITAL and heads[chain][1] == "case"
        },
        origins=frozenset(one.chain for one in origins),
        starts=_begun(start, items, heads),
    )


def _begun(
    start: Start, items: Iterable[ItemView], heads: Mapping[UUID, tuple[str, str, str]]
) -> frozenset[UUID]:
    """Return where it begins: the case or lot of that number (its things may be elsewhere by now), else the item's."""
    named = {chain for chain, head in heads.items() if head[0].partition("@")[0] == start.label}
    begun = set(start.uuids)
    return frozenset(named or {item.chain for item in items if item.uuid in begun})


def _origins(starts: Sequence[UUID], direction: Direction, with_supplies: bool) -> list[ItemView]:
    """Return where the way begins: the donors' donations, and suppliers' batches where they are asked for."""
    is_back = direction == "both"
    cells = origins_of(starts, [DONATION], with_materials=is_back)
    batches = origins_of(starts, [BATCH], with_materials=is_back and with_supplies)
    donors = donations_of(one.chain for one in cells)
    found = {one.uuid: one for one in (*cells, *donors, *batches, *batches_alike(batches))}
    return list(found.values())


def _links(items: Iterable[ItemView]) -> set[tuple[UUID, UUID]]:
    """Return which chain led into which: by what was made of what, and by what was drawn from a lot for a case."""
    chain_of = {item.uuid: item.chain for item in items}
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for parent, child in links_into(list(chain_of)):
        if parent in chain_of:
            found[chain_of[parent]].add(chain_of[child])
    for item in items:
        if item.lot is not None:
            found[item.lot].add(item.chain)
    return {(a, b) for a, several in found.items() for b in several if a != b}
