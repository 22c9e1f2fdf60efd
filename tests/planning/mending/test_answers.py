"""Those concerned answer: nothing moves before all accept, a decline leaves dates alone, a race nothing half."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.planning.asking.conftest import Hospital, set_the_stage
from tests.planning.mending.promising import answer_all, bookings_of, close, dates_of, look, parts_of, promise
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.notices.models import Notice
from tsunagu.planning.domain.mending.states import PART_STATES, PART_TRANSITIONS, STATES, TRANSITIONS
from tsunagu.planning.models import Booking, Mending, MendingPart, PlanRequest
from tsunagu.planning.queries.mendings import mending_of, mendings_of, open_mending_of
from tsunagu.planning.services.answer_mending import accept_part, decline_part, object_to_part
from tsunagu.planning.services.carry_out_mending import go_on_with_mending
from tsunagu.planning.services.state_unfit import state_unfit
from tsunagu.planning.web.mending.words import BADGES, PART_BADGES

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SUITE = "tonomachi-cells-lic/suite"


def room_closed(one: UUID, hospital: Hospital) -> Mending:
    """Close the clean room on the first days of a promise; return the mending."""
    held = next(each for each in dates_of(one).held if each.resource == SUITE)
    first = tokyo_date(held.start)
    close(SUITE, first, first + timedelta(days=2), hospital.world.now)
    made = look(hospital.world.now)
    assert made is not None
    return made


def go_on(made: Mending, hospital: Hospital) -> str:
    with acting(Scope("worker")):
        return go_on_with_mending(made.uuid, hospital.world.now)


def test_nothing_moves_before_every_hospital_has_accepted(hospital: Hospital, other: Hospital) -> None:
    world, now = hospital.world, hospital.world.now
    uuids = [promise(hospital), promise(other)]
    made = room_closed(uuids[0], hospital)
    assert made.cause == "capacity"
    assert "細胞加工室" in made.cause_ja
    before = [(dates_of(one), bookings_of(one)) for one in uuids]
    mine, theirs = (parts_of(made, request=one)[0] for one in uuids)
    with world.acting(hospital.actor):
        accept_part(hospital.actor, mine.uuid, now)
        accept_part(hospital.actor, mine.uuid, now)
        with pytest.raises(NotFound):
            accept_part(hospital.actor, theirs.uuid, now)
        with pytest.raises(Refused, match="mending_answered"):
            decline_part(hospital.actor, mine.uuid, "やはり", now)
    assert go_on(made, hospital) == "proposed"
    assert [(dates_of(one), bookings_of(one)) for one in uuids] == before
    assert answer_all(world, made) == "accepted"
    for uuid, part in zip(uuids, (mine, theirs), strict=True):
        assert dates_of(uuid).goal.isoformat() == part.data["goal"][1]
        assert bookings_of(uuid)
    assert [(dates_of(one), bookings_of(one)) for one in uuids] != before
    assert look(now) is None
    with world.acting(hospital.actor), pytest.raises(Refused, match="mending_over"):
        decline_part(hospital.actor, mine.uuid, "やはり", now)
    with acting(Scope("auditor")):
        assert not Notice.objects.filter(kind="mending_proposed", done_at__isnull=True).exists()


def test_one_decline_leaves_that_patient_alone_and_another_way_is_looked_for(
    hospital: Hospital, other: Hospital
) -> None:
    world, now = hospital.world, hospital.world.now
    uuids = [promise(hospital), promise(other)]
    made = room_closed(uuids[0], hospital)
    part = parts_of(made, request=uuids[0])[0]
    with world.acting(hospital.actor):
        for wrong in ("", "  \x00", "長" * 501):
            with pytest.raises(BadInput, match="reason_needed"):
                decline_part(hospital.actor, part.uuid, wrong, now)
        decline_part(hospital.actor, part.uuid, "この週は動かせません", now)
    assert go_on(made, hospital) == "declined"
    with acting(Scope("auditor")):
        told = Notice.objects.get(kind="mending_answered")
        assert told.member.key == "rink"
        assert "この週は動かせません" in told.text_ja
    again = look(now + timedelta(minutes=1))
    assert again is not None
    assert again.follows == made.uuid
    assert again.pinned == [str(uuids[0])]
    assert [one.requests for one in parts_of(again, role="hospital")] == [[str(uuids[1])]]
    kept = look(now + timedelta(minutes=5))
    assert kept is not None
    assert kept.uuid == again.uuid


def test_a_slot_taken_meanwhile_outdates_the_proposal_and_nothing_is_half_written(hospital: Hospital) -> None:
    world, now, uuid = hospital.world, hospital.world.now, promise(hospital)
    made = room_closed(uuid, hospital)
    part = parts_of(made, role="hospital")[0]
    key, step, start, end, _amount = next(one for one in part.data["held"] if one[0] == SUITE)
    before = (dates_of(uuid), bookings_of(uuid))
    with acting(Scope("worker")):
        mine = Booking.objects.filter(request__uuid=uuid, resource__key="suite")[0]
        stranger = PlanRequest.objects.get(uuid=hospital.ask())
        Booking.objects.create(
            member=mine.member, owner=mine.owner, request=stranger, resource=mine.resource, step=step,
            starts_at=start, ends_at=end, amount=9,
        )  # fmt: skip
    assert answer_all(world, made) == "outdated"
    assert (dates_of(uuid), bookings_of(uuid)) == before
    again = look(now)
    assert again is not None
    assert again.uuid != made.uuid
    found = next(one for one in parts_of(again, role="hospital")[0].data["held"] if one[0] == key)
    assert found[2] >= end or found[3] <= start
    assert answer_all(world, again) == "accepted"


def test_a_patient_who_is_unfit_gets_other_dates(hospital: Hospital, other: Hospital) -> None:
    world, now, uuid = hospital.world, hospital.world.now, promise(hospital)
    promise(other)
    day = tokyo_date(dates_of(uuid).goal)
    with world.acting(hospital.actor):
        for first, last in ((day, day - timedelta(days=1)), (day, day + timedelta(days=400))):
            with pytest.raises(BadInput, match="last"):
                state_unfit(hospital.actor, uuid, first, last, now)
        state_unfit(hospital.actor, uuid, day, day + timedelta(days=6), now)
        state_unfit(hospital.actor, uuid, day, day + timedelta(days=6), now)
    with world.acting(other.actor), pytest.raises(NotFound):
        state_unfit(other.actor, uuid, day, day, now)
    made = look(now)
    assert made is not None
    assert (made.cause, made.facts["moved"]) == ("unfit", [])
    part = parts_of(made, role="hospital")[0]
    assert part.data["goal"][1] >= (day + timedelta(days=7)).isoformat()
    assert answer_all(world, made) == "accepted"
    assert tokyo_date(dates_of(uuid).goal) > day + timedelta(days=6)


def test_who_can_not_be_helped_is_told_why_and_keeps_what_is_held(hospital: Hospital) -> None:
    now, uuid = hospital.world.now, promise(hospital)
    before = bookings_of(uuid)
    close(SUITE, tokyo_date(now), tokyo_date(now) + timedelta(days=300), now)
    made = look(now)
    assert made is not None
    part = parts_of(made, "hospital")[0]
    assert (part.state, part.data["unsaved"]) == ("told", ["closed", SUITE])
    assert bookings_of(uuid) == before
    assert go_on(made, hospital) == "proposed"
    again = look(now + timedelta(minutes=5))
    assert again is not None
    assert again.uuid == made.uuid  # said once


def test_an_operator_ill_tomorrow_is_mended_though_steps_so_near_are_frozen(hospital: Hospital) -> None:
    world, uuid = hospital.world, promise(hospital)
    held = next(one for one in dates_of(uuid).held if one.step == "collect")
    world.now = held.start - timedelta(hours=30)
    day = tokyo_date(held.start)
    close(held.resource, day, day, world.now)
    made = look(world.now)
    assert made is not None
    after = next(one for one in parts_of(made, role="hospital")[0].data["held"] if one[1] == "collect")
    assert (
        after[2] > (held.start + timedelta(hours=18)).isoformat()
    )  # and with 48 hours' notice to the patient


def test_each_sees_its_part_and_the_counts_of_the_whole(hospital: Hospital, other: Hospital) -> None:
    world, now, uuid = hospital.world, hospital.world.now, promise(hospital)
    made = room_closed(uuid, hospital)
    assert made.state == "proposed"
    with world.acting(hospital.actor):
        seen = mending_of(made.uuid)
        assert (len(seen.parts), seen.is_whole, seen.counts["disturbed"]) == (1, False, 1)
        assert open_mending_of(uuid) == made.uuid
        assert not Mending.objects.exists()
    with world.acting(world.actor("rink", "coordinator")):
        assert mending_of(made.uuid).is_whole
        assert len(mendings_of()[0].parts) > 1
    with world.acting(other.actor):
        assert mendings_of() == []
        with pytest.raises(NotFound):
            mending_of(made.uuid)
    maker = world.actor("tonomachi-cells", "supervisor")
    with world.acting(maker):
        mine = mending_of(made.uuid).parts[0]
        assert mine.role == "owner"
        assert {one[0].split("/")[0] for one in mine.data["gained"]} == {"tonomachi-cells-lic"}
        assert "細胞加工室" not in mine.cause.ja
        with pytest.raises(NotAllowed):
            accept_part(maker, mine.uuid, now)
        with pytest.raises(Refused, match="mending_late"):
            object_to_part(maker, mine.uuid, "人が足りません", now + timedelta(hours=5))
        object_to_part(maker, mine.uuid, "人が足りません", now)
    assert go_on(made, hospital) == "declined"
    with acting(Scope("auditor")):
        assert MendingPart.objects.filter(state="objected").count() == 1


def test_every_state_has_a_name_and_a_badge() -> None:
    assert set(STATES) == set(TRANSITIONS) == set(BADGES)
    assert set(PART_STATES) == set(PART_TRANSITIONS) == set(PART_BADGES)
