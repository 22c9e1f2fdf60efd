"""Figures, bottlenecks, changes and differences of plans: from values alone."""

from dataclasses import replace

import pytest

from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.runs.bottlenecks import bottlenecks_of
from tsunagu.planning.domain.runs.comparing import moves
from tsunagu.planning.domain.runs.efforts import EFFORTS
from tsunagu.planning.domain.runs.figures import attention_of, figures_of, gap_of, mean_days
from tsunagu.planning.domain.runs.what_if import Question, answer, changed
from tsunagu.planning.domain.solution import Bound, Plan, Price

QUICK = EFFORTS["quick"]


def promised(problem: Problem, key: str, hour: int) -> Problem:
    """The problem with the goal of one journey promised for an hour."""
    journeys = tuple(replace(one, promised=hour) if one.key == key else one for one in problem.journeys)
    return replace(problem, journeys=journeys)


def test_late_tight_and_left_out_are_told_the_worst_first(small: Problem, planned: Plan) -> None:
    first, second, third = (journey.key for journey in small.journeys[:3])
    goal = {key: one.goal_start(small.journey_by_key[key]) for key, one in planned.assignments.items()}
    problem = promised(promised(small, first, goal[first] - 5), second, goal[second] + 3)
    rest = {key: one for key, one in planned.assignments.items() if key != third}
    found = attention_of(problem, replace(planned, assignments=rest))
    assert [(one.journey, one.trouble, one.hours) for one in found] == [
        (third, "left_out", 0),
        (first, "late", -5),
        (second, "tight", 3),
    ]


def test_a_promise_with_a_day_of_slack_needs_no_look(small: Problem, planned: Plan) -> None:
    key = small.journeys[0].key
    goal = planned.assignments[key].goal_start(small.journeys[0])
    assert attention_of(promised(small, key, goal + 24), planned) == ()


def test_a_latest_start_counts_as_a_limit(small: Problem, planned: Plan) -> None:
    journey = small.journeys[0]
    begin = planned.assignments[journey.key].span_of(journey, "collect")[0]
    options = tuple(
        replace(
            option,
            tasks=tuple(
                replace(task, latest=begin + 2) if task.key == "collect" else task for task in option.tasks
            ),
        )
        for option in journey.options
    )
    problem = replace(small, journeys=(replace(journey, options=options), *small.journeys[1:]))
    (found,) = attention_of(problem, planned)
    assert (found.trouble, found.task, found.hours, found.at) == ("tight", "collect", 2, begin)


def test_figures_are_the_cost_and_who_is_in(small: Problem, planned: Plan) -> None:
    cost = planned.cost(small)
    found = figures_of(small, planned, cost, None)
    assert (found.journeys, found.left_out, found.cost) == (6, 0, cost)
    assert mean_days(cost, found.weight) == pytest.approx(cost / found.weight / 24)
    assert mean_days(cost, 0) is None


@pytest.mark.parametrize(("cost", "bound", "gap"), [(110, 100.0, 0.1), (99, 100.0, 0.0), (5, 0.0, None)])
def test_the_gap_is_never_below_nothing(cost: int, bound: float, gap: float | None) -> None:
    assert gap_of(cost, bound) == pytest.approx(gap)


def test_bottlenecks_are_ranked_by_what_their_capacity_is_worth(small: Problem) -> None:
    suite, other = "site-1/suite", "hospital-1/bed"
    bound = Bound(1.0, (Price(suite, 0, 10, 2.0), Price(other, 33, 35, 4.0), Price(other, 0, 5, 9.0)))
    first, second = bottlenecks_of(small, bound)
    assert (first.resource, first.worth, first.one_more, first.scarce_hours) == (suite, 20.0, 20.0, 10)
    assert (second.resource, second.worth, second.one_more, second.scarce_hours) == (other, 16.0, 8.0, 2)
    assert bottlenecks_of(small, None) == ()


def test_changes_of_a_problem(small: Problem) -> None:
    suite = small.resources[small.resource_index["site-1/suite"]]
    more = changed(small, Question("one_more", suite.key))
    assert [span.capacity for span in more.resources[small.resource_index[suite.key]].open] == [2]
    assert changed(small, Question("closed", suite.key)).resources[small.resource_index[suite.key]].open == ()
    with pytest.raises(KeyError):
        changed(small, Question("closed", "nowhere"))


def test_more_demand_is_the_same_each_time_and_promises_nothing_twice(small: Problem) -> None:
    held = replace(small, journeys=tuple(replace(one, promised=900) for one in small.journeys))
    more = changed(held, Question("demand"))
    assert more == changed(held, Question("demand"))
    (twin,) = more.journeys[6:]
    assert twin.promised is None
    assert twin.key.endswith("+2")
    assert twin.options == small.journey_by_key[twin.key.removesuffix("+2")].options


def test_a_change_is_measured_by_planning_again(small: Problem, planned: Plan) -> None:
    base = planned.cost(small)
    more = answer(small, Question("one_more", "site-1/suite"), QUICK)
    shut = answer(small, Question("closed", "site-1/suite"), QUICK)
    assert more.cost < base < shut.cost
    assert not more.refused
    assert answer(small, Question("demand"), QUICK).journeys == 7


def test_the_difference_names_who_moved_from_when_to_when(small: Problem, planned: Plan) -> None:
    assert moves(small, planned, planned) == ()
    first, second = small.journeys[0], small.journeys[1]
    old = planned.assignments[first.key]
    later = replace(
        old, starts=(*old.starts[:-1], old.starts[-1] + 24), ends=(*old.ends[:-1], old.ends[-1] + 24)
    )
    new = {**planned.assignments, first.key: later}
    del new[second.key]
    lost, moved = moves(small, planned, replace(planned, assignments=new))
    assert (lost.journey, lost.after, lost.hours) == (second.key, None, 0)
    assert (moved.journey, moved.hours, moved.tasks) == (first.key, 24, 1)


def test_the_difference_names_the_sites_that_no_longer_take_part(small: Problem, planned: Plan) -> None:
    journey = small.journeys[0]
    option = journey.by_key[planned.assignments[journey.key].option]
    here = replace(option, choices={"hospital": "ward", "manufacturer": "east"})
    there = replace(option, key="there", choices={"hospital": "ward", "manufacturer": "west"})
    problem = replace(small, journeys=(replace(journey, options=(here, there)), *small.journeys[1:]))
    elsewhere = replace(planned.assignments[journey.key], option="there")
    after = replace(planned, assignments={**planned.assignments, journey.key: elsewhere})
    (found,) = moves(problem, planned, after)
    assert (found.by_before, found.by_after) == (("ward", "east"), ("ward", "west"))
    assert found.replaced == (("east",), ("west",))
