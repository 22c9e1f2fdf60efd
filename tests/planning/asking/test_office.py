"""Desk work keeps office hours of working days; cells, resources and old promises don't wait for them."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.asking.test_route_options import FIGURES, everything, route, sites
from tsunagu.planning.domain.asking.need import Need
from tsunagu.planning.domain.asking.office import (
    Intervals,
    as_agreed,
    hurried,
    joined,
    office_closed,
    without,
)
from tsunagu.planning.domain.asking.proposing import proposals
from tsunagu.planning.domain.asking.record import TOKYO, Kept, kept, proposal_data
from tsunagu.planning.domain.asking.route_options import Limits, chain_of
from tsunagu.planning.domain.estimates.assumptions import Office
from tsunagu.planning.domain.explain.words import PROCESS, obstacle_text, reason_text
from tsunagu.planning.domain.mending.facts import Promise, StepNow
from tsunagu.planning.domain.mending.standing import Grid, Posed, posed
from tsunagu.planning.domain.problem import Journey, Problem
from tsunagu.planning.domain.solvers.disturbance import broken_tasks
from tsunagu.therapies.domain.route import Route

OFFICE = Office(9, 17)
START, DAYS = date(2026, 11, 20), 120  # a Friday; Monday 23 November is a public holiday
CLOSED = office_closed(START, DAYS, OFFICE)
FROZEN, FRESH = "auto-car-t-frozen", "auto-car-t-fresh-trial"


def test_nights_weekends_and_holidays_are_joined() -> None:
    assert CLOSED[:3] == ((0, 9), (17, 4 * 24 + 9), (4 * 24 + 17, 5 * 24 + 9))
    assert CLOSED[-1][1] == DAYS * 24
    assert office_closed(START, 2, Office(0, 24)) == ((24, 48),)


INTERVALS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)), max_size=6).map(
    lambda found: joined(tuple((begin, begin + length) for begin, length in found))
)


def hours(intervals: Intervals) -> set[int]:
    return {hour for begin, until in intervals for hour in range(begin, until)}


@given(INTERVALS, INTERVALS)
def test_intervals_are_joined_and_taken_out_as_sets_of_hours_are(one: Intervals, other: Intervals) -> None:
    assert hours(joined(one, other)) == hours(one) | hours(other)
    assert hours(without(one, other)) == hours(one) - hours(other)
    assert all(a[1] < b[0] for a, b in zip(joined(one, other), joined(one, other)[1:], strict=False))


def closed_of(found: Route, resources: bool, **limits: object) -> dict[str, Intervals]:
    offered = everything(found) if resources else []
    known = Limits(office=CLOSED, **limits)  # type: ignore[arg-type]
    (option,) = chain_of(found, sites(found), offered, known, FIGURES).options
    return {task.key: task.closed for task in option.tasks}


def test_only_desk_work_without_a_resource_keeps_office_hours() -> None:
    closed = closed_of(route(FROZEN), resources=True)
    assert {key for key, found in closed.items() if found} == {"register", "accept_in", "store", "accept_out"}
    assert closed["register"] == CLOSED
    alone = closed_of(route(FROZEN), resources=False)
    assert {key for key, found in alone.items() if found} == {
        "register", "collect", "accept_in", "store", "accept_out", "administer",
    }  # fmt: skip


def test_fresh_cells_are_accepted_whenever_they_come() -> None:
    found = route(FRESH)
    assert {"transport_in", "accept_in", "release", "accept_out"} <= hurried(found)
    closed = closed_of(found, resources=False)
    assert closed["accept_in"] == closed["accept_out"] == ()
    assert closed["register"] == CLOSED
    assert not hurried(route("allo-bm-msc-gvhd"))


def test_a_patients_absences_still_hold() -> None:
    monday = (10 * 24, 11 * 24)
    closed = closed_of(route(FROZEN), resources=False, closed=(monday,))
    assert closed["collect"] == joined(CLOSED, (monday,))
    assert closed["register"] == CLOSED
    assert closed_of(route(FROZEN), resources=True, closed=(monday,))["collect"] == (monday,)


def proposed(need: Need, office: Intervals = CLOSED) -> tuple[Problem, Journey]:
    found = route(FROZEN)
    limits = Limits(ready=24, closed=need.closed_days(START, DAYS), office=office)
    chain = chain_of(found, sites(found), [], limits, FIGURES)
    journey = Journey("request", 1, chain.goal, chain.options)
    return Problem(START, DAYS * 24, (), (journey,)), journey


def first(need: Need, office: Intervals = CLOSED) -> Kept:
    problem, journey = proposed(need, office)
    made = proposals(problem, journey, problem, lambda *_: {}, office=office)[0]
    return kept(proposal_data(made, START))


NEED = Need(FROZEN, START)


def test_dates_fall_into_office_hours_and_the_reason_is_named() -> None:
    before, after = first(NEED, ()), first(NEED)
    start = after.start_of("register")
    assert before.start_of("register") == datetime(2026, 11, 21, 0, tzinfo=TOKYO)
    assert start == datetime(2026, 11, 24, 9, tzinfo=TOKYO)
    assert after.goal.weekday() < 5
    assert 9 <= after.goal.hour < 17
    reasons = {kind: gain for kind, _, gain in after.reasons}
    assert reasons["office"] == (after.goal - before.goal) / timedelta(hours=1)
    assert "patient" not in reasons
    away = first(replace(NEED, absent=((START, START + timedelta(days=20)),)))
    assert "patient" in {kind for kind, *_ in away.reasons}
    assert reason_text("office", 30, PROCESS, PROCESS) != PROCESS
    assert "執務時間" in obstacle_text("office", PROCESS, PROCESS).ja


def standing(dates: Kept, need: Need = NEED) -> Posed:
    """Return a promise whose case has begun nothing yet, as a mending looks at it."""
    asked = datetime.combine(START, time(), TOKYO)
    waiting = {key: StepNow("waiting") for key, _, _ in dates.steps}
    promise = Promise(UUID(int=1), dates, need, route(FROZEN), asked, waiting)
    found = posed(promise, [], FIGURES, Grid(START, DAYS, 1, FIGURES.assumed.pace))
    assert found is not None
    return found


def broken(one: Posed) -> tuple[str, ...]:
    return broken_tasks(Problem(START, DAYS * 24, (), (one.journey,)), one.journey, one.promised)


def test_what_was_promised_before_the_rule_is_not_broken_by_it() -> None:
    old = standing(first(NEED, ()))
    assert broken(old) == ()
    option = old.journey.options[0]
    register = option.tasks[option.index["register"]]
    assert (24, 26) not in register.closed
    assert hours(register.closed) == hours(CLOSED) - {24, 25}


def test_a_patient_who_is_away_breaks_an_old_promise_at_night_too() -> None:
    dates = first(NEED, ())
    collect = dates.start_of("collect")
    assert collect is not None
    assert not 9 <= collect.hour < 17
    away = replace(NEED, absent=((collect.date(), collect.date()),))
    assert broken(standing(dates, away)) == ("collect",)


@pytest.mark.parametrize("closed", [(), ((0, 5),)])
def test_a_task_without_office_hours_is_left_alone(closed: Intervals) -> None:
    assert as_agreed(closed, (1, 3), CLOSED, ()) == closed
