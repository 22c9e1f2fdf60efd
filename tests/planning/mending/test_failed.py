"""A failed batch: mended by itself, accepted, and then bookings and cases go by the new dates."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.planning.asking.conftest import Hospital, set_the_stage
from tests.planning.mending.promising import (
    answer_all,
    bookings_of,
    dates_of,
    fail,
    go_by_the_plan,
    limit,
    look,
    order,
    parts_of,
    promise,
)
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Journey
from tsunagu.journeys.services.end_journey import begin_again, cancel_journey
from tsunagu.planning.models import Booking, PlanRequest
from tsunagu.planning.queries.requests import acts_of, request_of

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SUITE = "tonomachi-cells-lic/suite"


def test_a_failed_batch_moves_others_and_all_go_by_the_new_dates(hospital: Hospital, other: Hospital) -> None:
    world = hospital.world
    limit(SUITE, 1, world.now)  # one room: who fails needs it when others were promised it
    whose = (hospital, other, hospital)
    uuids = [promise(one, replace(one.need(), urgency=4 if n == 0 else 1)) for n, one in enumerate(whose)]
    chains = [order(one, uuid, n) for n, (one, uuid) in enumerate(zip(whose, uuids, strict=True))]
    assert look(world.now) is None
    go_by_the_plan(world, chains, chains[0], "expand")
    assert look(world.now) is None  # people need a moment, and that is no disturbance
    before = [(dates_of(uuid), bookings_of(uuid)) for uuid in uuids]
    fail(world, chains[0], "expand")
    made = look(world.now)
    assert made is not None
    assert made.cause == "step_failed"
    assert "拡大培養" in made.cause_ja
    assert made.facts["disturbed"] == [str(uuids[0])]
    assert sorted(made.facts["moved"]) == sorted(map(str, uuids[1:]))
    assert made.milliseconds < 10_000
    assert [
        (dates_of(uuid), bookings_of(uuid)) for uuid in uuids
    ] == before  # a proposal: nothing has happened
    assert answer_all(world, made) == "accepted"
    for uuid, chain in zip(uuids, chains, strict=True):
        kept, running = dates_of(uuid), world.running(chain)
        assert running.journey.promised_at == kept.goal
        planned = {key: row for key, row in running.rows.items() if row.state == "planned"}
        for key, start, end in kept.steps:
            if key in planned:
                assert (planned[key].planned_start, planned[key].planned_end) == (start, end)
        coming = {
            (one.resource.split("/")[1], one.start, one.end) for one in kept.held if one.end > world.now
        }
        assert {one for one in bookings_of(uuid) if one[2] > world.now} == coming
    assert world.running(chains[0]).rows["collect"].attempt == 2
    assert look(world.now) is None


def test_a_hospital_that_begins_again_otherwise_gets_other_dates(hospital: Hospital) -> None:
    world, uuid = hospital.world, promise(hospital)
    chain = order(hospital, uuid, 1)
    go_by_the_plan(world, [chain], chain, "expand")
    fail(world, chain, "expand")
    made = look(world.now)
    assert made is not None
    part = parts_of(made, "hospital")[0]
    assert part.data["again_at"] == "collect"
    with world.acting(hospital.actor):
        begin_again(
            hospital.actor, chain, "transduce", "凍結した採取物の残りから作り直す", world.later(hours=9)
        )
    again = look(world.now)
    assert again is not None
    assert again.follows == made.uuid
    assert again.cause == "late"
    assert parts_of(again, "hospital")[0].data["goal"][1] < part.data["goal"][1]
    assert answer_all(world, again) == "accepted"
    assert world.running(chain).journey.promised_at == dates_of(uuid).goal
    assert world.running(chain).rows["collect"].attempt == 1


def test_a_cancelled_case_gives_back_what_was_held(hospital: Hospital) -> None:
    world, uuid = hospital.world, promise(hospital)
    chain = order(hospital, uuid, 1)
    assert bookings_of(uuid)
    with world.acting(hospital.actor):
        cancel_journey(hospital.actor, chain, "患者さんの希望", world.now)
    assert look(world.later(minutes=1)) is None
    assert bookings_of(uuid) == set()
    with world.acting(hospital.actor):
        assert request_of(uuid).state == "withdrawn"
        assert acts_of(uuid)[0].verb == "withdrawn"
    with acting(Scope("auditor")):
        assert Journey.objects.get(chain=chain).state == "cancelled"
        assert PlanRequest.objects.count() == 1
        assert not Booking.objects.exists()


def test_a_step_that_is_late_is_found_by_the_clock(hospital: Hospital) -> None:
    world, uuid = hospital.world, promise(hospital)
    chain = order(hospital, uuid, 1)
    go_by_the_plan(world, [chain], chain, "transport_in")
    assert look(world.now) is None
    world.later(days=4)  # the courier doesn't come
    made = look(world.now)
    assert made is not None
    assert made.cause == "late"
    assert world.running(chain).route.step("transport_in").name.ja in made.cause_ja
    with acting(Scope("auditor")):
        assert made.answer_by <= world.now + timedelta(hours=24)
