"""Which chains a member takes part in, and opening them for the present scope."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from tsunagu.custody.models import Chain, ChainParty
from tsunagu.foundation.database.compiled import compiled
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import current_scope, open_chains
from tsunagu.foundation.text import Text

PAGE = 500


def my_chains(kind: str | None = None, limit: int = PAGE) -> list[UUID]:
    """Return the newest chains that the scope's member takes part in (all of them, if it is wide)."""
    scope = current_scope()
    if scope.name in ("auditor", "worker", "rebuild"):
        chains = Chain.objects.all() if kind is None else Chain.objects.filter(kind=kind)
        return list(chains.order_by("-opened_at").values_list("chain", flat=True)[:limit])
    if scope.member is None:
        return []
    parties = ChainParty.objects.filter(member=scope.member, left_at=None).order_by("-joined_at", "chain")
    seen = dict.fromkeys(parties.values_list("chain", flat=True)[: limit * 3])
    return list(seen)[:limit]


def open_mine(kind: str | None = None, limit: int = PAGE) -> list[UUID]:
    """Open the newest chains of the member, for a list page, and return them."""
    chains = my_chains(kind, limit)
    open_chains(chains)
    return chains


def open_if_party(chains: Iterable[UUID]) -> frozenset[UUID]:
    """Open those of the chains that the member takes part in, and return them."""
    wanted = set(chains)
    seen = (wanted & current_scope().chains) | parties_among(wanted - current_scope().chains)
    open_chains(seen)
    return frozenset(seen)


def open_or_refuse(chain: UUID) -> None:
    """Open one chain; a member that takes no part in it is told that there is no such thing."""
    if chain not in open_if_party([chain]):
        raise NotFound("no_such_chain", NO_SUCH_CHAIN)


def parties_among(chains: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the chains that the scope's member takes part in, without opening them."""
    wanted, scope = set(chains), current_scope()
    if scope.name in ("auditor", "worker", "rebuild"):
        return frozenset(wanted)
    if scope.member is None or not wanted:
        return frozenset()
    return frozenset(_taken_part(scope.member, wanted))


@compiled
def _taken_part(member: UUID, chains: Iterable[UUID]) -> QuerySet[ChainParty, UUID]:
    rows = ChainParty.objects.filter(member=member, chain__in=chains, left_at=None)
    return rows.values_list("chain", flat=True)


NO_SUCH_CHAIN = Text(
    "該当する記録がありません。番号と、所属する組織を確認してください。",
    "There is no such record. Check the number, and the organisation you are signed in for.",
)
