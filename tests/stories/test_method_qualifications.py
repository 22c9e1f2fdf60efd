"""A method's qualification at a laboratory, and what the gates make of it: withdrawn, lapsed, renewed, never given."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.evaluation.qualifications.typed import newest, sign, typed, withdraw
from tests.stories.acts import causes_of, refuses
from tests.stories.posting import TRIAL
from tests.support.world import World
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.services.facts.methods import step_gaps
from tsunagu.therapies.domain import canonical
from tsunagu.therapies.domain.parsing import parse_route

TEST, RELEASE = "release_test", "release"
AT_TEST, AT_RELEASE = "qualification.method.viability", "quality.method.release.viability"


def set_the_stage(world: World) -> None:
    """A case whose samples are at the laboratory, and one that is tested and waits for its release."""
    beginning = world.now
    for name, step in (("testing", TEST), ("made", RELEASE)):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], step, "start" if step == TEST else "")


def signed_and_withdrawn(world: World) -> None:
    sign(world, typed(world))
    withdraw(world, newest(world).number)


def test_a_test_by_a_method_whose_qualification_was_withdrawn_needs_a_decision(world: World) -> None:
    ready = world.run_until(world.chains["testing"], TEST, "start")
    signed_and_withdrawn(world)
    world.later(minutes=5)
    with refuses(world, AT_TEST) as caught:
        ready.start()
    said = caught.value.reason
    assert "自動細胞計数" in said.ja
    assert "川崎評価研究所 LIC試験室" in said.ja
    assert "取り消されています" in said.ja
    assert "Kawasaki" in said.en


def test_a_renewed_method_is_used_again(world: World) -> None:
    ready = world.run_until(world.chains["testing"], TEST, "start")
    signed_and_withdrawn(world)
    world.later(minutes=5)
    sign(world, typed(world))
    ready.start()
    assert world.row(ready.chain, TEST).state == "started"


def test_a_method_that_nobody_ever_qualified_is_used_as_before(world: World) -> None:
    world.run_until(world.chains["testing"], TEST, "start").start()
    assert world.row(world.chains["testing"], TEST).state == "started"


def test_a_lapsed_qualification_of_another_method_or_site_stands_in_nobodys_way(world: World) -> None:
    ready = world.run_until(world.chains["testing"], TEST, "start")
    for changes in ({"method": "microscopy"}, {"characteristic": "odour"}):
        sign(world, typed(world, **changes))
        withdraw(world, newest(world).number)
        world.later(minutes=1)
    sign(world, typed(world, "sendai-rapid"), member="sendai-rapid")
    withdraw(world, newest(world).number, member="sendai-rapid")
    world.later(minutes=5)
    ready.start()


def test_results_by_a_method_that_had_lapsed_need_a_decision_at_the_release(world: World) -> None:
    ready = world.run_until(world.chains["made"], RELEASE)
    before = (world.now - timedelta(days=60)).date()
    back, world.now = world.now, world.now - timedelta(days=61)
    sign(world, typed(world, valid_from=before - timedelta(days=200), valid_until=before))
    world.now = back
    with world.unchanged(), pytest.raises(Refused) as caught:
        ready.perform()
    assert causes_of(caught.value) == {AT_RELEASE}
    assert f"{before}で切れています" in caught.value.reason.ja


def test_what_was_tested_before_the_withdrawal_is_released(world: World) -> None:
    ready = world.run_until(world.chains["made"], RELEASE)
    back, world.now = world.now, world.now - timedelta(days=61)
    sign(world, typed(world))
    world.now = back
    withdraw(world, newest(world).number)
    world.later(minutes=5)
    assert not [one for one in ready.verdicts() if ".method." in one.cause]


def test_a_route_may_ask_that_a_method_be_qualified(world: World) -> None:
    ready = world.run_until(world.chains["testing"], TEST, "start")
    data = canonical.as_data(ready.running.route)
    asked = data["panels"]["release"]["characteristics"]
    next(one for one in asked if one["key"] == "viability")["method_must_be_qualified"] = True
    running = replace(ready.running, route=parse_route(data))
    step, row = running.step(TEST)
    with world.acting(ready.who):
        assert step_gaps(ready.running, step, row, world.now) == ()
        (gap,) = step_gaps(running, step, row, world.now)
    assert (gap.characteristic, gap.why) == ("viability", "never")
    assert "記録されていません" in gap.reason.ja
    assert "not on record" in gap.reason.en
    sign(world, typed(world))
    with world.acting(ready.who):
        assert step_gaps(running, step, row, world.now) == ()
