"""Refused, and nothing written: the wrong thing, the wrong patient, the wrong organisation, the wrong order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.stories.acts import propose, refuses
from tests.support.world import Ready, World
from tsunagu.custody.services.hand_over import give
from tsunagu.foundation.refusals import Refused
from tsunagu.journeys.services.bedside import Read, WrongPatient, look
from tsunagu.journeys.services.next_action import next_action

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, OUTSIDER = "haneda-clinic", "tonomachi-cells", "sapporo-hospital"
UNTESTED = ("quality.missing.incoming.visual", "quality.missing.incoming.viability")


def set_the_stage(world: World) -> None:
    """Two patients of one hospital, each in front of the infusion; a third one's cells on their way."""
    beginning = world.now
    for name in ("hers", "his"):
        world.now = beginning
        world.order(ROUTE, name=name)
        world.run_until(world.chains[name], "administer")
    world.order(ROUTE, name="arriving")
    world.run_until(world.chains["arriving"], "accept_in", "bring")


@pytest.fixture
def bedside(world: World) -> Ready:
    """Her infusion, with everything as it should be, checked by the second person already."""
    ready = world.run_until(world.chains["hers"], "administer")
    ready.check()
    world.later(minutes=2)
    return ready


def test_the_right_bag_at_the_right_patient_is_given(bedside: Ready) -> None:
    bedside.perform()
    assert bedside.world.item(bedside.item.uuid).state == "administered"
    assert bedside.world.row(bedside.chain, "administer").state == "done"


def test_another_patients_bag_at_the_bedside_is_refused(bedside: Ready) -> None:
    world = bedside.world
    his = world.items(world.chains["his"], "car_t_bag")[0]
    work = bedside.work(items=(his.uuid,), seconds={his.uuid: world.running(his.chain).journey.number})
    wrong = (
        "identity.not_expected",
        "identity.too_few",
        "identity.identifiers_disagree",
        "allocation.other_patient",
    )
    with refuses(world, *wrong):
        bedside.perform(work)
    with refuses(world, *wrong):
        bedside.check(work)


def test_another_patients_bag_beside_the_right_one_is_refused(bedside: Ready) -> None:
    world = bedside.world
    his, hers = world.items(world.chains["his"], "car_t_bag")[0], bedside.item
    number = bedside.running.journey.number
    work = bedside.work(items=(hers.uuid, his.uuid), seconds={hers.uuid: number, his.uuid: number})
    with refuses(world, "identity.not_expected", "identity.identifiers_disagree", "allocation.other_patient"):
        bedside.perform(work)


def test_the_scan_page_stops_at_another_patients_bag_before_anyone_signs(bedside: Ready) -> None:
    world = bedside.world
    his = world.items(world.chains["his"], "car_t_bag")[0]
    with world.unchanged(), world.acting(bedside.who) as who:
        found = next_action(who, bedside.item.uuid, bedside.at)
        seconds = {his.uuid: bedside.running.journey.number}
        with pytest.raises(WrongPatient):
            look(who, found, Read((his.uuid,), seconds), bedside.at)
        with pytest.raises(WrongPatient):
            look(who, found, Read((bedside.item.uuid,), {}, wristband="9999-9999"), bedside.at)


@pytest.mark.parametrize(
    ("read", "cause"), [("his", "identity.wrong_patient"), ("", "identity.wristband_not_read")]
)
def test_the_wrong_wristband_is_refused(bedside: Ready, read: str, cause: str) -> None:
    world = bedside.world
    wristband = world.wristband(world.chains[read]) if read else ""
    with refuses(world, cause):
        bedside.perform(bedside.work(wristband=wristband))


@pytest.mark.parametrize(
    ("second", "cause"),
    [("", "identity.one_identifier"), ("CHA999926999999", "identity.identifiers_disagree")],
)
def test_the_bag_is_identified_twice(bedside: Ready, second: str, cause: str) -> None:
    seconds = {bedside.item.uuid: second} if second else {}
    with refuses(bedside.world, cause):
        bedside.perform(bedside.work(seconds=seconds))


def test_nothing_scanned_is_refused(bedside: Ready) -> None:
    with refuses(bedside.world, "identity.too_few", "dose.too_few_containers"):
        bedside.perform(bedside.work(items=()))


def test_a_bag_that_was_given_is_not_given_again(bedside: Ready) -> None:
    bedside.perform()
    with refuses(bedside.world, "identity.gone", "sequence.closed"):
        bedside.perform()


def test_nobody_decides_that_the_wrong_patient_is_right(bedside: Ready) -> None:
    world = bedside.world
    physician = world.actor(CLINIC, "physician")
    with refuses(world, "nothing_to_decide"):
        propose(bedside, {"identity.wrong_patient"}, bedside.item.uuid, physician)
    with refuses(world, "nothing_to_decide"):
        propose(bedside, {"allocation.other_patient"}, bedside.item.uuid, physician)


def test_an_infusion_needs_two_people(world: World) -> None:
    ready = world.run_until(world.chains["hers"], "administer")
    with refuses(world, "second_person"):
        ready.perform()
    ready.check(who=ready.who)
    with refuses(world, "second_person"):
        ready.perform()
    ready.check()
    world.later(minutes=31)
    with refuses(world, "second_person"):
        ready.perform()


def test_who_does_not_hold_the_cells_does_nothing_with_them(world: World) -> None:
    """The manufacturer judges cells that the courier still has."""
    ready = world.run_until(world.chains["arriving"], "accept_in", "bring")
    with refuses(world, "custody.not_held"):
        ready.perform()


def test_a_step_is_done_by_its_own_organisation_only(bedside: Ready) -> None:
    world = bedside.world
    with refuses(world, "not_your_step"):
        bedside.perform(who=world.actor(MAKER, "supervisor"))
    with refuses(world, "no_such_chain"):
        bedside.perform(who=world.actor(OUTSIDER, "physician"))


def test_only_the_holder_gives_things_away(world: World) -> None:
    ready = world.run_until(world.chains["arriving"], "accept_in", "bring")
    maker = world.actor(MAKER, "supervisor")
    with refuses(world, "not_the_holder"), world.acting(maker):
        give(ready.signer(maker), [ready.item.uuid], world.member(CLINIC), world.now)
    stranger = world.actor(OUTSIDER, "nurse")
    with refuses(world, "no_such_item"), world.acting(stranger):
        give(ready.signer(stranger), [ready.item.uuid], world.member(CLINIC), world.now)


def test_cells_received_and_not_judged_are_not_used(world: World) -> None:
    ready = world.run_until(world.chains["arriving"], "accept_in")
    early = replace(ready, move=replace(ready.move, step="transduce"))
    with refuses(world, "acceptance.pending", "sequence.waits.accept_in", *UNTESTED):
        early.start()


def test_refused_cells_are_not_used(world: World) -> None:
    chain = world.chains["arriving"]
    ready = world.run_until(chain, "accept_in")
    ready.perform(ready.work(judgement="refused"))
    following = world.run_until(chain, "transduce")
    with refuses(world, "acceptance.refused"):
        following.start()


def test_no_step_is_done_twice(world: World) -> None:
    ready = world.run_until(world.chains["arriving"], "accept_in")
    ready.perform()
    world.later(minutes=1)
    with refuses(world, "sequence.closed"):
        ready.perform()


def test_no_step_comes_before_its_turn(bedside: Ready) -> None:
    world = bedside.world
    early = replace(bedside, move=replace(bedside.move, step="follow_up", items=()))
    with refuses(world, "sequence.waits.administer", "sequence.waits.sterility_14d"):
        early.perform()


def test_the_clock_does_not_run_backwards(bedside: Ready) -> None:
    world = bedside.world
    accepted = world.row(bedside.chain, "accept_out").ended_at
    assert accepted
    early = bedside.work(happened_at=accepted - timedelta(minutes=1), evidence="紙の記録 12頁")
    with refuses(world, "sequence.clock"):
        bedside.perform(early)
    with refuses(world, "in_the_future"):
        bedside.perform(bedside.work(happened_at=world.now + timedelta(hours=1), evidence="紙の記録 12頁"))
    with refuses(world, "evidence_needed"):
        bedside.perform(bedside.work(happened_at=world.now - timedelta(minutes=1)))


def test_a_journey_that_ended_goes_no_further(world: World) -> None:
    from tsunagu.journeys.services.end_journey import cancel_journey

    ready = world.run_until(world.chains["hers"], "administer")
    ready.check()
    with world.acting(ready.who):
        cancel_journey(ready.who, ready.chain, "患者さんの希望により中止", world.now)
    with refuses(world, "journey_has_ended"):
        ready.perform()


def test_a_refused_act_leaves_the_way_open(bedside: Ready) -> None:
    """After a stop the right act is done at once: no half-written row stands in its way."""
    with pytest.raises(Refused):
        bedside.perform(bedside.work(wristband="0000-0000"), key="one-tap")
    bedside.perform(key="one-tap")
    assert bedside.world.item(bedside.item.uuid).state == "administered"
