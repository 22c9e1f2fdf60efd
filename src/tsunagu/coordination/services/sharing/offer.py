"""Offer something for shared use, change its terms, or take the offer back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tsunagu.coordination.domain.sharing.terms import KINDS, Terms, check_terms
from tsunagu.coordination.models import SharedOffer
from tsunagu.coordination.queries.sharing import NO_OFFER
from tsunagu.foundation.database.turns import in_turn
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.text import Text
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.sites import site_facts


@dataclass(frozen=True, slots=True)
class Card:
    """What is offered: where, of which kind, by which name."""

    site: UUID
    kind: str
    name: Text
    description: Text


def may_offer(actor: Actor, member_id: int) -> bool:
    """Say whether the actor keeps the offers of a member: its own people, and the coordinator."""
    return not actor.is_reader and (actor.is_coordinator or actor.member_id == member_id)


@transaction.atomic
def make_offer(actor: Actor, card: Card, terms: Terms, request_key: str, now: datetime) -> UUID:
    """Offer something at a site of the actor's member; the same request again is the same offer."""
    site = site_facts(card.site, tokyo_date(now))
    if not may_offer(actor, site.member.id):
        raise NotAllowed("owner", ONLY_OWNER)
    in_turn(site.member.id, request_key)
    known = SharedOffer.objects.filter(member_id=site.member.id, request_key=request_key).first()
    if known is not None:
        return known.uuid
    _check(card, terms)
    row = SharedOffer(member_id=site.member.id, site_id=site.id, request_key=request_key)
    return _keep(row, card, terms, actor, now)


@transaction.atomic
def change_offer(actor: Actor, uuid: UUID, card: Card, terms: Terms, now: datetime) -> UUID:
    """Change what is offered; what is booked already keeps its time and its charge."""
    row = own_offer(actor, uuid)
    _check(card, terms)
    return _keep(row, card, terms, actor, now)


@transaction.atomic
def withdraw_offer(actor: Actor, uuid: UUID, now: datetime) -> None:
    """Take an offer back: nobody books it any more, bookings stay. The same again is one act."""
    row = own_offer(actor, uuid)
    row.withdrawn_at, row.changed_at, row.changed_by = row.withdrawn_at or now, now, actor.person_uuid
    row.save(update_fields=["withdrawn_at", "changed_at", "changed_by"])


def own_offer(actor: Actor, uuid: UUID) -> SharedOffer:
    """Return an offer that the actor keeps; refuse others'."""
    row = SharedOffer.objects.select_related("member", "site").filter(uuid=uuid).first()
    if row is None:
        raise NotFound("offer", NO_OFFER)
    if not may_offer(actor, row.member_id):
        raise NotAllowed("owner", ONLY_OWNER)
    return row


def _check(card: Card, terms: Terms) -> None:
    if card.kind not in KINDS:
        raise BadInput("offer_kind", NO_KIND, "kind")
    if not card.name.ja.strip():
        raise BadInput("offer_name", NO_NAME, "name_ja")
    check_terms(terms)


def _keep(row: SharedOffer, card: Card, terms: Terms, actor: Actor, now: datetime) -> UUID:
    values: dict[str, Any] = {
        "kind": card.kind, "name_ja": card.name.ja.strip(), "name_en": card.name.en.strip(),
        "description_ja": card.description.ja.strip(), "description_en": card.description.en.strip(),
        "week": [list(hours) if hours else None for hours in terms.week],
        "named": sorted(f"{one}" for one in terms.named), "how_ja": terms.how_to_train.ja.strip(),
        "how_en": terms.how_to_train.en.strip(), "changed_at": now, "changed_by": actor.person_uuid,
    }  # fmt: skip
    same = (
        "unit_minutes", "least_units", "most_units", "notice_hours", "horizon_days", "cancel_hours",
        "buffer_minutes", "capacity", "on_holidays", "needs_approval", "who", "subject", "member_yen",
        "guest_yen", "tax_percent",
    )  # fmt: skip
    for name, value in (values | {name: getattr(terms, name) for name in same}).items():
        setattr(row, name, value)
    row.save()
    return row.uuid


ONLY_OWNER = Text(
    "この操作ができるのは、提供する会員の担当者と調整担当だけです。提供者に依頼してください。",
    "Only people of the member who offers it and the coordinator may do this. Ask the owner.",
)
NO_KIND = Text("種類を選んでください。", "Choose a kind.")
NO_NAME = Text("名称（日本語）を入力してください。", "Give it a name in Japanese.")
