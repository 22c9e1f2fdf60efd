"""Who may write what of the pipeline, and rows that a resend of a form finds again."""

from uuid import UUID, uuid5

from tsunagu.coordination.models import Product
from tsunagu.foundation.refusals import NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor

NO_PRODUCT = Text(
    "この開発品目はありません。公開されていない品目は、関係者と調整担当だけが読めます。",
    "There is no such product. One that isn't open is read by its parties and the coordinator alone.",
)


def may_write(actor: Actor, member_id: int) -> bool:
    """Say whether the actor may write a product of this lead: its own people, and the coordinator for it."""
    return not actor.is_reader and (actor.member_id == member_id or may_coordinate(actor))


def may_coordinate(actor: Actor) -> bool:
    """Say whether the actor keeps the network's lists."""
    return actor.is_coordinator and actor.holds("coordinator")


def check_may_write(actor: Actor, member_id: int) -> None:
    """Refuse who is neither of the lead nor the coordinator."""
    if may_write(actor, member_id):
        return
    raise NotAllowed(
        "pipeline",
        Text(
            "開発品目を変更できるのは、主担当の会員と調整担当だけです。主担当に連絡してください。",
            "Only the lead member and the coordinator may change a product. Contact the lead.",
        ),
    )


def check_may_coordinate(actor: Actor) -> None:
    """Refuse everybody but the coordinator."""
    if may_coordinate(actor):
        return
    raise NotAllowed(
        "pipeline_coordinator",
        Text(
            "資金制度の一覧を変更できるのは調整担当だけです。掲載してほしい制度は調整担当に知らせてください。",
            "Only the coordinator changes the catalogue of programmes. Tell the coordinator what to add.",
        ),
    )


def product_to_write(actor: Actor, uuid: UUID) -> Product:
    """Return the product, locked against others' changes, if the actor may write it."""
    product = (
        Product.objects.select_for_update(of=("self",)).select_related("member").filter(uuid=uuid).first()
    )
    if product is None:
        # a product that is only read can't be locked: say which of the two it is
        known = Product.objects.filter(uuid=uuid).first()
        if known is not None:
            check_may_write(actor, known.member_id)
        raise NotFound("product", NO_PRODUCT)
    check_may_write(actor, product.member_id)
    return product


def row_uuid(actor: Actor, request_key: str) -> UUID:
    """Return the uuid of the row that a form makes: the same form sent twice makes the same row."""
    return uuid5(actor.person_uuid, f"pipeline/{request_key}")
