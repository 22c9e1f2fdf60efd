"""Hours to a target of cells: by hand, against many simulated cultures, monotone; and what a route may state of it."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.therapies.domain.building import NAME, sound
from tests.therapies.domain.test_archetypes import ROUTES
from tsunagu.therapies.domain import Expansion, Route, RouteRefused, as_data, digest, load_route, parse_route
from tsunagu.therapies.domain.expansion import chance_unreached, hours_at, mean_excess

KNEE = Expansion((36, 44), (1e5, 2e5), 1.9e8, 72, 15)


def test_single_figures_give_the_formula_itself() -> None:
    sure = Expansion((40, 40), (1e6, 1e6), 1.024e9, 24)
    assert sure.doublings == pytest.approx((10, 10, 10))
    assert sure.hours == pytest.approx((424, 424, 424), abs=0.01)
    assert chance_unreached(sure, 423) == 1
    assert chance_unreached(sure, 425) == 0
    assert mean_excess(sure, 400) == pytest.approx(24, abs=0.01)
    assert mean_excess(sure, 425) == 0


def test_an_uncertain_doubling_time_alone_gives_its_own_interval() -> None:
    """The stated ends are the 5 % and 95 % points; the middle is their geometric mean."""
    found = Expansion((30, 60), (1e6, 1e6), 8e6, 10)
    assert found.hours == pytest.approx((10 + 90, 10 + 3 * math.sqrt(1800), 10 + 180), rel=1e-6)
    assert chance_unreached(found, 10 + 180) == pytest.approx(0.05, abs=1e-6)


def test_an_uncertain_count_alone_moves_the_doublings() -> None:
    found = Expansion((40, 40), (1e6, 4e6), 6.4e7)
    assert found.doublings == pytest.approx((4, 5, 6))
    assert found.hours == pytest.approx((160, 200, 240), abs=0.2)


@pytest.mark.parametrize(
    "expansion", [KNEE, Expansion((20, 80), (1e5, 1e6), 1e8, 12), Expansion((30, 40), (1e6, 9e6), 1e7)]
)
def test_many_simulated_cultures_agree(expansion: Expansion) -> None:
    chance, n = np.random.default_rng(4), 400_000

    def drawn(ends: tuple[float, float]) -> Any:
        low, high = np.log(ends)
        return np.exp(chance.normal((low + high) / 2, (high - low) / 2 / 1.6448536, n))

    doublings = np.maximum(np.log2(expansion.target_cells / drawn(expansion.seeded_cells)), 0)
    hours = expansion.lag_hours + drawn(expansion.doubling_hours) * doublings
    for share in (0.05, 0.5, 0.8, 0.95):
        found = hours_at(expansion, share)
        assert float(np.mean(hours <= found)) == pytest.approx(share, abs=0.004)
        assert chance_unreached(expansion, found) == pytest.approx(1 - share, abs=1e-4)
    planned = hours_at(expansion, 0.8)
    late = hours[hours > planned]
    assert mean_excess(expansion, planned) == pytest.approx(float(np.mean(late - planned)), rel=0.02)


INTERVALS = st.tuples(st.floats(1, 200), st.floats(1, 3)).map(lambda pair: (pair[0], pair[0] * pair[1]))
EXPANSIONS = st.builds(
    lambda doubling, seeded, times, lag: Expansion(doubling, seeded, seeded[1] * times, lag),
    INTERVALS, INTERVALS.map(lambda ends: (ends[0] * 1e4, ends[1] * 1e4)), st.floats(2, 1e5), st.floats(0, 100),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(EXPANSIONS, st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(1.01, 3))
def test_more_certainty_more_cells_and_slower_cells_take_longer(
    one: Expansion, share: float, other: float, factor: float
) -> None:
    low, high = sorted((share, other))
    assert one.lag_hours < hours_at(one, low) <= hours_at(one, high) + 1e-5
    more = Expansion(one.doubling_hours, one.seeded_cells, one.target_cells * factor, one.lag_hours)
    slower = Expansion(
        (one.doubling_hours[0] * factor, one.doubling_hours[1] * factor), one.seeded_cells, one.target_cells,
        one.lag_hours,
    )  # fmt: skip
    before = hours_at(one, share)
    assert hours_at(more, share) > before
    assert hours_at(slower, share) > before
    assert chance_unreached(one, before * factor) <= chance_unreached(one, before) + 1e-9
    assert mean_excess(one, before) >= 0


@pytest.mark.parametrize(
    "key", [key for key, route in ROUTES.items() if any(s.expansion for s in route.steps)]
)
def test_the_archetypes_state_what_is_fact_and_what_is_assumed(key: str) -> None:
    route = ROUTES[key]
    (step,) = (step for step in route.steps if step.expansion)
    found = step.expansion
    assert found is not None
    assert found.hours[1] == pytest.approx(step.duration_hours, rel=0.01)
    stated: Any = route.facts["doubling_h"]
    low, high = stated if isinstance(stated, list) else (stated, stated)
    assert found.doubling_hours[0] <= low <= high <= found.doubling_hours[1]
    assert route.assumed["expansion_seeded_cells"] == list(found.seeded_cells)
    assert route.assumed["expansion_target_cells"] == found.target_cells
    assert route.assumed["expansion_lag_h"] == found.lag_hours


def with_expansion(hours: object = None, **changed: object) -> Route:
    """Return a route with a culture of 424 h by its expansion, changed as asked; None leaves a value out."""
    stated = {
        "doubling_hours": [36, 44],
        "seeded_cells": [1.5e6, 2.6e6],
        "target_cells": 2.1e9,
        "lag_hours": 24,
    }
    data = sound()
    make = next(one for one in data["steps"] if one["key"] == "make")
    culture = {
        "key": "culture", "name": NAME, "stage": "manufacturing", "action": changed.pop("action", "tend"),
        "party": "manufacturer", "capability": "infusion", "role": "operator", "after": ["make"],
        "expansion": {key: value for key, value in (stated | changed).items() if value is not None},
    }  # fmt: skip
    if hours is not None:
        culture["duration_hours"] = hours
    data["steps"].insert(data["steps"].index(make) + 1, culture)
    next(one for one in data["steps"] if one["key"] == "test")["after"] = ["culture"]
    return parse_route(data)


def test_hours_may_be_left_out_and_all_is_kept_through_a_file() -> None:
    route = with_expansion(most_doublings=15)
    assert route.step("culture").duration_hours == 425
    again = load_route(json.dumps(as_data(route)), "json")
    assert again == route
    assert digest(again) == digest(route)
    assert again.step("culture").expansion == Expansion((36, 44), (1.5e6, 2.6e6), 2.1e9, 24, 15)


def test_one_figure_alone_is_both_ends() -> None:
    found = with_expansion(doubling_hours=40).step("culture").expansion
    assert found is not None
    assert found.doubling_hours == (40, 40)


@pytest.mark.parametrize(
    ("changed", "place", "said"),
    [
        ({"doubling_hours": [44, 36]}, "expansion.doubling_hours", "lowest is above the highest"),
        ({"doubling_hours": [0, 36]}, "expansion.doubling_hours[0]", "out of range"),
        ({"doubling_hours": [36]}, "expansion.doubling_hours", "two numbers"),
        ({"doubling_hours": [36, 40, 44]}, "expansion.doubling_hours", "two numbers"),
        ({"doubling_hours": "fast"}, "expansion.doubling_hours", "Write a number"),
        ({"doubling_hours": [36, float("inf")]}, "expansion.doubling_hours[1]", "out of range"),
        ({"seeded_cells": [-1, 5]}, "expansion.seeded_cells[0]", "out of range"),
        ({"seeded_cells": float("nan")}, "expansion.seeded_cells", "out of range"),
        ({"seeded_cells": None}, "expansion", "'seeded_cells' is missing"),
        ({"target_cells": 2.6e6}, "expansion.target_cells", "above the highest seeded"),
        ({"target_cells": 10**400}, "expansion.target_cells", "out of range"),
        ({"target_cells": 1e300}, "expansion.target_cells", "out of range"),
        ({"lag_hours": -1}, "expansion.lag_hours", "out of range"),
        ({"most_doublings": 10.4}, "expansion.most_doublings", "10.5 population doublings"),
        ({"most_doublings": True}, "expansion.most_doublings", "Write a number"),
        ({"cells": 4}, "expansion.cells", "no key 'cells'"),
        ({"action": "store"}, "expansion", "Only a culture step"),
        ({"hours": 300}, "duration_hours", "outside the 383 to 470 hours"),
        ({"doubling_hours": [9000, 9999]}, "expansion", "more than ten years"),
    ],
)
def test_what_makes_no_sense_is_told_once_with_its_place(
    changed: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(RouteRefused) as refused:
        with_expansion(**changed)
    (fault,) = refused.value.errors
    assert fault.path == f"steps[4].{place}"
    assert said in fault.reason.en
    assert fault.reason.ja
