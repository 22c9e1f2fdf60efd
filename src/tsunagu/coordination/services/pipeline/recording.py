"""What every row of a product says of itself: its lead, its readers, who recorded it and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tsunagu.coordination.models import Product
from tsunagu.coordination.services.pipeline.keep_circle import circle_of
from tsunagu.coordination.services.pipeline.permission import row_uuid
from tsunagu.members.domain.actor import Actor


def common(product: Product, actor: Actor, request_key: str, now: datetime) -> dict[str, Any]:
    """Return the columns that rows of a product share, as its circle alone reads them."""
    return {
        "uuid": row_uuid(actor, request_key),
        "member_id": product.member_id,
        "readers": circle_of(product),
        "product": product,
        **recorded(actor.person_uuid, now),
    }


def recorded(person: UUID, now: datetime) -> dict[str, Any]:
    """Return who recorded it and when."""
    return {"recorded_at": now, "recorded_by": person}
