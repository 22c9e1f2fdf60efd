"""What the solver finds is what going through every chain finds: the same best, the same front; the checker agrees."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.coordination.composing.brute_force import all_chains, front
from tsunagu.coordination.domain.composing.generated import large_problem, small_problem
from tsunagu.coordination.domain.composing.problem import Network, Problem, Weights
from tsunagu.coordination.domain.composing.shape import shape_of
from tsunagu.coordination.domain.composing.solving.best import _narrowed, best_of
from tsunagu.coordination.domain.composing.solving.front import cost_by, front_of, spread
from tsunagu.coordination.domain.composing.solving.prepared import prepare
from tsunagu.coordination.domain.composing.verify import Verifier

MANY = 400
WEIGHTS: Weights = (2, 1, 60, 1, 3, 40)
weightings = st.tuples(*(st.integers(1, 80) for _ in range(6)))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5000), weights=weightings)
def test_best_and_front_are_those_of_brute_force(seed: int, weights: Weights) -> None:
    problem = small_problem(seed, members=7, capabilities=18)
    shape = shape_of(problem.request)
    every = [criteria for _, criteria in all_chains(problem, shape)]
    found = front_of(problem, shape, weights, MANY, work=1000)
    assert {one.criteria for one in found.found} == front(every)
    assert found.is_complete
    assert found.is_whole
    if every:
        assert found.found[0].cost == min(cost_by(one, weights) for one in every)
        assert found.found[0].is_proven
    verifier = Verifier(problem, shape)
    for one in found.found:
        checked = verifier.check(one.chain)
        assert not checked.faults
        assert checked.criteria == one.criteria


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 5000), weights=weightings)
@example(seed=3978, weights=(1, 6, 1, 3, 1, 1))  # the best chain is left out, as its bound is its cost
def test_leaving_out_sites_by_their_bounds_loses_no_best_chain(seed: int, weights: Weights) -> None:
    problem = small_problem(seed, members=10, capabilities=28)
    ready = prepare(problem, shape_of(problem.request))
    whole, narrowed = best_of(ready, weights).found, _narrowed(ready, weights).found
    assert (whole is None) == (narrowed is None)
    if whole is not None and narrowed is not None:
        assert narrowed.cost == whole.cost
        assert narrowed.is_proven
        assert narrowed.bound <= whole.cost


@pytest.mark.parametrize("seed", [1, 4])
def test_in_a_large_network_the_best_is_proven_and_holds(seed: int) -> None:
    problem = large_problem(seed)
    shape = shape_of(problem.request)
    found = best_of(prepare(problem, shape), WEIGHTS)
    assert found.found is not None
    assert not found.is_whole
    assert found.found.is_proven
    checked = Verifier(problem, shape).check(found.found.chain)
    assert not checked.faults
    assert checked.criteria == found.found.criteria


def test_the_same_question_has_the_same_answer() -> None:
    problem = small_problem(9)
    shape = shape_of(problem.request)
    one, other = (front_of(problem, shape, WEIGHTS) for _ in range(2))
    assert [each.chain for each in one.found] == [each.chain for each in other.found]


def test_a_lane_in_another_band_carries_nothing() -> None:
    problem = small_problem(9)
    warm = tuple(replace(lane, band="room") for lane in problem.network.lanes)
    sites = problem.network.sites
    without = Problem(problem.request, Network(sites, warm, problem.network.agreements))
    found = front_of(without, shape_of(without.request), WEIGHTS)
    assert all(lane is None for one in found.found for lane in one.chain.lanes.values())


def test_few_are_shown_the_best_first_and_the_ends_of_each_figure_among_them() -> None:
    problem = small_problem(24)
    found = front_of(problem, shape_of(problem.request), WEIGHTS, MANY).found
    few = spread(found, 8)
    assert few[0] == found[0]
    assert len(few) == 8 < len(found)
    for place in range(6):
        assert min(one.criteria.as_tuple[place] for one in few) == min(
            one.criteria.as_tuple[place] for one in found
        )
