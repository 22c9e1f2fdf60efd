"""A recall: the cases and lots that a trace reached, what became of their things, and who is responsible."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tsunagu.custody.models import ChainParty
from tsunagu.custody.queries.trace import TracedItem
from tsunagu.foundation.scope import gate_scope

RESPONSIBLE = {
    "case": ("hospital", "owner"),
    "lot": ("manufacturer", "processor", "user", "owner", "supplier"),
}


@dataclass(frozen=True, slots=True)
class Affected:
    """One case or lot: how many of its things were reached, in which state, who holds them, who answers for it."""

    chain: UUID
    number: str
    kind: str
    therapy: str
    states: Mapping[str, int]
    holders: frozenset[UUID]
    responsible: UUID | None
    is_held: bool

    @property
    def count(self) -> int:
        """How many things."""
        return sum(self.states.values())

    @property
    def in_use(self) -> int:
        """How many can still be stopped."""
        return self.states.get("in_use", 0)

    @property
    def administered(self) -> int:
        """How many were given to the patient."""
        return self.states.get("administered", 0)


def affected_by(items: Iterable[TracedItem]) -> list[Affected]:
    """Return the cases and lots of the items, those whose things were given or can still be stopped first."""
    by_chain: dict[UUID, list[TracedItem]] = defaultdict(list)
    for one in items:
        by_chain[one.item.chain].append(one)
    parties = _responsible(by_chain)
    found = [_affected(chain, things, parties.get(chain)) for chain, things in by_chain.items()]
    found.sort(key=lambda one: (one.kind != "case", -one.administered, -one.in_use, one.number))
    return found


def _affected(chain: UUID, things: list[TracedItem], parties: Mapping[str, UUID] | None) -> Affected:
    first, known = things[0], parties or {}
    order = RESPONSIBLE.get(first.chain_kind, ())
    return Affected(
        chain=chain,
        number=first.number,
        kind=first.chain_kind,
        therapy=first.therapy,
        states=dict(Counter(one.item.state for one in things)),
        holders=frozenset(one.item.holder for one in things if one.item.state == "in_use"),
        responsible=next((known[role] for role in order if role in known), None),
        is_held=any(one.is_held for one in things),
    )


def _responsible(chains: Iterable[UUID]) -> dict[UUID, dict[str, UUID]]:
    roles = {role for several in RESPONSIBLE.values() for role in several}
    found: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    with gate_scope():
        rows = ChainParty.objects.filter(chain__in=list(chains), role__in=roles, left_at=None)
        for chain, role, member in rows.values_list("chain", "role", "member"):
            found[chain][role] = member
    return found
