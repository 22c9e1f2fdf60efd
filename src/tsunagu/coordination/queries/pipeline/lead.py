"""Who offered the lead of a product to whom, and who signed when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tsunagu.coordination.models import LeadOffer
from tsunagu.foundation.text import Text
from tsunagu.members.queries.actors import person_names


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer of the lead with both signatures; ``answered_at`` is None while it waits."""

    uuid: UUID
    giver: Text
    taker: Text
    taker_id: int
    why: str
    stays_as: str
    state: str
    offered_at: datetime
    offered_by: Text
    answered_at: datetime | None
    answered_by: Text


def lead_offers(product: UUID) -> list[OfferView]:
    """Return the offers of a product, the newest first, in two queries; none for who isn't of its circle."""
    rows = list(
        LeadOffer.objects.filter(product__uuid=product)
        .select_related("giver", "taker")
        .order_by("-recorded_at", "-id")
    )
    people = {row.recorded_by for row in rows} | {row.answered_by for row in rows if row.answered_by}
    names, nobody = person_names(people) if rows else {}, Text("", "")
    return [
        OfferView(
            uuid=row.uuid, giver=row.giver.name, taker=row.taker.name, taker_id=row.taker_id, why=row.why,
            stays_as=row.stays_as, state=row.state, offered_at=row.recorded_at,
            offered_by=names.get(row.recorded_by, nobody), answered_at=row.answered_at,
            answered_by=names.get(row.answered_by, nobody) if row.answered_by else nobody,
        )
        for row in rows
    ]  # fmt: skip
