"""End a product as a whole: every track that goes on is stopped on one day for one reason; its history stays."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.moves import standing
from tsunagu.coordination.models import Product, ProductPartner
from tsunagu.coordination.services.pipeline.keep_circle import keep_circle
from tsunagu.coordination.services.pipeline.permission import product_to_write
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached, moves_of, write_move
from tsunagu.coordination.services.pipeline.remind import settle_term
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.services.mark_done import settle


@transaction.atomic
def end_product(actor: Actor, uuid: UUID, on: date, why: str, *, request_key: str, now: datetime) -> None:
    """Stop each track that isn't over and take invitations back; reports to funders stay due.

    One who stopped it by mistake withdraws the entries. The same form again finds nothing left and is refused.
    """
    product = product_to_write(actor, uuid)
    where = standing(moves_of(product))
    tracks = [place.track for place in (where.main, *where.others) if not place.is_over] if where else []
    if not tracks:
        raise Refused(
            "over",
            Text(
                "この品目の開発は既に中止または終了しています。",
                "The development of this product is stopped or ended already.",
            ),
        )
    for track in tracks:
        reached, said = Reached(track, "stopped", on), Evidence(note=why)
        write_move(product, actor, reached, said, f"{request_key}/{track}", tokyo_date(now), now)
    _take_invitations_back(product, now)
    settle_term(product, now)


def _take_invitations_back(product: Product, now: datetime) -> None:
    """End what wasn't answered; partners who take part go on reading what they took part in."""
    parts = ProductPartner.objects.filter(product=product, state="invited")
    subjects = list(parts.values_list("uuid", flat=True))
    parts.update(state="ended", answered_at=now)
    keep_circle(product)
    with acting(Scope("worker")):
        for subject in subjects:
            settle(subject, now, kinds=("partner_invited",))
