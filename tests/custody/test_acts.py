"""Acceptance, disposal, holds through genealogy, other numbers of a chain."""

from uuid import UUID

import pytest

from tests.custody.test_hand_over import refused
from tests.custody.world import (
    COURIER,
    HOSPITAL,
    LABORATORY,
    MAKER,
    NOW,
    OUTSIDER,
    as_member,
    collect,
    minutes,
    names,
    nothing_written,
    open_chain,
    process,
    row_of,
    seen,
)
from tsunagu.custody.models import Hold
from tsunagu.custody.queries.items import descendants_of, holds_on, would_be_cycle
from tsunagu.custody.services.chain import bind_alias
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import receive
from tsunagu.custody.services.holds import lift_hold, place_hold
from tsunagu.custody.services.judge_receipt import judge_receipt
from tsunagu.custody.services.replay import rebuild
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import NoScope, Scope, acting

pytestmark = pytest.mark.django_db


def received() -> tuple[UUID, UUID]:
    chain = open_chain()
    item = collect(chain)
    with as_member(MAKER) as actor:
        receive(actor, [item], minutes(1))
    return chain, item


@pytest.mark.parametrize("judgement", ["accepted", "accepted_with_reservation", "refused"])
def test_what_was_received_is_judged_once(judgement: str) -> None:
    chain, item = received()
    with as_member(HOSPITAL) as actor:
        refused("not_the_holder", lambda: judge_receipt(actor, [item], judgement, "理由", minutes(2)))
    with as_member(MAKER) as actor:
        judge_receipt(actor, [item], judgement, "理由", minutes(2), "j")
        assert judge_receipt(actor, [item], judgement, "理由", minutes(3), "j").was_there
        refused("change_not_allowed", lambda: judge_receipt(actor, [item], "accepted", "", minutes(4)))
    assert seen(item).acceptance == judgement
    assert names(chain).count("receipt_judged") == 1
    rebuild()


def test_a_refusal_needs_its_reason_and_a_judgement_its_word() -> None:
    _, item = received()
    with as_member(MAKER) as actor:
        refused("reason_needed", lambda: judge_receipt(actor, [item], "refused", " ", NOW), BadInput)
        refused("judgement", lambda: judge_receipt(actor, [item], "perhaps", "x", NOW), BadInput)
        judge_receipt(actor, [item], "accepted", "", minutes(2))


@pytest.mark.parametrize("reason", ["", "   ", "長" * 10_000, "a\x00b", "\ud800"])
def test_a_reason_that_cannot_be_kept_is_bad_input(reason: str) -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor, nothing_written():
        with pytest.raises(BadInput) as caught:
            place_hold(actor, item, reason, NOW)
        assert caught.value.field == "reason"
        with pytest.raises(BadInput) as caught:
            dispose(actor, [item], reason, NOW)
        assert caught.value.field == "reason"


def test_disposal_is_for_the_holder_and_once_also_under_a_hold() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        place_hold(actor, item, "汚染の疑い", minutes(1))
    with as_member(MAKER) as actor:
        refused("not_the_holder", lambda: dispose(actor, [item], "x", minutes(2)))
    with as_member(HOSPITAL) as actor:
        dispose(actor, [item], "汚染", minutes(2), "d")
        assert dispose(actor, [item], "汚染", minutes(3), "d").was_there
        refused("item_is_gone", lambda: dispose(actor, [item], "汚染", minutes(4)))
    assert seen(item).state == "destroyed"
    with as_member(MAKER) as actor:
        refused("item_is_gone", lambda: receive(actor, [item], minutes(5)))


def test_a_hold_reaches_every_descendant_whoever_asks() -> None:
    chain = open_chain()
    donation, sample = collect(chain), collect(chain)
    cells = process(HOSPITAL, [donation], at=minutes(1))
    product = process(HOSPITAL, [cells], at=minutes(2))
    with as_member(HOSPITAL) as actor:
        place_hold(actor, donation, "ドナーの検査結果", minutes(3))
    with as_member(OUTSIDER):  # he is no party, and the hold must stop him all the same
        reaching = [hold.item for hold in holds_on([product])]
        assert reaching == [donation]
        assert holds_on([sample]) == []
        assert [hold.is_material for hold in holds_on([product])] == [False]
    assert descends(donation) == {donation, cells, product}
    with pytest.raises(NoScope):
        holds_on([product])


def descends(item: UUID) -> set[UUID]:
    with acting(Scope("auditor")):
        return descendants_of([item])


def test_shared_material_is_marked_as_such() -> None:
    case, supply = open_chain(), open_chain([LABORATORY, MAKER], owner=LABORATORY, kind="lot")
    medium = collect(supply, LABORATORY)
    donation = collect(case)
    cells = process(HOSPITAL, [donation], [], at=minutes(1))
    with as_member(MAKER) as actor:
        receive(actor, [cells], minutes(2))
    product = process(MAKER, [cells], [medium], at=minutes(3))
    with as_member(LABORATORY) as actor:
        place_hold(actor, medium, "原料の不具合", minutes(4))
    with as_member(MAKER):
        assert [(hold.item, hold.is_material) for hold in holds_on([product])] == [(medium, True)]
        assert [(hold.item, hold.is_material) for hold in holds_on([medium])] == [(medium, False)]
        assert would_be_cycle([product], [donation])
        assert not would_be_cycle([donation], [product])
    rebuild()


def test_quality_of_who_placed_a_hold_lifts_it() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        place_hold(actor, item, "確認中", minutes(1), request_key="h")
        assert place_hold(actor, item, "確認中", minutes(1), request_key="h").was_there
        second = place_hold(actor, item, "別の理由", minutes(1))
        late = minutes(0)
        refused(
            "deadline_over", lambda: place_hold(actor, item, "確認中", minutes(1), deadline=late), BadInput
        )
    with acting(Scope("auditor")):
        hold, other = Hold.objects.order_by("-reason").values_list("uuid", flat=True)
    with as_member(MAKER) as actor:
        refused("not_yours_to_lift", lambda: lift_hold(actor, hold, "済", NOW, is_quality=True), NotAllowed)
    with as_member(OUTSIDER) as actor:
        refused("no_such_hold", lambda: lift_hold(actor, hold, "済", NOW, is_quality=True), NotFound)
    with as_member(HOSPITAL) as actor:
        refused("not_yours_to_lift", lambda: lift_hold(actor, hold, "済", NOW, is_quality=False), NotAllowed)
        first = lift_hold(actor, hold, "問題なし", minutes(5), is_quality=True)
        refused("already_lifted", lambda: lift_hold(actor, hold, "済", NOW, is_quality=True))
        assert [one.uuid for one in holds_on([item])] == [other]
        last = lift_hold(actor, other, "問題なし", minutes(6), is_quality=True)
        assert holds_on([item]) == []
    assert second.uuid != first.uuid
    assert b"persistentDisposition" not in bytes(row_of(first).body)  # the other hold still stands
    assert b'"unset":[' in bytes(row_of(last).body)
    rebuild()


def test_a_number_of_another_chain_is_bound_and_told() -> None:
    first, second = open_chain(), open_chain([COURIER, MAKER], owner=MAKER)
    with as_member(HOSPITAL) as actor:
        receipt, clashes = bind_alias(actor, first, "sponsor", "S-001", NOW)
        assert (row_of(receipt).name, clashes) == ("alias_bound", False)
        refused("already_bound", lambda: bind_alias(actor, first, "sponsor", "S-001", NOW))
        refused("no_such_chain", lambda: bind_alias(actor, second, "sponsor", "S-9", NOW), NotFound)
        for number in ("", "長" * 10_000, "\x00"):
            with nothing_written(), pytest.raises(BadInput):
                bind_alias(actor, first, "sponsor", number, NOW)
    with as_member(MAKER) as actor:
        receipt, clashes = bind_alias(actor, second, "sponsor", "S-001", NOW)
        assert (row_of(receipt).name, clashes) == ("alias_clashed", True)
    rebuild()


def test_a_refused_act_leaves_the_scope_as_it_was() -> None:
    chain, item = received()
    with as_member(MAKER) as actor:
        with pytest.raises(Refused):
            judge_receipt(actor, [item], "refused", " ", NOW)
        with pytest.raises(Refused):
            place_hold(actor, collect(open_chain([HOSPITAL])), "x", NOW)
        place_hold(actor, item, "確認中", minutes(3))
        assert len(holds_on([item])) == 1
    assert chain
