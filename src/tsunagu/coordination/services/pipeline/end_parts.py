"""End the parts of members whose last day is past or who left the network, and tell where a lead has left."""

from datetime import date, datetime
from uuid import uuid5

from django.db.models import Q

from tsunagu.coordination.models import Product, ProductPartner
from tsunagu.coordination.services.pipeline.keep_circle import keep_circle
from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import coordinator
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

INVITED, LEADLESS = "partner_invited", "information"


def end_parts_that_are_over(today: date, now: datetime) -> int:
    """End the parts that are over, so that who no longer takes part no longer reads; return how many. For a worker.

    The product is locked before its parts, as everybody does who changes a circle.
    """
    over = Q(state="accepted", last__lt=today) | Q(
        state__in=("invited", "accepted"), partner__left_on__lt=today
    )
    found = 0
    products = ProductPartner.objects.filter(over).order_by("product_id").values_list("product_id", flat=True)
    for pk in list(products.distinct()):
        product = Product.objects.select_for_update().get(pk=pk)
        rows = ProductPartner.objects.filter(over, product=product)
        ended = {row.pk: row.uuid for row in rows}
        ProductPartner.objects.filter(pk__in=ended).update(state="ended", is_open=False, answered_at=now)
        keep_circle(product)
        for subject in ended.values():
            settle(subject, now, kinds=(INVITED,))
        found += len(ended)
    return found


def tell_of_leads_that_left(today: date, now: datetime) -> int:
    """Tell the coordinator of each product whose lead has left the network, once; return how many. For a worker."""
    hub = coordinator()
    if hub is None:
        return 0
    rows = list(Product.objects.filter(member__left_on__lt=today).select_related("member"))
    for row in rows:
        name, lead = row.name, row.member.name
        text = Text(
            f"「{name.ja}」の主担当（{lead.ja}）が退会しています。参画中の会員への引継ぎを進めてください。",
            f"The lead of “{name.en}” ({lead.en}) has left the network. Arrange for a partner to take over.",
        )
        subject = uuid5(row.uuid, f"lead-left/{row.member_id}")
        link = f"/network/pipeline/{row.uuid}/"
        notify(hub.id, "coordinator", LEADLESS, text, subject=subject, now=now, link=link)
    return len(rows)
