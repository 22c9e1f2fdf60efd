"""Cases ordered without a request: others' proposals, reservations and mended dates leave them room; who sees them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.asking.conftest import FROZEN, Hospital, set_the_stage
from tests.planning.mending.promising import close, dates_of, limit, look, order, parts_of, promise
from tests.support.world import World
from tsunagu.foundation.refusals import Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.journeys.services.end_journey import cancel_journey
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.asking.left import by_hour
from tsunagu.planning.domain.asking.record import moment
from tsunagu.planning.models import Booking
from tsunagu.planning.queries.left import Situation, expected_load, situation
from tsunagu.planning.queries.requests import request_of
from tsunagu.planning.services.gather_problem import gather_problem
from tsunagu.planning.services.reserve import reserve, withdraw_request

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]
MAKER = "tonomachi-cells-lic"
SUITE = f"{MAKER}/suite"


def seen_by(hospital: Hospital) -> Situation:
    with hospital.world.acting(hospital.actor):
        return situation(tokyo_date(hospital.world.now), hospital.world.now)


def room_of(hospital: Hospital, chain: UUID) -> tuple[datetime, datetime]:
    """Return when a case is expected to hold the clean room."""
    at = seen_by(hospital)
    (one,) = (one for one in at.expected if (one.case, one.taken.resource) == (str(chain), SUITE))
    return moment(at.start, one.taken.start), moment(at.start, one.taken.until)


def overlaps(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def hours(span: tuple[datetime, datetime]) -> set[datetime]:
    """Return each hour of a time."""
    return {span[0] + timedelta(hours=n) for n in range(int((span[1] - span[0]).total_seconds() // 3600))}


def rooms(hospital: Hospital, uuid: UUID) -> list[tuple[datetime, datetime]]:
    """Return when each proposal of a request holds the clean room."""
    with hospital.world.acting(hospital.actor):
        found = request_of(uuid).proposals
    return [(one.start, one.end) for each in found for one in each.held if one.resource == SUITE]


def at_the_maker(world: World) -> UUID:
    """Order for a hospital's patient without having asked for dates, where the maker has one room."""
    limit(SUITE, 1, world.now)
    return world.order(FROZEN)


def test_proposals_and_reservations_leave_room_for_a_case_without_a_request(
    hospital: Hospital, other: Hospital
) -> None:
    limit(SUITE, 1, hospital.world.now)
    before = hospital.ask()
    chain = at_the_maker(hospital.world)
    its = room_of(other, chain)
    assert any(overlaps(one, its) for one in rooms(hospital, before))
    number = next(n for n, one in enumerate(rooms(hospital, before)) if overlaps(one, its))
    with hospital.world.acting(hospital.actor), pytest.raises(Refused, match="slot_taken"):
        reserve(hospital.actor, before, number, hospital.world.now)
    with acting(Scope("auditor")):
        assert not Booking.objects.exists()
    after = rooms(hospital, hospital.ask())
    assert after
    assert not any(overlaps(one, its) for one in after)
    with acting(Scope("worker")):
        problem = gather_problem(hospital.world.now)
    (room,) = (one for one in problem.resources if one.key == SUITE)
    middle = int((its[0] - moment(problem.start, 0)).total_seconds() // 3600) + 1
    assert by_hour(room, problem.hours)[middle] == 0


def test_only_who_holds_nothing_and_goes_on_is_counted(hospital: Hospital, other: Hospital) -> None:
    world = hospital.world
    uuid = promise(hospital)
    chain = order(hospital, uuid, 1)
    assert seen_by(other).booked
    assert seen_by(other).expected == (), "its bookings stand for it"
    with world.acting(hospital.actor):
        withdraw_request(hospital.actor, uuid, world.now)
    at = seen_by(other)
    assert at.booked == ()
    assert {one.case for one in at.expected} == {str(chain)}
    assert at.taken == tuple(one.taken for one in at.expected)
    with world.acting(hospital.actor):
        cancel_journey(hospital.actor, chain, "患者さんの希望", world.now)
    assert seen_by(other).expected == ()


def test_a_lot_made_to_stock_takes_its_room_too(hospital: Hospital) -> None:
    chain = hospital.world.order("allo-bm-msc-gvhd-production")
    rooms = {one.taken.resource for one in seen_by(hospital).expected if one.case == str(chain)}
    assert any(one.endswith("/suite") for one in rooms)


def test_such_a_case_breaks_no_promise_and_mended_dates_spare_it(hospital: Hospital) -> None:
    world = hospital.world
    limit(SUITE, 1, world.now)
    uuid = promise(hospital)
    held = next(one for one in dates_of(uuid).held if one.resource == SUITE)
    chain = world.order(FROZEN)
    assert overlaps(room_of(hospital, chain), (held.start, held.end))
    assert look(world.now) is None, "it holds no booking, so it takes none away"
    first = tokyo_date(held.start)
    close(SUITE, first, first + timedelta(days=1), world.now)
    made = look(world.now)
    assert made is not None
    (part,) = parts_of(made, "hospital")
    (new,) = (one for one in part.data["held"] if one[0] == SUITE)
    span = datetime.fromisoformat(new[2]), datetime.fromisoformat(new[3])
    assert span[0] > held.start
    gained = hours(span) - hours((held.start, held.end))
    assert gained
    assert not gained & hours(room_of(hospital, chain))
    world.order(FROZEN)
    assert look(world.now) == made, "nobody is asked anew since another case was ordered"


def test_pages_say_how_much_and_to_those_concerned_which(
    hospital: Hospital, other: Hospital, browser: SignIn
) -> None:
    world = hospital.world
    chain = at_the_maker(world)
    number = world.running(chain).journey.number
    with world.acting(hospital.actor):
        load = expected_load(tokyo_date(world.now), 60, world.now, [MAKER])
        uuid = next(
            view.uuid for view in seen_by(hospital).views if view.published.place == tuple(SUITE.split("/"))
        )
    assert load[uuid].cases == {chain}
    assert sum(load[uuid].days.values()) > 200
    case = world.running(chain).case
    assert case is not None
    whose, stranger = world.actor(case.hospital, "physician"), other.actor
    assert stranger.member_uuid != case.hospital
    page = reverse("planning:resource", args=[uuid])
    for who in (whose, stranger):
        shown = browser(who).get(page).content.decode()
        assert "日程の相談を経ていない症例の見込み" in shown
        assert 'class="expected"' in shown
        assert (number in shown) is (who is whose)
    mine = browser(whose).get(reverse("planning:requests")).content.decode()
    assert "枠を押さえていない症例" in mine
    assert number in mine
    assert f"{reverse('planning:new_request')}?therapy={FROZEN}" in mine
    theirs = browser(stranger).get(reverse("planning:requests")).content.decode()
    assert "枠を押さえていない症例" not in theirs
    rows = browser(stranger).get(reverse("planning:days_csv", args=[uuid])).content.decode().splitlines()
    assert number not in "".join(rows)
    assert any(float(row.split(",")[4]) > 0 for row in rows[1:])
