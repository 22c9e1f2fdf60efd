"""Lots against a known truth: what they give on average, how sure that is, and that nothing is lost twice."""

from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest

from tests.planning.estimates.courses import NOW, course
from tsunagu.journeys.domain.lot_courses import LotCourse
from tsunagu.planning.domain.estimates.assumptions import Learning
from tsunagu.planning.domain.estimates.estimating import estimates_of
from tsunagu.planning.domain.estimates.figures import Figures, LotGiven, accepting
from tsunagu.planning.domain.estimates.found import Found
from tsunagu.planning.domain.estimates.lots import lots_found
from tsunagu.planning.domain.estimates.places import Place, lot_place
from tsunagu.planning.domain.estimates.states import before_of, is_worth_proposing
from tsunagu.planning.domain.stock.filling import Filling
from tsunagu.planning.domain.stock.observed import as_released, made_as
from tsunagu.planning.domain.stock.problem import Making
from tsunagu.planning.queries.estimates import assumptions

FIGURES = Figures(assumptions())
PLACE = lot_place("x", "r", "fill")
STATED = {"released": 0.95, "spread": 0.05, "lost": 0.05}


def lots(*shares: float | None) -> list[LotCourse]:
    return [
        LotCourse(UUID(int=number + 1), "r", "x", "fill", 1, NOW - timedelta(days=9 * number), share)
        for number, share in enumerate(shares)
    ]


def found(*shares: float | None) -> Found:
    (one,) = lots_found(lots(*shares), {PLACE: STATED}, Learning(), NOW)
    return one


def test_a_lost_lot_counts_as_lost_and_not_in_the_mean() -> None:
    one = found(0.8, 0.9, None, 0.7, None)
    assert (one.n, one.counts) == (5, {"released": 3, "lost": 2})
    assert one.values["released"].value == pytest.approx(0.8)
    assert one.values["lost"].value == pytest.approx((20 * 0.05 + 2) / 25)


def test_intervals_of_mean_and_spread_hold_the_truth() -> None:
    chance, held = np.random.default_rng(0), {"released": 0, "spread": 0}
    for _ in range(400):
        one = found(*(float(each) for each in chance.normal(0.8, 0.06, 12)))
        held["released"] += one.values["released"].interval.covers(0.8)
        held["spread"] += one.values["spread"].interval.covers(0.06)
    assert all(count >= 0.93 * 400 for count in held.values()), held


def test_lots_that_happen_to_be_alike_are_not_sure() -> None:
    one = found(*[0.96] * 8)
    assert one.values["spread"].value > 0.02
    assert one.values["released"].interval.width > 0.04
    assert not is_worth_proposing(one, FIGURES), "so close to what is stated"
    none = found(*[None] * 8)
    assert none.values["released"].value == STATED["released"]
    assert not is_worth_proposing(found(*[0.6] * 7), FIGURES), "seven prove nothing"


def test_what_differs_is_proposed_and_once_in_force_no_more() -> None:
    one = found(0.7, 0.75, 0.8, 0.7, 0.72, 0.78, 0.74, 0.71, None)
    assert is_worth_proposing(one, FIGURES)
    after = accepting(FIGURES, PLACE, {name: value.value for name, value in one.values.items()}, one.n)
    assert after.lots[PLACE].n == 9
    assert before_of(one, after)["released"] == pytest.approx(0.7375)
    assert not is_worth_proposing(one, after)


def test_a_product_that_nobody_states_is_not_looked_at_nor_a_lot_of_long_ago() -> None:
    old = lots(0.5)[0]
    assert lots_found([old], {}, Learning(), NOW) == []
    assert lots_found([old], {PLACE: STATED}, Learning(), NOW + timedelta(days=400)) == []


def test_what_filling_loses_is_not_lost_twice() -> None:
    making = Making(4, 7, 5, (50, 100), Filling(25.0, 2.0, 0.2), 0.9, 0.05, 0.05)
    stated = as_released(making, 100)
    assert stated["released"] == pytest.approx(0.9 * 0.85)
    same = made_as(making, 100, LotGiven(stated["released"], stated["spread"], stated["lost"], 9))
    assert (same.kept, same.spread, same.failing) == pytest.approx((0.9, 0.05, 0.05))
    worse = made_as(making, 100, LotGiven(0.68, 0.04, 0.1, 9))
    assert making.filling.sound(100) * worse.kept == pytest.approx(68.0), "as observed at that size"
    assert made_as(making, 100, LotGiven(0.95, 0.04, 0.1, 9)).kept == 1.0, "no more than is filled"
    assert made_as(making, 100, None) is making


def test_too_few_cells_of_a_patient_are_a_failure_once_and_plan_nothing_else() -> None:
    made = [course(n, site="x", step="freeze", yielded=0.2 if n < 3 else 1.0) for n in range(12)]
    released = [
        course(n, site="x", step="release", action="release", state="failed" if n < 3 else "done")
        for n in range(12)
    ]
    seen = estimates_of([*made, *released], FIGURES, NOW)
    failed = {
        one.place: one.counts["failed"] for one in seen if one.place.kind == "chance" and one.place.site
    }
    assert failed == {Place("chance", "process", "x"): 0, Place("chance", "release", "x"): 3}
    (cells,) = (one for one in seen if one.place.kind == "yield")
    assert not is_worth_proposing(cells, FIGURES)
    assert accepting(FIGURES, cells.place, {"yield": 0.5}, 12) == FIGURES
