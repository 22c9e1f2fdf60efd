"""Sound plans are accepted, and each way to break one rule is told by its own code, with its place in words."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.support.brute_force import best_plan, is_allowed
from tests.planning.support.problems import problems
from tests.planning.support.small import COST, small, sound, with_journey, with_option, with_times, without
from tsunagu.planning.domain.problem import Lag, Problem, Use
from tsunagu.planning.domain.solution import Assignment, Bound, Plan, Price
from tsunagu.planning.domain.verify import verify

LATE_CLEANING = with_option(small(), uses=(Use("room", "make", "make", after=24),))
SHORT = replace(small(), hours=27)


def test_a_sound_plan_is_accepted_and_its_cost_recomputed() -> None:
    report = verify(small(), sound())
    assert report.is_sound
    assert report.cost == sound().cost(small()) == COST
    assert (report.bound, report.gap, report.is_bound_proven) == (None, None, False)


def test_a_journey_left_out_costs_what_the_problem_says() -> None:
    report = verify(small(), without("B", sound()))
    assert report.is_sound
    assert report.cost == COST - (22 - 6) + (48 + 100 - 6)


@pytest.mark.parametrize(
    ("code", "problem", "plan", "journey", "task", "hour"),
    [
        ("journey_unknown", small(), with_times("D", (), ()), "D", "", None),
        ("option_unknown", small(), with_times("A", (8, 11, 17), (10, 15, 18), "away"), "A", "", None),
        ("times_missing", small(), with_times("A", (8, 11), (10, 15)), "A", "", None),
        ("duration", small(), with_times("A", (8, 11, 17), (10, 14, 18)), "A", "make", 11),
        ("too_early", small(), with_times("A", (7, 11, 17), (9, 15, 18)), "A", "collect", 7),
        ("too_late", small(), with_times("A", (31, 34, 40), (33, 38, 41)), "A", "collect", 31),
        ("before_referral", with_journey(small(), "B", referred=11), sound(), "B", "collect", 10),
        ("closed", small(), with_times("B", (12, 16, 22), (14, 20, 23)), "B", "collect", 12),
        ("lag_too_short", small(), with_times("A", (8, 10, 17), (10, 14, 18)), "A", "make", 10),
        ("lag_too_long", small(), with_times("C", (14, 21, 34), (16, 25, 35)), "C", "infuse", 34),
        ("task_outside", SHORT, sound(), "C", "infuse", 27),
        ("use_outside", LATE_CLEANING, without("A", without("B", sound())), "C", "make", 21),
        ("over_capacity", small(), with_times("B", (10, 15, 22), (12, 19, 23)), "A", "make", 15),
        ("over_capacity", small(), without("C", with_times("B", (15, 18, 24), (17, 22, 25))), "B", "collect", 15),
        ("fixed_option", small(), with_times("C", (14, 21, 27), (16, 25, 28), "there"), "C", "", None),
        ("fixed_task", small(), with_times("C", (15, 21, 27), (17, 25, 28)), "C", "collect", 15),
    ],
)  # fmt: skip
def test_each_broken_rule_is_told(
    code: str, problem: Problem, plan: Plan, journey: str, task: str, hour: int | None
) -> None:
    (found,) = verify(problem, plan).violations
    assert (found.code, found.journey, found.task, found.hour) == (code, journey, task, hour)
    for language in ("ja", "en"):
        sentence = found.reason.in_language(language)
        assert journey in sentence
        assert task in sentence or found.resource in sentence


def test_over_capacity_names_resource_hour_and_who_is_there() -> None:
    (found,) = verify(small(), with_times("B", (10, 15, 22), (12, 19, 23))).violations
    assert found.resource == "room"
    assert (
        found.reason.en == "Resource 'room': 2 are held at 2026-12-01 15:00, but there are 1 (journeys A, B)."
    )
    assert "2026-12-01 15:00 に 2 使いますが、1 しかありません（症例：A、B）" in found.reason.ja


def test_closed_hours_of_a_resource_are_hours_without_capacity() -> None:
    report = verify(small(), with_times("A", (28, 31, 37), (30, 35, 38)))
    assert [(one.code, one.resource, one.hour) for one in report.violations] == [
        ("over_capacity", "chair", 28)
    ]


def test_all_broken_rules_are_told_at_once() -> None:
    plan = with_times("A", (7, 9, 30), (9, 12, 32))
    assert verify(small(), plan).counts == {
        "too_early": 1,
        "lag_too_short": 1,
        "duration": 2,
        "lag_too_long": 1,
    }


@pytest.mark.parametrize(
    ("code", "price"),
    [
        ("price_of_nothing", Price("cellar", 0, 4, 1.0)),
        ("price_wrong", Price("room", 0, 4, -1.0)),
        ("price_wrong", Price("room", 0, 4, float("nan"))),
        ("price_wrong", Price("room", 0, 4, float("inf"))),
        ("price_outside", Price("room", 4, 4, 1.0)),
        ("price_outside", Price("room", 40, 49, 1.0)),
        ("price_outside", Price("room", -2, 4, 1.0)),
    ],
)
def test_prices_that_prove_nothing_are_told(code: str, price: Price) -> None:
    report = verify(small(), replace(sound(), bound=Bound(10.0, (price,))))
    assert [one.code for one in report.violations] == [code]
    assert report.bound is not None
    assert report.bound <= COST


def test_a_bound_that_claims_more_than_its_prices_prove_is_seen_and_the_proven_one_reported() -> None:
    honest = verify(small(), replace(sound(), bound=Bound(0.0, ())))
    assert honest.is_bound_proven
    alone = 2 * (17 - 6) + (17 - 6) + 23  # each journey as early as it could be without the others
    assert honest.bound == alone
    assert honest.gap == pytest.approx((COST - alone) / alone)
    boastful = verify(small(), replace(sound(), bound=Bound(alone + 0.5, ())))
    assert (boastful.is_bound_proven, boastful.bound, boastful.claimed) == (False, alone, alone + 0.5)
    assert boastful.is_sound


def test_prices_of_the_same_hour_add_up() -> None:
    one = verify(small(), replace(sound(), bound=Bound(0, (Price("room", 10, 20, 3.0),))))
    two = verify(
        small(), replace(sound(), bound=Bound(0, (Price("room", 10, 20, 1.0), Price("room", 10, 20, 2.0))))
    )
    assert one.bound == two.bound != 56


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_best_plan_is_accepted_at_its_cost(data: st.DataObject) -> None:
    problem = data.draw(problems())
    best = best_plan(problem, 20_000)
    if best is not None:
        report = verify(problem, best)
        assert report.is_sound, report.violations
        assert report.cost == best.cost(problem)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_plan_is_accepted_just_where_it_is_among_all_ways(data: st.DataObject) -> None:
    problem = data.draw(problems(journeys=2))
    best = best_plan(problem, 20_000)
    if best is None:
        return
    assignments = dict(best.assignments)
    for journey in problem.journeys:
        chosen = assignments.get(journey.key)
        if chosen is not None and chosen.starts:
            place = data.draw(st.integers(0, len(chosen.starts) - 1))
            starts, ends = list(chosen.starts), list(chosen.ends)
            starts[place] += data.draw(st.integers(-1, 1))
            ends[place] += data.draw(st.integers(-1, 1))
            assignments[journey.key] = Assignment(chosen.option, tuple(starts), tuple(ends))
    report = verify(problem, Plan(assignments))
    assert report.is_sound == is_allowed(problem, assignments), report.violations


def test_a_lag_that_leaps_over_other_tasks_is_held() -> None:
    lags = (Lag("collect", "make", 1, 8), Lag("make", "infuse", 2, 8), Lag("collect", "infuse", 0, 6))
    report = verify(with_option(small(), lags=lags), sound())
    assert {(one.code, one.journey) for one in report.violations} == {
        ("lag_too_long", "A"),
        ("lag_too_long", "B"),
        ("lag_too_long", "C"),
    }
