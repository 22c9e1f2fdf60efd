"""The ledger: exact bytes, hashes, one row per event and request, and nothing that changes or goes."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.custody.world import (
    HOSPITAL,
    MAKER,
    NOW,
    as_member,
    collect,
    ledger,
    minutes,
    new_item,
    nothing_written,
    open_chain,
)
from tsunagu.custody.domain.acts import Act, Actor, Effects, Signature, plain, prefixed, unprefixed
from tsunagu.custody.domain.items import ItemRef, link, make
from tsunagu.custody.domain.lineage import check_lineage
from tsunagu.custody.domain.sealing import HEAD, row_hash
from tsunagu.custody.models import Item, LedgerRow
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.services.append import Receipt, already_done, append
from tsunagu.custody.services.replay import verify
from tsunagu.events.building import object_event
from tsunagu.events.event_hash import event_hash
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import NoScope, Scope, acting

pytestmark = pytest.mark.django_db
EPC = "https://id.gs1.org/01/09521234000018/21/A1"


def note(chain: Any, actor: Actor, name: str = "noted", key: str | None = None, **facts: Any) -> Receipt:
    return append(actor, [Act(name, chain, NOW, facts)], Signature("noted", "f" * 64), NOW, key)


def observed(chain: Any, at: Any = NOW, **facts: Any) -> Act:
    event = object_event(event_time=at, action="OBSERVE", epcs=[EPC], biz_step="inspecting")
    return Act("observed", chain, at, facts, Effects(), event)


def test_a_row_keeps_its_bytes_and_hash_and_who_signed_what() -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        append(actor, [observed(chain, note="記録")], Signature("saw", "a" * 64), minutes(1), "key-1")
    row = ledger(chain)[-1]
    body = bytes(row.body)
    event = orjson.loads(body)
    assert body == orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    assert row.event_id == event["eventID"] == event_hash(event)
    assert unprefixed(event["tsunagu:act"])["facts"] == {"note": "記録"}
    assert (
        row.hash
        == row_hash({name: getattr(row, name) for name in HEAD}, body)
        != hashlib.sha256(body).hexdigest()
    )
    assert (row.event_time, row.record_time) == (NOW, minutes(1))
    assert (row.actor, row.organisation) == (actor.person, HOSPITAL)
    assert (row.signature_meaning, row.signature_shown, row.request_key) == ("saw", "a" * 64, "key-1")
    assert len(bytes(row.salt)) == 16
    found = verify()
    assert (found.count, found.wrong) == (2, ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("actor", uuid4()), ("event_time", minutes(3)), ("signature_meaning", "released"), ("body", b"{}")],
)
def test_the_hash_notices_every_change(field: str, value: Any) -> None:
    chain = open_chain()
    row = ledger(chain)[0]
    changed = {name: getattr(row, name) for name in HEAD} | ({} if field == "body" else {field: value})
    assert row_hash(changed, value if field == "body" else bytes(row.body)) != row.hash


def test_the_order_of_record_is_the_order_of_writing() -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        acts = [Act(f"act_{number}", chain, NOW - timedelta(days=number)) for number in range(5)]
        append(actor, acts, Signature("noted"), NOW)
    assert [row.name for row in ledger(chain)[1:]] == [f"act_{number}" for number in range(5)]
    orders = [row.record_order for row in ledger(chain)]
    assert orders == sorted(set(orders))


def test_an_event_stands_once() -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        append(actor, [observed(chain)], Signature("saw"), NOW)
        with nothing_written(), pytest.raises(Refused) as refused:
            append(actor, [observed(chain)], Signature("saw"), minutes(5))
        assert refused.value.code == "already_recorded"
    other = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([other])
        with nothing_written(), pytest.raises(Refused):
            append(actor, [observed(other)], Signature("saw"), NOW)


def test_a_request_is_one_act() -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        first = note(chain, actor, key="k")
        with nothing_written():
            again = note(chain, actor, key="k")
        assert (again.uuid, again.was_there, first.was_there) == (first.uuid, True, False)
        done = already_done(chain, "k", "noted", actor)
        assert done is not None
        assert done.uuid == first.uuid
        assert already_done(chain, "other") is None
        note(chain, actor, key=None, n=1)
        note(chain, actor, key="", n=2)
        note(chain, actor, key="", n=3)  # an empty key is none


def test_a_key_never_stands_for_another_act_person_or_thing() -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        note(chain, actor, key="k", item="1")
        stranger = Actor(uuid4(), HOSPITAL)
        attempts: list[Callable[[], object]] = [
            lambda: note(chain, actor, "other", key="k"),
            lambda: note(chain, stranger, key="k"),
            lambda: already_done(chain, "k", "noted", actor, {"item": "2"}),
        ]
        for attempt in attempts:
            with nothing_written(), pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.code == "request_key_reused"


@pytest.mark.parametrize("key", ["k" * 81, "a\x00b", "a\nb"])
def test_a_key_that_cannot_be_kept_is_bad_input(key: str) -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        with nothing_written(), pytest.raises(BadInput):
            note(chain, actor, key=key)


def test_the_future_is_refused() -> None:
    chain = open_chain()
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        append(actor, [Act("soon", chain, minutes(4))], Signature("noted"), NOW)
        with nothing_written(), pytest.raises(BadInput) as refused:
            append(actor, [Act("later", chain, minutes(6))], Signature("noted"), NOW)
    assert refused.value.code == "in_the_future"


def test_an_unsound_event_is_refused() -> None:
    chain = open_chain()
    act = Act("odd", chain, NOW, {}, Effects(), {"type": "ObjectEvent", "eventTime": NOW.isoformat()})
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        with nothing_written(), pytest.raises(BadInput) as refused:
            append(actor, [act], Signature("noted"), NOW)
    assert refused.value.code == "bad_event"


def test_several_acts_are_written_all_or_none() -> None:
    chain = open_chain()
    item = new_item(chain)
    twice = Effects()
    make(twice, item)
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        with nothing_written(), pytest.raises(Refused):
            append(
                actor, [Act("a", chain, NOW, {}, twice), Act("b", chain, NOW, {}, twice)], Signature("x"), NOW
            )


def test_who_only_reads_writes_nothing() -> None:
    chain = open_chain()
    with acting(Scope("auditor", member=HOSPITAL)), nothing_written(), pytest.raises(NotAllowed):
        note(chain, Actor(uuid4(), HOSPITAL))
    with pytest.raises(NoScope):
        note(chain, Actor(uuid4(), HOSPITAL))


def test_the_database_refuses_a_row_of_a_chain_that_is_not_ones_own() -> None:
    chain = open_chain(parties=[HOSPITAL])
    with as_member(MAKER) as actor, pytest.raises(ProgrammingError), transaction.atomic():
        note(chain, actor)
    assert len(ledger(chain)) == 1


def test_an_item_never_becomes_its_own_ancestor() -> None:
    chain = uuid4()
    first, second = new_item(chain), new_item(chain)
    effects = Effects()
    make(effects, first, [second.ref])
    check_lineage(effects)
    link(effects, ItemRef(uuid4(), chain, ""), second.ref, is_material=False)
    with pytest.raises(ValueError, match="parents"):
        check_lineage(effects)
    together = Effects()
    make(together, first, [second.ref])
    make(together, second, [first.ref])
    with pytest.raises(ValueError, match="parents"):
        check_lineage(together)


@pytest.mark.parametrize("table", ["custody_ledger", "custody_event_key"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE {} SET chain = chain", "DELETE FROM {}", "TRUNCATE {}", "ALTER TABLE {} DISABLE TRIGGER ALL"],
)
def test_the_application_cannot_change_the_ledger(table: str, change: str) -> None:
    chain = open_chain()
    collect(chain)
    with acting(Scope("worker")), nothing_written(), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(change.format(table))


@pytest.mark.parametrize("table", ["custody_ledger", "custody_event_key"])
@pytest.mark.parametrize("change", ["UPDATE {} SET chain = chain", "DELETE FROM {}", "TRUNCATE {}"])
def test_nor_can_the_owner_even_after_granting_himself_the_right(
    owner_connection: Any, table: str, change: str
) -> None:
    refused = psycopg.errors.InsufficientPrivilege
    for name in ("scope", "member", "member_id", "coordinator", "chains"):
        value = "worker" if name == "scope" else ""
        owner_connection.execute("SELECT set_config(%s, %s, false)", [f"tsunagu.{name}", value])
    with pytest.raises(refused, match="permission denied"):
        owner_connection.execute(change.format(table))
    owner_connection.execute(f"GRANT ALL ON {table} TO CURRENT_USER")
    with pytest.raises(refused, match="never changed"):
        owner_connection.execute(change.format(table))


def test_only_views_are_written_by_effects() -> None:
    chain = open_chain()
    effects = Effects()
    effects.add("custody.EventKey", event_id="x", chain=chain, uuid=uuid4())
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        with pytest.raises(LookupError):
            append(actor, [Act("odd", chain, NOW, {}, effects)], Signature("x"), NOW)


def test_a_state_changes_only_as_its_table_allows() -> None:
    chain = open_chain()
    item = collect(chain)
    with as_member(HOSPITAL) as actor:
        open_if_party([chain])
        for state, fine in (("used", True), ("in_use", False), ("destroyed", False), ("used", False)):
            effects = Effects()
            effects.change("custody.Item", item, state=state)
            act = Act("changed", chain, NOW, {"to": state}, effects)
            if fine:
                append(actor, [act], Signature("x"), NOW)
                continue
            with nothing_written(), pytest.raises(Refused) as refused:
                append(actor, [act], Signature("x"), NOW)
            assert refused.value.code == "state_has_changed"
        with pytest.raises(DatabaseError), transaction.atomic():
            Item.objects.filter(uuid=item).update(state="lost")


def test_orders_of_other_chains_stay_unseen() -> None:
    chain = open_chain(parties=[HOSPITAL])
    with as_member(MAKER):
        assert open_if_party([chain]) == frozenset()
        assert not LedgerRow.objects.exists()


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_what_an_event_carries_comes_back_as_it_was(value: Any) -> None:
    stored = orjson.loads(orjson.dumps(prefixed(plain(value)))) if _is_utf8(value) else None
    assert stored is None or unprefixed(stored) == plain(value)


def _is_utf8(value: Any) -> bool:
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True


def test_a_time_that_can_not_be_reckoned_with_is_refused() -> None:
    chain = open_chain()
    for moment in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        effects = Effects()
        effects.add("custody.Hold", uuid=uuid4(), chain=chain, deadline=moment)
        with as_member(HOSPITAL) as actor:
            open_if_party([chain])
            with nothing_written(), pytest.raises(BadInput, match="outside_the_era"):
                append(actor, [Act("held", chain, NOW, {}, effects)], Signature("noted"), NOW)
