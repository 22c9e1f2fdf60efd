"""Plans of lots: as good as trying everything on small problems, checked apart, and better than the usual rule."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.explaining import missing_in
from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.generated import stock_problem
from tsunagu.planning.domain.stock.outlook import outlook_of
from tsunagu.planning.domain.stock.plan import StartedLot, StockPlan
from tsunagu.planning.domain.stock.problem import (
    MOST_AT_ONCE,
    Costs,
    Forecast,
    Keeping,
    KnownLot,
    Making,
    Product,
    StockProblem,
)
from tsunagu.planning.domain.stock.record import plan_data, plan_of, problem_data, problem_of
from tsunagu.planning.domain.stock.scenarios import scenarios_of
from tsunagu.planning.domain.stock.solving.lots import plan_lots
from tsunagu.planning.domain.stock.solving.naive import plan_by_means
from tsunagu.planning.domain.stock.solving.program import Effort
from tsunagu.planning.domain.stock.verify.checking import faults_of
from tsunagu.planning.domain.stock.verify.replay import cost_of, replay

MONDAY = date(2026, 11, 30)
QUICK = Effort(rounds=3, nodes=30, seconds=30.0)


def product(
    demand: list[float], *, lots: tuple[KnownLot, ...] = (), shelf: int = 30, positions: int = 1_000,
    sizes: tuple[int, ...] = (10,), lead: int = 2, failing: float = 0.0, spread: float = 0.0, key: str = "p",
) -> Product:  # fmt: skip
    """A product of which so much is needed each week, for sure."""
    making = Making(1, lead, 1, sizes, Filling(100, 10), 1.0, spread, failing)
    forecast = tuple(Forecast(week, need, need, need) for week, need in enumerate(demand))
    return Product(key, Text(key, key), making, Keeping(shelf, 0, positions), forecast, lots)


def problem(
    *products: Product, rooms: int = 1, costs: Costs | None = None, scenarios: int = 1
) -> StockProblem:
    weeks = len({line.week for line in products[0].forecast})
    return StockProblem(MONDAY, weeks, products, (rooms,) * weeks, costs or Costs(), scenarios)


MOST_TRIED = 4
"""So many lots at the most are tried together: small problems have no rooms for more."""


def cheapest(posed: StockProblem) -> float:
    """Try every set of lots that the rooms allow."""
    futures = scenarios_of(posed)
    every = [
        StartedLot(week, one.key, place, size)
        for one in posed.products
        for week in posed.starts(one)
        for place in range(MOST_AT_ONCE)
        for size in one.making.sizes
    ]
    best = float("inf")
    for count in range(MOST_TRIED + 1):
        for lots in combinations(every, count):
            plan = StockPlan(lots, 0.0)
            said = [fault.en for fault in faults_of(posed, plan)]
            if all(fault.startswith("Costs") for fault in said):
                best = min(best, cost_of(posed, lots, replay(posed, lots, futures)))
    return best


known_lots = st.builds(
    KnownLot,
    key=st.sampled_from(["A", "B"]),
    doses=st.integers(0, 12),
    first=st.integers(0, 3),
    expires=st.integers(0, 6),
    failing=st.sampled_from([0.0, 0.3]),
)


@st.composite
def small_problems(draw: st.DrawFn) -> StockProblem:
    """Draw a problem so small that everything can be tried: short lives, little room, lots that fail."""
    weeks = draw(st.integers(3, 5))
    low = draw(st.lists(st.integers(0, 6), min_size=weeks, max_size=weeks))
    more = draw(st.integers(0, 5))
    making = Making(
        1, 2, draw(st.integers(1, 2)), draw(st.sampled_from([(8,), (5, 12)])),
        Filling(4.0, draw(st.sampled_from([1.0, 5.0])), 0.3), 0.9, 0.1, draw(st.sampled_from([0.0, 0.4])),
    )  # fmt: skip
    one = Product(
        "p", Text("p", "p"), making,
        Keeping(draw(st.integers(2, 5)), draw(st.integers(0, 1)) * 0, draw(st.sampled_from([6, 15, 100]))),
        tuple(Forecast(week, need, need + more, need + 2 * more) for week, need in enumerate(low)),
        tuple(draw(st.lists(known_lots, max_size=2, unique_by=lambda lot: lot.key))),
    )  # fmt: skip
    rooms = draw(st.lists(st.integers(0, 2), min_size=weeks, max_size=weeks))
    while sum(rooms) > MOST_TRIED:
        rooms[rooms.index(max(rooms))] -= 1
    costs = Costs(draw(st.sampled_from([2.0, 20.0])), 1.0, draw(st.sampled_from([0.0, 7.0])))
    return StockProblem(MONDAY, weeks, (one,), tuple(rooms), costs, 3, draw(st.integers(0, 99)))


@settings(max_examples=80, deadline=None)
@given(small_problems())
def test_the_plan_is_as_good_as_trying_everything(posed: StockProblem) -> None:
    plan = plan_lots(posed, Effort(rounds=0))
    assert faults_of(posed, plan) == []
    assert plan.bound is not None
    best = cheapest(posed)
    assert plan.cost == pytest.approx(best, abs=1e-3)
    assert plan.bound <= best + 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_larger_plans_pass_their_check_and_waste_and_miss_less_than_the_rule(seed: int) -> None:
    posed = stock_problem(seed, weeks=10, scenarios=8)
    rule = plan_by_means(posed)
    plan = plan_lots(posed, QUICK, rule.lots)
    assert faults_of(posed, plan) == []
    assert plan.bound is not None
    assert plan.bound <= plan.cost + 1e-6
    ours, theirs = (outlook_of(posed, one.lots).share for one in (plan, rule))
    assert ours.cost < theirs.cost


def test_the_same_problem_gives_the_same_plan() -> None:
    posed = stock_problem(2, weeks=8, scenarios=4)
    assert plan_lots(posed, QUICK) == plan_lots(posed, QUICK)


def test_first_to_expire_goes_first_and_what_expires_is_lost() -> None:
    lots = (KnownLot("late", 5, 0, 9), KnownLot("soon", 5, 0, 2))
    (course,) = replay(posed := problem(product([3, 0, 3, 3], lots=lots)), (), scenarios_of(posed))
    assert dict(zip(course.lots, course.by_lot[:, 0].tolist(), strict=True)) == {
        "late": [0, 0, 3, 2],
        "soon": [3, 0, 0, 0],
    }
    assert course.expired[0].tolist() == [0, 2, 0, 0]
    assert course.unmet[0].tolist() == [0, 0, 0, 1]
    assert course.stock[0].tolist() == [7, 5, 2, 0]


def test_what_finds_no_position_is_thrown_away() -> None:
    lots = (KnownLot("A", 10, 0, 9), KnownLot("B", 10, 1, 9))
    (course,) = replay(posed := problem(product([1, 1, 1], lots=lots, positions=12)), (), scenarios_of(posed))
    assert course.no_room[0].tolist() == [0, 6, 0]
    assert course.stock[0].tolist() == [9, 12, 11]


def test_a_lot_is_started_as_late_as_its_tests_allow_when_its_life_is_short() -> None:
    posed = problem(product([0, 0, 0, 0, 0, 10, 0], shelf=3), costs=Costs(20, 1, 1))
    plan = plan_lots(posed)
    assert [lot.week for lot in plan.lots] in ([2], [3])
    assert plan.cost == pytest.approx(1)


def test_filling_time_limits_how_large_a_lot_is_worth_making() -> None:
    quick = Filling(10, 1, 0.5)
    assert quick.sound(10) == 10
    assert quick.sound(20) == 15
    assert quick.sound(40) == quick.sound(20), "from the third hour on nothing is sound"
    need = product([0, 0, 15, 0], sizes=(20, 40))
    posed = problem(replace(need, making=replace(need.making, filling=quick)), costs=Costs(20, 1, 1))
    assert [lot.size for lot in plan_lots(posed).lots] == [20]


@pytest.mark.parametrize(
    ("lot", "said"),
    [
        (StartedLot(0, "p", 0, 11), "size"),
        (StartedLot(-1, "p", 0, 10), "outside"),
        (StartedLot(0, "p", 9, 10), "outside"),
        (StartedLot(0, "q", 0, 10), "no such product"),
        (StartedLot(0, "p", 1, 10), "without a first"),
    ],
)
def test_the_check_refuses_what_cant_be_started(lot: StartedLot, said: str) -> None:
    faults = faults_of(problem(product([0, 0, 5])), StockPlan((lot,), 0.0))
    assert said in " ".join(fault.en for fault in faults)


def test_the_check_refuses_too_many_rooms_a_lot_twice_a_wrong_cost_and_a_wrong_bound() -> None:
    posed = problem(product([0, 0, 5]))
    one, two = StartedLot(0, "p", 0, 10), StartedLot(0, "p", 1, 10)
    assert "clean rooms" in faults_of(posed, StockPlan((one, two), 0.0))[0].en
    assert "stands 2 times" in faults_of(posed, StockPlan((one, one), 0.0))[0].en
    assert "Costs" in faults_of(posed, StockPlan((one,), 3.0))[0].en
    right = cost_of(posed, (one,), replay(posed, (one,), scenarios_of(posed)))
    assert "above" in faults_of(posed, StockPlan((one,), right, right + 1))[0].en
    assert faults_of(posed, StockPlan((one,), right, right)) == []


def test_missing_doses_are_explained() -> None:
    early = problem(product([0, 5, 0, 0]))
    assert [(one.cause, one.first, one.week) for one in missing_in(early, plan_lots(early))] == [
        ("lead", 1, 2)
    ]
    none = problem(product([0, 0, 5, 5]), rooms=0)
    assert [(one.cause, one.first, one.last) for one in missing_in(none, plan_lots(none))] == [
        ("rooms", 2, 3)
    ]
    dear = problem(product([0, 0, 1, 0]), costs=Costs(1, 1, 50))
    (one,) = missing_in(dear, plan_lots(dear))
    assert one.cause == "worth"
    assert one.loss == pytest.approx(49)
    (open_,) = missing_in(posed := problem(product([0, 0, 5, 0])), StockPlan((), 100.0))
    assert open_.cause == "open", posed
    full = replace(problem(product([0, 0, 0, 9], positions=2, sizes=(9,))), rooms=(2, 0, 0, 0))
    kept = StockPlan((StartedLot(0, "p", 0, 9),), 0.0)
    assert [(one.cause, one.first, one.unmet) for one in missing_in(full, kept)] == [("store", 3, 7)]


def test_what_is_said_to_be_missing_is_what_the_weeks_show() -> None:
    posed, plan = stock_problem(seed=8, weeks=8, scenarios=4), StockPlan((), 1e9)
    weeks = dict(zip((one.key for one in posed.products), outlook_of(posed, ()).weeks, strict=True))
    found = missing_in(posed, plan)
    assert found
    for one in found:
        shown = weeks[one.product][one.first : one.last + 1]
        assert one.unmet == pytest.approx(sum(week.unmet for week in shown))


def test_regions_add_up_with_independent_errors() -> None:
    lines = (Forecast(0, 7, 10, 13, "east"), Forecast(0, 6, 10, 14, "west"))
    posed = problem(replace(product([0.0]), forecast=lines))
    ((line,),) = posed.demand
    assert (line.low, line.mid, line.high) == (15, 20, 25)


def test_futures_follow_the_quantiles() -> None:
    posed = problem(replace(product([0.0]), forecast=(Forecast(0, 60, 100, 180),)), scenarios=4_000)
    (futures,) = scenarios_of(posed)
    low, mid, high = np.quantile(futures.demand[:, 0], [0.1, 0.5, 0.9])
    assert (low, mid, high) == (
        pytest.approx(60, abs=3),
        pytest.approx(100, abs=3),
        pytest.approx(180, abs=6),
    )


def test_problems_and_plans_come_back_from_plain_data() -> None:
    posed = stock_problem(4, weeks=8, scenarios=4)
    plan = plan_by_means(posed)
    assert problem_of(problem_data(posed)) == posed
    assert plan_of(plan_data(plan)) == plan
