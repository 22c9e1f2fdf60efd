"""The search for one journey: the earliest and the cheapest schedule are those that trying everything finds."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.support.brute_force import fits, schedules, usage
from tests.planning.support.examples import examples
from tests.planning.support.problems import prices, problems
from tsunagu.planning.domain.problem import Journey, Option, Problem
from tsunagu.planning.domain.solution import Price
from tsunagu.planning.domain.solvers.batch import Searcher
from tsunagu.planning.domain.solvers.compiled import compile_problem
from tsunagu.planning.domain.solvers.search import INFINITE, slide

MOST = 4000


def all_ways(problem: Problem, journey: Journey, option: Option) -> list[dict[str, tuple[int, int]]]:
    """Every schedule of one option in an empty network."""
    found = islice(schedules(problem, journey), MOST)
    return [dict(spans) for one, spans in found if one.key == option.key and fits(problem, usage(one, spans))]


@settings(max_examples=examples(150), deadline=None)
@given(problems(journeys=1, fixed=False))
def test_no_schedule_has_any_event_earlier_than_the_earliest(problem: Problem) -> None:
    searcher = Searcher(compile_problem(problem))
    for number, (journey, option) in enumerate(searcher.compiled.option_list):
        times = searcher.earliest(number, searcher.compiled.capacity)
        ways = all_ways(problem, journey, option)
        if times is None:
            assert not ways
            continue
        found = searcher.compiled.assignment(number, times)
        for spans in ways:
            for place, task in enumerate(option.tasks):
                assert found.starts[place] <= spans[task.key][0]
                assert found.ends[place] <= spans[task.key][1]


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_the_cheapest_costs_what_the_cheapest_of_all_costs(data: st.DataObject) -> None:
    problem = data.draw(problems(journeys=1, fixed=False))
    paid = data.draw(prices(problem))
    searcher = Searcher(compile_problem(problem))
    by_hour = hourly(problem, paid, searcher.compiled.capacity.shape)
    numbers = np.arange(searcher.compiled.options)
    cost, _times = searcher.cheapest(numbers, by_hour, searcher.compiled.capacity)
    for number, (journey, option) in enumerate(searcher.compiled.option_list):
        ways = [
            priced(problem, journey, option, spans, by_hour) for spans in all_ways(problem, journey, option)
        ]
        # holds of one resource that overlap are told apart when a schedule is placed, not in the search
        is_exact = searcher.exact[number] and len({use.resource for use in option.uses}) == len(option.uses)
        if not ways:
            assert cost[number] >= INFINITE or not is_exact
        elif is_exact:
            assert cost[number] == pytest.approx(min(ways), abs=1e-5)
        else:
            assert cost[number] <= min(ways) + 1e-5


def hourly(problem: Problem, paid: tuple[Price, ...], shape: tuple[int, ...]) -> np.ndarray:
    by_hour = np.zeros(shape)
    for price in paid:
        by_hour[problem.resource_index[price.resource], price.start : price.until] += price.per_hour
    return by_hour


def priced(
    problem: Problem, journey: Journey, option: Option, spans: dict[str, tuple[int, int]], by_hour: np.ndarray
) -> float:
    paid = sum(
        use.amount
        * by_hour[
            problem.resource_index[use.resource], spans[use.first][0] : spans[use.last][1] + use.after
        ].sum()
        for use in option.uses
    )
    return journey.weight * (spans[journey.goal][0] - journey.referred) + float(paid)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=20), st.integers(-6, 6), st.integers(0, 12))
def test_a_sliding_minimum_is_the_least_of_its_window(values: list[float], low: int, width: int) -> None:
    source, target = np.array(values), np.empty(len(values))
    slide(source, len(values), low, low + width, target)
    for t in range(len(values)):
        window = values[max(0, t - low - width) : max(0, t - low + 1)]
        assert target[t] == (min(window) if window else INFINITE)
