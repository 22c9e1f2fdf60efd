"""Which chains have changed since those who keep views of whole journeys looked; take them as looked at."""

from collections.abc import Collection
from uuid import UUID

from tsunagu.custody.models import Touched
from tsunagu.custody.queries.reaching import chains_below
from tsunagu.foundation.database import kept_writes
from tsunagu.foundation.scope import Scope, acting


def mark_below(item: UUID, besides: UUID) -> None:
    """Mark the chains in which something made from the item is in use: a hold on it has come or gone.

    Call it in the transaction of the hold, with the item locked. Who holds a batch takes no part in the chains of
    those who used it and may not learn of them, so that the marks are written by the worker's scope.

    Parameters
    ----------
    besides : the chain that the act marks itself.
    """
    chains = chains_below(item) - {besides}
    if chains:
        with acting(Scope("worker")):
            kept_writes.insert(Touched, [{"chain": chain} for chain in sorted(chains, key=str)])


def take_touched(most: int) -> tuple[list[UUID], list[UUID]]:
    """Return chains that have grown, with the marks to remove; who asks too waits for us.

    Run in the worker's scope, and remove the marks in the same transaction as what was made of them.
    """
    rows = list(Touched.objects.select_for_update().order_by("pk").values_list("pk", "chain")[:most])
    return list(dict.fromkeys(chain for _, chain in rows)), [mark for mark, _ in rows]


def forget_touched(marks: Collection[UUID]) -> None:
    """Remove the marks: what they told of has been looked at."""
    Touched.objects.filter(pk__in=marks).delete()


def touched_left() -> int:
    """Return how many marks are left."""
    return Touched.objects.count()
