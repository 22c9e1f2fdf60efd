"""Which journeys are under way."""

from uuid import UUID

from django.db.models import F

from tsunagu.journeys.models import Journey, Standing


def chains_under_way() -> list[UUID]:
    """Return the chains of the journeys under way that the scope sees, oldest first."""
    rows = Journey.objects.filter(state="under_way").order_by("started_at", "chain")
    return list(rows.values_list("chain", flat=True))


def has_journeys() -> bool:
    """Say whether there is any journey yet."""
    return Journey.objects.exists()


def live_with(member: UUID) -> list[UUID]:
    """Return the chains of all live journeys in which a member takes part, as far as the scope reads them.

    Those promised soonest come first; it is read from what is kept of each journey, so that thousands cost one query.
    """
    rows = Standing.objects.filter(is_live=True, readers__contains=[member])
    return list(rows.order_by(F("promised_at").asc(nulls_last=True), "chain").values_list("chain", flat=True))
