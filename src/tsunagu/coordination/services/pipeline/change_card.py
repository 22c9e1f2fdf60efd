"""Change what is said of a product beside its stages, and whether it is open."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.products import Card
from tsunagu.coordination.services.pipeline.enter_product import checked, write_card
from tsunagu.coordination.services.pipeline.keep_circle import circle_of, keep_circle, readers_told
from tsunagu.coordination.services.pipeline.permission import product_to_write
from tsunagu.members.domain.actor import Actor


@transaction.atomic
def change_card(actor: Actor, uuid: UUID, card: Card, now: datetime) -> None:
    """Replace the card of a product; opening or closing it changes who reads all that belongs to it, at once."""
    product = product_to_write(actor, uuid)
    write_card(product, replace(checked(card), need=product.need))
    product.is_open, product.recorded_at, product.recorded_by = card.is_open, now, actor.person_uuid
    product.readers = readers_told(product, circle_of(product))
    product.save()
    keep_circle(product)
