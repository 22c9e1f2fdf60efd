"""Enter a product into the pipeline with the stage that it is in."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagu.coordination.domain.pipeline.products import Card, check_card
from tsunagu.coordination.models import Product
from tsunagu.coordination.queries.pipeline.origin import need_of
from tsunagu.coordination.services.pipeline.permission import check_may_write, row_uuid
from tsunagu.coordination.services.pipeline.record_move import Evidence, Reached, write_move
from tsunagu.coordination.services.pipeline.recording import recorded
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.therapies.queries import routes_list


@transaction.atomic
def enter_product(
    actor: Actor,
    lead: UUID,
    card: Card,
    reached: Reached,
    evidence: Evidence,
    *,
    request_key: str,
    now: datetime,
) -> UUID:
    """Enter a product of a lead member at a stage reached on a day; the same ``request_key`` again is the same product.

    The coordinator may enter one for another member.
    """
    member = member_by_uuid(lead)
    check_may_write(actor, member.id)
    uuid = row_uuid(actor, request_key)
    if Product.objects.filter(uuid=uuid).exists():
        return uuid
    card = checked(card)
    if card.need is not None and need_of(actor, card.need) is None:
        raise BadInput(
            "need",
            Text(
                "元になったニーズ・シーズを読めません。掲載のページから登録し直してください。",
                "You can't read the need that it came from. Enter the product from the need's page again.",
            ),
        )
    product = Product(
        uuid=uuid, member_id=member.id, is_open=card.is_open, **recorded(actor.person_uuid, now)
    )
    write_card(product, card)
    try:
        with transaction.atomic():
            product.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice in one moment
        return uuid
    write_move(product, actor, reached, evidence, f"{request_key}/move", tokyo_date(now), now)
    return uuid


def checked(card: Card) -> Card:
    """Return the card as it is kept: trimmed, the Japanese name standing in for an English one not given."""
    ja, en = card.name.ja.strip(), card.name.en.strip()
    said = Text(card.indication.ja.strip(), card.indication.en.strip())
    card = replace(card, name=Text(ja, en or ja), indication=said, summary=card.summary.strip())
    check_card(card)
    if card.route and card.route not in {one.key for one in routes_list()}:
        raise BadInput(
            "route",
            Text(
                "この製品・治療技術は登録されていません。一覧から選んでください。",
                "Choose a therapy of the list.",
            ),
            "route",
        )
    return card


def write_card(product: Product, card: Card) -> None:
    """Put what the card says on the row; nothing is saved."""
    product.name_ja, product.name_en = card.name.ja, card.name.en
    product.indication_ja, product.indication_en = card.indication.ja, card.indication.en
    product.cell_type, product.source, product.setting = card.cell_type, card.source, card.setting
    product.is_gene_modified, product.route, product.summary = card.is_gene_modified, card.route, card.summary
    product.need = card.need
