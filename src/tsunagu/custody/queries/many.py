"""Reads over many chains at once, for lists and boards."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import ChainParty, Item
from tsunagu.custody.queries.items import FIELDS, Values, views
from tsunagu.foundation.database.compiled import compiled


def items_by_chain(chains: Iterable[UUID]) -> dict[UUID, list[ItemView]]:
    """Return the items of each chain that still exist as such, oldest first, in one query."""
    found: dict[UUID, list[ItemView]] = defaultdict(list)
    for item in views(_in_use(list(chains))):
        found[item.chain].append(item)
    return found


@compiled
def _in_use(chains: Iterable[UUID]) -> Values:
    rows = Item.objects.filter(chain__in=chains, state="in_use")
    return rows.order_by("made_at", "uuid").values_list(*FIELDS)


def parties_of(chain: UUID) -> list[tuple[UUID, str]]:
    """Return the members that take part in an opened chain, each with its role."""
    rows = ChainParty.objects.filter(chain=chain, left_at=None).order_by("joined_at", "role")
    return list(rows.values_list("member", "role"))


def parties_of_each(chains: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return the members that take part in each chain, with their roles, in one query."""
    found: dict[UUID, list[tuple[UUID, str]]] = {chain: [] for chain in chains}
    rows = ChainParty.objects.filter(chain__in=list(found), left_at=None).order_by("joined_at", "role")
    for chain, member, role in rows.values_list("chain", "member", "role"):
        found[chain].append((member, role))
    return found
