"""Who has the cells along the line of steps: the past as the hand-overs say, the future as the steps do."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.domain.acts import Actor as Signer
from tsunagu.custody.queries.items import items_of_chain
from tsunagu.custody.queries.state import HandOverView, hand_overs
from tsunagu.custody.services.hand_over import give, receive
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.queries.course import Course
from tsunagu.journeys.queries.custody_band import Stretch, custody_band
from tsunagu.journeys.queries.page import load_course

ROUTE = "auto-car-t-fresh-trial"
CLINIC, COURIER, MAKER = "haneda-clinic", "minato-logistics", "tonomachi-cells"


def set_the_stage(world: World) -> None:
    """A case that was only ordered; cells at the hospital; on their way; in culture."""
    beginning = world.now
    for name, step, kind in (
        ("ordered", "collect", "perform"),
        ("collected", "transport_in", "bring"),
        ("travelling", "transport_in", "perform"),
        ("growing", "expand_late", ""),
    ):
        world.now = beginning
        world.order(ROUTE, name=name)
        world.run_until(world.chains[name], step, kind)


def loaded(world: World, name: str) -> tuple[Course, list[HandOverView]]:
    with acting(Scope("auditor")):
        return load_course(world.chains[name])[1], hand_overs([world.chains[name]])


def band(world: World, name: str, passed: list[HandOverView] | None = None) -> list[Stretch]:
    course, found = loaded(world, name)
    with acting(Scope("auditor")):
        items = items_of_chain(world.chains[name])
    return custody_band(course, items, found if passed is None else passed, world.now)


def holders(world: World, found: list[Stretch]) -> list[str]:
    names = {world.member(key): key for key in (CLINIC, COURIER, MAKER)}
    return [names.get(one.holder, str(one.holder)) for one in found]


def received(world: World, name: str, receiver: str) -> datetime:
    _, passed = loaded(world, name)
    at = next(one.received_at for one in passed if one.receiver == world.member(receiver))
    assert at is not None
    return at


def test_before_there_are_cells_all_is_planned(world: World) -> None:
    found = band(world, "ordered")
    assert holders(world, found)[:3] == [CLINIC, COURIER, MAKER]
    assert holders(world, found)[-1] == CLINIC, "they come back to the patient"
    assert all(one.is_planned for one in found)
    assert found[0].first == 0
    assert [one.first for one in found[1:]] == [one.last + 1 for one in found[:-1]]


def test_what_happened_has_the_times_of_the_hand_overs(world: World) -> None:
    first, second, third, *ahead = band(world, "growing")
    made = min(item.made_at for item in world.items(world.chains["growing"], state=""))
    at_courier, at_maker = (received(world, "growing", who) for who in (COURIER, MAKER))
    assert holders(world, [first, second, third]) == [CLINIC, COURIER, MAKER]
    assert (first.since, first.until) == (made, at_courier)
    assert (second.since, second.until) == (at_courier, at_maker)
    assert third.since == at_maker
    assert not any(one.is_planned for one in (first, second, third))
    assert ahead
    assert all(one.is_planned and one.since >= third.since for one in ahead)


def test_a_receipt_that_came_late_moves_the_band_and_the_plan_does_not(world: World) -> None:
    course, passed = loaded(world, "growing")
    later = received(world, "growing", MAKER) + timedelta(minutes=20)
    moved = [
        replace(one, received_at=later) if one.receiver == world.member(MAKER) else one for one in passed
    ]
    _, second, third, *_ = band(world, "growing", moved)
    assert second.until == third.since == later
    planned = course.rows["transport_in"].planned_end
    assert planned not in (second.until, third.since)


def test_another_courier_than_planned_is_the_one_who_is_shown(world: World) -> None:
    """The steps name their member; the hand-overs say who really had the cells."""
    other, passed = UUID(int=77), loaded(world, "growing")[1]

    def swap(member: UUID) -> UUID:
        return other if member == world.member(COURIER) else member

    moved = [replace(one, giver=swap(one.giver), receiver=swap(one.receiver)) for one in passed]
    assert [one.holder for one in band(world, "growing", moved)][:3] == [
        world.member(CLINIC), other, world.member(MAKER),
    ]  # fmt: skip


def test_cells_that_await_the_courier_are_still_at_the_hospital(world: World) -> None:
    first, second, *_ = band(world, "collected")
    assert holders(world, [first, second]) == [CLINIC, COURIER]
    assert (first.is_planned, second.is_planned) == (False, True)


def test_the_courier_has_them_from_the_receipt_though_his_step_is_planned(world: World) -> None:
    course, passed = loaded(world, "travelling")
    waiting = replace(course.rows["transport_in"], state="planned", started_at=None, ended_at=None)
    course = replace(
        course, every_step=[one for one in course.every_step if one.key != "transport_in"] + [waiting]
    )
    with acting(Scope("auditor")):
        items = items_of_chain(course.chain)
    first, second, third, *_ = custody_band(course, items, passed, world.now)
    assert holders(world, [first, second, third]) == [CLINIC, COURIER, MAKER]
    assert (second.is_planned, third.is_planned) == (False, True)
    assert second.since == first.until == received(world, "travelling", COURIER)


def test_cells_given_back_are_shown_where_they_are(world: World) -> None:
    """The manufacturer gives the culture back to the courier: neither step on the line says so."""
    chain = world.chains["growing"]
    culture = world.items(chain, "car_t_culture")[0]
    for member, act in ((MAKER, "give"), (COURIER, "receive")):
        who = world.actor(member)
        with world.acting(who):
            signer, at = Signer(who.person_uuid, who.member_uuid), world.later(minutes=10)
            if act == "give":
                give(signer, [culture.uuid], world.member(COURIER), at)
            else:
                receive(signer, [culture.uuid], at)
    found = band(world, "growing")
    between = next(one for one in found if one.is_between)
    place = found.index(between)
    assert holders(world, found[place - 1 : place + 2]) == [MAKER, COURIER, MAKER]
    assert between.since == found[place - 1].until == world.now
    assert (found[place - 1].is_planned, found[place + 1].is_planned) == (False, True)


def test_samples_that_travel_are_not_the_cells(world: World) -> None:
    world.run_until(world.chains["growing"], "release_test", "perform")
    names = holders(world, band(world, "growing"))
    assert names.count(MAKER) == 1
    assert set(names) <= {CLINIC, COURIER, MAKER}


@pytest.mark.parametrize("name", ["ordered", "collected", "travelling", "growing"])
def test_the_page_draws_it(world: World, name: str) -> None:
    number = world.running(world.chains[name]).journey.number
    page = signed_in(world, world.actor(CLINIC, "physician")).get(f"/journeys/{number}/")
    assert page.status_code == 200
    assert "保持者" in page.content.decode()
