"""What an earlier attempt made is neither released nor given under a later one, whatever papers that one has."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.stories.acts import causes_of, refuses
from tests.stories.chains import check_everything
from tests.support.pages import signed_in
from tests.support.world import Ready, World
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.items import items_of_lots
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.domain.refusal import GatesRefused
from tsunagu.journeys.models import DonorTest, Release
from tsunagu.journeys.services.end_journey import begin_again, fail_step
from tsunagu.journeys.services.record import record_donor_test
from tsunagu.journeys.services.withdraw_release import withdraw_release

FROZEN, FRESH = "auto-car-t-frozen", "auto-car-t-fresh-trial"
LOT, FROM_LOT = "allo-bm-msc-gvhd-production", "allo-bm-msc-gvhd"


def set_the_stage(world: World) -> None:
    """A frozen product and a fresh one in front of their first release; a lot likewise; bags drawn for a patient."""
    beginning = world.now
    for name, route, step in (
        ("frozen", FROZEN, "site_release"),
        ("fresh", FRESH, "release"),
        ("lot", LOT, "site_release"),
    ):
        world.now = beginning
        world.order(route, name=name)
        world.run_until(world.chains[name], step)
    world.now = beginning
    world.order(LOT, name="stock")
    world.run_to_end(world.chains["stock"])
    world.order(FROM_LOT, name="hers")
    world.run_until(world.chains["hers"], "administer-1")


def made_again(world: World, name: str, from_step: str) -> None:
    """Let those who answer for the journey begin a new attempt."""
    running = world.running(world.chains[name])
    owner = running.case.hospital if running.case else running.member_of("manufacturer")
    assert owner
    who = world.actor(owner, "physician", "supervisor")
    with world.acting(who):
        begin_again(who, running.chain, from_step, "再採取して再製造する", world.later(hours=1))


def rejected(world: World, name: str, step: str, product: str) -> ItemView:
    """Reject the product that is there, and begin again from the collection; return the rejected one."""
    (bag,) = world.items(world.chains[name], product)
    ready = world.run_until(world.chains[name], step)
    ready.perform(ready.work(verdict="rejected"))
    made_again(world, name, "collect")
    return bag


def screen_anew(world: World, chain: UUID) -> None:
    """Let those who collect test the donor again."""
    with acting(Scope("auditor")):
        tests = set(DonorTest.objects.filter(chain=chain).values_list("donor", "marker"))
    who = world.actor(world.row(chain, "collect").member, "procurement")
    with world.acting(who):
        for donor, marker in sorted(tests):
            record_donor_test(who, chain, donor, marker, "negative", world.now, world.now)


def with_bag(ready: Ready, bag: ItemView) -> Ready:
    """The same step with another bag in hand."""
    return replace(ready, move=replace(ready.move, items=(bag,)))


def test_a_rejected_bag_is_not_given_under_the_next_attempt(world: World) -> None:
    chain = world.chains["frozen"]
    old = rejected(world, "frozen", "site_release", "car_t_bag")
    release = world.run_until(chain, "site_release")
    (new,) = (one for one in world.items(chain, "car_t_bag") if one.uuid != old.uuid)
    assert [one.uuid for one in release.move.items] == [new.uuid]
    bedside = world.run_until(chain, "administer")
    assert [one.uuid for one in bedside.move.items] == [new.uuid]
    wrong = with_bag(bedside, world.item(old.uuid))
    causes = ("identity.not_expected", "identity.too_few", "custody.not_held")
    with refuses(world, *causes):
        wrong.check()
    with refuses(world, *causes):
        wrong.perform()
    bedside.check()
    bedside.perform()
    assert (world.item(new.uuid).state, world.item(old.uuid).state) == ("administered", "in_use")
    check_everything()


def test_a_release_names_no_thing_of_an_earlier_attempt(world: World) -> None:
    chain = world.chains["frozen"]
    old = rejected(world, "frozen", "site_release", "car_t_bag")
    release = world.run_until(chain, "site_release")
    wrong = with_bag(release, old)
    with refuses(world, "identity.not_expected", "identity.too_few"):
        wrong.perform(wrong.work(items=(old.uuid,), seconds={}))
    with refuses(world, "identity.not_expected"):
        both = (old.uuid, release.item.uuid)
        wrong.perform(wrong.work(items=both, seconds={}))


def test_an_expired_bag_of_an_earlier_attempt_does_not_bar_the_good_one(world: World) -> None:
    chain = world.chains["fresh"]
    old = rejected(world, "fresh", "release", "car_t_bag")
    release = world.run_until(chain, "release")
    assert old.expires_at
    assert release.at > old.expires_at
    assert old.uuid not in {one.uuid for one in release.move.items}
    assert all(one.passes for one in release.verdicts())
    release.perform()


def test_a_release_stays_when_only_later_steps_begin_again(world: World) -> None:
    chain = world.chains["frozen"]
    world.run_until(chain, "administer")
    made_again(world, "frozen", "lymphodepletion")
    bedside = world.run_until(chain, "administer")
    assert world.running(chain).journey.attempt == 2
    assert [one.cause for one in bedside.verdicts() if one.gate == "release"] == ["release.given"]
    bedside.check()
    bedside.perform()


def test_a_release_is_gone_when_its_step_begins_again(world: World) -> None:
    chain = world.chains["frozen"]
    ready = world.run_until(chain, "market_release")
    made_again(world, "frozen", "expand")
    with world.unchanged(), pytest.raises(GatesRefused) as caught:
        ready.perform()
    assert {"identity.too_few", "sequence.waits.site_release"} <= causes_of(caught.value)


def test_bags_of_a_lot_that_was_made_again_are_no_stock(world: World) -> None:
    chain = world.chains["lot"]
    old = {one.uuid for one in world.items(chain, "msc_bag")}
    made_again(world, "lot", "collect")
    screen_anew(world, chain)
    release = world.run_until(chain, "site_release")
    assert not old & {one.uuid for one in release.move.items}
    world.run_to_end(chain)
    new = {one.uuid for one in world.items(chain, "msc_bag")} - old
    holder = world.item(next(iter(new))).holder
    with acting(Scope("auditor")):
        stock = {one.uuid for one in items_of_lots({"msc_bag": 1000}, holder) if one.lot == chain}
    assert stock == {one for one in new if world.item(one).holder == holder}
    world.order(FROM_LOT, name="his")
    drawing = world.run_until(world.chains["his"], "allocate")
    bags = tuple(world.item(one) for one in sorted(old))[: len(drawing.move.items)]
    wrong = replace(drawing, move=replace(drawing.move, items=bags))
    with refuses(world, "identity.not_expected", "identity.too_few"):
        wrong.perform(
            wrong.work(items=tuple(one.uuid for one in bags), seconds={b.uuid: b.lot_number for b in bags})
        )


def test_a_rejected_lot_is_not_made_again_under_its_number(world: World) -> None:
    ready = world.run_until(world.chains["lot"], "site_release")
    ready.perform(ready.work(verdict="rejected"))
    with refuses(world, "lot_is_rejected"):
        made_again(world, "lot", "collect")


def test_bags_drawn_by_an_earlier_attempt_are_not_given(world: World) -> None:
    chain = world.chains["hers"]
    old = {one.uuid for one in world.items(chain, "msc_bag")}
    made_again(world, "hers", "allocate")
    bedside = world.run_until(chain, "administer-1")
    assert bedside.move.items
    assert not old & {one.uuid for one in bedside.move.items}
    wrong = replace(
        bedside, move=replace(bedside.move, items=tuple(world.item(one) for one in sorted(old)[:2]))
    )
    with refuses(world, "identity.not_expected", "identity.too_few"):
        wrong.check()
    bedside.check()


def test_only_the_hospital_and_the_maker_begin_again(world: World) -> None:
    chain = world.chains["frozen"]
    world.run_until(chain, "administer")
    row = world.running(chain).rows
    others = {one.member for one in row.values()} - {row["administer"].member, row["freeze"].member}
    tried = 0
    for member in sorted(others, key=str):
        for role in ("quality", "supervisor", "mah"):
            try:
                who = world.actor(member, role)
            except LookupError:
                continue
            tried += 1
            with refuses(world, "not_yours"), world.acting(who):
                begin_again(who, chain, "freeze", "やり直す", world.now)
    assert tried >= 2
    maker = world.actor(row["freeze"].member, "supervisor")
    with refuses(world, "not_yours"), world.acting(maker):
        begin_again(maker, chain, "collect", "患者さんから採り直す", world.now)
    assert world.running(chain).journey.attempt == 1


def test_a_new_attempt_says_why_and_begins_where_something_is_made(world: World) -> None:
    chain = world.chains["frozen"]
    case = world.running(chain).case
    assert case
    physician = world.actor(case.hospital, "physician")
    with refuses(world, "reason_needed"), world.acting(physician):
        begin_again(physician, chain, "collect", "  ", world.now)
    with refuses(world, "no_beginning"), world.acting(physician):
        begin_again(physician, chain, "site_release", "判定をやり直す", world.now)


def withdrawn(world: World, chain: UUID, *kinds: str) -> None:
    """Let the units that released take their releases back."""
    for kind in kinds:
        with acting(Scope("auditor")):
            row = Release.objects.get(chain=chain, kind=kind, verdict="released")
        who = world.actor(row.member, "quality", "mah")
        with world.acting(who):
            withdraw_release(who, chain, row.uuid, "逸脱の調査のため", world.now)
        world.later(minutes=5)


def test_a_withdrawn_release_is_given_anew_and_the_bag_where_it_is_goes_on(world: World) -> None:
    chain = world.chains["frozen"]
    bedside = world.run_until(chain, "administer")
    withdrawn(world, chain, "market", "site")
    with refuses(world, "release.withdrawn.site", "release.withdrawn.market"):
        bedside.check()
    made_again(world, "frozen", "site_release")
    with refuses(world, "release.missing.site", "release.missing.market"):
        bedside.check()
    site = world.run_until(chain, "site_release")
    site.perform()
    world.later(minutes=5)
    replace(site, move=replace(site.move, step="market_release")).perform()
    world.later(minutes=5)
    assert world.row(chain, "transport_out").attempt == 1
    bedside.check()
    bedside.perform()


def test_a_rejection_is_not_judged_anew(world: World) -> None:
    ready = world.run_until(world.chains["frozen"], "site_release")
    ready.perform(ready.work(verdict="rejected"))
    with refuses(world, "no_beginning"):
        made_again(world, "frozen", "site_release")


def test_a_lot_in_stock_is_released_anew_after_a_withdrawal(world: World) -> None:
    chain = world.chains["stock"]
    maker = world.actor(world.row(chain, "fill").member, "supervisor")
    with refuses(world, "no_beginning"):
        made_again(world, "lot", "site_release")
    withdrawn(world, chain, "market")
    link = f"/journeys/{world.running(chain).journey.number}/again/"
    page = signed_in(world, maker).get(link.removesuffix("again/")).content.decode()
    assert link in page
    assert 'value="market_release"' in signed_in(world, maker).get(link).content.decode()
    made_again(world, "stock", "market_release")
    world.run_until(chain, "market_release").perform()
    assert world.running(chain).journey.state == "completed"
    released = world.later(hours=1)
    bedside = world.run_until(world.chains["hers"], "administer-1")
    world.now = released
    assert [one.cause for one in bedside.verdicts() if one.gate == "release" and not one.passes] == []


def test_a_leg_that_failed_is_done_again_with_the_same_bag(world: World) -> None:
    chain = world.chains["frozen"]
    leg = world.run_until(chain, "transport_out", "start")
    with world.acting(leg.who) as courier:
        fail_step(courier, chain, "transport_out", "車両の故障", world.now)
    made_again(world, "frozen", "transport_out")
    assert world.row(chain, "market_release").attempt == 1
    bedside = world.run_until(chain, "administer")
    assert [one.uuid for one in bedside.move.items] == [leg.item.uuid]
    bedside.check()
    bedside.perform()
