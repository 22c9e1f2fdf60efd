"""Invite a member to take part in a product; the member accepts or declines, and either side may end it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.pipeline.circle import ROLES, check_partner_may_become
from tsunagu.coordination.models import Product, ProductPartner
from tsunagu.coordination.services.pipeline.keep_circle import keep_circle
from tsunagu.coordination.services.pipeline.permission import may_write, product_to_write, row_uuid
from tsunagu.coordination.services.pipeline.recording import common
from tsunagu.foundation.era import check_era
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.checks import check_period, check_word
from tsunagu.members.queries.directory import member_by_uuid
from tsunagu.notices.services.mark_done import settle
from tsunagu.notices.services.notify import notify

NOTICE = "partner_invited"
NO_PARTNER = Text("この参画の記録はありません。", "There is no such part.")


@transaction.atomic
def invite_partner(
    actor: Actor, uuid: UUID, member: UUID, role: str, first: date, last: date | None, *,
    request_key: str, now: datetime,
) -> UUID:  # fmt: skip
    """Invite a member for a role from a day on; it reads the product from now on and is asked to answer."""
    product = product_to_write(actor, uuid)
    row_id = row_uuid(actor, request_key)
    if ProductPartner.objects.filter(uuid=row_id).exists():
        return row_id
    invited = member_by_uuid(member)
    check_word(role, ROLES, "role")
    check_era([first], "first")
    check_era([last], "last")
    check_period(first, last)
    _check_may_be_invited(product, invited.id, invited.left_on, role, tokyo_date(now))
    row = ProductPartner.objects.create(
        **common(product, actor, request_key, now), partner_id=invited.id, role=role, first=first, last=last
    )
    keep_circle(product)
    notify(invited.id, "", NOTICE, _invitation(product, role), subject=row.uuid, now=now, link=_link(product))
    return row.uuid


def _check_may_be_invited(
    product: Product, member_id: int, left_on: date | None, role: str, today: date
) -> None:
    if member_id == product.member_id:
        reason = Text("主担当の会員は招待できません。", "The lead takes part already.")
    elif left_on is not None and left_on < today:
        reason = Text("この会員は退会しています。", "This member has left the network.")
    elif ProductPartner.objects.filter(
        product=product, partner_id=member_id, role=role, state__in=("invited", "accepted")
    ).exists():
        reason = Text(
            "この会員は同じ役割で既に招待または参画しています。",
            "It is invited or takes part in this role already.",
        )
    else:
        return
    raise BadInput("partner", reason, "partner")


@transaction.atomic
def answer_invitation(actor: Actor, uuid: UUID, part: UUID, accepts: bool, now: datetime) -> None:
    """Accept or decline for the invited member; who declines reads the product no more. The lead is told."""
    row = _part(uuid, part)
    if actor.is_reader or actor.member_id != row.partner_id:
        raise NotAllowed(
            "invitation",
            Text(
                "招待に回答できるのは、招待された会員だけです。",
                "Only the invited member answers an invitation.",
            ),
        )
    wanted = "accepted" if accepts else "declined"
    if row.state == wanted:
        return
    _become(row, wanted, actor, now)
    said = (
        Text("参画を承諾しました", "takes part")
        if accepts
        else Text("参画を辞退しました", "declined to take part")
    )
    _tell_lead(row, actor, said, now)


@transaction.atomic
def end_part(actor: Actor, uuid: UUID, part: UUID, now: datetime) -> bool:
    """End a member's part, by itself, the lead or the coordinator; an invitation not answered is taken back.

    Return whether the actor may go on writing the product.
    """
    row = _part(uuid, part)
    is_partner = actor.member_id == row.partner_id and not actor.is_reader
    if not is_partner and not may_write(actor, row.member_id):
        raise NotAllowed(
            "part",
            Text(
                "参画を終えられるのは、その会員と主担当、調整担当だけです。",
                "Only the member, the lead and the coordinator end a part.",
            ),
        )
    keeps = may_write(actor, row.member_id)
    if row.state != "ended":
        _become(row, "ended", actor, now)
        if is_partner:
            _tell_lead(row, actor, Text("参画を終了しました", "no longer takes part"), now)
    return keeps


def _part(product: UUID, part: UUID) -> ProductPartner:
    row = ProductPartner.objects.select_related("product").filter(product__uuid=product, uuid=part).first()
    if row is None:
        raise NotFound("part", NO_PARTNER)
    return row


def _become(row: ProductPartner, wanted: str, actor: Actor, now: datetime) -> None:
    """Change how a member takes part; it isn't the keeper of the row, so the worker writes, once all is checked."""
    with acting(Scope("worker")):
        product = Product.objects.select_for_update().get(pk=row.product_id)
        state = ProductPartner.objects.values_list("state", flat=True).get(pk=row.pk)
        if state == wanted:
            return
        check_partner_may_become(state, wanted)
        change: dict[str, object] = {"state": wanted, "answered_at": now, "is_open": False}
        if wanted == "ended":
            change["last"] = max(row.first, min(row.last or tokyo_date(now), tokyo_date(now)))
        ProductPartner.objects.filter(pk=row.pk).update(**change)
        keep_circle(product)
        settle(row.uuid, now, kinds=(NOTICE,), person_id=actor.person_id)


def _tell_lead(row: ProductPartner, actor: Actor, said: Text, now: datetime) -> None:
    name, product = actor.member_name, row.product.name
    text = Text(f"{name.ja}が「{product.ja}」への{said.ja}。", f"{name.en} {said.en}: “{product.en}”.")
    subject = row_uuid(actor, f"{row.uuid}/{said.en}")
    notify(row.member_id, "", "information", text, subject=subject, now=now, link=_link(row.product))


def _invitation(product: Product, role: str) -> Text:
    said, lead = ROLES[role], product.member.name
    return Text(
        f"{lead.ja}から「{product.name.ja}」（{said.ja}）への参画の招待が届いています。回答してください。",
        f"{lead.en} invites you to take part in “{product.name.en}” ({said.en}). Please answer.",
    )


def _link(product: Product) -> str:
    return f"/network/pipeline/{product.uuid}/"
