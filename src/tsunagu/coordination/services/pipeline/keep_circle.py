"""Keep who may read a product written on each of its rows, whenever its lead, partners or openness change."""

from collections.abc import Sequence
from typing import Any

from tsunagu.coordination.domain.pipeline.circle import Partner, readers_of
from tsunagu.coordination.models import (
    Award,
    AwardReport,
    LeadOffer,
    Product,
    ProductEvidence,
    ProductMeasure,
    ProductMove,
    ProductPartner,
    ProductPlan,
)

BESIDE = (ProductEvidence, ProductPlan, ProductMeasure, LeadOffer, Award, AwardReport)


def circle_of(product: Product) -> list[int]:
    """Return the members that read a product beside its lead; asked by who keeps it, or by the worker."""
    rows = ProductPartner.objects.filter(product=product).values_list("partner_id", "state")
    return readers_of(Partner(member_id, state) for member_id, state in rows)


def readers_told(product: Product, circle: Sequence[int]) -> list[int]:
    """Return whom a row names that is as open as its product: nobody if open, for all members read it anyway."""
    return [] if product.is_open else list(circle)


def keep_circle(product: Product) -> None:
    """Write lead, readers and openness on the product and all that belongs to it, in eleven statements.

    The caller holds the product's lock: two who change the circle at once would each write what the other doesn't know.
    """
    circle, is_open = circle_of(product), product.is_open
    lead: dict[str, Any] = {"member_id": product.member_id}
    told = lead | {"is_open": is_open, "readers": readers_told(product, circle)}
    Product.objects.filter(pk=product.pk).update(**told)
    ProductMove.objects.filter(product=product).update(**told)
    parts = ProductPartner.objects.filter(product=product)
    parts.filter(state="accepted").update(**told)
    parts.exclude(state="accepted").update(**lead, is_open=False, readers=circle)
    for model in BESIDE:
        model.objects.filter(product=product).update(**lead, readers=circle)
