"""A receipt isn't signed: the coordinator calls, nobody answers, the second on duty takes it, and the call is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections

from tests.stories.desk import Town
from tests.support.world import World
from tsunagu.custody.services.hand_over import give
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting, open_chains
from tsunagu.foundation.text import Text
from tsunagu.journeys.services.bring_up_to_date import look
from tsunagu.journeys.services.mind_calls import mind_calls
from tsunagu.members.domain.actor import Actor
from tsunagu.members.queries.actors import scope_for
from tsunagu.notices.models import Call
from tsunagu.notices.services.answer_call import acknowledge, drive_calls
from tsunagu.notices.services.call import Matter, start_call
from tsunagu.notices.services.keep_roster import NewTurn, Who, add_turns

ROUTE, CLINIC, COURIER = "auto-car-t-fresh-trial", "haneda-clinic", "minato-logistics"


def set_the_stage(world: World) -> None:
    """A fresh case whose cells were given to the courier, who hasn't signed; two couriers are on duty."""
    chain = world.order(ROUTE, name="case")
    ready = world.run_until(chain, "transport_in", "bring")
    item, nurse = world.items(chain)[0], world.actor(CLINIC, "nurse")
    with world.acting(nurse):
        open_chains([chain])
        give(
            ready.signer(nurse),
            [item.uuid],
            world.member(COURIER),
            world.now,
            journey=chain,
            step="transport_in",
        )
    first, second = couriers(world)
    with world.acting(first):
        turns = [
            NewTurn("logistics", order, "1111111", 0, 24, Who(one.person_uuid, "", f"03-5555-000{order}"),
                    date(2026, 1, 1))
            for order, one in enumerate((first, second), 1)
        ]  # fmt: skip
        add_turns(first, first.member_id, turns, world.now)


def couriers(world: World) -> tuple[Actor, Actor]:
    first = world.actor(COURIER, "courier")
    return first, world.actor(COURIER, "courier", "storage", besides=frozenset({first.person_uuid}))


def minded(world: World) -> None:
    """What the worker does each minute."""
    with acting(Scope("worker")):
        look(world.now)
        drive_calls(world.now)
        mind_calls(world.now)


@pytest.mark.story
def test_nobody_answers_and_the_second_takes_it(town: Town) -> None:
    world = town.world
    town.show(minutes=30)
    hub = town.desk("rink", "coordinator").open("")
    assert "受領の署名がない" in hub.text
    assert "いまの当番：" in hub.text
    hub.press("a:has-text('文面を書く')")
    hub.fill(text="受領の署名がありません。確認してください。", urgency="3").sign()
    assert "応答待ち" in hub.open("").text
    first, second = couriers(world)
    told = town.desk(COURIER, "courier").open("inbox/")
    assert "受領の署名がありません" in told.text
    town.show(minutes=16)
    minded(world)
    town.show(minutes=1)
    other = town.desk(COURIER, "courier", "storage", besides=frozenset({first.person_uuid})).open("inbox/")
    assert other.who.person_uuid == second.person_uuid
    other.press("form[action^='/calls/'] button")
    assert "応答あり" in other.text
    assert "時間内に応答なし" in other.text
    assert second.person_name.ja in hub.open("").text
    assert "受領の署名がありません" not in told.open("inbox/").text


def test_the_system_calls_by_itself_and_stops_once_the_receipt_is_signed(open_world: World) -> None:
    world = open_world
    world.later(hours=3)
    minded(world)
    with acting(Scope("auditor")):
        call = Call.objects.get()
        assert (call.state, call.started_by, call.concern) == ("open", None, "hand_over")
    minded(world)
    world.run_until(world.chains["case"], "accept_in")
    minded(world)
    with acting(Scope("auditor")):
        assert [one.state for one in Call.objects.all()] == ["ended"]


def test_two_who_answer_at_once_are_one_answer(open_world: World) -> None:
    world, barrier = open_world, Barrier(2)
    matter = Matter(world.chains["case"], world.member(COURIER), "courier", Text("署名がありません", "x"), 3)
    with acting(Scope("worker")):
        call = start_call(None, matter, world.now)

    def answered(actor: Actor) -> str:
        barrier.wait(20)
        try:
            with acting(scope_for(actor)):
                acknowledge(actor, call, world.now + timedelta(minutes=1))
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "answered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answered, couriers(world))) == ["answered", "call_answered"]
