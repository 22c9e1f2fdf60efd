"""What is left over when a journey was cancelled or begun again: given back or disposed of, by whom it is for."""

from uuid import UUID

import pytest

from tests.stories.acts import hold, refuses
from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.services.hand_over import give
from tsunagu.foundation.refusals import NotFound
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.board import load_board
from tsunagu.journeys.services.dispose_items import dispose_items
from tsunagu.journeys.services.end_journey import begin_again, cancel_journey
from tsunagu.members.domain.actor import Actor

FROZEN = "auto-car-t-frozen"
WHY = "治療の中止により廃棄"


def set_the_stage(world: World) -> None:
    """Cells that grow; frozen cells that have just come to the maker; a bag in front of its release."""
    beginning = world.now
    for name, step in (("growing", "expand"), ("arrived", "accept_in"), ("made", "site_release")):
        world.now = beginning
        world.order(FROZEN, name=name)
        world.run_until(world.chains[name], step)


def physician_of(world: World, name: str) -> Actor:
    case = world.running(world.chains[name]).case
    assert case
    return world.actor(case.hospital, "physician")


def cancel(world: World, name: str) -> None:
    with world.acting(physician_of(world, name)) as physician:
        cancel_journey(physician, world.chains[name], "患者さんの希望", world.later(hours=1))


def the_one(world: World, name: str, product: str) -> UUID:
    (item,) = world.items(world.chains[name], product)
    return item.uuid


def disposes(world: World, name: str, item: UUID, *roles: str, member: UUID | None = None) -> None:
    """Let someone of the holder (or of another member) dispose of a thing."""
    who = world.actor(member or world.item(item).holder, *roles)
    with world.acting(who):
        dispose_items(who, world.chains[name], [item], WHY, world.later(minutes=5))


def test_the_operator_disposes_of_what_a_cancelled_journey_left(world: World) -> None:
    culture = the_one(world, "growing", "car_t_culture")
    cancel(world, "growing")
    operator = world.actor(world.item(culture).holder, "operator")
    browser, number = signed_in(world, operator), world.running(world.chains["growing"]).journey.number
    page = browser.get(f"/journeys/{number}/").content.decode()
    assert f'href="/journeys/{number}/dispose/"' in page
    assert f'href="/journeys/{number}/dispose/?item={culture}"' in page
    form = f"/journeys/{number}/dispose/?item={culture}"
    shown = browser.get(form).content.decode()
    assert f'value="{culture}"' in shown
    assert "checked" in shown
    with world.unchanged():
        assert browser.post(form, {"key": "a", "items": [str(culture)], "reason": " "}).status_code == 422
        assert browser.post(form, {"key": "a", "reason": WHY}).status_code == 422
    browser.post(form, {"key": "a", "items": [str(culture)], "reason": WHY})
    assert world.item(culture).state == "destroyed"
    assert "廃棄" in browser.get(f"/journeys/{number}/").content.decode()


def test_the_scan_says_what_remains(world: World) -> None:
    culture, frozen = (
        the_one(world, "growing", "car_t_culture"),
        the_one(world, "arrived", "frozen_apheresis"),
    )
    cancel(world, "growing")
    cancel(world, "arrived")
    operator = signed_in(world, world.actor(world.item(culture).holder, "operator"))
    maker = signed_in(world, world.actor(world.item(frozen).holder, "supervisor"))
    fed = operator.get(f"/scan/item/{culture}/").content.decode()
    assert f"/dispose/?item={culture}" in fed
    assert "「中止」" in fed
    assert "「拡大培養」を始めます" in fed  # living cells are fed as long as they are there
    shown = maker.get(f"/scan/item/{frozen}/").content.decode()
    assert "へ返すか、廃棄します" in shown
    assert f"/dispose/?item={frozen}" in shown
    sent = {"request_key": "back", "act": "give_back", "step": ""}
    assert maker.post(f"/scan/item/{frozen}/do/", sent).status_code == 302
    courier = world.actor(world.row(world.chains["arrived"], "transport_in").member, "courier")
    page = signed_in(world, courier).get(f"/scan/item/{frozen}/").content.decode()
    assert "受け取って署名します" in page


def test_what_is_still_counted_on_is_disposed_of_by_quality_alone(world: World) -> None:
    bag = the_one(world, "made", "car_t_bag")
    for role in ("operator", "storage"):
        with refuses(world, "still_counted_on"):
            disposes(world, "made", bag, role)
    hold(world, bag, world.item(bag).holder, "quality")
    disposes(world, "made", bag, "quality")
    assert world.item(bag).state == "destroyed"


def test_what_an_earlier_attempt_made_is_disposed_of_while_the_next_goes_on(world: World) -> None:
    chain, bag = world.chains["made"], the_one(world, "made", "car_t_bag")
    with world.acting(physician_of(world, "made")) as physician:
        begin_again(physician, chain, "collect", "再採取", world.later(hours=1))
    storage = world.actor(world.item(bag).holder, "storage")
    page = signed_in(world, storage).get(f"/scan/item/{bag}/").content.decode()
    assert "やり直す前の現品" in page
    disposes(world, "made", bag, "storage")
    assert world.item(bag).state == "destroyed"
    assert world.running(chain).journey.state == "under_way"


def test_who_does_not_handle_or_hold_it_disposes_of_nothing(world: World) -> None:
    culture = the_one(world, "growing", "car_t_culture")
    row = world.row(world.chains["growing"], "transport_in")
    cancel(world, "growing")
    with refuses(world, "disposal_role"):
        disposes(world, "growing", culture, "courier", member=row.member)
    with refuses(world, "not_the_holder"):
        disposes(world, "growing", culture, "physician", member=physician_of(world, "growing").member_uuid)


def test_what_is_gone_given_away_or_of_another_journey_is_not_disposed_of(world: World) -> None:
    culture, bag = the_one(world, "growing", "car_t_culture"), the_one(world, "made", "car_t_bag")
    cancel(world, "growing")
    with refuses(world, "no_such_item"):
        disposes(world, "growing", bag, "quality")
    holder = world.item(culture).holder
    who = world.actor(holder, "operator")
    with refuses(world, "nothing_chosen"), world.acting(who):
        dispose_items(who, world.chains["growing"], [], WHY, world.now)
    with world.acting(who):
        receiver = world.row(world.chains["growing"], "transport_in").member
        give(Signer(who.person_uuid, who.member_uuid), [culture], receiver, world.later(minutes=1))
    with refuses(world, "already_given"):
        disposes(world, "growing", culture, "operator")


def test_an_outsider_finds_nothing_to_dispose_of(world: World) -> None:
    culture = the_one(world, "growing", "car_t_culture")
    outsider = world.actor("shonan-bio", "quality")
    with world.unchanged(), world.acting(outsider), pytest.raises(NotFound):
        dispose_items(outsider, world.chains["growing"], [culture], WHY, world.now)


def test_the_page_marks_it_and_no_inbox_asks_to_pass_it_on(world: World) -> None:
    chain, bag = world.chains["made"], world.item(the_one(world, "made", "car_t_bag"))
    with world.acting(physician_of(world, "made")) as physician:
        begin_again(physician, chain, "collect", "再採取", world.later(hours=1))
    storage = signed_in(world, world.actor(bag.holder, "storage"))
    number = world.running(chain).journey.number
    assert "やり直す前の現品" in storage.get(f"/journeys/{number}/").content.decode()
    with acting(Scope("auditor")):
        (course,) = (one for one in load_board().courses if one.chain == chain)
    assert bag.uuid in {one.uuid for one in course.items}
    assert bag.uuid not in {one.uuid for one in course.main_items}


def test_whoever_has_nothing_in_hand_is_told_who_disposes(world: World) -> None:
    cancel(world, "growing")
    number = world.running(world.chains["growing"]).journey.number
    page = signed_in(world, physician_of(world, "growing")).get(f"/journeys/{number}/dispose/")
    assert page.status_code == 409
    assert "廃棄は、現品を持っている組織が記録します" in page.content.decode()


def test_a_lot_is_released_though_one_of_its_vials_broke(world: World) -> None:
    chain = world.order("allo-bm-msc-gvhd-production", name="broken")
    ready = world.run_until(chain, "site_release")
    vial = world.items(chain, "msc_bag")[0]
    quality = world.actor(vial.holder, "quality")
    with world.acting(quality):
        dispose_items(quality, chain, [vial.uuid], "落下による破損", world.now)
    world.later(minutes=5)
    ready.perform()
    assert world.row(chain, "site_release").state == "done"
