"""Keep who may read a product written on each of its rows, whenever its partners or its openness change."""

from django.db.models import Case, Q, Value, When

from tsunagu.coordination.domain.pipeline.circle import Partner, readers_of
from tsunagu.coordination.models import (
    Award,
    AwardReport,
    Product,
    ProductEvidence,
    ProductMeasure,
    ProductMove,
    ProductPartner,
    ProductPlan,
)

BESIDE = (ProductEvidence, ProductPlan, ProductMeasure, Award, AwardReport)


def keep_circle(product: Product) -> None:
    """Write readers, lead and openness on the product and all that belongs to it, in nine statements."""
    rows = ProductPartner.objects.filter(product=product).values_list("partner_id", "state")
    product.readers = readers_of(Partner(member_id, state) for member_id, state in rows)
    said = {"member_id": product.member_id, "readers": product.readers}
    Product.objects.filter(pk=product.pk).update(**said, is_open=product.is_open)
    ProductMove.objects.filter(product=product).update(**said, is_open=product.is_open)
    takes_part = Case(When(Q(state="accepted"), then=Value(product.is_open)), default=Value(False))
    ProductPartner.objects.filter(product=product).update(**said, is_open=takes_part)
    for model in BESIDE:
        model.objects.filter(product=product).update(**said)
