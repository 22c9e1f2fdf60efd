"""Hand a product over to another lead: the lead offers it to a partner, the partner accepts; both have signed then."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.checks import check_length
from tsunagu.coordination.domain.pipeline.circle import (
    ROLES,
    Partner,
    check_may_take_over,
    check_offer_may_become,
)
from tsunagu.coordination.models import LeadOffer, Product, ProductPartner
from tsunagu.coordination.services.pipeline.keep_circle import keep_circle
from tsunagu.coordination.services.pipeline.permission import product_to_write, row_uuid
from tsunagu.coordination.services.pipeline.recording import common, recorded
from tsunagu.coordination.services.pipeline.remind import settle_all
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_word
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

NOTICE = "lead_offered"
LONGEST_WHY = 500


@transaction.atomic
def offer_lead(
    actor: Actor, uuid: UUID, taker: UUID, why: str, stays_as: str, *, request_key: str, now: datetime
) -> UUID:
    """Offer the lead to a member that takes part; the coordinator signs for a lead that has left.

    ``stays_as`` is the role in which the lead of today goes on taking part; empty: it no longer does.
    """
    product = product_to_write(actor, uuid)
    row_id = row_uuid(actor, request_key)
    if LeadOffer.objects.filter(uuid=row_id).exists():
        return row_id
    member = member_by_uuid(taker)
    check_length(why, LONGEST_WHY, "why", may_be_empty=False)
    check_word(stays_as, ROLES, "stays_as", may_be_empty=True)
    check_may_take_over(_partners(product), member.id)
    if LeadOffer.objects.filter(product=product, state="offered").exists():
        waits = Text(
            "回答待ちの引継ぎがあります。先に取り下げてください。",
            "A hand-over waits for its answer already. Take it back first.",
        )
        raise BadInput("offer", waits, "taker")
    row = LeadOffer.objects.create(
        **common(product, actor, request_key, now), giver_id=product.member_id, taker_id=member.id,
        why=why.strip(), stays_as=stays_as,
    )  # fmt: skip
    notify(member.id, "", NOTICE, _asked(product), subject=row.uuid, now=now, link=_link(product))
    return row.uuid


@transaction.atomic
def answer_offer(actor: Actor, uuid: UUID, offer: UUID, accepts: bool, now: datetime) -> None:
    """Sign for the member that is to lead, or decline; all rows of the product then name the new lead."""
    row = _offer(uuid, offer)
    if actor.is_reader or actor.member_id != row.taker_id:
        said = Text("引継ぎに回答できるのは、引き継ぐ会員だけです。", "Only the member asked answers it.")
        raise NotAllowed("offer", said)
    _close(row, "accepted" if accepts else "declined", actor, now)


@transaction.atomic
def take_offer_back(actor: Actor, uuid: UUID, offer: UUID, now: datetime) -> None:
    """Take an offer back that wasn't answered."""
    product_to_write(actor, uuid)
    _close(_offer(uuid, offer), "withdrawn", actor, now)


def _offer(product: UUID, offer: UUID) -> LeadOffer:
    row = LeadOffer.objects.filter(product__uuid=product, uuid=offer).first()
    if row is None:
        raise NotFound("offer", Text("この引継ぎの記録はありません。", "There is no such hand-over."))
    return row


def _close(row: LeadOffer, wanted: str, actor: Actor, now: datetime) -> None:
    """Write how an offer ended; who signs isn't the keeper of the rows, so the worker writes, once all is checked."""
    with acting(Scope("worker")):
        product = Product.objects.select_for_update().get(pk=row.product_id)
        state = LeadOffer.objects.values_list("state", flat=True).get(pk=row.pk)
        if state == wanted:
            return
        check_offer_may_become(state, wanted)
        if wanted == "accepted":
            _change_lead(product, row, actor, now)
        LeadOffer.objects.filter(pk=row.pk).update(
            state=wanted, answered_at=now, answered_by=actor.person_uuid
        )
        settle(row.uuid, now, kinds=(NOTICE,), person_id=actor.person_id)
        if wanted != "withdrawn":
            told = _answered(product, actor, wanted)
            notify(row.giver_id, "", "information", told, subject=row.uuid, now=now, link=_link(product))


def _change_lead(product: Product, row: LeadOffer, actor: Actor, now: datetime) -> None:
    """Let the taker lead: its parts end, for it leads now; the giver stays in the role that it asked for."""
    check_may_take_over(_partners(product), row.taker_id)
    settle_all(product, now)
    product.member_id = row.taker_id
    today = tokyo_date(now)
    for part in ProductPartner.objects.filter(product=product, partner_id=row.taker_id):
        if part.state in ("invited", "accepted"):
            part.state, part.last, part.is_open, part.answered_at = (
                "ended",
                max(part.first, today),
                False,
                now,
            )
            part.save(update_fields=["state", "last", "is_open", "answered_at"])
    if row.stays_as:
        ProductPartner.objects.create(
            uuid=row_uuid(actor, f"{row.uuid}/stays"), member_id=product.member_id, product=product,
            partner_id=row.giver_id, role=row.stays_as, state="accepted", first=today, answered_at=now,
            **recorded(actor.person_uuid, now),
        )  # fmt: skip
    keep_circle(product)


def _partners(product: Product) -> list[Partner]:
    rows = ProductPartner.objects.filter(product=product).values_list("partner_id", "state")
    return [Partner(member_id, state) for member_id, state in rows]


def _asked(product: Product) -> Text:
    name, lead = product.name, product.member.name
    return Text(
        f"{lead.ja}から「{name.ja}」の主担当の引継ぎを依頼されています。回答してください。",
        f"{lead.en} asks you to take over the lead of “{name.en}”. Please answer.",
    )


def _answered(product: Product, actor: Actor, wanted: str) -> Text:
    name, member = product.name, actor.member_name
    if wanted == "accepted":
        return Text(
            f"{member.ja}が「{name.ja}」の主担当を引き継ぎました。", f"{member.en} now leads “{name.en}”."
        )
    return Text(
        f"{member.ja}が「{name.ja}」の主担当の引継ぎを辞退しました。",
        f"{member.en} declined to take over the lead of “{name.en}”.",
    )


def _link(product: Product) -> str:
    return f"/network/pipeline/{product.uuid}/"
