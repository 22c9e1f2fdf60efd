"""What happened becomes a proposal, a person's consent puts it in force, and no date moves by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.planning.estimates.conftest import Hospital, set_the_stage
from tests.support.world import World
from tsunagu.foundation.refusals import NotAllowed, NotFound, Refused
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Consent, JourneyStep
from tsunagu.journeys.queries.durations import step_courses
from tsunagu.journeys.services.record import withdraw_consent
from tsunagu.members.domain.actor import Actor
from tsunagu.notices.models import Notice
from tsunagu.planning.models import Estimate
from tsunagu.planning.queries.estimates import estimate_of, estimates, figures
from tsunagu.planning.queries.requests import request_of
from tsunagu.planning.services.ask_for_plan import ask_again
from tsunagu.planning.services.decide_estimate import accept_estimate, decline_estimate, end_estimate
from tsunagu.planning.services.estimate_effects import effects_of
from tsunagu.planning.services.learn import QUIET, learn
from tsunagu.planning.services.reserve import confirm, reserve

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.slow
SignIn = Callable[[Actor], Client]
MAKER = "tonomachi-cells-lic"
LATE = {"late_share": [0.9, 0.8, 0.97], "late_hours": [60.0, 40.0, 90.0], "failure": [0.02, 0.0, 0.1]}


def rows(**which: object) -> list[Estimate]:
    with acting(Scope("auditor")):
        return list(Estimate.objects.filter(**which))


def proposal(world: World, **more: object) -> UUID:
    """Write what a look at many late cultures at the maker would have proposed."""
    given = {
        "member_id": world.actor("tonomachi-cells").member_id, "kind": "chance", "action": "tend", "site": MAKER,
        "n": 40, "values": LATE, "counts": {"late": 36, "due": 40, "failed": 1, "over": 40},
        "before": {"late_share": 0.1, "late_hours": 24.0, "failure": 0.02}, "since": world.now, "until": world.now,
        "digest": "d", "state": "proposed", "made_at": world.now,
    }  # fmt: skip
    with acting(Scope("worker")):
        return Estimate.objects.create(**(given | more)).uuid


def notices(kind: str) -> list[Notice]:
    with acting(Scope("auditor")):
        return list(Notice.objects.filter(kind=kind))


def test_what_happened_is_noted_with_its_interval_and_the_same_again_changes_nothing(world: World) -> None:
    assert learn(world.now) == 0  # two journeys prove nothing
    found = {(one.kind, one.action, one.site, one.origin, one.step): one for one in rows()}
    lane = found["chance", "transport", MAKER, "shinanomachi-hospital-main", ""]
    assert (lane.n, lane.state) == (2, "noted")
    culture = found["duration", "tend", MAKER, "", "expand"]
    value, low, high = culture.values["hours"]
    assert low <= value
    assert 150 < value < 200
    assert culture.before == {"hours": 184.0}
    assert found["yield", "process", MAKER, "", "freeze"].values["yield"][0] == 1.0
    before = {one.uuid: (one.made_at, one.digest) for one in rows()}
    learn(world.now + timedelta(hours=1))
    assert {one.uuid: (one.made_at, one.digest) for one in rows()} == before
    assert high is None or high >= value


def test_only_journeys_with_consent_to_data_for_the_network_are_used(world: World, hub: Actor) -> None:
    with world.acting(hub):
        assert {one.chain for one in step_courses()} == set(world.chains.values())
    chain = world.chains["first"]
    with acting(Scope("worker")):
        consent = Consent.objects.get(chain=chain, purpose="network_data")
    case = world.running(chain).case
    assert case is not None
    physician = world.actor(case.hospital, "physician")
    with world.acting(physician):
        withdraw_consent(physician, chain, consent.uuid, world.now)
    learn(world.now)
    assert {one.n for one in rows(action="collect", kind="chance")} == {1}
    with world.acting(hub):
        assert {one.chain for one in step_courses()} == {world.chains["second"]}


def test_a_corrected_time_counts_as_corrected(world: World) -> None:
    learn(world.now)
    (before,) = rows(kind="chance", action="collect", site="")
    assert before.counts["late"] == 0
    with acting(Scope("worker")):  # what a correction of the record does to the view
        row = JourneyStep.objects.get(chain=world.chains["first"], key="collect")
        JourneyStep.objects.filter(chain=row.chain, uuid=row.uuid).update(
            ended_at=row.planned_end + timedelta(hours=9)
        )
    learn(world.now)
    (after,) = rows(kind="chance", action="collect", site="")
    assert after.uuid == before.uuid
    assert after.counts["late"] == 1
    assert after.digest != before.digest


def test_nothing_is_in_force_before_the_coordinator_accepts_and_others_may_not(
    world: World, hub: Actor, hospital: Hospital
) -> None:
    uuid = proposal(world)
    maker = world.actor("tonomachi-cells", "supervisor")
    with world.acting(maker):
        assert [one.uuid for one in estimates()] == [uuid]  # it is about its own site
        for act in (accept_estimate, decline_estimate):
            with pytest.raises(NotAllowed):
                act(maker, uuid, "d", "", world.now)
    with world.acting(hospital.actor):
        assert estimates() == []
        with pytest.raises(NotFound):
            estimate_of(uuid)
        assert figures().given("tend", MAKER).n == 0
    with world.acting(hub), world.unchanged(), pytest.raises(Refused, match="estimate_changed"):
        accept_estimate(hub, uuid, "another", "", world.now)
    assert [one.state for one in rows()] == ["proposed"]


def test_declined_changes_nothing_and_is_not_proposed_again_for_a_while(world: World, hub: Actor) -> None:
    uuid = proposal(world)
    with world.acting(hub):
        decline_estimate(hub, uuid, "d", "季節要因のため", world.now)
        decline_estimate(hub, uuid, "d", "", world.now)
        assert figures().given("tend", MAKER).n == 0
        with pytest.raises(Refused, match="estimate_state"):
            accept_estimate(hub, uuid, "d", "", world.now)
    assert notices("estimate_accepted") == []
    (row,) = rows()
    assert (row.state, row.note, row.decided_by) == ("declined", "季節要因のため", hub.person_uuid)
    learn(world.now + QUIET / 2)
    assert not rows(state="proposed")


def test_accepting_shows_and_tells_what_changes_and_dates_stay(
    world: World, hub: Actor, hospital: Hospital, other: Hospital
) -> None:
    need = replace(hospital.need(), confidence=0.8, preferred=frozenset({MAKER}))
    asked = hospital.ask(need)
    with world.acting(hospital.actor):
        number = next(n for n, one in enumerate(request_of(asked).proposals) if MAKER in one.sites.values())
        reserve(hospital.actor, asked, number, world.now)
        confirm(hospital.actor, asked, world.now)
        before = request_of(asked)
    uuid = proposal(world)
    with world.acting(hub):
        (shown,) = effects_of(estimate_of(uuid), world.now)
        assert (shown.request.uuid, shown.promised) == (asked, True)
        assert shown.after < shown.before - 0.1
        assert shown.before == pytest.approx(before.proposals[number].chance, abs=1e-3)
        told = accept_estimate(hub, uuid, "d", "", world.now)
        assert [one.change for one in told] == [shown.change]
        assert accept_estimate(hub, uuid, "d", "", world.now) == []
        assert effects_of(estimate_of(uuid), world.now)[0].change == pytest.approx(-shown.change)
    members = {one.member_id for one in notices("estimate_accepted")}
    assert members == {hospital.actor.member_id, world.actor("tonomachi-cells").member_id}
    with world.acting(hospital.actor):
        assert request_of(asked) == before  # the promise and its record stay
        assert figures().given("tend", MAKER).n == 40
    new = hospital.ask(need)
    with world.acting(hospital.actor):
        by_site = [one for one in request_of(new).proposals if MAKER in one.sites.values()]
        assert not by_site or by_site[0].chance < before.proposals[number].chance
        assert all(("expand", 40) in one.observed for one in by_site)


def test_a_newer_estimate_supersedes_and_ending_one_goes_back(world: World, hub: Actor) -> None:
    first = proposal(world)
    with world.acting(hub):
        accept_estimate(hub, first, "d", "", world.now)
    second = proposal(world, digest="e", values=LATE | {"late_share": [0.5, 0.4, 0.6]})
    with world.acting(hub):
        accept_estimate(hub, second, "e", "", world.now)
        assert figures().given("tend", MAKER).spread.late_share == 0.5
        end_estimate(hub, second, "元に戻す", world.now)
        end_estimate(hub, second, "", world.now)
        assert figures().given("tend", MAKER).n == 0
    assert {one.state for one in rows()} == {"superseded"}
    assert len(notices("estimate_ended")) == 1


def test_an_accepted_lane_is_planned_with_its_real_hours(
    world: World, hub: Actor, hospital: Hospital
) -> None:
    asked = hospital.ask()
    with world.acting(hospital.actor):
        kept = request_of(asked).proposals[0]
    maker = kept.sites["manufacturer"]
    uuid = proposal(
        world, kind="duration", action="transport", site=kept.sites["hospital"], origin=maker,
        route="auto-car-t-frozen", step="transport_out",
        values={"hours": [30.2, 28.0, 31.0]}, counts={"over": 40, "running": 0}, before={"hours": 12.0},
    )  # fmt: skip
    with world.acting(hub):
        assert effects_of(estimate_of(uuid), world.now)
        accept_estimate(hub, uuid, "d", "", world.now)
    with world.acting(hospital.actor):
        ask_again(hospital.actor, asked, world.now)
        again = [one for one in request_of(asked).proposals if one.sites["manufacturer"] == maker]
        assert again
        for one in again:
            (span,) = [(end - start) for key, start, end in one.steps if key == "transport_out"]
            assert span == timedelta(hours=31)


def test_the_pages_show_and_decide(world: World, hub: Actor, hospital: Hospital, browser: SignIn) -> None:
    where = reverse("planning:estimates")
    client = browser(hub)
    assert "まだ実績を集計していません" in client.get(where).content.decode()
    assert "集計し直しました" in client.post(reverse("planning:look_again"), follow=True).content.decode()
    (row,) = rows(action="tend", site="", kind="chance")
    with acting(Scope("worker")):
        Estimate.objects.filter(pk=row.pk).update(state="proposed", digest="d", values=LATE)
    uuid = row.uuid
    page = client.get(where).content.decode()
    assert "ネットワーク全体" in page
    assert "<svg" in page
    for kind in ("chance", "duration", "yield", "x" * 5000):
        assert client.get(where, {"show": kind}).status_code == 200
    for action in ("transport", "tend", "x" * 5000):
        assert client.get(where, {"show": "chance", "action": action}).status_code == 200
    assert "遅れる割合" in client.get(reverse("planning:estimates_csv")).content.decode("utf-8-sig")
    one = reverse("planning:estimate", args=[uuid])
    assert "採用した場合の影響" in client.get(one).content.decode()
    accept = reverse("planning:accept_estimate", args=[uuid])
    assert client.post(accept, {"digest": "old"}).status_code == 409
    assert client.post(accept, {"digest": "d", "note": "x" * 10_000}).status_code == 422
    assert rows(state="accepted") == []
    assert (
        "採用しました"
        in client.post(accept, {"digest": "d", "note": "確認済み"}, follow=True).content.decode()
    )
    asked = hospital.ask()
    seen = browser(hospital.actor)
    assert "工程は実績" in seen.get(reverse("planning:request", args=[asked])).content.decode()
    assert "採用中" in seen.get(one).content.decode()
    for name in ("look_again", "accept_estimate", "decline_estimate", "end_estimate"):
        act = reverse(f"planning:{name}", args=[] if name == "look_again" else [uuid])
        assert seen.post(act, {"digest": "d"}).status_code == 403
    ended = client.post(reverse("planning:end_estimate", args=[uuid]), {"note": ""}, follow=True)
    assert "採用をやめました" in ended.content.decode()
    after = seen.get(reverse("planning:request", args=[asked])).content.decode()
    assert "計算後に見積りが更新されました" in after
    assert client.get(reverse("planning:estimate", args=[uuid4()])).status_code == 404
