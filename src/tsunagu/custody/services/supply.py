"""A supplier's batch: registered with its lot number, handed to who uses it, released for use by that one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature
from tsunagu.custody.domain.holding import check_change
from tsunagu.custody.domain.items import LOT, ItemRef, NewItem, make
from tsunagu.custody.domain.labels import item_uri, serial_of
from tsunagu.custody.domain.reasons import check_text
from tsunagu.custody.domain.states import LOT as LOT_STATES
from tsunagu.custody.models import ChainParty, Item, Lot
from tsunagu.custody.queries.chains import open_or_refuse
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.chain import chain_opened, party_joined
from tsunagu.events import vocabulary
from tsunagu.events.building import object_event
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import open_chains
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor as Person
from tsunagu.members.domain.actor import check_role
from tsunagu.members.domain.representation import check_may_act_for
from tsunagu.members.queries.agreements import representation_of
from tsunagu.members.queries.directory import member_by_uuid

LONGEST_NUMBER, LONGEST_CHAIN_NUMBER = 30, 40
MATERIAL, USER = "kit", "user"
REGISTERED, RELEASED = "supply_registered", "supply_released"


@dataclass(frozen=True, slots=True)
class Supply:
    """A supplier's batch for one user: material key, the supplier's lot number, expiry, certificate."""

    supplier: UUID
    user: UUID
    material: str
    lot_number: str
    expires_at: datetime
    certificate: str = ""
    evidence: str = ""


def register_supply(actor: Person, supply: Supply, now: datetime, request_key: str | None = None) -> Receipt:
    """Register a batch; for a supplier without an account its user or the coordinator does it, with evidence."""
    supplier, user = member_by_uuid(supply.supplier), member_by_uuid(supply.user)
    check_may_act_for(actor, representation_of(supplier.uuid, now.date()), supply.evidence)
    _check(supply, now)
    with transaction.atomic():
        chain = uuid5(supplier.uuid, f"{supply.material}/{supply.lot_number}/{user.uuid}")
        open_chains([chain])
        is_there = Lot.objects.filter(chain=chain).exists()
        signer = _signer(actor, supplier.uuid)
        if done := already_done(chain, request_key, REGISTERED, signer):
            return done
        if is_there:
            raise Refused("supply_registered", _registered(supply), "lot_number")
        item = uuid4()
        ref = ItemRef(item, chain, item_uri(supply.material, item), serial_of(item))
        effects = Effects()
        number = f"{supply.lot_number}@{user.key}"[:LONGEST_CHAIN_NUMBER].upper()
        chain_opened(effects, chain, "lot", number, supply.material, now)
        for member, role in ((supplier.uuid, "supplier"), (user.uuid, USER)):
            party_joined(effects, chain, member, role, now)
        _batch(effects, supply, ref, now)
        event = object_event(
            event_time=now, action="ADD", epcs=[ref.epc], biz_step=vocabulary.COMMISSIONING,
            disposition=vocabulary.ACTIVE,
        )  # fmt: skip
        facts = {
            "certificate": check_text(supply.certificate, "certificate", 200),
            "evidence": check_text(supply.evidence, "evidence", 500),
        }
        act = Act(REGISTERED, chain, now, facts, effects, event)
        return append(signer, [act], Signature("registered"), now, request_key)


def _batch(effects: Effects, supply: Supply, ref: ItemRef, now: datetime) -> None:
    effects.add(
        LOT, uuid=ref.chain, chain=ref.chain, number=supply.lot_number, product=supply.material,
        kind="supplier", maker=supply.supplier, made_at=now, expires_at=supply.expires_at,
    )  # fmt: skip
    batch = NewItem(
        ref=ref, kind=MATERIAL, product=supply.material, holder=supply.supplier, site=None, made_at=now,
        expires_at=supply.expires_at, lot=ref.chain, lot_number=supply.lot_number,
    )  # fmt: skip
    make(effects, batch)


def release_supply(
    actor: Person, chain: UUID, now: datetime, note: str = "", request_key: str | None = None
) -> Receipt:
    """The user's quality unit releases a batch for use after it has been received and accepted."""
    check_role(actor, "quality")
    said = check_text(note, "note", 500)
    with transaction.atomic():
        open_or_refuse(chain)
        lot = Lot.objects.select_for_update().filter(chain=chain, kind="supplier").first()
        signer = _signer(actor, actor.member_uuid)
        if done := already_done(chain, request_key, RELEASED, signer):
            return done
        user = ChainParty.objects.filter(chain=chain, role=USER, member=actor.member_uuid)
        if lot is None or lot.maker == actor.member_uuid or not user.exists():
            raise NotAllowed("not_yours_to_release", _NOT_YOURS)
        check_change(LOT_STATES, lot.state, "released", Text("このロット", "This lot"))
        arrived = Item.objects.filter(
            chain=chain, holder=actor.member_uuid, acceptance__startswith="accepted"
        )
        if not arrived.exists():
            raise Refused("not_accepted", _NOT_ACCEPTED)
        effects = Effects()
        effects.change(LOT, lot.uuid, state="released")
        act = Act(RELEASED, chain, now, {"note": said}, effects)
        return append(signer, [act], Signature("released for use"), now, request_key)


def _check(supply: Supply, now: datetime) -> None:
    number = check_text(supply.lot_number, "lot_number", LONGEST_NUMBER)
    if not number or number != supply.lot_number:
        raise BadInput(
            "lot_number",
            Text(
                f"ロット番号を1〜{LONGEST_NUMBER}文字で入力してください。",
                f"Type the lot number in 1 to {LONGEST_NUMBER} characters.",
            ),
            "lot_number",
        )
    if supply.expires_at <= now:
        raise BadInput(
            "expires_at",
            Text("使用期限が過ぎています。日付を確認してください。", "The expiry is past. Check the date."),
            "expires_at",
        )


def _signer(actor: Person, member: UUID) -> Actor:
    entered_by = None if actor.member_uuid == member else actor.member_uuid
    return Actor(actor.person_uuid, member, entered_by)


def _registered(supply: Supply) -> Text:
    return Text(
        f"ロット {supply.lot_number} は登録済みです。", f"Lot {supply.lot_number} is registered already."
    )


_NOT_YOURS = Text(
    "使用可の判定ができるのは、使用する組織の品質部門です。", "Only the user's quality unit may release it."
)
_NOT_ACCEPTED = Text(
    "受領と受入判定が済んでいないため、使用可にできません。",
    "It has to be received and accepted before it can be released for use.",
)
