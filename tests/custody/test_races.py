"""Two at once, with real transactions: one wins, the other waits and then gets a receipt or a clear refusal."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.custody.world import (
    COURIER,
    HOSPITAL,
    LABORATORY,
    MAKER,
    NOW,
    as_member,
    collect,
    minutes,
    names,
    open_chain,
    process,
    seen,
)
from tsunagu.custody.domain.acts import Act, Signature
from tsunagu.custody.domain.corrections import Change
from tsunagu.custody.models import Alias, LedgerRow
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.queries.items import holds_on, lock_ancestors, lock_items
from tsunagu.custody.services.append import Receipt, append
from tsunagu.custody.services.chain import bind_alias
from tsunagu.custody.services.correct import correct
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import give, receive
from tsunagu.custody.services.holds import place_hold
from tsunagu.custody.services.replay import rebuild, verify
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting

ROUNDS = 6


@pytest.fixture(autouse=True)
def committed(fresh_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
        assert verify().wrong == ()
        rebuild()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own; return what each gave, or the refusal; any other error fails."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            results[place] = act()
        except Exception as error:
            results[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refused | Stopped):
            raise result
    return results


class Stopped(Exception):
    """A gate stopped a step."""


def step(member: UUID, items: list[UUID], key: str | None = None, pause: float = 0.0) -> UUID:
    """A step as journeys carry it out: lock, ask the holds, write."""
    with as_member(member), transaction.atomic():
        lock_ancestors(items)
        time.sleep(pause)
        if any(not hold.is_material for hold in holds_on(items)):
            raise Stopped
        if seen(items[0]).state != "in_use":
            raise Stopped
        return process(member, items, key=key)


def hold(member: UUID, item: UUID, pause: float = 0.0) -> Receipt:
    time.sleep(pause)
    with as_member(member) as actor:
        return place_hold(actor, item, "緊急", NOW)


def test_a_hold_and_a_step_never_both_succeed_unseen() -> None:
    """If the hold is recorded first, the step stops; if the step is first, the hold reaches what it made."""
    chain = open_chain()
    for number in range(ROUNDS):
        donation = collect(chain)
        cells = process(HOSPITAL, [donation])
        pauses = (0.0, 0.03) if number % 2 else (0.03, 0.0)
        made, placed = at_once(
            partial(step, HOSPITAL, [cells], pause=pauses[0]),
            partial(hold, LABORATORY, donation, pauses[1]),
        )
        assert isinstance(placed, Receipt)
        with acting(Scope("auditor")):
            order = LedgerRow.objects.get(uuid=placed.uuid).record_order
            later = LedgerRow.objects.filter(record_order__gt=order, name="step_completed", chain=chain)
            assert not later.exists()
            if isinstance(made, UUID):
                assert [one.item for one in holds_on([made])] == [donation]


def test_one_of_two_receivers_gets_it() -> None:
    chain = open_chain()
    for _ in range(ROUNDS):
        item = collect(chain)
        results = at_once(*(partial(_receive, member, item) for member in (COURIER, MAKER)))
        # The second takes it from the first, unsigned: both receipts are recorded, in one order.
        assert all(isinstance(one, Receipt) for one in results)
        with acting(Scope("auditor")):
            rows = LedgerRow.objects.filter(uuid__in=[one.uuid for one in results]).order_by("record_order")
            assert seen(item).holder == list(rows)[-1].organisation


def _receive(member: UUID, item: UUID, key: str | None = None) -> Receipt:
    with as_member(member) as actor:
        return receive(actor, [item], NOW, request_key=key)


def test_of_two_receivers_only_the_named_one_gets_it() -> None:
    chain = open_chain()
    for _ in range(ROUNDS):
        item = collect(chain)
        with as_member(HOSPITAL) as actor:
            give(actor, [item], COURIER, NOW)
        named, other = at_once(partial(_receive, COURIER, item), partial(_receive, MAKER, item))
        assert isinstance(named, Receipt)
        assert isinstance(other, Refused | Receipt)  # refused, or afterwards from the courier
        assert names(chain).count("items_received") >= 1


def test_the_same_request_twice_is_one_act() -> None:
    chain = open_chain()
    for number in range(ROUNDS):
        item, key = collect(chain), f"key-{number}"
        results = at_once(*[partial(_receive, COURIER, item, key)] * 3)
        assert len({one.uuid for one in results}) == 1
        assert sorted(one.was_there for one in results) == [False, True, True]


def test_the_same_bare_act_twice_is_one_act() -> None:
    chain = open_chain()

    def noted() -> Receipt:
        with as_member(HOSPITAL) as actor:
            open_if_party([chain])
            return append(actor, [Act("noted", chain, NOW)], Signature("noted"), NOW, "once")

    results = at_once(*[noted] * 4)
    assert len({one.uuid for one in results}) == 1
    assert names(chain).count("noted") == 1


def test_an_item_is_used_once() -> None:
    chain = open_chain()
    for _ in range(ROUNDS):
        item = collect(chain)
        results = at_once(*[partial(step, HOSPITAL, [item])] * 2)
        assert sum(isinstance(one, UUID) for one in results) == 1
        other = collect(chain)
        mixed = at_once(partial(step, HOSPITAL, [other]), partial(_destroy, other))
        assert sum(not isinstance(one, Exception) for one in mixed) == 1


def _destroy(item: UUID) -> Receipt:
    with as_member(HOSPITAL) as actor:
        return dispose(actor, [item], "破損", NOW)


def test_boxes_with_the_same_bags_in_another_order_end() -> None:
    chain = open_chain()
    for _ in range(ROUNDS):
        bags = [collect(chain) for _ in range(4)]

        at_once(partial(_take, COURIER, bags), partial(_take, MAKER, bags[::-1]))
        assert len({seen(bag).holder for bag in bags}) == 1


def _take(member: UUID, box: list[UUID]) -> Receipt:
    with as_member(member) as actor:
        return receive(actor, box, NOW)


def test_a_deadlock_is_a_clear_refusal() -> None:
    chain = open_chain()
    first, second = collect(chain), collect(chain)
    meet = threading.Barrier(2)

    def crossing(one: UUID, other: UUID) -> None:
        with as_member(HOSPITAL):
            lock_items([one])
            meet.wait(10)
            lock_items([other])

    results = at_once(lambda: crossing(first, second), lambda: crossing(second, first))
    assert [one.code for one in results if isinstance(one, Refused)] == ["busy"]


def test_a_clash_of_numbers_is_seen_by_one_of_two() -> None:
    mine, theirs = open_chain([HOSPITAL]), open_chain([MAKER], owner=MAKER)

    def bind(member: UUID, chain: UUID) -> bool:
        with as_member(member) as actor:
            return bind_alias(actor, chain, "sponsor", "S-1", NOW)[1]

    assert sorted(at_once(lambda: bind(HOSPITAL, mine), lambda: bind(MAKER, theirs))) == [False, True]
    with acting(Scope("auditor")):
        assert Alias.objects.count() == 2


def test_of_two_corrections_at_once_one_is_refused() -> None:
    chain = open_chain()
    item = collect(chain)
    with acting(Scope("auditor")):
        row = LedgerRow.objects.get(chain=chain, name="collected").uuid

    def right(value: float) -> Receipt:
        with as_member(HOSPITAL) as actor:
            change = Change("custody.Item", item, "quantity", value)
            return correct(actor, chain, row, [change], "誤り", minutes(1), is_quality=True)

    results = at_once(lambda: right(6.0e6), lambda: right(7.0e6))
    assert [one.code for one in results if isinstance(one, Refused)] == ["corrected_already"]
    assert names(chain).count("error_declared") == 1


def test_the_views_are_rebuilt_beside_writers() -> None:
    chain = open_chain()
    items = [collect(chain) for _ in range(5)]

    def write() -> int:
        return len([_receive(COURIER, item) for item in items])

    results = at_once(write, lambda: len(rebuild()), write_others(chain))
    assert not [one for one in results if isinstance(one, Exception)]


def write_others(chain: UUID) -> Callable[[], int]:
    return lambda: len([collect(chain) for _ in range(5)])
