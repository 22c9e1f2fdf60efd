"""Which members have an agreement with which, all at once, for those who look over the whole network."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from tsunagu.members.models import AgreementParty
from tsunagu.members.queries.periods import counts_on


def pairs_agreed(kind: str, capabilities: Collection[str], on: date) -> frozenset[tuple[UUID, UUID]]:
    """Return the pairs of members with an agreement of a kind on the day, in both orders, as far as the scope sees.

    One that is limited to capabilities counts where one of those asked for is among them.
    """
    lines = AgreementParty.objects.filter(counts_on(on, "agreement__"), agreement__kind=kind)
    bound: dict[int, set[UUID]] = {}
    wanted = set(capabilities)
    for agreement, covers, party in lines.values_list(
        "agreement_id", "agreement__capabilities", "party__uuid"
    ):
        if not covers or wanted & set(covers):
            bound.setdefault(agreement, set()).add(party)
    return frozenset(
        (one, other) for parties in bound.values() for one in parties for other in parties if one != other
    )
