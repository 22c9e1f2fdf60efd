"""Suppliers' batches of the demonstration: registered, delivered, accepted and released by their people."""

from datetime import datetime, timedelta
from uuid import UUID

from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.custody.services.hand_over import give, receive
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.custody.services.supply import Supply, register_supply, release_supply
from tsunagu.demonstration.engine import hands
from tsunagu.demonstration.network.reading import read, stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.queries.directory import coordinator, member_by_uuid

DELIVERED_DAYS_AGO = (200, 75)
KEEPS_DAYS = 190


def deliver_supplies(now: datetime) -> None:
    """Let each user of materials receive batches of them, twice in the past."""
    for number, days in enumerate(DELIVERED_DAYS_AGO, 1):
        at = now - timedelta(days=days)
        for line in read("supplies"):
            for material in line["materials"]:
                supplier, user = (stable_uuid("member", line[who]) for who in ("supplier", "member"))
                lot = f"{material[:3].upper()}{at:%y%m}-{number:02d}"
                _deliver(Supply(supplier, user, material, lot, at + timedelta(days=KEEPS_DAYS)), at)


def _deliver(supply: Supply, at: datetime) -> None:
    with acting(Scope("worker")):
        has_account = member_by_uuid(supply.supplier).has_account
        hub = coordinator()
    if has_account or hub is None:
        registrar = hands.actor(supply.supplier, "supplier", now=at)
    else:
        registrar = hands.actor(hub.uuid, "coordinator", now=at)
        supply = Supply(
            supply.supplier, supply.user, supply.material, supply.lot_number, supply.expires_at,
            evidence="納品書の写しをメールで受領（デモ）",
        )  # fmt: skip
    with hands.working(registrar):
        chain = register_supply(registrar, supply, at).chain
    _receive(chain, supply, at + timedelta(hours=20))


def _receive(chain: UUID, supply: Supply, at: datetime) -> None:
    with acting(Scope("worker")):
        items = [item.uuid for item in items_of_chain(chain)]
        has_account = member_by_uuid(supply.supplier).has_account
    if has_account:
        giver = hands.actor(supply.supplier, "supplier", now=at)
        with hands.working(giver):
            give(Signer(giver.person_uuid, giver.member_uuid), items, supply.user, at)
    clerk = hands.actor(supply.user, "supervisor", "operator", now=at)
    with hands.working(clerk):
        signer = Signer(clerk.person_uuid, clerk.member_uuid)
        receive(signer, items, at + timedelta(minutes=30))
        judge_receipt(signer, items, "accepted", "", at + timedelta(hours=2))
    checker = hands.actor(supply.user, "quality", now=at)
    with hands.working(checker):
        release_supply(checker, chain, at + timedelta(hours=26), "試験成績書を確認（デモ）")
