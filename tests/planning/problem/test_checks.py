"""Every fault of a problem is told at its place; sound problems have none."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from tests.planning.support.problems import problems
from tests.planning.support.small import small, with_journey, with_option
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Fixed, Lag, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.problem.checks import check_problem, doubts

TASKS = (Task("collect", 2, 2), Task("make", 4, 6), Task("infuse", 1, 1))
OPTION = "journeys[0].options[0]"
LEAP = Lag("collect", "make", 5), Lag("make", "infuse"), Lag("collect", "infuse", 0, 8)
FIXED = "journeys[2].fixed"


def tasks(**changed: Any) -> Problem:
    """The small problem, the first task of every option changed."""
    return with_option(small(), tasks=(replace(TASKS[0], **changed), *TASKS[1:]))


def lags(*given: Lag) -> Problem:
    return with_option(small(), lags=given, uses=())


def uses(*given: Use) -> Problem:
    return with_option(small(), uses=given)


def opened(*spans: Span) -> Problem:
    return replace(small(), resources=(Resource("chair", "", "", spans), small().resources[1]))


def fixed(option: str = "here", **spans: tuple[int, int]) -> Problem:
    return with_journey(small(), "C", fixed=Fixed(option, spans))


FAULTS: list[tuple[str, str, Problem]] = [
    ("hours", "spans 1 to", replace(small(), hours=0)),
    ("hours", "spans 1 to", replace(small(), hours=10**9)),
    ("resources", "divide it by region", replace(small(), hours=20_000, resources=small().resources * 1_300)),
    ("left_out_hours", "below 0", replace(small(), left_out_hours=-1)),
    ("start", "must lie from", replace(small(), start=date(1, 1, 1))),
    ("resources[2].key", "used twice", replace(small(), resources=(*small().resources, small().resources[0]))),
    ("resources[0].key", "is empty", replace(small(), resources=(Resource("", "", "", ()), *small().resources))),
    ("resources[0].open[0].capacity", "below 0", opened(Span(6, 20, -1))),
    ("resources[0].open[0]", "after the start", opened(Span(20, 6, 1))),
    ("resources[0].open[1]", "overlaps", opened(Span(6, 20, 1), Span(19, 30, 1))),
    ("resources[0].open[1]", "overlaps", opened(Span(10, 20, 1), Span(6, 8, 1))),
    ("resources[0].open[0]", "outside", opened(Span(6, 49, 1))),
    ("resources[0].open[0]", "outside", opened(Span(-1, 20, 1))),
    ("journeys[3].key", "used twice", replace(small(), journeys=(*small().journeys, small().journeys[0]))),
    ("journeys[0].weight", "whole number from 0", with_journey(small(), "A", weight=-1)),
    ("journeys[0].referred", "after the end", with_journey(small(), "A", referred=49)),
    ("journeys[0].options", "at least one option", with_journey(small(), "A", options=())),
    ("journeys[0].options[1].key", "used twice", with_journey(small(), "A", options=small().journeys[1].options * 2)),
    (f"{OPTION}.tasks", "isn't a task", with_journey(small(), "A", goal="cure")),
    (f"{OPTION}.tasks", "at least one task", with_option(small(), tasks=())),
    (f"{OPTION}.tasks[3].key", "used twice", with_option(small(), tasks=(*TASKS, TASKS[0]))),
    (f"{OPTION}.tasks[0]", "below 0", tasks(shortest=-1)),
    (f"{OPTION}.tasks[0]", "below 0", tasks(earliest=-1)),
    (f"{OPTION}.tasks[0]", "longer than the longest", tasks(shortest=3)),
    (f"{OPTION}.tasks[0]", "before the earliest", tasks(earliest=9, latest=8)),
    (f"{OPTION}.tasks[0].closed[0]", "after the start", tasks(closed=((9, 9),))),
    (f"{OPTION}.lags[0].first", "no task 'cook'", lags(Lag("cook", "make"))),
    (f"{OPTION}.lags[0].second", "no task 'cook'", lags(Lag("make", "cook"))),
    (f"{OPTION}.lags[0]", "in the order", lags(Lag("make", "collect"))),
    (f"{OPTION}.lags[0]", "in the order", lags(Lag("make", "make"))),
    (f"{OPTION}.lags[0].at_least", "below 0", lags(Lag("collect", "make", -1))),
    (f"{OPTION}.lags[0].at_most", "No wait is at least 3 h and at most 2 h", lags(Lag("collect", "make", 3, 2))),
    (f"{OPTION}.lags", "contradict", lags(*LEAP)),
    (f"{OPTION}.uses[0].resource", "no resource 'oven'", uses(Use("oven", "make", "make"))),
    (f"{OPTION}.uses[0].first", "no task 'cook'", uses(Use("room", "cook", "make"))),
    (f"{OPTION}.uses[0].last", "no task 'cook'", uses(Use("room", "make", "cook"))),
    (f"{OPTION}.uses[0].last", "tie them by lags", uses(Use("room", "make", "collect"))),
    (f"{OPTION}.uses[0].amount", "at least 1", uses(Use("room", "make", "make", 0))),
    (f"{OPTION}.uses[0].after", "before 'make'", uses(Use("room", "make", "make", 1, -5))),
    (f"{FIXED}.option", "no option 'away'", fixed("away")),
    (f"{FIXED}.tasks.cook", "no task 'cook'", fixed(cook=(1, 2))),
    (f"{FIXED}.tasks.collect", "in order", fixed(collect=(16, 14))),
    (f"{FIXED}.tasks.collect", "in order", fixed(collect=(-2, 0))),
    (f"{FIXED}.tasks.collect", "takes 2 to 2 h", fixed(collect=(14, 17))),
    (f"{FIXED}.tasks.collect", "earliest and latest", fixed(collect=(31, 33))),
    (f"{FIXED}.tasks.collect", "closed", fixed(collect=(11, 13))),
    (f"{FIXED}.tasks.make", "against the lag", fixed(collect=(14, 16), make=(16, 20))),
    (f"{FIXED}.tasks.make", "beyond the end", fixed(make=(44, 48))),
    ("resources[0].open", "needs 1 more of 'chair'", fixed(collect=(28, 30))),
]  # fmt: skip


@pytest.mark.parametrize(("path", "words", "problem"), FAULTS)
def test_each_fault_is_told_at_its_place(path: str, words: str, problem: Problem) -> None:
    found = [(place, reason) for place, reason in check_problem(problem) if place == path]
    assert found, list(check_problem(problem))
    assert words in found[0][1].en
    assert not found[0][1].ja.isascii()
    assert found[0][1].ja.endswith("。")


def test_what_is_fixed_for_two_journeys_may_not_need_more_than_there_is() -> None:
    both = with_journey(small(), "A", fixed=Fixed("there", {"collect": (15, 17)}))
    (found,) = check_problem(both)
    assert found[0] == "resources[0].open"
    assert "at hour 15" in found[1].en


def test_spans_that_touch_are_sound() -> None:
    cuts = (0, 6, 12, 20, 48)
    assert not list(check_problem(opened(*(Span(start, until, 1) for start, until in pairwise(cuts)))))


@given(problems())
@settings(max_examples=40, deadline=None)
def test_sound_problems_have_no_fault(problem: Problem) -> None:
    faults = [found for found in check_problem(problem) if "contradict" not in found[1].en]
    assert not faults


def test_a_generated_network_has_neither_faults_nor_doubts() -> None:
    problem = network(SIZES[50], 3)
    assert not list(check_problem(problem))
    assert not list(doubts(problem))


@pytest.mark.parametrize(
    ("path", "words", "problem"),
    [
        (f"{OPTION}.uses[0]", "1 of 'chair' is open for at most 14 h", uses(Use("chair", "collect", "collect", 1, 13))),
        (f"{OPTION}.uses[0]", "2 of 'room' is open for at most 0 h", uses(Use("room", "make", "make", 2))),
        (f"{OPTION}.tasks[2]", "can't start before hour 49", tasks(earliest=40)),
        (f"{OPTION}.tasks[0]", "can't start before hour 6", tasks(latest=5)),
    ],
)  # fmt: skip
def test_options_that_nobody_can_take_are_doubted_not_refused(
    path: str, words: str, problem: Problem
) -> None:
    assert not [found for found in check_problem(problem) if found[0].startswith(OPTION)]
    found = dict(doubts(problem))
    assert words in found[path].en
    assert "選ばれません" in found[path].ja
