"""Plans: verified, never below their bound, never worse than first come, and the same again."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.planning.support.brute_force import best_plan
from tests.planning.support.examples import examples
from tests.planning.support.problems import problems
from tsunagu.planning.domain.generated import Size, network, with_one_more_suite
from tsunagu.planning.domain.problem import Problem
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.disturbance import frozen
from tsunagu.planning.domain.solvers.greedy import first_come, plan_first_come
from tsunagu.planning.domain.solvers.whole_chain import Progress, plan_chain
from tsunagu.planning.domain.verify import verify

SMALL = Size(12, 2, 3, 1.2)


@settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_every_plan_passes_its_checks_and_brute_force_lies_between_bound_and_plan(problem: Problem) -> None:
    plan = plan_chain(problem)
    report = verify(problem, plan)
    assert not report.violations, report.violations
    best = best_plan(problem)
    assert plan.bound is not None
    if best is not None:
        assert plan.bound.value <= best.cost(problem) + 1e-6
        assert best.cost(problem) <= plan.cost(problem)


@pytest.mark.parametrize("seed", range(4))
def test_a_network_is_planned_close_to_its_bound_and_verified(seed: int) -> None:
    problem = network(SMALL, seed)
    plan = plan_chain(problem)
    report = verify(problem, plan)
    assert not report.violations
    assert plan.bound is not None
    assert report.bound == pytest.approx(plan.bound.value, rel=1e-6)
    first = plan_first_come(problem)
    assert not verify(problem, first).violations
    assert plan.bound.value <= plan.cost(problem) <= first.cost(problem)
    gap = plan.gap(problem)
    assert gap is not None
    assert gap < 0.03


@pytest.mark.parametrize("seed", range(4))
def test_planned_anew_everyone_who_has_begun_goes_on_and_nothing_gets_worse(seed: int) -> None:
    problem = network(SMALL, seed)
    known = replace(problem, journeys=problem.journeys[:8])
    before = plan_chain(known)
    now = sorted(min(each.starts) for each in before.assignments.values())[4] + 1
    journeys = [frozen(each, before.assignments[each.key], now) for each in known.journeys]
    again = replace(problem, journeys=(*journeys, *problem.journeys[8:]))
    begun = [each.key for each in journeys if each.fixed is not None]
    assert len(begun) >= 4
    plan = plan_chain(again, before=before)
    assert verify(again, plan).is_sound
    assert set(begun) <= set(plan.assignments)
    stood = first_come(Searcher(compile_problem(again)), before)
    assert len(stood.chosen) == len(again.journeys)
    assert plan.cost(again) <= stood.total()


def test_the_same_problem_gives_the_same_plan() -> None:
    problem = network(SMALL, 5)
    assert plan_chain(problem) == plan_chain(problem)


def test_one_suite_more_never_costs_more_than_the_bound_says() -> None:
    problem = network(SMALL, 6)
    more = with_one_more_suite(problem, "site-1/suite")
    one, other = plan_chain(problem), plan_chain(more)
    assert one.bound is not None
    assert other.bound is not None
    assert other.bound.value <= one.cost(problem) + 1e-6


def test_work_can_be_ended_at_any_step_and_leaves_a_whole_plan() -> None:
    problem = network(SMALL, 7)
    seen: list[Progress] = []

    def watch(progress: Progress) -> bool:
        seen.append(progress)
        return len(seen) == 3

    plan = plan_chain(problem, watch=watch)
    assert [each.stage for each in seen] == ["first", "bound", "bound"]
    assert len(plan.assignments) == len(problem.journeys)
    assert not verify(problem, plan).violations


def test_a_network_without_patients_has_an_empty_plan() -> None:
    problem = replace(network(SMALL, 1), journeys=())
    plan = plan_chain(problem)
    assert (plan.assignments, plan.cost(problem)) == ({}, 0)


def test_journeys_without_any_place_are_left_out_and_counted() -> None:
    problem = replace(network(SMALL, 2), resources=tuple(
        replace(each, open=()) if each.kind == "suite" else each for each in network(SMALL, 2).resources
    ))  # fmt: skip
    plan = plan_chain(problem)
    assert not plan.assignments
    assert plan.cost(problem) == sum(problem.cost_left_out(each) for each in problem.journeys)
    assert plan.gap(problem) == pytest.approx(0, abs=1e-9)
