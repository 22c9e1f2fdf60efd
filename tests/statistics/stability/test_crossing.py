"""Crossings: at each time found the bound is on the limit, and where it never is, the time is infinite."""

import math

import pytest

from tsunagu.statistics.stability.crossing import crossing
from tsunagu.statistics.stability.lines import Line


def line(slope: float, value: float = 0.0) -> Line:
    return Line("", time=10.0, value=value, slope=slope, count=10, spread=100.0, variance=1.0, degrees=8)


def test_both_bounds_are_on_the_limit_when_they_cross_it() -> None:
    falling = line(-0.5)
    found = crossing(falling, -3.0, falls=True, quantile=2.0)
    assert falling.mean(found.mean) == pytest.approx(-3)
    assert falling.mean(found.near) - 2 * falling.standard_error(found.near) == pytest.approx(-3)
    assert falling.mean(found.far) + 2 * falling.standard_error(found.far) == pytest.approx(-3)
    assert found.near < found.mean < found.far


def test_a_far_bound_that_only_dips_below_the_limit_crosses_where_it_first_does() -> None:
    flat = line(-0.1)
    found = crossing(flat, 0.6, falls=True, quantile=2.0)
    assert found.near == 0
    assert flat.mean(found.far) + 2 * flat.standard_error(found.far) == pytest.approx(0.6)
    assert math.isinf(crossing(flat, 0.5, falls=True, quantile=2.0).far)


def test_a_slope_that_is_not_shown_leaves_the_far_crossing_open() -> None:
    found = crossing(line(-0.1), -3.0, falls=True, quantile=2.0)
    assert found.near < found.mean < math.inf
    assert math.isinf(found.far)


def test_a_steep_rise_never_falls_below() -> None:
    found = crossing(line(0.5), -8.0, falls=True, quantile=2.0)
    assert (found.near, found.mean, found.far) == (math.inf, math.inf, math.inf)


def test_a_limit_not_met_at_the_start_is_left_at_once() -> None:
    found = crossing(line(-0.5), 30.0, falls=True, quantile=2.0)
    assert (found.near, found.mean, found.far) == (0, 0, 0)


def test_an_upper_limit_mirrors_a_lower_one() -> None:
    down = crossing(line(-0.5, 2.0), -3.0, falls=True, quantile=2.0)
    up = crossing(line(0.5, -2.0), 3.0, falls=False, quantile=2.0)
    assert (up.near, up.mean, up.far) == pytest.approx((down.near, down.mean, down.far))
