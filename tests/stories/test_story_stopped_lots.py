"""Lots and doses that must not be used, at the store, at the release desk and at the bedside: said, and not written."""

import pytest

from tests.stories.desk import Desk, Town
from tests.stories.test_refusals_lots import set_the_stage as set_the_stage
from tests.support.world import Ready, World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.services.hand_over import give
from tsunagu.journeys.services.receive_items import receive_items

pytestmark = pytest.mark.story

LOT = "allo-bm-msc-gvhd-production"
HOSPITAL, STORE, MAKER = "shinanomachi-hospital", "shonan-cryo", "shonan-bio"


def test_bags_of_a_lot_that_is_not_released(town: Town) -> None:
    """They lie in the store's tank before the market release, and would expire first."""
    world, case = town.world, town.number("his")
    ready = world.run_until(world.chains["his"], "allocate")
    quarantined = world.items(world.chains["half"], "msc_bag")
    _bring(world, quarantined)
    town.show()
    store = town.desk(STORE, "storage")
    with world.unchanged():
        store.scan(quarantined[0].epc)
        store.told_why("市場出荷判定")
        assert not store.may_act
        store.act(case, "complete", step="allocate")
        assert quarantined[0].label not in store.text
    released = store.scan(world.items(world.chains["released"], "msc_bag")[0].epc)
    assert released.may_act
    assert world.row(ready.chain, "allocate").state == "planned"


def _bring(world: World, bags: list[ItemView]) -> None:
    """The maker hands bags over to the store."""
    maker, store = world.actor(MAKER, "supervisor"), world.actor(STORE, "storage")
    uuids = [one.uuid for one in bags]
    with world.acting(maker):
        give(Signer(maker.person_uuid, maker.member_uuid), uuids, store.member_uuid, world.now)
    with world.acting(store):
        receive_items(store, uuids, world.later(minutes=10))


def test_who_made_a_lot_does_not_release_it(town: Town) -> None:
    """The quality officer checked the filling as the second person: the release form refuses that signature."""
    world = town.world
    chain = world.order(LOT, name="own")
    fill = world.run_until(chain, "fill", "perform")
    maker = world.actor(MAKER, "quality")
    fill.check(who=maker)
    fill.perform()
    world.run_until(chain, "site_release")
    town.show()
    quality = town.desk(MAKER, "quality")
    with world.unchanged():
        quality.act(town.number("own"), "complete", step="site_release").fill(verdict="released").sign()
        quality.told_why("製造に携わった人が出荷判定をすることはできません")
    assert world.row(chain, "site_release").state == "planned"


def test_a_bag_drawn_for_another_patient(town: Town) -> None:
    world = town.world
    his = world.run_until(world.chains["his"], "administer-1")
    hers = world.run_until(world.chains["hers"], "administer-1")
    world.now = max(his.at, hers.at)
    world.weigh(hers.chain, 72.0)
    town.show()
    nurse = town.desk(HOSPITAL, "nurse")
    with world.unchanged():
        nurse.scan(hers.item.epc).press("a.btn.primary.big")
        nurse.read(hers.item.lot_number).read(his.item.epc)
        nurse.told_why("この患者さんのものではありません")
        assert "何も記録していません" in nurse.text
        assert not nurse.may_act


def test_a_dose_for_last_months_weight(town: Town) -> None:
    world = town.world
    ready = world.run_until(world.chains["hers"], "administer-1")
    world.later(days=30)
    town.show()
    physician = town.desk(HOSPITAL, "physician").in_english()
    nurse = town.second(physician, "nurse").in_english()
    case, wristband = town.number("hers"), world.wristband(ready.chain)
    with world.unchanged():
        nurse.scan(ready.item.epc)
        nurse.told_why("The weight of", "30 days old", "counts for 7 days")
        assert not nurse.may_act
        fill_in(physician.act(case, "complete", step="administer-1"), ready, wristband).sign()
        physician.told_why("30 days old")
    nurse.act(case, "weight").fill(kilograms="71.0").sign().done()
    for desk in (nurse, physician):
        fill_in(desk.act(case, "complete", step="administer-1"), ready, wristband).sign().done()
    assert world.row(ready.chain, "administer-1").state == "done"


def fill_in(desk: Desk, ready: Ready, wristband: str) -> Desk:
    """Read both bags, each with its lot number, and the wristband, into the form of the infusion."""
    for place, bag in enumerate(ready.move.items):
        desk.fill(**{f"item_{place}": bag.label, f"item_{place}_second": bag.lot_number})
    return desk.fill(wristband=wristband, infection="no")
