"""Time, condition, quality, dose, readiness: how things stand, with the figures in the sentence."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.journeys.domain.gates.cast import (
    BAG,
    DAY,
    HOUR,
    NOW,
    bad,
    facts,
    item,
    named,
    of,
    outcomes,
    step,
    text,
    uid,
)
from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.dose import DosePlan, Weight
from tsunagu.journeys.domain.gates import facts as f
from tsunagu.journeys.domain.verdicts import OUT_OF_SPECIFICATION

NAME = Text("採取から製造開始まで", "collection to start of manufacture")


def window(hours_ago: float | None, **changes: Any) -> f.Window:
    ended = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return replace(f.Window("collect", NAME, ended, 48.0), **changes)


@pytest.mark.parametrize(
    ("hours_ago", "outcome"), [(47.9, {"pass"}), (48.0, {"pass"}), (48.1, {"decide"}), (None, set())]
)
def test_a_window(hours_ago: float | None, outcome: set[str]) -> None:
    judged = facts(step("process", windows=(window(hours_ago),)), items=(item(expires_at=None),))
    assert outcomes("time", judged) == outcome


def test_the_sentence_carries_the_figures() -> None:
    verdict = bad("time", facts(step("process", windows=(window(51.2),))))
    assert verdict.reason.ja == "採取から製造開始までの上限48時間を3.2時間超えています"
    assert (
        verdict.reason.en == "The limit of 48 h for collection to start of manufacture is exceeded by 3.2 h"
    )
    assert verdict.item == BAG
    assert verdict.remaining_hours == pytest.approx(-3.2)


def test_what_is_over_is_rounded_up_and_what_is_left_down() -> None:
    over = bad("time", facts(step("process", windows=(window(48.01),))))
    assert "1分超えています" in over.reason.ja
    left = of("time", facts(step("process", windows=(window(26.04),)), items=(item(expires_at=None),)))
    assert "あと21.9時間" in left[0].reason.ja


def test_a_step_that_was_begun_in_time_stays_in_time() -> None:
    judged = facts(step("process", windows=(window(50),)), started_at=NOW - 3 * HOUR)
    assert outcomes("time", judged) == {"pass"}


def test_too_early_needs_a_decision() -> None:
    early = window(10, max_hours=None, min_hours=12.0)
    assert bad("time", facts(step("process", windows=(early,)))).cause == "time.too_early.collect"


@pytest.mark.parametrize(
    ("changes", "action", "outcome", "path"),
    [
        ({"expires_at": NOW}, "administer", "stop", OUT_OF_SPECIFICATION),
        ({"expires_at": NOW - HOUR}, "transport", "stop", OUT_OF_SPECIFICATION),
        ({"expires_at": NOW - HOUR, "source": "lot"}, "administer", "stop", ""),
        ({"expires_at": NOW - HOUR, "kind": "donation"}, "process", "decide", ""),
        ({"expires_at": NOW - HOUR}, "store", "pass", ""),
        ({"expires_at": NOW - HOUR}, "test", "pass", ""),
        ({"expires_at": NOW + HOUR}, "administer", "pass", ""),
        ({"expires_at": None}, "process", None, ""),
    ],
)
def test_expiry(changes: dict[str, Any], action: str, outcome: str | None, path: str) -> None:
    found = of("time", facts(step(action, "clinical"), items=(item(**changes),)))
    assert [(each.outcome.value, each.path) for each in found] == ([(outcome, path)] if outcome else [])


def test_a_transport_that_will_arrive_too_late_warns() -> None:
    judged = facts(step("transport", duration_hours=36))
    (verdict,) = of("time", judged)
    assert verdict.warning
    assert "22.0時間" in verdict.reason.ja


def leg(state: Any, **changes: Any) -> f.ConditionFacts:
    return replace(f.ConditionFacts(uid(6), BAG, text("羽田便"), state, 95.0, 60.0), **changes)


@pytest.mark.parametrize(
    ("state", "action", "outcome"),
    [
        ("within", "administer", "pass"),
        ("excursion_allowed", "administer", "pass"),
        ("breach", "administer", "decide"),
        ("missing_readings", "administer", "decide"),
        ("breach", "release", "decide"),
        ("breach", "accept", "pass"),
        ("breach", "store", "pass"),
    ],
)
def test_condition(state: str, action: str, outcome: str) -> None:
    assert outcomes("condition", facts(step(action), conditions=(leg(state),))) == {outcome}


def test_a_leg_that_nobody_judged_counts_as_missing() -> None:
    judged = facts(items=(item(legs=2),), conditions=(leg("within"),))
    assert bad("condition", judged).cause == "condition.unjudged"


def test_readings_of_a_storage_stand_for_no_transport() -> None:
    stored = leg("excursion_allowed", uuid=uid(7), is_transport=False)
    judged = facts(items=(item(legs=1),), conditions=(stored,))
    assert bad("condition", judged).cause == "condition.unjudged"
    assert outcomes("condition", replace(judged, conditions=(stored, leg("within")))) == {"pass"}
    grown = replace(stored, state="breach")
    assert bad("condition", replace(judged, conditions=(grown, leg("within")))).cause.startswith(
        "condition.breach"
    )


def test_a_breach_names_minutes_and_budget() -> None:
    assert bad("condition", facts(conditions=(leg("breach"),))).reason.ja == (
        "羽田便の温度等逸脱が95分で、許容累積時間60分を超えています"
    )


def test_a_breach_within_the_budget_never_claims_that_the_budget_is_exceeded() -> None:
    hot = replace(leg("breach"), minutes_over=34.1)
    assert bad("condition", facts(conditions=(hot,))).reason.ja == (
        "羽田便で温度等逸脱が34.1分ありました。許容累積時間の内でも、続いた時間または温度が限度を超えています"
    )


def result(weight: Any, state: Any, **changes: Any) -> f.ResultFacts:
    return replace(f.ResultFacts("final", "viability", text("生存率"), weight, state, "61 %"), **changes)


@pytest.mark.parametrize(
    ("weight", "state", "action", "outcome"),
    [
        ("release", "passed", "administer", "pass"),
        ("release", "failed", "administer", "stop"),
        ("release", "failed", "release", "stop"),
        ("release", "failed", "process", "decide"),
        ("release", "missing", "release", "stop"),
        ("release", "pending", "release", "stop"),
        ("release", "missing", "process", "decide"),
        ("in_process", "failed", "process", "decide"),
        ("in_process", "missing", "process", "decide"),
        ("in_process", "failed", "release", "decide"),
        ("reference", "missing", "release", "stop"),
        ("reference", "pending", "release", "stop"),
        ("reference", "unverified", "release", "stop"),
        ("reference", "passed", "release", "pass"),
        ("reference", "failed", "release", "pass"),
        ("reference", "failed", "administer", "pass"),
        ("reference", "missing", "process", "decide"),
        ("after_release", "pending", "release", "pass"),
        ("after_release", "pending", "administer", "stop"),
        ("after_release", "failed", "administer", "stop"),
    ],
)
def test_quality(weight: str, state: str, action: str, outcome: str) -> None:
    assert outcomes("quality", facts(step(action, "clinical"), results=(result(weight, state),))) == {outcome}


def test_a_reference_that_waits_says_for_what() -> None:
    verdict = bad("quality", facts(step("release"), results=(result("reference", "unverified"),)))
    assert verdict.cause == "quality.unverified.final.viability"
    assert "二人目の確認がまだです" in verdict.reason.ja
    foreign = result("reference", "passed", laboratory_qualified=False)
    assert outcomes("quality", facts(step("release"), results=(foreign,))) == {"decide"}


def test_information_never_stops() -> None:
    assert outcomes("quality", facts(results=(result("information", "failed"),))) == {"pass"}


def test_an_open_deviation_stops_a_release_and_nothing_else() -> None:
    departed = (f.DeviationFacts(uid(77), "温度記録の転記漏れ" * 40),)
    verdict = bad("quality", facts(step("release"), deviations=departed))
    assert verdict.outcome.value == "stop"
    assert "温度記録の転記漏れ" in verdict.reason.ja
    assert len(verdict.reason.ja) < 120
    assert outcomes("quality", facts(step("process"), deviations=departed)) == set()


@pytest.mark.parametrize("action", ["process", "transport", "administer"])
def test_what_a_release_rests_on_and_fails_since_stops_whatever_needs_the_release(action: str) -> None:
    since = result("release", "failed", is_behind_release=True)
    assert outcomes("quality", facts(step(action), results=(since,))) == {"stop"}


def test_a_correction_of_a_failure_is_told_before_and_after_quality_confirmed_it() -> None:
    waiting = bad("quality", facts(step("release"), results=(result("release", "failed", proposed="92 %"),)))
    assert "92 %" in waiting.reason.ja
    assert "92 %" in waiting.reason.en
    (told,) = of(
        "quality", facts(step("release"), results=(result("release", "passed", failed_before="9 %"),))
    )
    assert told.passes
    assert told.warning
    assert "9 %" in told.reason.ja


def test_a_panel_without_results_is_missing() -> None:
    assert outcomes("quality", facts(step("process", requires_panels=(named("final"),)))) == {"decide"}
    assert outcomes("quality", facts(step("release", requires_panels=(named("final"),)))) == {"stop"}


def test_tests_still_running_need_the_physician_and_a_plan() -> None:
    running = facts(results=(result("after_release", "pending"),))
    half = replace(running, tests_running=f.RunningTests(True, False))
    full = replace(running, tests_running=f.RunningTests(True, True))
    assert outcomes("quality", half) == {"stop"}
    assert outcomes("quality", full) == {"pass"}


def test_an_unqualified_laboratory_or_method_needs_a_decision() -> None:
    elsewhere = result("release", "passed", laboratory_qualified=False)
    assert outcomes("quality", facts(results=(elsewhere,))) == {"decide"}


PLAN = DosePlan(Decimal("2e6"), Decimal("5e7"), Decimal("2e8"), weight_valid_days=7)
WEIGHT = Weight(Decimal("54.2"), NOW - DAY)


def dose(**changes: Any) -> f.DoseFacts:
    return replace(f.DoseFacts(PLAN, WEIGHT), **changes)


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (None, "dose.missing"),
        (dose(weight=None), "dose.weight_missing"),
        (dose(weight=replace(WEIGHT, weighed_at=NOW - 31 * DAY)), "dose.weight_old"),
        (dose(weight=replace(WEIGHT, weighed_at=NOW + DAY)), "dose.weight_future"),
        (dose(weight=replace(WEIGHT, kilograms=Decimal(5420))), "dose.weight_implausible"),
        (dose(ordered_cells=Decimal("1.3e8")), "dose.too_high"),
        (dose(ordered_cells=Decimal("0.8e8")), "dose.too_low"),
        (dose(ordered_cells=Decimal("-1")), "dose.not_positive"),
        (dose(ordered_cells=Decimal("NaN")), "dose.not_positive"),
        (dose(weight=replace(WEIGHT, kilograms=Decimal(90))), "dose.too_little"),
        (dose(plan=replace(PLAN, containers=2)), "dose.too_few_containers"),
        (dose(weight=replace(WEIGHT, kilograms=Decimal(40))), "dose.too_high"),
        (dose(plan=replace(PLAN, component_order=("cd8", "car-t"))), "dose.component_order"),
        (dose(plan=replace(PLAN, component_order=("cd8", "cd4"))), "dose.component_unknown"),
    ],
)
def test_dose_stops(given: f.DoseFacts | None, cause: str) -> None:
    verdict = bad("dose", facts(dose=given))
    assert (verdict.outcome, verdict.cause) == ("stop", cause)


def test_a_dose_says_what_it_was_counted_from() -> None:
    (verdict,) = of("dose", facts())
    assert verdict.reason.ja == "用量1.1×10⁸個は範囲内です（体重 54.2 kg, 2026-11-25）"


def test_an_unknown_content_stops_and_a_sheet_needs_no_cells() -> None:
    assert bad("dose", facts(items=(item(quantity_cells=None),))).cause == "dose.contents_unknown"
    sheet = f.DoseFacts(DosePlan(containers=1))
    assert outcomes("dose", facts(items=(item(quantity_cells=None),), dose=sheet)) == {"pass"}


def test_ten_times_the_dose_at_hand_is_no_dose() -> None:
    assert bad("dose", facts(items=(item(quantity_cells=Decimal("1.08e9")),))).cause == "dose.too_high"


def test_more_than_was_ordered_passes_only_with_a_warning() -> None:
    (verdict,) = of("dose", facts(dose=dose(ordered_cells=Decimal("1.0e8"))))
    assert verdict.warning
    assert verdict.reason.en.startswith(
        "As the physician ordered, give only 1×10⁸ of the 1.1×10⁸ cells at hand"
    )


def test_components_are_given_in_their_order() -> None:
    plan = replace(PLAN, component_order=("cd8", "car-t"))
    assert outcomes("dose", facts(dose=dose(plan=plan, components_given=("cd8",)))) == {"pass"}


def test_a_flat_dose_is_what_is_at_hand() -> None:
    flat = f.DoseFacts(DosePlan(min_cells=Decimal("5e7"), max_cells=Decimal("2e8")))
    assert outcomes("dose", facts(dose=flat)) == {"pass"}
    assert (
        bad("dose", facts(dose=flat, items=(item(quantity_cells=Decimal("3e8")),))).cause == "dose.too_high"
    )


def ready(**changes: Any) -> f.ReadinessFacts:
    return replace(f.ReadinessFacts(order=uid(61), infection=False), **changes)


@pytest.mark.parametrize(
    ("state", "action", "cause"),
    [
        (None, "administer", "readiness.no_order"),
        (ready(order=None), "administer", "readiness.no_order"),
        (ready(infection=True), "administer", "readiness.infection"),
        (ready(infection=None), "administer", "readiness.infection_unknown"),
        (ready(preparation_required=True), "administer", "readiness.not_prepared"),
        (ready(preparation_required=True), "prepare", "readiness.product_not_released"),
        (
            ready(preparation_required=True, product_released=True),
            "prepare",
            "readiness.product_not_received",
        ),
    ],
)
def test_readiness_stops(state: f.ReadinessFacts | None, action: str, cause: str) -> None:
    assert bad("readiness", facts(step(action, "clinical"), readiness=state)).cause == cause


def test_an_infection_is_not_looked_for_before_anyone_acts() -> None:
    (verdict,) = of("readiness", facts(readiness=ready(infection=None), preview=True))
    assert (verdict.cause, verdict.passes, verdict.warning) == ("readiness.to_ask", True, True)
    assert (
        bad("readiness", facts(readiness=ready(infection=True), preview=True)).cause == "readiness.infection"
    )


def test_readiness_is_only_asked_before_treating() -> None:
    assert outcomes("readiness", facts(step("process"), readiness=None)) == set()
    full = ready(preparation_required=True, product_released=True, product_received=True)
    assert outcomes("readiness", facts(step("prepare", "clinical"), readiness=full)) == {"pass"}
