"""A form that is sent twice is one act: one after the other from two browsers, and both at the same time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from tests.stories import posts
from tests.stories.posts import ACT_POSTS, KEY, OTHER_POSTS, Post
from tests.support.world import World
from tsunagu.custody.models import Hold, LedgerRow
from tsunagu.custody.services.append import Receipt
from tsunagu.custody.services.replay import ViewsDiffer, rebuild
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Decision, DecisionSignature, Deviation
from tsunagu.journeys.services.attach_readings import JudgedReadings, attach_readings
from tsunagu.journeys.services.decide import sign_decision
from tsunagu.journeys.services.end_journey import cancel_journey, fail_step
from tsunagu.journeys.services.record import raise_deviation, record_weight, withdraw_consent
from tsunagu.journeys.web.acts import ACTS
from tsunagu.notices.models import Notice

set_the_stage = posts.set_the_stage
LONG, TIMES = 30.0, 3
EVERY = ACT_POSTS | OTHER_POSTS


def test_every_act_of_a_journey_is_among_them() -> None:
    assert set(ACT_POSTS) == set(ACTS)


def ledger() -> int:
    with acting(Scope("auditor")):
        return LedgerRow.objects.count()


def posted(post: Post, client: Any) -> None:
    answer = post.send(client)
    shown = answer.content.decode()
    assert answer.status_code == 302, shown[shown.find("<main") :][:2500]


@pytest.mark.parametrize("prepare", EVERY.values(), ids=EVERY.keys())
def test_a_form_sent_again_from_another_browser_is_one_act(
    world: World, prepare: Callable[[World], Post]
) -> None:
    post = prepare(world)
    first, second = post.browser(world), post.browser(world)
    before = ledger()
    posted(post, first)
    assert ledger() == before + post.rows
    with acting(Scope("auditor")):
        notices = Notice.objects.count()
    with world.unchanged():
        posted(post, second)
    with acting(Scope("auditor")):
        assert Notice.objects.count() == notices


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(TIMES) as pool:
        yield pool


def at_once(pool: ThreadPoolExecutor, *acts: Callable[[], Any]) -> list[Any]:
    """Do things in threads that begin together, each with a connection of its own; one thing alone, several times."""
    each_act = acts if len(acts) > 1 else acts * TIMES
    barrier = Barrier(len(each_act))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()
            barrier.wait(LONG)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    return [each.result(LONG) for each in [pool.submit(run, act) for act in each_act]]


def is_one_act(found: list[Any]) -> None:
    """Assert that one did it, and the others were given the same receipt."""
    assert {type(one) for one in found} == {Receipt}, [str(one) for one in found]
    assert len({one.uuid for one in found}) == 1
    assert sorted(one.was_there for one in found) == [False, *[True] * (TIMES - 1)]


def act_of(
    world: World, post: Post, service: Callable[..., Any], *args: Any, key: str = KEY
) -> Callable[[], Any]:
    def act() -> Any:
        with world.acting(post.who) as who:
            return service(who, *args, world.now, key)

    return act


def test_small_records_sent_at_the_same_time(open_world: World, threads: ThreadPoolExecutor) -> None:
    world, chain = open_world, open_world.chains["fresh"]
    weight, withdrawal = ACT_POSTS["weight"](world), ACT_POSTS["withdraw"](world)
    consent = UUID(withdrawal.data["subject"])
    before = ledger()
    is_one_act(at_once(threads, act_of(world, weight, record_weight, chain, 61.5, world.now)))

    def withdrawn() -> Receipt:
        with world.acting(withdrawal.who) as who:
            return withdraw_consent(who, chain, consent, world.now, "another-tap")

    is_one_act(at_once(threads, withdrawn))
    assert ledger() == before + 2


def test_a_signature_sent_at_the_same_time(open_world: World, threads: ThreadPoolExecutor) -> None:
    world, chain = open_world, open_world.chains["waiting"]
    post = ACT_POSTS["sign"](world)
    with acting(Scope("auditor")):
        decision = Decision.objects.get(chain=chain).uuid
    before = ledger()
    is_one_act(at_once(threads, act_of(world, post, sign_decision, chain, decision, "quality", True, "")))
    assert ledger() == before + 1
    with acting(Scope("auditor")):
        assert DecisionSignature.objects.filter(chain=chain).count() == 1


def test_a_cancellation_sent_at_the_same_time(open_world: World, threads: ThreadPoolExecutor) -> None:
    world, chain = open_world, open_world.chains["fresh"]
    post, before = ACT_POSTS["cancel"](world), ledger()
    is_one_act(at_once(threads, act_of(world, post, cancel_journey, chain, "患者さんの希望")))
    assert ledger() == before + 1
    assert world.running(chain).journey.state == "cancelled"


def test_of_a_failure_and_a_cancellation_at_once_neither_undoes_the_other(
    open_world: World, threads: ThreadPoolExecutor
) -> None:
    """A cancelled journey doesn't come back as a failed one: whoever is second finds the state changed."""
    world, chain = open_world, open_world.chains["fresh"]
    failing, cancelling = ACT_POSTS["fail"](world), ACT_POSTS["cancel"](world)
    acts = [
        act_of(world, cancelling, cancel_journey, chain, "患者さんの希望"),
        act_of(world, failing, fail_step, chain, "transduce", "増殖しない", key="another-tap"),
    ]
    found = at_once(threads, *acts)
    order = [row.name for row in rows_of(chain)][-2:]
    refused = [one for one in found if isinstance(one, Refused)]
    assert world.running(chain).journey.state == "cancelled"
    assert "journey_cancelled" in order
    assert {one.code for one in refused} <= {"state_has_changed", "journey_has_ended"}
    assert ("step_failed" in order) is (not refused)
    assert not rebuild_differs()


def rows_of(chain: Any) -> list[LedgerRow]:
    with acting(Scope("auditor")):
        return list(LedgerRow.objects.filter(chain=chain).order_by("record_order"))


def rebuild_differs() -> bool:
    try:
        rebuild()
    except ViewsDiffer:
        return True
    return False


def test_readings_sent_at_the_same_time(open_world: World, threads: ThreadPoolExecutor) -> None:
    world, chain = open_world, open_world.chains["fresh"]
    post, before = ACT_POSTS["readings"](world), ledger()
    assert post.file is not None
    found = at_once(threads, act_of(world, post, attach_readings, chain, "transport_in", *post.file))
    assert {type(one) for one in found} == {JudgedReadings}, [str(one) for one in found]
    assert {one.state for one in found} == {"within"}
    is_one_act([one.receipt for one in found])
    assert ledger() == before + 1


@pytest.mark.parametrize(
    "name", ["deviation", "hold", "lift", "withdraw", "close-deviation", "correct", "fail", "again", "propose",
             "hand-over taken back", "problem seen at scan", "order", "order from paper", "production"],
)  # fmt: skip
def test_forms_posted_at_the_same_time(open_world: World, threads: ThreadPoolExecutor, name: str) -> None:
    """Through the pages: whoever comes second is led on, or told once; nothing is there twice."""
    post = EVERY[name](open_world)
    clients = [post.browser(open_world) for _ in range(TIMES)]
    before = ledger()
    found = at_once(threads, lambda: post.send(clients.pop()).status_code)
    assert ledger() == before + post.rows
    assert set(found) <= {302, 409, 422}
    assert found.count(302) >= 1


def test_a_key_does_not_stand_for_another_record(world: World) -> None:
    chain, operator = world.chains["fresh"], world.actor(posts.MAKER, "operator")
    other = world.actor(posts.MAKER, "operator", besides=frozenset({operator.person_uuid}))
    with world.acting(operator):
        raise_deviation(operator, chain, "transduce", "30分遅れた", world.now, KEY)
    with world.unchanged(), world.acting(operator), pytest.raises(Refused) as step:
        raise_deviation(operator, chain, "collect", "30分遅れた", world.now, KEY)
    with world.unchanged(), world.acting(other), pytest.raises(Refused) as person:
        raise_deviation(other, chain, "transduce", "30分遅れた", world.now, KEY)
    assert [one.value.code for one in (step, person)] == ["request_key_reused"] * 2


def test_a_problem_is_told_once_with_its_hold(world: World) -> None:
    post = OTHER_POSTS["problem seen at scan"](world)
    client = post.browser(world)
    posted(post, client)
    posted(post, client)
    with acting(Scope("auditor")):
        assert Deviation.objects.filter(chain=world.chains["fresh"]).count() == 1
        assert Hold.objects.filter(chain=world.chains["fresh"]).count() == 1
