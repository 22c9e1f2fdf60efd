"""Two at once: a hold and an infusion never both, one step is done once, one request is one act."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connections

from tests.stories.acts import causes_of, hold
from tests.support.world import Ready, World
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow
from tsunagu.custody.services import holds as holds_service
from tsunagu.custody.services.append import Receipt
from tsunagu.evaluation.queries import results_of
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Release
from tsunagu.journeys.services import correct_result as correct_service
from tsunagu.journeys.services import perform as perform_service
from tsunagu.journeys.services import withdraw_release as withdraw_service
from tsunagu.journeys.services.end_journey import cancel_journey

TRIAL = "auto-car-t-fresh-trial"
CLINIC, MAKER = "haneda-clinic", "tonomachi-cells"
SOON, LONG = 0.6, 20.0


def set_the_stage(world: World) -> None:
    """A bag at the bedside; cells waiting to be judged at the manufacturer."""
    beginning = world.now
    for name, step in (("bedside", "administer"), ("arriving", "accept_in")):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], step)


@pytest.fixture
def bedside(open_world: World) -> Ready:
    """The infusion, confirmed by the second person."""
    ready = open_world.run_until(open_world.chains["bedside"], "administer")
    ready.check()
    open_world.later(minutes=1)
    return ready


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def at_once(pool: ThreadPoolExecutor, *acts: Callable[[], Any]) -> list[Any]:
    """Do the acts in threads that begin together; return what each gave, or its refusal."""
    barrier = Barrier(len(acts))
    return [each.result(LONG) for each in [pool.submit(_one, barrier, act) for act in acts]]


def _one(barrier: Barrier | None, act: Callable[[], Any]) -> Any:
    try:
        if barrier is not None:
            barrier.wait(LONG)
        return act()
    except Refused as refusal:
        return refusal
    finally:
        connections.close_all()


@contextmanager
def paused(monkeypatch: pytest.MonkeyPatch, service: Any) -> Iterator[tuple[Event, Event]]:
    """Let a service stop between judging and writing: (it has come so far, it may go on)."""
    arrived, go_on = Event(), Event()
    write = service.append

    def slowly(*args: Any, **named: Any) -> Receipt:
        arrived.set()
        assert go_on.wait(LONG)
        return write(*args, **named)  # type: ignore[no-any-return]

    with monkeypatch.context() as patch:
        patch.setattr(service, "append", slowly)
        yield arrived, go_on
        go_on.set()


def names_in_order(ready: Ready) -> list[str]:
    """Return what the ledger says of holds and of the step's completion, in the order of record."""
    return [name for name, step in recorded(ready) if name == "hold_placed" or step == ready.step.key]


def recorded(ready: Ready) -> list[tuple[str, str]]:
    """Return the name and the step of each row of the journey, in the order of record."""
    with acting(Scope("auditor")):
        rows = LedgerRow.objects.filter(chain=ready.chain).order_by("record_order")
        return [(row.name, act_in(bytes(row.body))["facts"].get("step", "")) for row in rows]


def holding(ready: Ready, item: Any) -> Callable[[], None]:
    """A hold on the item, by the manufacturer's quality unit."""
    return lambda: hold(ready.world, item.uuid, MAKER, "quality")


def withdrawing(ready: Ready) -> None:
    """The sponsor takes its release back."""
    who = ready.world.actor("sakura-cart", "sponsor", "quality")
    with acting(Scope("auditor")):
        given = Release.objects.get(chain=ready.chain)
    with ready.world.acting(who):
        withdraw_service.withdraw_release(who, ready.chain, given.uuid, "逸脱が判明", ready.at)


def correcting(ready: Ready) -> None:
    """The laboratory finds that a value on which the release rests was read wrongly."""
    with acting(Scope("auditor")):
        wrong = next(one for one in results_of([ready.chain]) if one.characteristic == "endotoxin")
    who = ready.world.actor(wrong.member, "qc")
    with ready.world.acting(who):
        correct_service.correct_result(who, ready.chain, wrong.uuid, "50", "転記の誤り", ready.at)


@pytest.mark.parametrize(
    ("service", "act", "cause"),
    [
        (withdraw_service, withdrawing, "release.withdrawn.sponsor"),
        (correct_service, correcting, "quality.failed.release.endotoxin"),
    ],
)
def test_a_release_taken_back_at_the_same_moment_stops_the_infusion(
    bedside: Ready,
    threads: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
    service: Any,
    act: Any,
    cause: str,
) -> None:
    with paused(monkeypatch, service) as (arrived, go_on):
        first = threads.submit(_one, None, lambda: act(bedside))
        assert arrived.wait(LONG)
        given = threads.submit(_one, None, bedside.perform)
        assert waits(given), "the infusion went on while its release was being taken back"
        go_on.set()
        assert first.result(LONG) is None
        refusal = given.result(LONG)
    assert isinstance(refusal, Refused)
    assert causes_of(refusal) == {cause}
    assert bedside.world.item(bedside.item.uuid).state == "in_use"


@pytest.mark.parametrize("product", ["car_t_bag", "apheresis"])
def test_a_hold_that_comes_first_stops_the_infusion(
    bedside: Ready, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, product: str
) -> None:
    item = bedside.world.items(bedside.chain, product, state="")[0]
    with paused(monkeypatch, holds_service) as (arrived, go_on):
        held = threads.submit(_one, None, holding(bedside, item))
        assert arrived.wait(LONG)
        given = threads.submit(_one, None, bedside.perform)
        assert waits(given), "the infusion went on while a hold was being written"
        go_on.set()
        assert held.result(LONG) is None
        refusal = given.result(LONG)
    assert isinstance(refusal, Refused)
    assert causes_of(refusal) <= {"hold.self", "hold.ancestor"}
    assert bedside.world.item(bedside.item.uuid).state == "in_use"
    assert bedside.world.row(bedside.chain, "administer").state == "planned"


@pytest.mark.parametrize("product", ["car_t_bag", "apheresis"])
def test_a_hold_that_comes_second_waits_for_the_infusion(
    bedside: Ready, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, product: str
) -> None:
    item = bedside.world.items(bedside.chain, product, state="")[0]
    with paused(monkeypatch, perform_service) as (arrived, go_on):
        given = threads.submit(_one, None, bedside.perform)
        assert arrived.wait(LONG)
        held = threads.submit(_one, None, holding(bedside, item))
        assert waits(held), "a hold was recorded before the infusion that it did not stop"
        go_on.set()
        assert isinstance(given.result(LONG), Receipt)
        held.result(LONG)
    assert bedside.world.item(bedside.item.uuid).state == "administered"
    order = names_in_order(bedside)
    assert "hold_placed" not in order[: order.index("step_completed")]


def test_a_cancellation_waits_for_a_step_that_is_being_recorded(
    bedside: Ready, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is recorded as done on a journey that has ended."""
    world, physician = bedside.world, bedside.world.actor(CLINIC, "physician")

    def cancel() -> Receipt:
        with world.acting(physician):
            return cancel_journey(physician, bedside.chain, "患者さんの希望", world.now)

    with paused(monkeypatch, perform_service) as (arrived, go_on):
        given = threads.submit(_one, None, bedside.perform)
        assert arrived.wait(LONG)
        cancelled = threads.submit(_one, None, cancel)
        assert waits(cancelled), "the journey was ended while one of its steps was being recorded"
        go_on.set()
        assert isinstance(given.result(LONG), Receipt)
        cancelled.result(LONG)
    ended = [name for name, step in recorded(bedside) if "cancel" in name or step == bedside.step.key]
    assert "cancel" not in "".join(ended[: ended.index("step_completed")])


def waits(future: "Future[Any]") -> bool:
    """Say whether it is still not done after a moment."""
    try:
        future.result(SOON)
    except TimeoutError:
        return True
    return False


def test_a_hold_and_an_infusion_at_once(bedside: Ready, threads: ThreadPoolExecutor) -> None:
    donation = bedside.world.items(bedside.chain, "apheresis", state="")[0]
    given, _ = at_once(threads, bedside.perform, holding(bedside, donation))
    order = names_in_order(bedside)
    if isinstance(given, Refused):
        assert causes_of(given) == {"hold.ancestor"}
        assert bedside.world.item(bedside.item.uuid).state == "in_use"
    else:
        assert order.index("step_completed") < order.index("hold_placed")


def test_two_people_complete_the_same_step_at_once(open_world: World, threads: ThreadPoolExecutor) -> None:
    ready = open_world.run_until(open_world.chains["arriving"], "accept_in")
    values = ready.work()
    found = at_once(
        threads, *(lambda key=key: ready.perform(values, key=key) for key in ("one", "two", "three"))
    )
    done = [one for one in found if isinstance(one, Receipt)]
    refused = [one for one in found if isinstance(one, Refused)]
    assert len(done) == 1
    assert len(refused) == 2
    for one in refused:
        assert causes_of(one) == {"sequence.closed"}
        assert "完了" in one.reason.ja
    assert completed(ready) == 1


def test_two_physicians_give_the_same_bag_at_once(bedside: Ready, threads: ThreadPoolExecutor) -> None:
    found = at_once(threads, lambda: bedside.perform(key="one"), lambda: bedside.perform(key="two"))
    assert sorted(type(one).__name__ for one in found) == ["GatesRefused", "Receipt"]
    assert completed(bedside) == 1


def test_the_same_request_sent_twice_is_one_act(open_world: World) -> None:
    ready = open_world.run_until(open_world.chains["arriving"], "accept_in")
    first = ready.perform(key="tap-1")
    with open_world.unchanged():
        again = ready.perform(key="tap-1")
    assert (first.was_there, again.was_there) == (False, True)
    assert first.uuid == again.uuid
    assert completed(ready) == 1


def test_the_same_request_sent_many_times_at_once_is_one_act(
    open_world: World, threads: ThreadPoolExecutor
) -> None:
    ready = open_world.run_until(open_world.chains["arriving"], "accept_in")
    found = at_once(threads, *[lambda: ready.perform(key="tap-1")] * 4)
    assert {type(one) for one in found} == {Receipt}
    assert len({one.uuid for one in found}) == 1
    assert sorted(one.was_there for one in found) == [False, True, True, True]
    assert completed(ready) == 1


def test_a_key_does_not_stand_for_another_act(bedside: Ready) -> None:
    """A browser that sends an old key with a new form is told so; the infusion isn't taken for done."""
    world = bedside.world
    other = world.run_until(world.chains["arriving"], "accept_in")
    other.perform(key="tap-1")
    transduce = world.run_until(world.chains["arriving"], "transduce")
    with world.unchanged(), pytest.raises(Refused) as caught:
        transduce.start(key="tap-1")
    assert caught.value.code == "request_key_reused"


def completed(ready: Ready) -> int:
    """Return how often the ledger says that the step was completed."""
    return recorded(ready).count(("step_completed", ready.step.key))
