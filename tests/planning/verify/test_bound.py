"""The recomputed bound: never above what trying everything finds; exact for each journey where it says so."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.support.brute_force import best_plan, capacity_at, cost_of, schedules, usage
from tests.planning.support.linear import least_by_program
from tests.planning.support.problems import prices, problems
from tsunagu.planning.domain.generated import SIZES, network
from tsunagu.planning.domain.problem import Journey, Lag, Option, Problem, Resource, Span, Task, Use
from tsunagu.planning.domain.solution import Price
from tsunagu.planning.domain.verify.bound import proven_by
from tsunagu.planning.domain.verify.calendars import calendars_of
from tsunagu.planning.domain.verify.least import journey, least_of
from tsunagu.planning.domain.verify.least.links import Reach

CLOSE = 1e-9


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_plan_costs_less_than_the_bound_of_any_prices(data: st.DataObject) -> None:
    problem = data.draw(problems())
    best = best_plan(problem, 20_000)
    if best is not None:
        proven = proven_by(problem, data.draw(prices(problem)))
        assert proven.value <= best.cost(problem) + CLOSE


@given(st.data())
@settings(max_examples=250, deadline=None)
def test_the_least_of_a_journey_is_exact(data: st.DataObject) -> None:
    problem = data.draw(problems(journeys=1, tasks=4, hours=9))
    paid = data.draw(prices(problem))
    least = least_of(problem, problem.journeys[0], calendars_of(problem, paid))
    assert least.is_exact
    assert least.value == pytest.approx(tried(problem, paid), abs=CLOSE)


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_narrow_links_bound_the_least_of_a_journey_from_below(data: st.DataObject) -> None:
    problem = data.draw(problems(journeys=1, tasks=4, hours=9))
    paid = data.draw(prices(problem))
    with pytest.MonkeyPatch.context() as patch:
        widest = data.draw(st.integers(1, 6))
        part = data.draw(st.integers(1, widest))
        patch.setattr(journey, "REACHES", (Reach(widest, part), Reach(widest, widest)))
        least = least_of(problem, problem.journeys[0], calendars_of(problem, paid))
    truth = tried(problem, paid)
    assert least.value <= truth + CLOSE
    if least.is_exact:
        assert least.value == pytest.approx(truth, abs=CLOSE)


def tried(problem: Problem, paid: tuple[Price, ...]) -> float:
    """The least that the first journey costs at the prices, by trying everything."""
    (journey,) = problem.journeys
    costs = [cost_of(problem, journey, None) + price_of_fixed(problem, journey, paid)]
    for option, spans in schedules(problem, journey):
        if is_offered(problem, option, spans):
            costs.append(cost_of(problem, journey, spans) + price_of(option, spans, paid))
    return min(costs)


def price_of(option: Option, spans: dict[str, tuple[int, int]], paid: tuple[Price, ...]) -> float:
    return sum(
        amount * price.per_hour
        for (resource, hour), amount in usage(option, spans).items()
        for price in paid
        if price.resource == resource and price.start <= hour < price.until
    )


def price_of_fixed(problem: Problem, journey: Journey, paid: tuple[Price, ...]) -> float:
    if journey.fixed is None:
        return 0.0
    return price_of(journey.by_key[journey.fixed.option], dict(journey.fixed.tasks), paid)


def is_offered(problem: Problem, option: Option, spans: dict[str, tuple[int, int]]) -> bool:
    """Whether each use alone finds what it wants at each of its hours."""
    return all(
        0 <= hour < problem.hours and capacity_at(problem, use.resource, hour) >= use.amount
        for use in option.uses
        for hour in range(spans[use.first][0], spans[use.last][1] + use.after)
    )


@pytest.mark.parametrize(("seed", "is_fresh", "hours"), [(1, True, 400), (2, False, 560), (5, True, 500)])
def test_whole_chains_with_windows_side_by_side_and_nested_are_exact(
    seed: int, is_fresh: bool, hours: int
) -> None:
    chance = np.random.default_rng(seed)
    problem = replace(network(SIZES[10], seed), hours=hours)
    fresh = Lag("harvest", "infuse", 0, 72)
    chosen = next(one for one in problem.journeys if (fresh in one.options[0].lags) == is_fresh)
    journey = replace(chosen, referred=0, options=tuple(map(early, chosen.options[:1])))
    paid = tuple(
        Price(resource.key, day * 24, day * 24 + 24, float(chance.exponential(5.0)))
        for resource in problem.resources
        for day in range(hours // 24)
    )
    least = least_of(problem, journey, calendars_of(problem, paid))
    assert least.is_exact
    truth = least_by_program(problem, journey, journey.options[0], paid)
    assert truth < cost_of(problem, journey, None)
    assert least.value == pytest.approx(truth, rel=1e-6)


def early(option: Option) -> Option:
    """The option without the days that pass before its collection."""
    return replace(option, tasks=tuple(replace(task, earliest=0) for task in option.tasks))


@pytest.mark.parametrize("seed", range(12))
def test_tasks_that_are_all_tied_to_each_other_are_bounded_from_below(seed: int) -> None:
    chance = np.random.default_rng(seed)
    names, hours = ["a", "b", "c", "d", "e", "f"], 40
    starts = np.sort(chance.integers(0, 28, len(names)))
    tasks = tuple(Task(name, 1, 1) for name in names)
    lags = tuple(
        Lag(first, second, *bounds(chance, int(starts[j] - starts[i] - 1)))
        for i, first in enumerate(names)
        for j, second in enumerate(names)
        if starts[j] > starts[i]
    )
    uses = tuple(Use("room", lag.first, lag.second) for lag in lags[::3])
    option = Option("only", tasks, lags, (*uses, *(Use("room", name, name) for name in names)))
    journey = Journey("J", 0, "f", (option,))
    room = Resource("room", "", "", (Span(0, hours, 9),))
    problem = Problem(date(2026, 11, 30), hours, (room,), (journey,), 10_000)
    paid = tuple(Price("room", hour, hour + 1, float(chance.exponential(20))) for hour in range(hours))
    least = least_of(problem, journey, calendars_of(problem, paid))
    truth = least_by_program(problem, journey, option, paid)
    assert truth < cost_of(problem, journey, None)
    assert 0 < least.value <= truth + 1e-6
    assert not least.is_exact or least.value == pytest.approx(truth, abs=1e-6)


def bounds(chance: np.random.Generator, wait: int) -> tuple[int, int]:
    """A window around a wait."""
    return max(0, wait - int(chance.integers(0, 6))), wait + int(chance.integers(0, 6))
