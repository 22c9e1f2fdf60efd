"""A hold reaches every descendant, whoever placed it and whether or not the actor may know; feeding goes on."""

from dataclasses import replace

import pytest

from tests.stories.acts import causes_now, hold, propose, refuses
from tests.support.world import Ready, World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.chains import parties_among
from tsunagu.custody.queries.state import holds
from tsunagu.custody.services.dispose import dispose
from tsunagu.custody.services.hand_over import give
from tsunagu.custody.services.holds import lift_hold
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.receive_items import receive_items

TRIAL, SHEET, AMNION = "auto-car-t-fresh-trial", "auto-oral-epithelium-amnion", "donor-amnion-production"
CLINIC, MAKER, LABORATORY = "haneda-clinic", "tonomachi-cells", "kawasaki-evaluation"
BANK, EYE_HOSPITAL = "chiba-bank", "sapporo-hospital"
SECRET = "ドナーの渡航歴を確認中"


def set_the_stage(world: World) -> None:
    """A CAR-T at the bedside and one growing; a graft on a donor's amnion, about to be transplanted."""
    beginning = world.now
    for name, step in (("bedside", "administer"), ("growing", "expand"), ("leaving", "transport_out")):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], step, "bring" if name == "leaving" else "")
    world.now = beginning
    world.order(AMNION, name="amnion")
    world.run_to_end(world.chains["amnion"])
    world.order(SHEET, hospital=1, name="graft")
    world.run_until(world.chains["graft"], "administer")


@pytest.fixture
def bedside(world: World) -> Ready:
    return world.run_until(world.chains["bedside"], "administer")


@pytest.fixture
def graft(world: World) -> Ready:
    return world.run_until(world.chains["graft"], "administer")


def test_a_held_bag_is_not_given(bedside: Ready) -> None:
    bedside.check()
    hold(bedside.world, bedside.item.uuid, CLINIC, "nurse")
    with refuses(bedside.world, "hold.self"):
        bedside.perform()


def test_a_descendant_of_a_held_donation_is_not_given(bedside: Ready) -> None:
    world = bedside.world
    hold(world, world.items(bedside.chain, "apheresis", state="used")[0].uuid, MAKER, "quality")
    with refuses(world, "hold.ancestor"):
        bedside.check()
    with refuses(world, "hold.ancestor"):
        bedside.perform()


def test_not_even_when_the_actor_can_not_see_who_placed_the_hold(graft: Ready) -> None:
    """The bank holds the donor's amnion; the patient's hospital is told that there is a hold, and no more."""
    world = graft.world
    amnion = world.items(world.chains["amnion"], "amnion", state="used")[0]
    hold(world, amnion.uuid, BANK, "quality", "supervisor", reason=SECRET)
    with world.acting(world.actor(EYE_HOSPITAL, "physician")):
        assert not parties_among([amnion.chain]), "the hospital takes no part in the donor's chain"
    with refuses(world, "hold.ancestor") as caught:
        graft.check()
    told = caught.value.reason.ja + caught.value.reason.en
    bank = world.actor(BANK).member_name
    assert not any(secret in told for secret in (SECRET, bank.ja, bank.en, amnion.label))
    assert all(not one.evidence for one in caught.value.verdicts if one.gate == "hold")  # type: ignore[attr-defined]


def test_a_hold_on_the_sheet_of_another_lot_stops_nobody_else(graft: Ready) -> None:
    world = graft.world
    unused = world.items(world.chains["amnion"], "amnion_sheet")[0]
    hold(world, unused.uuid, "yokohama-cpc", "quality")
    graft.check()
    graft.perform()
    assert world.item(graft.item.uuid).state == "administered"


def test_a_hold_on_the_cells_is_not_decided_away(bedside: Ready) -> None:
    world = bedside.world
    hold(world, bedside.item.uuid, CLINIC, "nurse")
    quality = world.actor("sakura-cart", "quality")
    with refuses(world, "not_decidable"):
        propose(bedside, causes_now(bedside, "hold."), bedside.item.uuid, quality)


def test_held_cells_do_not_travel_but_may_go_back(world: World) -> None:
    ready = world.run_until(world.chains["leaving"], "transport_out", "start")
    hold(world, ready.item.uuid, MAKER, "quality")
    courier = ready.who
    with refuses(world, "on_hold"), world.acting(courier):
        give(ready.signer(), [ready.item.uuid], world.member(CLINIC), world.now)
    with world.acting(courier):
        give(ready.signer(), [ready.item.uuid], world.member(MAKER), world.now, is_return=True)
    maker = world.actor(MAKER, "supervisor")
    with world.acting(maker):
        receive_items(maker, [ready.item.uuid], world.later(minutes=20))
    assert world.item(ready.item.uuid).holder == world.member(MAKER)
    with refuses(world, "no_return"), world.acting(maker):  # and not out again, by the same word
        signer = Signer(maker.person_uuid, maker.member_uuid)
        give(signer, [ready.item.uuid], courier.member_uuid, world.now, is_return=True)
    assert world.item(ready.item.uuid).holder == world.member(MAKER)


def test_a_hold_on_cells_already_with_the_courier_stops_the_journey(world: World) -> None:
    ready = world.run_until(world.chains["leaving"], "transport_out", "start")
    hold(world, ready.item.uuid, MAKER, "quality")
    with refuses(world, "hold.self"):
        ready.start()


def test_feeding_testing_and_disposal_go_on_under_a_hold(world: World) -> None:
    ready = world.run_until(world.chains["growing"], "expand")
    hold(world, world.items(ready.chain, "apheresis", state="used")[0].uuid, CLINIC, "physician")
    ready.start()
    world.later(hours=70)
    ready.perform()
    testing = world.run_until(ready.chain, "in_process")
    testing.start()
    world.later(hours=4)
    testing.perform()
    feeding = world.run_until(ready.chain, "expand_late")
    feeding.start()
    world.later(hours=86)
    feeding.perform()
    harvest = world.run_until(ready.chain, "harvest")
    with refuses(world, "hold.ancestor"):
        harvest.start()
    culture = world.items(ready.chain, "car_t_culture")[0]
    operator = world.actor(MAKER, "operator")
    with world.acting(operator):
        dispose(ready.signer(operator), [culture.uuid], "保留の結果、廃棄と決定", world.now)
    assert world.item(culture.uuid).state == "destroyed"


def test_who_placed_the_hold_lifts_it_through_quality(bedside: Ready) -> None:
    world = bedside.world
    hold(world, bedside.item.uuid, CLINIC, "nurse")
    with acting(Scope("auditor")):
        (placed,) = holds([bedside.chain])
    for member, roles, is_quality in ((MAKER, ("quality",), True), (CLINIC, ("nurse",), False)):
        who = world.actor(member, *roles)
        with refuses(world, "not_yours_to_lift"), world.acting(who):
            lift_hold(bedside.signer(who), placed.uuid, "問題なしと確認", world.now, is_quality=is_quality)
    quality = world.actor(CLINIC, "quality")
    with world.acting(quality):
        lift_hold(bedside.signer(quality), placed.uuid, "問題なしと確認", world.now, is_quality=True)
    bedside.check()
    bedside.perform()


def test_two_holds_are_lifted_one_by_one(bedside: Ready) -> None:
    world = bedside.world
    hold(world, bedside.item.uuid, CLINIC, "nurse")
    hold(world, world.items(bedside.chain, "apheresis", state="used")[0].uuid, MAKER, "quality")
    with refuses(world, "hold.self", "hold.ancestor"):
        bedside.check()
    with acting(Scope("auditor")):
        mine = next(one for one in holds([bedside.chain]) if one.item == bedside.item.uuid)
    quality = world.actor(CLINIC, "quality")
    with world.acting(quality):
        lift_hold(bedside.signer(quality), mine.uuid, "問題なしと確認", world.now, is_quality=True)
    with refuses(world, "hold.ancestor"):
        bedside.check()


def test_cells_under_a_hold_may_be_received(world: World) -> None:
    """A hold placed on the way: the receiver takes them in, segregated, instead of leaving them at the door."""
    ready = world.run_until(world.chains["leaving"], "transport_out", "bring")
    giver, courier = world.actor(MAKER, "supervisor"), world.actor("minato-logistics", "courier")
    with world.acting(giver):
        give(ready.signer(giver), [ready.item.uuid], courier.member_uuid, world.now)
    hold(world, ready.item.uuid, LABORATORY, "qc", reason="検体の取り違えを確認中")
    with world.acting(courier):
        receive_items(courier, [ready.item.uuid], world.now)
    assert world.item(ready.item.uuid).holder == courier.member_uuid
    carried = replace(ready, move=replace(ready.move, items=(world.item(ready.item.uuid),)))
    with refuses(world, "hold.self"):
        carried.start()
