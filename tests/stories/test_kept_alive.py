"""A journey that failed or was cancelled: its cells are still fed, tested and stored; nothing else goes on."""

import pytest
from django.test import Client

from tests.stories.acts import refuses, withdraw
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.demonstration.engine.outlook import Move
from tsunagu.demonstration.engine.script import ORDINARY
from tsunagu.journeys.services.end_journey import cancel_journey, fail_step

TRIAL, FROZEN = "auto-car-t-fresh-trial", "auto-car-t-frozen"
CLINIC = "haneda-clinic"


def set_the_stage(world: World) -> None:
    """Cells that grow, their in-process test begun; and a frozen product about to be put away."""
    beginning = world.now
    world.order(TRIAL, name="hers")
    world.run_until(world.chains["hers"], "in_process", "perform")
    world.now = beginning
    world.order(TRIAL, name="arriving")
    world.run_until(world.chains["arriving"], "accept_in")
    world.now = beginning
    world.order(FROZEN, name="frozen")
    world.run_until(world.chains["frozen"], "store")


def fail(world: World, chain: str, step: str) -> None:
    who = world.actor(world.row(world.chains[chain], step).member, "qc")
    with world.acting(who):
        fail_step(who, world.chains[chain], step, "分析装置の故障", world.now)


def cancel(world: World, chain: str) -> None:
    case = world.running(world.chains[chain]).case
    assert case
    physician = world.actor(case.hospital, "physician")
    with world.acting(physician):
        cancel_journey(physician, world.chains[chain], "患者さんの希望", world.now)


def at(world: World, chain: str, step: str, kind: str, product: str) -> Ready:
    """A step at hand whatever the engine would do next."""
    items = tuple(world.items(world.chains[chain], product))[:1]
    return Ready(world, world.running(world.chains[chain]), Move(world.now, kind, step, items), ORDINARY)


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_cells_are_fed_whatever_became_of_the_journey(world: World, ending: str) -> None:
    fail(world, "hers", "in_process") if ending == "failed" else cancel(world, "hers")
    at(world, "hers", "expand_late", "start", "car_t_culture").start()
    world.later(hours=20)
    at(world, "hers", "expand_late", "perform", "car_t_culture").perform()
    assert world.row(world.chains["hers"], "expand_late").state == "done"
    assert world.running(world.chains["hers"]).journey.state == ending


@pytest.mark.parametrize("ending", ["failed", "cancelled"])
def test_nothing_is_made_of_them_any_more(world: World, ending: str) -> None:
    fail(world, "hers", "in_process") if ending == "failed" else cancel(world, "hers")
    with refuses(world, "journey_has_ended"):
        at(world, "hers", "harvest", "start", "car_t_culture").start()


def test_what_was_begun_is_still_tested(world: World) -> None:
    cancel(world, "hers")
    at(world, "hers", "in_process", "perform", "").perform(
        at(world, "hers", "in_process", "", "").work(items=())
    )
    assert world.row(world.chains["hers"], "in_process").state == "done"


def test_a_product_is_still_stored(world: World) -> None:
    cancel(world, "frozen")
    ready = at(world, "frozen", "store", "perform", "car_t_bag")
    ready.perform(ready.work(position="LN2-1-01"))
    assert world.item(ready.item.uuid).position == "LN2-1-01"
    with refuses(world, "journey_has_ended"):
        at(world, "frozen", "site_release", "perform", "car_t_bag").perform()


def test_what_arrives_after_a_withdrawal_may_be_refused_and_not_accepted(world: World) -> None:
    chain = world.chains["arriving"]
    physician = world.actor(CLINIC, "physician")
    withdraw(world, chain, "trial", physician)
    ready = world.run_until(chain, "accept_in")
    with refuses(world, "consent.withdrawn.trial"):
        ready.perform(ready.work(judgement="accepted"))
    ready.perform(ready.work(judgement="refused", note="同意撤回"))
    assert world.item(ready.item.uuid).acceptance == "refused"


def test_page_inbox_and_scan_offer_the_feeding(world: World, client: Client) -> None:
    fail(world, "hers", "in_process")
    ready = at(world, "hers", "expand_late", "start", "car_t_culture")
    browser = signed_in(world, world.actor(ready.member, "operator"))
    number = ready.running.journey.number
    assert "start/?step=expand_late" in browser.get(f"/journeys/{number}/").content.decode()
    name = ready.step.name.ja
    assert name in browser.get("/inbox/").content.decode()
    assert f"「{name}」を始めます" in browser.get(f"/scan/item/{ready.item.uuid}/").content.decode()
