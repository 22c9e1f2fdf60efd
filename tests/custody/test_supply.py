"""A supplier's batch: registered, received, accepted, and only then released by its user's quality unit."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.custody.test_hand_over import refused
from tests.custody.world import names, seen
from tests.security.rows import NOW, Cast, make_cast, person_of
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.models import Chain, Item, Lot
from tsunagu.custody.services.hand_over import receive
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.custody.services.replay import rebuild
from tsunagu.custody.services.supply import Supply, register_supply, release_supply
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def supplier(cast: Cast) -> Actor:
    with acting(Scope("worker")):
        return person_of("supplier", "supplier")


@pytest.fixture
def quality(cast: Cast) -> Actor:
    with acting(Scope("worker")):
        person = person_of("user", "quality")
        return person


def supply_of(supplier: Actor, user: Actor) -> Supply:
    return Supply(supplier.member_uuid, user.member_uuid, "medium", "Med-001", NOW + timedelta(days=90))


def signer(actor: Actor) -> Signer:
    return Signer(actor.person_uuid, actor.member_uuid)


def registered(cast: Cast, supplier: Actor, user: Actor) -> tuple[UUID, UUID]:
    with acting(cast.scope(supplier)):
        chain = register_supply(supplier, supply_of(supplier, user), NOW, "s").chain
        assert register_supply(supplier, supply_of(supplier, user), NOW, "s").was_there
        refused("supply_registered", lambda: register_supply(supplier, supply_of(supplier, user), NOW))
        return chain, Item.objects.get(chain=chain).uuid


def test_a_batch_is_released_after_it_was_accepted(cast: Cast, supplier: Actor, quality: Actor) -> None:
    chain, item = registered(cast, supplier, quality)
    assert seen(item).holder == supplier.member_uuid
    with acting(cast.scope(quality)):
        refused("not_accepted", lambda: release_supply(quality, chain, NOW))
        receive(signer(quality), [item], NOW)
        refused("not_accepted", lambda: release_supply(quality, chain, NOW))
        judge_receipt(signer(quality), [item], "accepted", "", NOW)
        release_supply(quality, chain, NOW, "試験成績書を確認", "r")
        assert release_supply(quality, chain, NOW, "試験成績書を確認", "r").was_there
        assert Lot.objects.get(chain=chain).state == "released"
    assert names(chain)[-1] == "supply_released"
    with acting(Scope("auditor")):
        number = Chain.objects.get(chain=chain).number
        assert number == number.upper() == "MED-001@USER"
    rebuild()


def test_nobody_but_the_users_quality_unit_releases_it(cast: Cast, supplier: Actor, quality: Actor) -> None:
    chain, _ = registered(cast, supplier, quality)
    with acting(cast.scope(supplier)):
        refused("role", lambda: release_supply(supplier, chain, NOW), NotAllowed)
        own = replace(supplier, roles=frozenset({"quality"}))
        refused("not_yours_to_release", lambda: release_supply(own, chain, NOW), NotAllowed)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lot_number": ""}, "lot_number"),
        ({"lot_number": " A"}, "lot_number"),
        ({"lot_number": "長" * 10_000}, "lot_number"),
        ({"lot_number": "a\x00"}, "lot_number"),
        ({"certificate": "長" * 10_000}, "certificate"),
        ({"expires_at": NOW}, "expires_at"),
    ],
)
def test_bad_input_is_one_sentence(
    cast: Cast, supplier: Actor, quality: Actor, wrong: dict[str, object], field: str
) -> None:
    supply = replace(supply_of(supplier, quality), **wrong)  # type: ignore[arg-type]
    with acting(cast.scope(supplier)), pytest.raises(BadInput) as caught:
        register_supply(supplier, supply, NOW)
    assert caught.value.field == field
