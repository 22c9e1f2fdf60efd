"""Limits, the words in which they are told, and the order in which they are ranked."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.demonstration.engine.legal import shipped_routes
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain import slack
from tsunagu.journeys.domain.slack import Limit
from tsunagu.therapies.domain.route import Route

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NAME = Text("活性化・導入", "Activation")


@pytest.fixture(scope="module")
def route() -> Route:
    return next(one for one in shipped_routes() if one.key == "auto-car-t-fresh-trial")


def test_a_window_says_what_must_begin_and_how_much_is_left(route: Route) -> None:
    (limit,) = slack.window_limits(route.step("transduce"), {"collect": NOW - 41.5 * HOUR})
    assert limit.title.ja == "新鮮アフェレーシスの開始期限"
    assert limit.told(NOW) == Text(
        "48時間以内に「活性化・導入」を開始。あと6.5時間",
        "“Activation, transduction” begins within 48 h; 6.5 h left",
    )
    assert limit.slack_hours(NOW) == pytest.approx(6.5)
    assert limit.told(NOW + 8 * HOUR).ja.endswith("1.5時間過ぎています")


def test_a_window_counts_only_once_the_earlier_step_has_ended(route: Route) -> None:
    assert slack.window_limits(route.step("transduce"), {"collect": None}) == []


def test_the_next_hard_limit_is_not_the_plan() -> None:
    plan = slack.plan_limit(NAME, NOW - 50 * HOUR, is_begun=False)
    expiry = slack.expiry_limit(Text("採取物", "Donation"), "A9999", NOW + 3 * HOUR)
    assert slack.next_hard([plan, expiry]) is expiry
    assert slack.next_hard([plan]) is None
    assert sorted([plan, expiry], key=lambda one: slack.rank(one, NOW)) == [expiry, plan]


def test_a_decision_is_due_in_a_while_or_when_the_cells_are() -> None:
    day = 24 * HOUR
    assert slack.decision_limit(NOW, NAME, None, day).at == NOW + day
    assert slack.decision_limit(NOW, NAME, NOW + 5 * HOUR, day).at == NOW + 5 * HOUR
    assert slack.decision_limit(NOW, NAME, NOW - 5 * HOUR, day).at == NOW, "never before it was asked for"
    assert slack.go_on_limit(NOW, NAME, NOW + 200 * HOUR, 30 * HOUR).at == NOW + 30 * HOUR


def test_who_has_not_signed_is_told_by_the_title() -> None:
    assert slack.hand_over_limit(NOW, False, 1, NOW).title.ja == "受領の署名がない"
    given_late = slack.hand_over_limit(NOW, True, 2, NOW)
    assert given_late.title.ja == "渡しの署名がない"
    assert given_late.reason == Text(
        "2点。受け手は11/22 10:00に署名", "2 items; the receiver signed 22 Nov 10:00"
    )


def test_a_hold_is_reviewed_by_its_deadline_or_in_a_while() -> None:
    why = Text("確認中", "being checked")
    assert slack.hold_limit(NOW, NOW + HOUR, why, 72 * HOUR).at == NOW + HOUR
    assert slack.hold_limit(NOW, None, why, 72 * HOUR).at == NOW + 72 * HOUR


def test_steps_are_ready_when_all_before_them_are_over(route: Route) -> None:
    assert [step.key for step in slack.ready_steps(route, {})] == ["register"]
    states = {"register": "done", "collect": "skipped", "transport_in": "started"}
    assert [step.key for step in slack.ready_steps(route, states)] == ["transport_in"]
    assert slack.ready_steps(route, {step.key: "done" for step in route.steps}) == []


def test_the_promise_is_kept_as_long_as_the_steps_ahead_fit(route: Route) -> None:
    promised = NOW + timedelta(hours=route.planned_offsets()["administer"])
    assert slack.promise_slack(route, {}, {}, promised, NOW) == pytest.approx(0)
    assert slack.promise_slack(route, {}, {}, promised, NOW + 9 * HOUR) == pytest.approx(-9)
    assert slack.promise_slack(route, {}, {"administer": NOW}, promised, NOW) is None


@given(hours=st.floats(-400, 400, allow_nan=False))
def test_every_slack_can_be_told(hours: float) -> None:
    limit = Limit("expiry", NOW + timedelta(hours=hours), NAME, NAME)
    told = limit.told(NOW)
    assert ("あと" in told.ja) == (limit.slack_hours(NOW) >= 0)
    assert told.en.startswith(NAME.en)


@pytest.mark.parametrize("key", [one.key for one in shipped_routes()])
def test_projected_starts_never_lie_before_now_nor_before_what_they_wait_for(key: str) -> None:
    route = next(one for one in shipped_routes() if one.key == key)
    first = route.order[0]
    starts = slack.projected_starts(route, {first.key: NOW - HOUR}, {first.key: NOW - 2 * HOUR}, NOW)
    for step in route.order[1:]:
        assert starts[step.key] >= NOW
        for before in step.after:
            assert starts[step.key] >= starts[before]
