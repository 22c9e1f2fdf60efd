"""The same request at the same time, from connections of its own each: every service of custody writes one row."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from tests.custody.test_races import at_once, committed
from tests.custody.world import COURIER, HOSPITAL, MAKER, NOW, as_member, collect, minutes, names, open_chain
from tests.security.rows import make_cast, person_of
from tsunagu.custody.domain.acts import Actor
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.models import HandOver, Item, LedgerRow
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.correct import correct
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import cancel, give, receive, sign_as_giver
from tsunagu.custody.services.holds import lift_hold, place_hold
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.custody.services.supply import Supply, register_supply, release_supply
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.queries import scope_for

__all__ = ["committed"]
TIMES, KEY = 3, "the-same-tap"
Act = Callable[[Actor], Receipt]
Prepare = Callable[[UUID, UUID], tuple[UUID, Act]]
"""From a chain and an item to who acts, and the act."""


def placing(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    return MAKER, lambda actor: place_hold(actor, item, "確認中", NOW, request_key=KEY)


def lifting(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    with as_member(MAKER) as actor:
        place_hold(actor, item, "確認中", NOW)
    hold = only("custody.Hold", chain, item)
    return MAKER, lambda actor: lift_hold(actor, hold, "問題なし", NOW, is_quality=True, request_key=KEY)


def destroying(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    return HOSPITAL, lambda actor: dispose(actor, [item], "破損", NOW, KEY)


def giving(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    return HOSPITAL, lambda actor: give(actor, [item], COURIER, NOW, request_key=KEY)


def receiving(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    return COURIER, lambda actor: receive(actor, [item], NOW, request_key=KEY)


def judging(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    with as_member(MAKER) as actor:
        receive(actor, [item], NOW)
    return MAKER, lambda actor: judge_receipt(actor, [item], "refused", "漏れ", NOW, KEY)


def taking_back(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, NOW)
    passing = only("custody.HandOver", chain, item)
    return HOSPITAL, lambda actor: cancel(actor, passing, "車が来ない", NOW, KEY)


def signing_late(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    with as_member(COURIER) as actor:
        receive(actor, [item], NOW)
    passing = only("custody.HandOver", chain, item)
    return HOSPITAL, lambda actor: sign_as_giver(actor, passing, NOW, KEY)


def correcting(chain: UUID, item: UUID) -> tuple[UUID, Act]:
    with acting(Scope("auditor")):
        row = LedgerRow.objects.get(chain=chain, name="collected").uuid
    change = Change("custody.Item", item, "quantity", 7.0e6)
    return HOSPITAL, lambda actor: correct(
        actor, chain, row, [change], "誤り", minutes(1), KEY, is_quality=True
    )


def only(label: str, chain: UUID, item: UUID) -> UUID:
    """The one hold or hand-over of the chain."""
    from django.apps import apps

    with acting(Scope("auditor")):
        found: UUID = apps.get_model(label)._default_manager.values_list("uuid", flat=True).get(chain=chain)
        return found


EVERY: list[Prepare] = [
    placing, lifting, destroying, giving, receiving, judging, taking_back, signing_late, correcting,
]  # fmt: skip


def done_by(member: UUID, act: Act) -> Receipt:
    with as_member(member) as actor:
        return act(actor)


@pytest.mark.parametrize("prepare", EVERY, ids=lambda prepare: prepare.__name__)
def test_sent_at_the_same_time_it_is_one_act(prepare: Prepare) -> None:
    chain = open_chain()
    item = collect(chain)
    member, act = prepare(chain, item)
    before = len(names(chain))
    results = at_once(*[partial(done_by, member, act)] * TIMES)
    assert is_one(results), [str(one) for one in results]
    assert len(names(chain)) == before + (2 if prepare is correcting else 1)
    assert done_by(member, act).was_there


def is_one(results: list[Receipt]) -> bool:
    """Say whether one did it and all were given the same receipt."""
    return (
        all(isinstance(one, Receipt) for one in results)
        and len({one.uuid for one in results}) == 1
        and sorted(one.was_there for one in results) == [False] + [True] * (TIMES - 1)
    )


@pytest.mark.parametrize(
    "prepare", [destroying, giving, receiving, judging], ids=lambda prepare: prepare.__name__
)
def test_a_key_does_not_stand_for_other_things(prepare: Prepare) -> None:
    chain = open_chain()
    first, second = collect(chain), collect(chain)
    member, act = prepare(chain, first)
    done_by(member, act)
    other, again = prepare(chain, second)
    before = names(chain)
    with pytest.raises(Refused) as caught:
        done_by(other, again)
    assert caught.value.code == "request_key_reused"
    assert names(chain) == before


def test_a_batch_registered_and_released_at_the_same_time() -> None:
    cast = make_cast()
    with acting(Scope("worker")):
        supplier, quality = person_of("supplier", "supplier"), person_of("user", "quality")
    supply = Supply(supplier.member_uuid, quality.member_uuid, "medium", "Med-001", NOW + timedelta(days=90))

    def registered() -> Receipt:
        with acting(cast.scope(supplier)):
            return register_supply(supplier, supply, NOW, KEY)

    results = at_once(*[registered] * TIMES)
    assert is_one(results)
    chain = results[0].chain
    with acting(Scope("auditor")):
        item = Item.objects.get(chain=chain).uuid
    with acting(scope_for(quality)):
        signer = Signer(quality.person_uuid, quality.member_uuid)
        receive(signer, [item], NOW)
        judge_receipt(signer, [item], "accepted", "", NOW)

    def released() -> Receipt:
        with acting(scope_for(quality)):
            return release_supply(quality, chain, NOW, "確認", KEY + "-2")

    assert is_one(at_once(*[released] * TIMES))
    assert names(chain) == ["supply_registered", "items_received", "receipt_judged", "supply_released"]
    with acting(Scope("auditor")):
        assert HandOver.objects.filter(chain=chain).count() == 1
