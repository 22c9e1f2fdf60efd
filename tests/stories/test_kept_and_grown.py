"""A departure in storage or culture counts like one on the road: nothing is used on without a decision."""

from datetime import datetime, timedelta

from tests.stories.acts import causes_now, decide, quality_and_physician, refuses
from tests.support.world import Ready, World
from tsunagu.conditions.queries import leg_verdicts
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.attach_readings import attach_readings
from tsunagu.members.domain.actor import Actor

FRESH, FROZEN = "auto-car-t-fresh-trial", "auto-car-t-frozen"
LOT, LOT_USE = "allo-bm-msc-gvhd-production", "allo-bm-msc-gvhd"
HOUR = timedelta(hours=1)


def set_the_stage(world: World) -> None:
    """A culture in front of its release, a frozen bag at the bedside, and a dose of a stored lot to be allocated."""
    beginning = world.now
    for name, route, step in (("fresh", FRESH, "release"), ("frozen", FROZEN, "administer")):
        world.now = beginning
        world.order(route, name=name)
        world.run_until(world.chains[name], step)
    world.now = beginning
    world.order(LOT, name="lot")
    world.run_to_end(world.chains["lot"])


def upload(
    ready: Ready, step: str, who: Actor, band: str, start: datetime, end: datetime, trouble: str = "breach"
) -> str:
    """Attach a file of a step; return its verdict."""
    content = logger_file(band, start, end, trouble, trouble)
    with ready.world.acting(who):
        return attach_readings(who, ready.chain, step, "kept.csv", content, ready.world.now).state


def test_a_culture_that_was_too_warm_is_not_released_without_a_decision(world: World) -> None:
    ready = world.run_until(world.chains["fresh"], "release")
    row = world.row(ready.chain, "expand")
    assert row.started_at
    assert row.ended_at
    operator = world.actor(row.member, "operator")
    assert upload(ready, "expand", operator, "body", row.started_at, row.ended_at) == "breach"
    with refuses(world, "condition.breach"):
        ready.perform()
    signatures = quality_and_physician(ready, "tonomachi-cells", "haneda-clinic")
    decide(ready, causes_now(ready, "condition.breach"), ready.item.uuid, signatures)
    ready.perform()
    assert world.row(ready.chain, "release").state == "done"


def test_a_storage_lasts_until_the_courier_takes_it_and_its_breach_stops_the_infusion(world: World) -> None:
    ready = world.run_until(world.chains["frozen"], "administer")
    row, left = world.row(ready.chain, "store"), world.row(ready.chain, "transport_out")
    assert row.started_at
    assert left.started_at
    keeper = world.actor(row.member, "storage", "quality")
    start, end = row.started_at, left.started_at
    assert upload(ready, "store", keeper, "vapour", start, start + 20 * HOUR) == "breach"
    with acting(Scope("auditor")):
        (leg,) = [one for one in leg_verdicts([ready.chain]) if one.step == "store"]
    assert start + HOUR < leg.ended_at <= end
    with refuses(world, "condition.breach"):
        ready.check()


def test_no_file_of_a_storage_is_asked_for(world: World) -> None:
    ready = world.run_until(world.chains["frozen"], "administer")
    ready.check()
    row = world.row(ready.chain, "store")
    assert row.started_at
    keeper = world.actor(row.member, "storage", "quality")
    state = upload(ready, "store", keeper, "vapour", row.started_at, row.started_at + 3 * HOUR, "")
    assert state == "missing_readings"
    ready.perform()
    assert world.row(ready.chain, "administer").state == "done"


def test_a_lot_that_thawed_in_its_store_is_given_to_nobody(world: World) -> None:
    ready = world.run_until(world.order(LOT_USE, name="hers"), "allocate")
    lot = world.chains["lot"]
    row = world.row(lot, "store")
    assert row.started_at
    keeper = world.actor(row.member, "storage", "quality")
    content = logger_file("vapour", row.started_at, world.now, "thawed", "breach")
    with world.acting(keeper):
        assert attach_readings(keeper, lot, "store", "kept.csv", content, world.now).state == "breach"
    with refuses(world, "condition.breach"):
        ready.perform()
