"""Giving and receiving: both sign, receipt moves possession, and nobody takes what isn't for him."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from tests.custody.world import (
    COURIER,
    HOSPITAL,
    LABORATORY,
    MAKER,
    NOW,
    OUTSIDER,
    as_member,
    collect,
    ledger,
    minutes,
    names,
    nothing_written,
    open_chain,
    seen,
)
from tsunagu.custody.models import HandOver
from tsunagu.custody.queries.state import hand_overs
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import SIGNATURE_DUE, cancel, give, receive, sign_as_giver
from tsunagu.custody.services.holds import place_hold
from tsunagu.custody.services.replay import rebuild
from tsunagu.foundation.refusals import BadInput, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting

pytestmark = pytest.mark.django_db


def open_ones(chain: UUID) -> list[tuple[str, UUID, UUID, int]]:
    with acting(Scope("auditor")):
        return sorted((one.state, one.giver, one.receiver, len(one.items)) for one in hand_overs([chain]))


def only(chain: UUID, state: str) -> UUID:
    with acting(Scope("auditor")):
        return HandOver.objects.get(chain=chain, state=state).uuid


def refused(code: str, attempt: Callable[[], Any], kind: type[Refused] = Refused) -> None:
    with nothing_written(), pytest.raises(kind) as caught:
        attempt()
    assert caught.value.code == code


def test_possession_moves_when_the_receiver_signs() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, minutes(1))
    assert seen(item).holder == HOSPITAL
    assert open_ones(chain) == [("given", HOSPITAL, COURIER, 1)]
    with as_member(COURIER) as actor:
        receive(actor, [item], minutes(2))
    held = seen(item)
    assert (held.holder, held.acceptance, held.held_since) == (COURIER, "pending", minutes(2))
    assert open_ones(chain) == [("complete", HOSPITAL, COURIER, 1)]
    event = orjson.loads(bytes(ledger(chain)[-1].body))
    assert event["sourceList"][0]["source"].endswith(str(HOSPITAL))
    assert event["destinationList"][0]["destination"].endswith(str(COURIER))
    rebuild()


def test_a_missing_signature_of_the_giver_is_a_reconciliation_with_a_time() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(COURIER) as actor:
        receive(actor, [item], minutes(1), awaits_acceptance=False)
    assert (seen(item).holder, seen(item).acceptance) == (COURIER, "not_required")
    uuid = only(chain, "received_unsigned")
    with acting(Scope("auditor")):
        assert hand_overs([chain])[0].due_at == minutes(1) + SIGNATURE_DUE
    with as_member(COURIER) as actor:
        refused("no_such_hand_over", lambda: sign_as_giver(actor, uuid, minutes(3)), NotFound)
    with as_member(HOSPITAL) as actor:
        sign_as_giver(actor, uuid, minutes(30), "key")
        sign_as_giver(actor, uuid, minutes(31), "key")
        refused("change_not_allowed", lambda: sign_as_giver(actor, uuid, minutes(40)))
    assert open_ones(chain) == [("complete", HOSPITAL, COURIER, 1)]
    assert names(chain).count("hand_over_signed_by_giver") == 1


def test_the_giver_does_not_sign_for_the_receiver() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, NOW)
        uuid = only(chain, "given")
        refused("awaits_receiver", lambda: sign_as_giver(actor, uuid, minutes(1)))


def test_what_did_not_arrive_stays_with_the_giver() -> None:
    chain = open_chain()
    here, lost = collect(chain), collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [here, lost], COURIER, NOW)
    with as_member(COURIER) as actor:
        receive(actor, [here], minutes(5))
    assert (seen(here).holder, seen(lost).holder) == (COURIER, HOSPITAL)
    assert open_ones(chain) == [("complete", HOSPITAL, COURIER, 1), ("given", HOSPITAL, COURIER, 1)]
    with as_member(COURIER) as actor:
        receive(actor, [lost], minutes(9))
    assert seen(lost).holder == COURIER
    rebuild()


def test_what_was_given_to_another_is_not_taken() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, NOW)
        refused("already_given", lambda: give(actor, [item], MAKER, minutes(1)))
    with as_member(MAKER) as actor:
        refused("given_to_another", lambda: receive(actor, [item], minutes(1)))
    assert seen(item).holder == HOSPITAL


def test_a_hand_over_is_taken_back_until_it_is_received() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, NOW)
        uuid = only(chain, "given")
    with as_member(COURIER) as actor:
        refused("no_such_hand_over", lambda: cancel(actor, uuid, "誤り", minutes(1)), NotFound)
    with as_member(HOSPITAL) as actor:
        refused("reason_needed", lambda: cancel(actor, uuid, " ", minutes(1)), BadInput)
        cancel(actor, uuid, "宛先の誤り", minutes(1))
        refused("change_not_allowed", lambda: cancel(actor, uuid, "もう一度", minutes(2)))
        give(actor, [item], MAKER, minutes(3))
    with as_member(MAKER) as actor:
        receive(actor, [item], minutes(4))
    assert seen(item).holder == MAKER


def test_only_the_holder_gives_and_not_to_himself() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(MAKER) as actor:
        refused("not_the_holder", lambda: give(actor, [item], COURIER, NOW))
    with as_member(HOSPITAL) as actor:
        refused("giver_is_receiver", lambda: give(actor, [item], HOSPITAL, NOW))
        refused("already_held", lambda: receive(actor, [item], NOW))


def test_an_outsider_finds_no_such_thing() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, NOW)
    uuid = only(chain, "given")
    with as_member(OUTSIDER) as actor:
        refused("no_such_item", lambda: receive(actor, [item], NOW), NotFound)
        refused("no_such_item", lambda: receive(actor, [uuid4()], NOW), NotFound)
        refused("no_such_item", lambda: receive(actor, [], NOW), NotFound)
        refused("no_such_hand_over", lambda: cancel(actor, uuid, "x", NOW), NotFound)


def test_bags_of_two_patients_in_one_box_stay_apart_in_the_ledger() -> None:
    mine, theirs = open_chain([HOSPITAL, COURIER]), open_chain([MAKER, COURIER], owner=MAKER)
    one, two = collect(mine), collect(theirs, MAKER)
    with as_member(COURIER) as actor:
        receive(actor, [one], NOW)
        receive(actor, [two], NOW)
        mixed = [collect(mine), collect(theirs, MAKER)]
        refused("several_givers", lambda: receive(actor, mixed, NOW))
        give(actor, [one, two], LABORATORY, minutes(1), request_key="box")
    for chain, own, foreign in ((mine, one, two), (theirs, two, one)):
        last = ledger(chain)[-1]
        assert last.name == "items_given"
        assert seen(own).epc.encode() in bytes(last.body)
        assert seen(foreign).epc.encode() not in bytes(last.body)
        assert str(foreign).encode() not in bytes(last.body)


def test_the_same_request_is_one_hand_over() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        first = give(actor, [item], COURIER, NOW, request_key="g")
        again = give(actor, [item, item], COURIER, minutes(1), request_key="g")
        assert (again.was_there, again.uuid) == (True, first.uuid)
        refused("request_key_reused", lambda: give(actor, [item], MAKER, NOW, request_key="g"))
    with as_member(COURIER) as actor:
        assert not receive(actor, [item], minutes(2), request_key="r").was_there
        assert receive(actor, [item], minutes(3), request_key="r").was_there
    assert names(chain).count("items_given") == names(chain).count("items_received") == 1


def test_what_is_given_away_is_not_destroyed() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, NOW)
        refused("already_given", lambda: dispose(actor, [item], "破損", minutes(1)))


def test_under_a_hold_things_only_go_back() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(COURIER) as actor:
        receive(actor, [item], minutes(1))
    with as_member(HOSPITAL) as actor:
        place_hold(actor, item, "温度逸脱の疑い", minutes(2))
    with as_member(COURIER) as actor:
        refused("on_hold", lambda: give(actor, [item], MAKER, minutes(3)))
        refused("no_return", lambda: give(actor, [item], MAKER, minutes(3), is_return=True))
        give(actor, [item], HOSPITAL, minutes(3), is_return=True)
    with as_member(HOSPITAL) as actor:
        receive(actor, [item], minutes(4))
    assert seen(item).holder == HOSPITAL


def test_what_came_back_is_not_shipped_forward_as_a_return() -> None:
    chain = open_chain()
    item = collect(chain)
    for giver, receiver, at in ((HOSPITAL, COURIER, 1), (COURIER, MAKER, 3)):
        with as_member(giver) as actor:
            give(actor, [item], receiver, minutes(at))
        with as_member(receiver) as actor:
            receive(actor, [item], minutes(at + 1))
    with as_member(HOSPITAL) as actor:
        place_hold(actor, item, "温度逸脱の疑い", minutes(5))
    for giver, receiver, at in ((MAKER, COURIER, 6), (COURIER, HOSPITAL, 8)):
        with as_member(giver) as actor:
            give(actor, [item], receiver, minutes(at), is_return=True)
        with as_member(receiver) as actor:
            receive(actor, [item], minutes(at + 1))
        with as_member(receiver) as actor:
            out = partial(give, actor, [item], giver, minutes(at + 1.5))
            refused("no_return", partial(out, is_return=True))
            refused("on_hold", out)
    assert seen(item).holder == HOSPITAL


def test_times_are_those_that_were_passed_in() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [item], COURIER, minutes(7))
    row = ledger(chain)[-1]
    assert row.record_time - row.event_time == timedelta(0)
    assert row.record_time == minutes(7)
