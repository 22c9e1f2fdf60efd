"""A round of allocation: opened, stated, overridden, computed, published, answered, ended; and who may see what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.planning.fairness.conftest import (
    ASKED,
    HANEDA,
    SENDAI,
    YOKOHAMA,
    a_policy,
    coordinator,
    declare,
    period,
    set_the_stage,
)
from tests.planning.fairness.rounds import claims, computed, of, opened, state
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.foundation.refusals import BadInput, NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice
from tsunagu.planning.models import (
    AllocationPolicy,
    AllocationRound,
    AllocationWork,
    Booking,
)
from tsunagu.planning.queries import fairness as queries
from tsunagu.planning.queries.fairness import ClaimView
from tsunagu.planning.services.fairness.gathering import Period
from tsunagu.planning.services.fairness.open_round import open_round
from tsunagu.planning.services.fairness.override import (
    Wanted,
    agree_override,
    ask_override,
    withdraw_override,
)
from tsunagu.planning.services.fairness.start_computing import reopen_inputs
from tsunagu.planning.services.reserve import reserve

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow


def test_a_policy_is_declared_in_versions_by_the_coordinator_alone(world: World) -> None:
    first = declare(world)
    assert declare(world) == first  # the same again is the same version
    second = declare(world, a_policy(floor=2))
    with world.acting(world.actor(HANEDA, "physician")) as physician:
        views = queries.policies()
        assert [(one.policy.version, one.is_newest) for one in views] == [(2, True), (1, False)]
        assert {one.uuid for one in views} == {first, second}
        with pytest.raises(NotAllowed):
            open_round(physician, first, period(world), "", world.now)
    for wrong in (a_policy(weights={"waited": 0}), a_policy(full_weeks=0)):
        with pytest.raises(BadInput):
            declare(world, wrong)
    with acting(Scope("auditor")):
        assert AllocationPolicy.objects.count() == 2


def test_who_has_no_slot_and_who_competes_takes_part_and_is_asked(world: World) -> None:
    uuid = opened(world)
    assert [len(of(world, uuid, hospital)[1]) for hospital in ASKED] == list(ASKED.values())
    with acting(Scope("auditor")):
        assert Notice.objects.filter(kind="allocation_inputs").count() == sum(ASKED.values())
    with acting(Scope("worker")):
        assert AllocationRound.objects.get(uuid=uuid).seed == "standard/v1/2026-11-04"
    with pytest.raises(Refused, match="no_overload"):
        opened(world)  # all of them are in a round already
    physician, found = of(world, uuid, HANEDA)
    with world.acting(physician):
        waiting = queries.round_awaited(found[0].request)
        with pytest.raises(Refused, match="in_allocation"):  # nobody takes a place beside the order
            reserve(physician, found[0].request, 0, world.now)
    assert waiting is not None
    assert waiting.uuid == uuid
    with acting(Scope("auditor")):
        assert not Booking.objects.exists()
    page = text_of(signed_in(world, physician).get(f"/plan/requests/{found[0].request}/"))
    assert "この相談は割当て" in page
    assert "この案で押さえる" not in page


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: Period(one.first - timedelta(days=5), one.last), "round.first"),
        (lambda one: Period(one.first, one.first - timedelta(days=1)), "round.last"),
        (lambda one: Period(one.first, one.first + timedelta(days=63)), "round.last"),
        (lambda one: Period(one.first + timedelta(days=121), one.first + timedelta(days=122)), "round.first"),
        (lambda one: Period(one.first, date(9999, 12, 31)), "last"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(
    world: World, change: Callable[[Period], Period], code: str
) -> None:
    policy, hub = declare(world), coordinator(world)
    with world.acting(hub), pytest.raises(Refused):
        open_round(hub, policy, change(period(world)), "", world.now)
    with acting(Scope("auditor")):
        assert not AllocationRound.objects.exists(), code


def test_a_policy_must_be_in_force_on_the_first_day(world: World) -> None:
    policy, hub = declare(world, since=date(2027, 1, 1)), coordinator(world)
    with world.acting(hub), pytest.raises(BadInput, match="isn't in force"):
        open_round(hub, policy, period(world), "", world.now)


def test_a_hospital_states_its_own_inputs_with_name_and_time_and_none_is_lost(world: World) -> None:
    uuid = opened(world)
    physician, (claim, *_) = of(world, uuid, HANEDA)
    state(world, physician, claim, 90, 2, "大きい")
    world.later(hours=1)
    state(world, physician, claim, 90, 4, "大きい")
    with world.acting(physician):
        found = queries.claim_of(claim.uuid, world.now)
        said = [(one.criterion, one.value) for one in queries.statements_of(found)]
    assert said.count(("benefit", "大きい")) == 1  # the same again adds nothing
    assert [value for criterion, value in said if criterion == "urgency"] == [4, 2, 1]
    assert all(one["by"] and one["at"] for every in found.stated.values() for one in every)
    with acting(Scope("auditor")):
        assert Notice.objects.get(kind="allocation_inputs", subject=claim.uuid).done_at is not None


def test_inputs_that_cannot_be_are_refused_and_nothing_is_kept(world: World) -> None:
    uuid = opened(world)
    physician, (claim, *_) = of(world, uuid, HANEDA)
    for days, urgency, benefit in ((-1, 1, ""), (9_999, 1, ""), (1, 3, ""), (1, 1, "とても大きい")):
        with pytest.raises(BadInput):
            state(world, physician, claim, days, urgency, benefit)
    with pytest.raises(NotFound):
        state(world, world.actor(YOKOHAMA, "physician"), claim, 10)
    nurse = world.actor(HANEDA, "hospital_coordinator")
    if not nurse.holds("physician"):
        with pytest.raises(NotAllowed):
            state(world, nurse, claim, 10, 4)
    assert claims(world, uuid, physician)[0].stated == claim.stated


def test_an_override_needs_two_people_and_is_never_lost(world: World) -> None:
    uuid = opened(world)
    physician, (claim, *_) = of(world, uuid, SENDAI)
    hub, until = coordinator(world), tokyo_date(world.now) + timedelta(days=7)
    wanted = Wanted("first", "ほかの治療の予定が変わったため。", until)
    with world.acting(physician):
        made = ask_override(physician, claim.uuid, wanted, world.now)
        assert ask_override(physician, claim.uuid, wanted, world.now) == made
        with pytest.raises(Refused, match="override_stands"):
            ask_override(physician, claim.uuid, replace(wanted, kind="later"), world.now)
        with pytest.raises(NotAllowed, match="two_people"):
            agree_override(physician, made, world.now)
        with pytest.raises(BadInput):
            ask_override(physician, claim.uuid, replace(wanted, reason="急ぐ"), world.now)
    outsider = world.actor(YOKOHAMA, "physician")
    with world.acting(outsider):
        assert queries.overrides_of(uuid) == []
        for act in (agree_override, withdraw_override):
            with pytest.raises(NotFound):
                act(outsider, made, world.now)
        with pytest.raises(NotFound):
            ask_override(outsider, claim.uuid, wanted, world.now)
    with world.acting(hub):
        agree_override(hub, made, world.now)
        agree_override(hub, made, world.now)
    _counts_until_it_is_withdrawn(world, uuid, claim, physician, made)


def _counts_until_it_is_withdrawn(
    world: World, uuid: UUID, claim: ClaimView, physician: Actor, made: UUID
) -> None:
    hub = coordinator(world)
    row = computed(world, uuid)
    assert row.effect is not None
    assert row.effect["overrides"] == "<3"
    assert [one["key"] for one in row.effect["variants"]] == [
        "declared",
        "first_come",
        "without_overrides",
        "efficient",
    ]
    first = claims(world, uuid)[0]
    assert (first.uuid, first.rank) == (claim.uuid, 1)
    assert first.result is not None
    assert first.result["why"] == "override"
    with world.acting(hub), pytest.raises(Refused):
        withdraw_override(hub, made, world.now)  # its round is computed
    with world.acting(hub):
        reopen_inputs(hub, uuid)
        withdraw_override(hub, made, world.now)
        (log,) = queries.overrides_of(uuid)
    assert (log.asked_by, log.agreed_by, log.withdrawn_by) == (
        physician.person_name,
        hub.person_name,
        hub.person_name,
    )


def test_the_order_follows_the_policy_and_every_dated_plan_is_compared(world: World) -> None:
    declare(world, replace(a_policy(weights={"waited": 100}, tie="asked"), key="waiting-only"))
    uuid = opened(world, floor=0)
    physician, own = of(world, uuid, HANEDA)
    for number, claim in enumerate(own):
        state(world, physician, claim, 10 * number, 4 if number == 0 else 1, "大きい")
    row = computed(world, uuid)
    assert (row.state, row.reason_ja) == ("computed", "")
    found = claims(world, uuid)
    points = [sum(share[1] for share in one.result["shares"]) for one in found if one.result]
    assert points == sorted(points, reverse=True)
    assert {one.key for one in own} == {one.key for one in found[:5]}
    assert found[0].key == own[0].key
    assert row.effect is not None
    assert [one["key"] for one in row.effect["variants"]] == [
        "declared", "first_come", "policy-waiting-only", "efficient",
    ]  # fmt: skip
    with acting(Scope("auditor")):
        work = AllocationWork.objects.get(round=row)
        assert not Booking.objects.exists()  # nothing has happened yet
    assert work.inputs["requests"][0].keys() == {
        "key", "place", "asked_at", "waiting_since", "therapy", "urgency", "benefit",
    }  # fmt: skip
    before = row.effect
    hub = coordinator(world)
    with world.acting(hub):
        reopen_inputs(hub, uuid)
    assert computed(world, uuid).effect == before  # the same again


def test_a_floor_gives_each_place_its_slots(world: World) -> None:
    uuid = opened(world, floor=2)
    physician, own = of(world, uuid, HANEDA)
    for claim in own:
        state(world, physician, claim, 80, 4, "大きい")
    computed(world, uuid)
    slots = [one for one in claims(world, uuid) if one.result and one.result["has_slot"]]
    by_place = {place: sum(one.place == place for one in slots) for place in ("東京都", "神奈川県", "宮城県")}
    assert min(by_place.values()) >= 2
    assert {one.result["why"] for one in slots if one.result} == {"points", "floor"}
