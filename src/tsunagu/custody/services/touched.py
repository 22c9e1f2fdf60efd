"""Which chains have grown since those who keep views of whole journeys looked; take them as looked at."""

from collections.abc import Collection
from uuid import UUID

from tsunagu.custody.models import Touched


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
