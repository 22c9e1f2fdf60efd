"""Lots and doses: not released, released by its maker, reserved for another, a stale weight, comparability open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.stories.acts import propose, refuses
from tests.support.world import Ready, World
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.models import Item
from tsunagu.custody.queries.items import items_of_lots
from tsunagu.custody.services.hand_over import give
from tsunagu.demonstration.engine.script import Script
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.work import Work
from tsunagu.members.domain.actor import Actor

LOT, ROUTE = "allo-bm-msc-gvhd-production", "allo-bm-msc-gvhd"
BARRED_LOT, BARRED = "allo-msc-comparability-production", "allo-msc-comparability"
HOSPITAL, STORE, MAKER, HOLDER = "shinanomachi-hospital", "shonan-cryo", "shonan-bio", "tsubasa-stem"
BAGS = 16


def set_the_stage(world: World) -> None:
    """A released lot and one that isn't; two patients at the same hospital, one has her bags already."""
    beginning = world.now
    for name, stops in (("unreleased", "site_release"), ("half", "market_release"), ("released", "")):
        world.now = beginning
        world.order(LOT, name=name)
        if stops:
            world.run_until(world.chains[name], stops)
        else:
            world.run_to_end(world.chains[name])
    after = world.now
    world.order(ROUTE, name="hers")
    world.run_until(world.chains["hers"], "administer-1")
    world.now = after
    world.order(ROUTE, name="his")
    world.run_until(world.chains["his"], "allocate")
    world.now = beginning
    world.order(BARRED_LOT, name="barred")
    world.run_until(world.chains["barred"], "site_release")


@pytest.fixture
def allocation(world: World) -> Ready:
    """His doses are about to be drawn at the store."""
    return world.run_until(world.chains["his"], "allocate")


@pytest.fixture
def infusion(world: World) -> Ready:
    """Her first dose."""
    return world.run_until(world.chains["hers"], "administer-1")


def bags(world: World, name: str, count: int = BAGS) -> tuple[ItemView, ...]:
    return tuple(world.items(world.chains[name], "msc_bag")[:count])


def drawing(ready: Ready, items: tuple[ItemView, ...]) -> Ready:
    """The same step with other bags in hand."""
    return replace(ready, move=replace(ready.move, items=items))


def with_scans(ready: Ready) -> Work:
    """What is handed in at the store, each bag read twice."""
    return ready.work(
        items=tuple(one.uuid for one in ready.move.items),
        seconds={one.uuid: one.lot_number for one in ready.move.items},
    )


def test_bags_of_a_released_lot_are_drawn(allocation: Ready) -> None:
    world = allocation.world
    chosen = drawing(allocation, bags(world, "released"))
    chosen.perform(with_scans(chosen))
    assert {world.item(one.uuid).allocated_to for one in chosen.move.items} == {allocation.chain}


def test_bags_of_released_lots_are_offered_before_those_that_expire_sooner(allocation: Ready) -> None:
    world, released = allocation.world, bags(allocation.world, "released", 1)[0]
    with acting(Scope("worker")):
        others = Item.objects.filter(chain=world.chains["half"], product="msc_bag")
        others.update(holder=released.holder, expires_at=world.now + timedelta(days=30))
        offered = items_of_lots({"msc_bag": BAGS}, released.holder)
        assert len(items_of_lots({"msc_bag": 1000}, released.holder)) > len(others)
    assert {one.lot for one in offered} == {released.lot}


def test_a_lot_that_is_not_released_gives_no_dose(allocation: Ready) -> None:
    world = allocation.world
    for name, missing in (("unreleased", ("release.missing.site", "release.missing.market")),
                          ("half", ("release.missing.market",))):  # fmt: skip
        chosen = drawing(allocation, bags(world, name))
        with refuses(world, *missing):
            chosen.perform(with_scans(chosen))


def test_nobody_decides_a_missing_release_away(allocation: Ready) -> None:
    world = allocation.world
    quality = world.actor(HOLDER, "quality")
    with refuses(world, "no_such_chain"):
        propose(allocation, {"release.missing.market"}, None, quality)


def test_a_lot_is_not_released_by_someone_who_made_it(world: World) -> None:
    """The quality officer checked the filling as the second person: now somebody else must release."""
    quality = _fill_checked_by_quality(world)
    ready = world.run_until(world.chains["own"], "site_release")
    with refuses(world, "release.by_maker"):
        ready.perform(who=quality)


def _fill_checked_by_quality(world: World) -> Actor:
    world.order(LOT, name="own")
    fill = world.run_until(world.chains["own"], "fill", "perform")
    quality = world.actor(MAKER, "quality")
    fill.check(who=quality)
    fill.perform()
    return quality


@pytest.mark.parametrize(
    ("role", "cause"),
    [("operator", "release.by_maker"), ("supervisor", "release.not_quality"), ("qc", "release.not_quality")],
)
def test_a_lot_is_released_by_quality_only(world: World, role: str, cause: str) -> None:
    ready = world.run_until(world.chains["unreleased"], "site_release")
    with refuses(world, cause, "qualification.role.quality"):
        ready.perform(who=world.actor(MAKER, role))


def test_market_release_waits_for_site_release(world: World) -> None:
    ready = world.run_until(world.chains["unreleased"], "site_release")
    early = replace(ready, move=replace(ready.move, step="market_release"))
    with refuses(world, "sequence.waits.site_release", "release.missing.site"):
        early.perform()


def test_a_rejected_lot_gives_no_dose(world: World) -> None:
    ready = world.run_until(world.chains["half"], "market_release")
    ready.perform(ready.work(verdict="rejected"))
    allocation = world.run_until(world.chains["his"], "allocate")
    world.now = max(world.now, ready.at)
    chosen = drawing(allocation, bags(world, "half"))
    with refuses(world, "release.rejected.market"):
        chosen.perform(with_scans(chosen))


def test_a_lot_that_failed_its_specification_is_not_released(world: World) -> None:
    world.order(LOT, name="failed")
    script = Script(failing=(("release", "viability"),))
    ready = world.run_until(world.chains["failed"], "site_release", script=script)
    with refuses(world, "quality.failed.release.viability", "quality.deviation"):
        ready.perform()


def test_bags_of_another_patient_are_not_drawn(allocation: Ready) -> None:
    world = allocation.world
    hers = bags(world, "hers")
    chosen = drawing(allocation, hers)
    with refuses(world, "identity.not_expected", "identity.too_few", "allocation.other_patient"):
        chosen.perform(with_scans(chosen))
    mixed = drawing(allocation, (*bags(world, "released", BAGS - 1), hers[0]))
    with refuses(world, "identity.not_expected", "identity.too_few", "allocation.other_patient"):
        mixed.perform(with_scans(mixed))


def test_a_bag_drawn_for_another_patient_is_not_given(infusion: Ready) -> None:
    """Both have bags of the same lot in the same tank; the lot number agrees, the patient doesn't."""
    world = infusion.world
    world.run_until(world.chains["his"], "administer-1")
    world.now = max(world.now, infusion.at)
    world.weigh(infusion.chain, 72.0)
    chosen = drawing(infusion, tuple(world.items(world.chains["his"], "msc_bag")[:2]))
    with refuses(world, "identity.not_expected", "identity.too_few", "allocation.other_patient"):
        chosen.check(chosen.work())


def test_the_wrong_number_of_bags_is_refused(allocation: Ready) -> None:
    world = allocation.world
    few = drawing(allocation, bags(world, "released", BAGS - 1))
    with refuses(world, "identity.too_few"):
        few.perform(with_scans(few))
    many = drawing(allocation, bags(world, "released", BAGS + 1))
    with refuses(world, "wrong_number"):
        many.perform(with_scans(many))


def test_a_dose_for_last_months_weight_is_refused(infusion: Ready) -> None:
    world = infusion.world
    world.later(days=30)
    with refuses(world, "dose.weight_old"):
        infusion.check()
    with refuses(world, "dose.weight_old"):
        infusion.perform()
    world.weigh(infusion.chain, 71.0)
    infusion.check()
    infusion.perform()
    assert world.row(infusion.chain, "administer-1").state == "done"


def test_a_dose_too_small_for_the_weight_is_refused(infusion: Ready) -> None:
    infusion.world.later(minutes=5)
    infusion.world.weigh(infusion.chain, 120.0)
    with refuses(infusion.world, "dose.too_little"):
        infusion.check()


def test_one_bag_of_two_is_not_a_dose(infusion: Ready) -> None:
    one = drawing(infusion, infusion.move.items[:1])
    with refuses(infusion.world, "identity.too_few", "dose.too_few_containers"):
        one.check()


def test_the_two_signers_have_read_the_same_bags(infusion: Ready) -> None:
    world = infusion.world
    others = tuple(one for one in world.items(infusion.chain, "msc_bag") if one not in infusion.move.items)[
        :2
    ]
    infusion.check()
    with refuses(world, "second_person"):
        drawing(infusion, others).perform()


def test_until_comparability_is_shown_nothing_is_released(world: World) -> None:
    ready = world.run_until(world.chains["barred"], "site_release")
    with refuses(world, "legal_basis.comparability"):
        ready.perform()
    with refuses(world, "not_decidable"):
        propose(ready, {"legal_basis.comparability"}, None, world.actor(MAKER, "quality"))


def test_until_comparability_is_shown_nothing_is_drawn(world: World) -> None:
    world.now = world.run_until(world.chains["barred"], "site_release").at
    world.order(BARRED, name="waiting")
    register = world.run_until(world.chains["waiting"], "register")
    register.perform()
    world.later(hours=1)
    vial = tuple(world.items(world.chains["barred"], "msc_vial")[:1])
    allocate = drawing(replace(register, move=replace(register.move, step="allocate")), vial)
    with refuses(world, "legal_basis.comparability", "release.missing.site", "release.missing.market"):
        allocate.perform(with_scans(allocate))


def test_bags_given_away_are_not_drawn_and_given_again(allocation: Ready) -> None:
    """A hand-over that is open names bags of the lot: drawing them for a case must not make a second one of it."""
    world = allocation.world
    chosen = drawing(allocation, bags(world, "released"))
    items = [one.uuid for one in chosen.move.items]
    store, courier = world.actor(STORE, "storage"), world.member("minato-logistics")
    with world.acting(store):
        give(chosen.signer(store), items, courier, world.now)
    try:
        chosen.perform(with_scans(chosen))
    except Refused:
        return  # told at once that they are on their way: well
    with refuses(world, "already_given"), world.acting(store):
        give(chosen.signer(store), items, courier, world.later(minutes=1))


def test_the_same_bag_read_twice_is_not_two_bags(infusion: Ready) -> None:
    world = infusion.world
    bag = infusion.item
    with world.unchanged(), pytest.raises(Refused):
        infusion.check(infusion.work(items=(bag.uuid, bag.uuid)))
