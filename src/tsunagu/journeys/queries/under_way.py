"""Which journeys are under way."""

from uuid import UUID

from tsunagu.journeys.models import Journey


def chains_under_way() -> list[UUID]:
    """Return the chains of the journeys under way that the scope sees, oldest first."""
    rows = Journey.objects.filter(state="under_way").order_by("started_at", "chain")
    return list(rows.values_list("chain", flat=True))


def has_journeys() -> bool:
    """Say whether there is any journey yet."""
    return Journey.objects.exists()
