"""Corrections, rebuilding the views, verifying the hashes, and what leaves as EPCIS."""

from io import StringIO
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.core.management import CommandError, call_command

from tests.custody.test_hand_over import refused
from tests.custody.world import (
    COURIER,
    HOSPITAL,
    MAKER,
    NOW,
    OUTSIDER,
    as_member,
    collect,
    ledger,
    minutes,
    names,
    open_chain,
    process,
    row_of,
    seen,
)
from tsunagu.custody.domain.acts import Act, Effects, Signature
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.models import Chain, Genealogy, Item
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.services import replay
from tsunagu.custody.services.append import Receipt, append
from tsunagu.custody.services.correct import correct
from tsunagu.custody.services.hand_over import give, receive
from tsunagu.custody.services.holds import place_hold
from tsunagu.custody.services.replay import ViewsDiffer, rebuild, verify
from tsunagu.events.event_hash import document_hashes, event_hash
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound
from tsunagu.foundation.scope import Scope, acting

pytestmark = pytest.mark.django_db
ITEM = "custody.Item"


def story() -> tuple[UUID, UUID]:
    chain = open_chain()
    donation = collect(chain)
    with as_member(HOSPITAL) as actor:
        give(actor, [donation], MAKER, minutes(1))
    with as_member(MAKER) as actor:
        receive(actor, [donation], minutes(2), awaits_acceptance=False)
    product = process(MAKER, [donation], at=minutes(3))
    with as_member(MAKER) as actor:
        place_hold(actor, product, "確認中", minutes(4))
    return chain, product


def store(chain: UUID, item: UUID, position: str, at: Any, member: UUID = MAKER) -> UUID:
    effects = Effects()
    effects.change(ITEM, item, position=position)
    with as_member(member) as actor:
        open_if_party([chain])
        act = Act("stored", chain, at, {"position": position}, effects)
        return append(actor, [act], Signature("stored"), at).uuid


def test_a_wrong_quantity_is_declared_wrong_and_recorded_anew() -> None:
    chain, product = story()
    made = next(row for row in ledger(chain) if row.name == "step_completed")
    with as_member(MAKER) as actor:
        change = Change(ITEM, product, "quantity", 7.0e6)
        receipt = correct(actor, chain, made.uuid, [change], "転記の誤り", minutes(9), is_quality=True)
    assert seen(product).quantity == 7.0e6
    corrected, declared = ledger(chain)[-2:]
    assert (corrected.uuid, declared.name) == (receipt.uuid, "error_declared")
    assert declared.event_id == made.event_id != corrected.event_id
    told = orjson.loads(bytes(declared.body))["errorDeclaration"]
    assert told["correctiveEventIDs"] == [corrected.event_id]
    assert event_hash(orjson.loads(bytes(declared.body))) == made.event_id
    assert bytes(made.body) == bytes(ledger(chain)[[r.uuid for r in ledger(chain)].index(made.uuid)].body)
    rebuild()
    assert seen(product).quantity == 7.0e6
    assert verify().wrong == ()


def test_a_correction_is_itself_corrected_not_the_old_record_twice() -> None:
    chain, product = story()
    made = next(row for row in ledger(chain) if row.name == "step_completed")
    with as_member(MAKER) as actor:
        change, again = (Change(ITEM, product, "quantity", cells) for cells in (7.0e6, 8.0e6))

        def right(row: UUID, one: Change, at: float, key: str | None = None) -> Receipt:
            return correct(actor, chain, row, [one], "誤り", minutes(at), key, is_quality=True)

        first = right(made.uuid, change, 9)
        refused("corrected_already", lambda: right(made.uuid, again, 9))
        declared = ledger(chain)[-1].uuid
        refused("not_in_record", lambda: right(declared, again, 9), NotFound)
        right(first.uuid, again, 10, "k")
        assert right(first.uuid, again, 10, "k").was_there
    assert seen(product).quantity == 8.0e6
    rebuild()


def test_a_record_is_followed_by_its_correction_and_a_later_act_stands() -> None:
    chain, product = story()
    first = store(chain, product, "A-1", minutes(5))
    with as_member(MAKER) as actor:
        receipt = correct(actor, chain, first, [Change(ITEM, product, "position", "A-2")], "誤り", minutes(6))
    assert (seen(product).position, row_of(receipt).name) == ("A-2", "record_corrected")
    second = store(chain, product, "B-1", minutes(7))
    store(chain, product, "C-1", minutes(8))
    with as_member(MAKER) as actor:
        receipt = correct(
            actor, chain, second, [Change(ITEM, product, "position", "B-2")], "誤り", minutes(9)
        )
    assert seen(product).position == "C-1"
    assert b'"superseded":["custody.Item.position"]' in bytes(row_of(receipt).body)
    rebuild()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("quantity", -1.0, "value"),
        ("quantity", "much", "value"),
        ("quantity", None, "value"),
        ("expires_at", "soon", "value"),
        ("position", "長" * 10_000, "value"),
        ("quantity", 5.0e6, "nothing_to_correct"),
        ("holder", OUTSIDER, "not_correctable"),
        ("state", "used", "not_correctable"),
    ],
)
def test_what_cannot_be_corrected_is_refused(field: str, value: Any, code: str) -> None:
    chain, product = story()
    made = next(row for row in ledger(chain) if row.name == "step_completed")
    with as_member(MAKER) as actor:
        kind = BadInput if code == "value" else Exception
        change = [Change(ITEM, product, field, value)]

        def wrong() -> Receipt:
            return correct(actor, chain, made.uuid, change, "誤り", minutes(9), is_quality=True)

        refused(code, wrong, kind)  # type: ignore[arg-type]


def test_what_a_gate_reads_the_quality_unit_corrects_alone() -> None:
    chain, product = story()
    made = next(row for row in ledger(chain) if row.name == "step_completed")
    for field, value in (("quantity", 7.0e6), ("expires_at", minutes(900))):
        change = [Change(ITEM, product, field, value)]
        with as_member(MAKER) as actor:
            refused(
                "quality_signs",
                lambda one=change: correct(actor, chain, made.uuid, one, "誤り", minutes(9)),  # type: ignore[misc]
                NotAllowed,
            )


def test_only_who_made_a_record_corrects_it() -> None:
    chain, product = story()
    made = next(row for row in ledger(chain) if row.name == "step_completed")
    change = [Change(ITEM, product, "quantity", 7.0e6)]
    with as_member(HOSPITAL) as actor:
        refused("not_your_record", lambda: correct(actor, chain, made.uuid, change, "x", NOW), NotAllowed)
    with as_member(OUTSIDER) as actor:
        refused("no_such_chain", lambda: correct(actor, chain, made.uuid, change, "x", NOW), NotFound)
    with as_member(MAKER) as actor:
        refused("reason_needed", lambda: correct(actor, chain, made.uuid, change, "", NOW), BadInput)
        refused("no_such_record", lambda: correct(actor, chain, chain, change, "x", NOW), NotFound)


def test_rebuilt_views_equal_the_live_ones() -> None:
    story()
    counts = rebuild()
    assert counts["custody.Item"] == 2
    assert counts["custody.Genealogy"] == counts["custody.HandOver"] == counts["custody.Hold"] == 1
    out = StringIO()
    call_command("rebuild", stdout=out)
    assert "all are equal" in out.getvalue()


def test_a_view_that_was_tampered_with_is_found_and_left() -> None:
    _, product = story()
    with acting(Scope("worker")):
        Item.objects.filter(uuid=product).update(holder=OUTSIDER)
        Genealogy.objects.all().delete()
    with pytest.raises(ViewsDiffer) as differ:
        rebuild()
    assert [line.split()[0] for line in differ.value.found] == ["custody.Genealogy", "custody.Item"]
    assert seen(product).holder == OUTSIDER
    err = StringIO()
    with pytest.raises(CommandError, match="2 rows of views"):
        call_command("rebuild", stderr=err)
    assert "not as the ledger says" in err.getvalue()


def test_a_changed_row_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, _ = story()
    out = StringIO()
    call_command("verify", stdout=out)
    assert f"{len(ledger(chain))} rows" in out.getvalue()
    whole = verify().digest
    rows = ledger(chain)
    rows[1].body = bytes(rows[1].body).replace(b"collecting", b"destroying")
    rows[2].organisation = OUTSIDER
    monkeypatch.setattr(replay, "rows_in_order", lambda: iter(rows))
    found = verify()
    assert len(found.wrong) == 3  # bytes and event id of one, the signer of another
    assert found.digest == whole
    with pytest.raises(CommandError, match="3 faults"):
        call_command("verify", stderr=StringIO())


def test_the_events_of_a_chain_leave_as_one_document(tmp_path: Any) -> None:
    chain, _ = story()
    with acting(Scope("auditor")):
        number = Chain.objects.get(chain=chain).number
    out = StringIO()
    call_command("export", "epcis", number.lower(), stdout=out)
    document = orjson.loads(out.getvalue())
    events = document["epcisBody"]["eventList"]
    assert document["type"] == "EPCISDocument"
    assert [event["eventID"] for event in events] == [r.event_id for r in ledger(chain) if r.event_id]
    assert document_hashes(document) == [event["eventID"] for event in events]
    file = tmp_path / "out.json"
    call_command("export", "epcis", number, out=file, stdout=StringIO())
    assert len(orjson.loads(file.read_bytes())["epcisBody"]["eventList"]) == len(events)
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export", "epcis", number, out=file)
    with pytest.raises(CommandError, match="no such record"):
        call_command("export", "epcis", "CHA999926999999")


def test_names_tell_the_story() -> None:
    chain, _ = story()
    assert names(chain) == [
        "order_placed", "collected", "items_given", "items_received", "step_completed", "hold_placed",
    ]  # fmt: skip
    assert COURIER
