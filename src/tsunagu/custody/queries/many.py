"""Reads over many chains at once, for lists and boards."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import ChainParty, Item
from tsunagu.custody.queries.items import view_of


def items_by_chain(chains: Iterable[UUID]) -> dict[UUID, list[ItemView]]:
    """Return the items of each chain that still exist as such, oldest first, in one query."""
    found: dict[UUID, list[ItemView]] = defaultdict(list)
    rows = Item.objects.filter(chain__in=list(chains), state="in_use").order_by("made_at", "uuid")
    for item in view_of(rows):
        found[item.chain].append(item)
    return found


def parties_of(chain: UUID) -> list[tuple[UUID, str]]:
    """Return the members that take part in an opened chain, each with its role."""
    rows = ChainParty.objects.filter(chain=chain).order_by("joined_at", "role")
    return list(rows.values_list("member", "role"))
