"""A hospital asks, holds, confirms and gives back; nobody else sees its request; two never get the same slot."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.asking.conftest import Hospital, set_the_stage
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice
from tsunagu.planning.domain.asking.states import HOLDING, STATES, TRANSITIONS, WAITING, check_may_become
from tsunagu.planning.domain.solvers.whole_chain import plan_chain
from tsunagu.planning.domain.verify import verify
from tsunagu.planning.models import Booking, PlanRequest
from tsunagu.planning.queries.capacity import resources
from tsunagu.planning.queries.left import load_of, situation
from tsunagu.planning.queries.requests import (
    SHOWN,
    acts_of,
    request_of,
    requests_of,
    standing_requests,
    therapies_asked,
    waiting,
)
from tsunagu.planning.services.ask_for_plan import ask_again
from tsunagu.planning.services.gather_problem import gather_problem
from tsunagu.planning.services.reserve import confirm, give_back, held_for, reserve, withdraw_request
from tsunagu.planning.services.solve_run import solve_run
from tsunagu.planning.web.asking_shown import BADGES

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]


def bookings() -> int:
    with acting(Scope("auditor")):
        return Booking.objects.count()


def hold(hospital: Hospital, uuid: UUID, number: int = 0) -> None:
    with hospital.world.acting(hospital.actor):
        reserve(hospital.actor, uuid, number, hospital.world.now)


def test_proposals_are_whole_chains_with_dates_a_chance_and_a_reason(hospital: Hospital) -> None:
    uuid = hospital.ask()
    with hospital.world.acting(hospital.actor):
        found = request_of(uuid)
    assert 1 <= len(found.proposals) <= 3
    for proposal in found.proposals:
        keys = [key for key, _, _ in proposal.steps]
        assert keys[0] == "register"
        assert keys[-1] == "administer"
        assert tokyo_date(proposal.steps[1][1]) >= found.need.ready_from
        assert 0 < proposal.chance <= 1
        assert proposal.reasons
        assert proposal.held
    assert list(found.proposals) == sorted(found.proposals, key=lambda each: each.goal)


def test_days_on_which_the_patient_cannot_come_are_kept_free(hospital: Hospital) -> None:
    first = hospital.need().ready_from
    away = tuple((first + timedelta(days=d), first + timedelta(days=d)) for d in range(0, 20, 2))
    uuid = hospital.ask(replace(hospital.need(), absent=away, weekdays_off=frozenset({2})))
    with hospital.world.acting(hospital.actor):
        found = request_of(uuid)
    for proposal in found.proposals:
        for step in ("collect", "administer"):
            assert not found.need.is_away(tokyo_date(proposal.start_of(step) or found.asked_at))


def test_what_is_held_is_held_for_others_until_the_time_limit(hospital: Hospital, other: Hospital) -> None:
    uuid = hospital.ask()
    hold(hospital, uuid)
    hold(hospital, uuid)  # the same again is one act
    with other.world.acting(other.actor):
        now, today = other.world.now, tokyo_date(other.world.now)
        held = situation(today, now).taken
        assert len(held) == bookings() > 5
        assert situation(today, now + held_for()).taken == ()
    with hospital.world.acting(hospital.actor):
        assert request_of(uuid).state_at(now + held_for()) == "expired"
        with pytest.raises(Refused, match="request_state"):
            confirm(hospital.actor, uuid, now + held_for())
        confirm(hospital.actor, uuid, now)
        confirm(hospital.actor, uuid, now)
        assert len(situation(today, now + held_for()).taken) == len(held)
        give_back(hospital.actor, uuid, now)
        assert situation(today, now).taken == ()


def fill_up(hospital: Hospital, most: int = 40) -> int:
    """Hold the same proposal for one patient after another until a resource is full; return for how many."""
    first = hospital.ask()
    for number in range(most):
        uuid = first if number == 0 else copy_of(first)
        if attempt(hospital, uuid) == "slot_taken":
            return number
    raise AssertionError("it never fills up")


def attempt(hospital: Hospital, uuid: UUID) -> str:
    """Try to hold the first proposal; return ``held`` or the refusal's code."""
    try:
        hold(hospital, uuid)
    except Refused as refused:
        return refused.code
    return "held"


def copy_of(uuid: UUID) -> UUID:
    """Ask the same again, with the same proposals, as they were computed before anything was held."""
    with acting(Scope("worker")):
        row = PlanRequest.objects.get(uuid=uuid)
        row.pk, row.uuid, row.state, row.chosen, row.held_until = None, uuid4(), "open", None, None
        row.save(force_insert=True)
        return row.uuid


def test_a_full_slot_is_refused_and_nothing_is_written(hospital: Hospital) -> None:
    count = fill_up(hospital)
    assert count >= 1
    before = bookings()
    with acting(Scope("auditor")):
        last = PlanRequest.objects.order_by("-id").first()
        assert last is not None
        assert (last.state, last.chosen) == ("open", None)
    with hospital.world.acting(hospital.actor):
        ask_again(hospital.actor, last.uuid, hospital.world.now)
        reserve(hospital.actor, last.uuid, 0, hospital.world.now)
    assert bookings() > before


def test_a_request_is_its_hospitals_and_the_coordinators(hospital: Hospital, other: Hospital) -> None:
    uuid = hospital.ask()
    hold(hospital, uuid)
    world = hospital.world
    with world.acting(world.actor("rink", "coordinator")):
        assert [one.uuid for one in requests_of()] == [uuid]
    before = bookings()
    with world.acting(other.actor):
        assert requests_of() == []
        with pytest.raises(NotFound):
            request_of(uuid)
        for act in (confirm, give_back):
            with pytest.raises(NotFound):
                act(other.actor, uuid, world.now)
        with pytest.raises(NotFound):
            withdraw_request(other.actor, uuid, world.now)
    maker = world.actor("tonomachi-cells", "operator")
    with world.acting(maker):
        assert Booking.objects.exists()
        assert all(row.owner_id == maker.member_id for row in Booking.objects.all())
        with pytest.raises(NotAllowed):
            reserve(maker, uuid, 0, world.now)
    assert bookings() == before


def test_open_requests_are_planned_together_over_what_is_left(
    hospital: Hospital, other: Hospital, browser: SignIn
) -> None:
    world, now = hospital.world, hospital.world.now
    hub = world.actor("rink", "coordinator")
    with world.acting(hub), pytest.raises(BadInput, match="nobody_waits"):
        gather_problem(now)
    held = hospital.ask()
    hospital.ask(replace(hospital.need(), therapy="auto-car-t-fresh-trial"))
    other.ask(replace(other.need(), therapy="auto-cartilage"))
    hold(hospital, held)
    with world.acting(hub):
        problem = gather_problem(now)
    assert len(problem.journeys) == 2
    plan = plan_chain(problem)
    assert len(plan.assignments) == 2
    assert not verify(problem, plan).violations
    with world.acting(hospital.actor):
        assert len(gather_problem(now).journeys) == 1  # of its own, the other is another hospital's
    answer = browser(hub).post("/plan/runs/new/", {"open-key": "k", "open-effort": "quick"}, follow=True)
    assert "の日程相談" in answer.content.decode()
    run = answer.redirect_chain[-1][0]
    solve_run(UUID(run.split("/")[-2]), lambda: now)
    page = browser(hub).get(f"{run}?rows=journey").content.decode()
    assert all(one in page for one in ("001　自家CAR-T（新鮮・治験）", "002　自家培養軟骨（膝）"))
    assert ">羽田先進医療クリニック　採取チェア<" in page


def test_members_see_how_much_is_booked_of_their_resources_but_not_for_whom(
    hospital: Hospital, browser: SignIn
) -> None:
    world, uuid = hospital.world, hospital.ask()
    maker = world.actor("tonomachi-cells", "supervisor")
    with world.acting(maker):
        assert load_of(tokyo_date(world.now), 200, world.now) == {}
    hold(hospital, uuid)
    with world.acting(maker):
        load = load_of(tokyo_date(world.now), 200, world.now)
        suite = next(one for one in resources(maker.member_uuid) if one.card.kind == "clean_room")
        rows = Booking.objects.filter(resource__uuid=suite.uuid)
        hours = sum((row.ends_at - row.starts_at).total_seconds() / 3600 * row.amount for row in rows)
    assert sum(load[suite.uuid].values()) == hours > 100
    assert max(load[suite.uuid].values()) <= 24
    page = browser(maker).get(reverse("planning:capacity")).content.decode()
    assert "予約済み" in page


def test_needs_that_make_no_sense_are_refused_and_nothing_is_kept(hospital: Hospital) -> None:
    today, day = tokyo_date(hospital.world.now), timedelta(days=1)
    for wrong in (
        {"ready_from": today - day},
        {"ready_from": today + 400 * day},
        {"latest": today + day},
        {"collect_by": today},
        {"weekdays_off": frozenset(range(7))},
        {"absent": ((today + 9 * day, today + 8 * day),)},
        {"absent": ((today, today),) * 61},
    ):
        with pytest.raises(BadInput):
            hospital.ask(hospital.need(**wrong))
    with acting(Scope("auditor")):
        assert not PlanRequest.objects.exists()


def test_no_plan_is_answered_with_what_prevents_it(hospital: Hospital) -> None:
    soon = hospital.need()
    uuid = hospital.ask(replace(soon, latest=soon.ready_from + timedelta(days=5)))
    with hospital.world.acting(hospital.actor):
        found = request_of(uuid)
        assert found.proposals == ()
        assert "latest" in {kind for kind, _, _ in found.obstacles}


def test_the_pages_from_need_to_confirmation(hospital: Hospital, other: Hospital, browser: SignIn) -> None:
    client, ready = browser(hospital.actor), hospital.need().ready_from
    form = {
        "therapy": "auto-car-t-frozen",
        "site": hospital.site,
        "ready_from": ready,
        "urgency": "1",
        "key": "k",
    }
    new = reverse("planning:new_request")
    for wrong in (
        {"ready_from": "0001-01-01"},
        {"absent": "あした"},
        {"therapy": "x" * 10_000},
        {"site": "NaN"},
    ):
        answer = client.post(new, form | wrong)
        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode()
    answer = client.post(new, form | {"absent": "2026/12/28 ～ 2027/1/4\n2027年1月11日"})
    assert answer.status_code == 302
    again = client.post(new, form | {"absent": "2026/12/28 ～ 2027/1/4\n2027年1月11日"})
    assert again["Location"] == answer["Location"]  # sent twice, asked once
    page = client.get(answer["Location"]).content.decode()
    assert "案1" in page
    assert "これより早くできない理由" in page
    assert browser(other.actor).get(answer["Location"]).status_code == 404
    for name, said in (
        ("choose", "枠を仮押さえしました"),
        ("confirm", "日程を確定しました"),
        ("give_back", "返しました"),
    ):
        where = reverse(f"planning:{name}", args=[answer["Location"].split("/")[-2]])
        assert said in client.post(where, {"proposal": "0"}, follow=True).content.decode()
    refused = client.post(
        reverse("planning:choose", args=[answer["Location"].split("/")[-2]]), {"proposal": "99"}
    )
    assert refused.status_code == 409
    assert "案がありません" in refused.content.decode()
    assert bookings() == 0


def test_acts_are_kept_and_owners_hear_of_what_is_confirmed_or_freed(hospital: Hospital) -> None:
    world, now, uuid = hospital.world, hospital.world.now, hospital.ask()
    hold(hospital, uuid)
    owners = set()
    with world.acting(hospital.actor):
        owners = set(
            Booking.objects.exclude(owner=hospital.actor.member_id).values_list("owner_id", flat=True)
        )
        assert told("capacity_booked") == set()  # a hold may run out again: nobody is told
        confirm(hospital.actor, uuid, now)
        withdraw_request(hospital.actor, uuid, now)
        withdraw_request(hospital.actor, uuid, now)
        verbs = [one.verb for one in acts_of(uuid)]
    assert verbs == ["withdrawn", "confirmed", "reserved", "asked"]
    assert told("capacity_booked") == told("capacity_freed") == owners != set()
    with world.acting(hospital.actor), pytest.raises(Refused, match="request_state"):
        reserve(hospital.actor, uuid, 0, now)


def told(kind: str) -> set[int]:
    """The members that were told."""
    with acting(Scope("auditor")):
        return set(Notice.objects.filter(kind=kind).values_list("member_id", flat=True))


def test_every_state_has_a_name_a_badge_and_a_sentence() -> None:
    assert set(STATES) == set(TRANSITIONS) == set(BADGES)
    for state, after in TRANSITIONS.items():
        assert after <= set(STATES)
        for wanted in set(STATES) - after:
            with pytest.raises(Refused, match="request_state"):
                check_may_become(state, wanted)
    assert WAITING | HOLDING | {"withdrawn"} == set(STATES)


def test_those_who_wait_are_read_as_their_states_say(hospital: Hospital) -> None:
    held = hospital.ask()
    hold(hospital, held)
    hospital.ask()
    with hospital.world.acting(hospital.actor):
        for later in (timedelta(), held_for()):
            at = hospital.world.now + later
            wanted = {one.uuid for one in requests_of() if one.state_at(at) in WAITING}
            assert {one.uuid for one in waiting(at)} == wanted
            assert len(wanted) == (2 if later else 1)


def test_what_concerns_all_reads_all_however_many_the_list_shows(hospital: Hospital) -> None:
    uuid, now = hospital.ask(), hospital.world.now
    with acting(Scope("worker")):
        row = PlanRequest.objects.get(uuid=uuid)
        rows = []
        for number in range(SHOWN + 5):
            copy = PlanRequest.objects.get(pk=row.pk)
            copy.pk, copy.uuid, copy.request_key = None, uuid4(), None
            copy.state = "withdrawn" if number == 0 else "open"
            copy.asked_at = now - timedelta(days=500) if number == 1 else now
            rows.append(copy)
        PlanRequest.objects.bulk_create(rows)
        assert len(requests_of()) == SHOWN
        assert len(standing_requests(now)) == len(therapies_asked(now)) == SHOWN + 4
