"""Proposals: earliest first, each with its chance and the reason why it isn't earlier; or what prevents any."""

from dataclasses import replace
from datetime import date

import numpy as np

from tsunagu.planning.domain.asking.chances import chances, where_slack_helps
from tsunagu.planning.domain.asking.proposing import on_the_day, proposals, what_prevents
from tsunagu.planning.domain.estimates.assumptions import Spread
from tsunagu.planning.domain.estimates.figures import Given
from tsunagu.planning.domain.problem import Journey, Lag, Option, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.solution import Assignment

DAY = 24
SPREADS = {
    "collect": Given(Spread(0.02, 24.0, 0.01)),
    "make": Given(Spread(0.10, 24.0, 0.02)),
    "test": Given(Spread(0.05, 24.0, 0.01), 40),
}


def varies(option: Option, lengths: object) -> dict[str, Given]:
    return SPREADS


def option(key: str, room: str, make: int = 48) -> Option:
    return Option(
        key,
        (Task("collect", 4, 4), Task("make", make, make), Task("test", 1, 1), Task("infuse", 2, 2)),
        (Lag("collect", "make", 0, 24), Lag("make", "test", 0, 72), Lag("test", "infuse", 24)),
        (Use(room, "make", "make"), Use("run", "test", "test")),
        {"manufacturer": room},
    )


def problem(**rooms: tuple[Span, ...]) -> Problem:
    run = tuple(Span(day * DAY + 10, day * DAY + 11, 5) for day in range(40) if day % 7 in (1, 4))
    resources = [Resource("run", "test_run", "lab", run)]
    resources += [Resource(key, "clean_room", key, spans) for key, spans in rooms.items()]
    return Problem(date(2026, 11, 30), 40 * DAY, tuple(resources), ())


def journey(*options: Option) -> Journey:
    return Journey("request", 0, "infuse", options)


ALWAYS = (Span(0, 40 * DAY, 1),)


def test_the_earliest_goes_first_and_other_makers_follow() -> None:
    found = problem(a=(Span(5 * DAY, 40 * DAY, 1),), b=ALWAYS)
    made = proposals(found, journey(option("1", "a"), option("2", "b")), found, varies)
    assert made[0].option.choices["manufacturer"] == "b"
    assert {each.option.choices["manufacturer"] for each in made} == {"a", "b"}
    assert [each.goal for each in made] == sorted(each.goal for each in made)
    assert len(made) <= 3


def test_the_run_on_two_days_a_week_is_named_as_what_binds() -> None:
    found = problem(b=ALWAYS)
    made = proposals(found, journey(option("1", "b", make=80)), found, varies)
    reason = made[0].reasons[0]
    assert (reason.kind, reason.resource) == ("hours", "run")
    test_at = made[0].assignment.starts[2]
    assert reason.hours == test_at - (4 + 80)  # made at once, it would wait so long


def test_a_room_that_others_hold_is_named_as_taken() -> None:
    published = problem(b=ALWAYS)
    left = replace(
        published, resources=(published.resources[0], Resource("b", "clean_room", "b", (Span(240, 960, 1),)))
    )
    made = proposals(left, journey(option("1", "b")), published, varies)
    assert ("taken", "b") in {(each.kind, each.resource) for each in made[0].reasons}


def test_a_surer_date_is_later_and_surer() -> None:
    found = problem(b=ALWAYS)
    made = proposals(found, journey(option("1", "b")), found, varies)
    assert len(made) == 2
    first, surer = made
    assert surer.goal > first.goal
    assert surer.chance > first.chance


def test_nothing_fits_and_what_prevents_it_is_said_with_the_date_without_it() -> None:
    found = problem(b=ALWAYS)
    tight = option("1", "b")
    fresh = replace(tight, lags=(*tight.lags[:1], Lag("make", "test", 0, 1), tight.lags[2]))
    never = replace(fresh, tasks=(replace(fresh.tasks[0], latest=2), *fresh.tasks[1:]))
    asked = journey(never)
    assert proposals(found, asked, found, varies) == []
    reasons = what_prevents(found, asked, found)
    assert ("hours", "run") in {(each.kind, each.resource) for each in reasons}
    assert all(each.hours > 0 for each in reasons)


def test_a_chance_counts_delays_that_waiting_does_not_absorb_and_failures() -> None:
    one = option("1", "b")
    planned = Assignment("1", (0, 4, 58, 83), (4, 52, 59, 85))
    spreads = {"make": Spread(late_share=1.0, late_hours=10.0)}
    runs = chances(one, planned, "infuse", spreads, runs=4000)
    late = float(np.mean(runs.delays > 0))
    assert abs(late - np.exp(-6 / 10)) < 0.03  # six hours of waiting before the test, delays are exponential
    fails = chances(one, planned, "infuse", {"make": Spread(failure=0.25)}, runs=4000)
    assert abs(fails.failing - 0.25) < 0.03
    assert fails.hours_for(0.9) is None
    assert fails.hours_for(0.7) == 0.0


def test_a_delay_that_breaks_a_window_fails() -> None:
    one = option("1", "b")
    planned = Assignment("1", (0, 28, 124, 149), (4, 76, 125, 151))
    late = chances(one, planned, "infuse", {"collect": Spread(1.0, 1e-6)}, runs=500)
    assert late.failing == 0.0
    assert (planned.starts[1] - planned.ends[0]) == one.lags[0].at_most


def test_cells_are_collected_later_where_they_would_wait_until_their_last_hour() -> None:
    """The room is free from hour 34 on, and it is prepared just before: late, cells collected at once are lost."""
    late = {"collect": Given(Spread(0.3, 6.0, 0.0)), "prepare": Given(Spread(0.3, 6.0, 0.0))}
    made = Option(
        "1",
        (Task("collect", 4, 4, 6), Task("prepare", 2, 2, 30), Task("make", 48, 48), Task("infuse", 2, 2)),
        (Lag("collect", "make", 0, 24), Lag("prepare", "make"), Lag("make", "infuse", 24)),
        (Use("b", "make", "make"),),
        {"manufacturer": "b"},
    )
    found = problem(b=(Span(34, 40 * DAY, 1),))
    first = proposals(found, journey(made), found, lambda *_: late)[0]
    rushed = Assignment("1", (6, 30, 34, 106), (10, 32, 82, 108))
    assert first.goal == rushed.starts[3]
    assert first.assignment.starts[0] > 6
    spreads = {key: given.spread for key, given in late.items()}
    assert first.chance > on_the_day(chances(made, rushed, "infuse", spreads), 106) + 0.05
    nothing_varies = proposals(found, journey(made), found, lambda *_: {})[0]
    assert (nothing_varies.assignment.starts[0], nothing_varies.goal) == (
        30,
        106,
    )  # fresh, as nothing is late
    early = {"collect": Given(Spread(0.5, 12.0, 0.0))}
    absorbed = proposals(found, journey(made), found, lambda *_: early)[0]
    assert 6 <= absorbed.assignment.starts[0] < 20  # the wait absorbs what is late before it
    limited = replace(made, tasks=(replace(made.tasks[0], latest=8), *made.tasks[1:]))
    assert proposals(found, journey(limited), found, lambda *_: late)[0].assignment.starts[0] <= 8


def test_slack_helps_after_the_step_whose_delays_reach_the_goal() -> None:
    one = option("1", "b")
    planned = Assignment(
        "1", (0, 4, 52, 77), (4, 52, 53, 79)
    )  # nothing waits; the goal is at 5 in the morning
    spreads = {"collect": Spread(0.02, 24.0), "make": Spread(0.5, 30.0), "test": Spread(0.05, 24.0)}
    found = where_slack_helps(one, planned, "infuse", spreads)
    assert found is not None
    assert found.step == "make"
    assert found.chance > chances(one, planned, "infuse", spreads).within(18) + 0.1
    assert where_slack_helps(one, planned, "infuse", {}) is None


def test_a_date_is_given_at_the_confidence_asked_for_or_said_to_be_out_of_reach() -> None:
    found = problem(b=ALWAYS)
    spreads = {key: one.spread for key, one in SPREADS.items()}
    by: list[int] = []
    for confidence in (0.8, 0.9, 0.95):
        first = proposals(found, journey(option("1", "b")), found, varies, confidence)[0]
        runs = chances(first.option, first.assignment, "infuse", spreads)
        assert first.sure_by is not None
        later = first.sure_by - first.goal
        assert runs.within(later) >= confidence
        assert runs.within(later - 2) <= confidence or later == 0
        by.append(first.sure_by)
    assert by[0] <= by[1] < by[2]
    failing = {**SPREADS, "test": Given(Spread(0.05, 24.0, 0.2))}
    first = proposals(found, journey(option("1", "b")), found, lambda *_: failing, 0.9)[0]
    assert first.sure_by is None
    assert first.sure_if_none_fails >= first.goal
