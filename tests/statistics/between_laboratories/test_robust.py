import math

import numpy as np
import pytest

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.between_laboratories.medians import median_made, median_niqr
from tsunagu.statistics.between_laboratories.q_hampel import hampel, q_method, q_repeatability
from tsunagu.statistics.between_laboratories.robust import (
    PRINTED_FACTOR,
    algorithm_a,
    algorithm_s,
    consistency_factor,
)
from tsunagu.statistics.estimates import StatisticsRefused

VALUES = [24.14, 20.155, 19.5, 20.3, 20.705, 17.57, 20.1, 20.94, 21.185]


def test_creosote_by_algorithms_a_and_s() -> None:
    published = case("robust-algorithm-a-s-creosote-level5")
    inputs = published["inputs"]
    a = algorithm_a(inputs["cell_means"], inputs["k"])
    s = algorithm_s(inputs["cell_ranges"], ranges_of_two=True)
    assert_agrees(
        {
            "algorithm_A": {"x_star": a.mean.value, "s_star": a.sd.value},
            "algorithm_S": {"w_star_sd": s.value},
        },
        published,
    )


def test_the_exact_factor_is_what_the_standards_round() -> None:
    assert consistency_factor(1.5) == pytest.approx(PRINTED_FACTOR, abs=1e-3)
    assert consistency_factor(50) == pytest.approx(1)
    exact = algorithm_a(VALUES, factor=consistency_factor(1.5))
    assert exact.sd.value == pytest.approx(1.06777, abs=1e-5)


def test_values_without_extremes_keep_their_mean() -> None:
    even = [9.0, 10.0, 11.0, 12.0, 13.0]
    assert algorithm_a(even, k=10, factor=1).sd.value == pytest.approx(np.std(even, ddof=1))
    for found in (algorithm_a(even), hampel(even)):
        assert found.mean.value == pytest.approx(11)
        assert found.standard_uncertainty == pytest.approx(1.25 * found.sd.value / math.sqrt(5))
        assert found.mean.interval.covers(11)


def test_a_wild_value_moves_the_robust_mean_little_and_hampel_s_not_at_all() -> None:
    for size in (1e3, 1e6):
        wild = [*VALUES, size]
        assert abs(algorithm_a(wild).mean.value - algorithm_a(VALUES).mean.value) < 0.6
        assert hampel(wild, sd=1.0).mean.value == pytest.approx(hampel(VALUES, sd=1.0).mean.value, abs=1e-9)


def test_medians_by_hand() -> None:
    values = [1.0, 2.0, 4.0, 7.0, 50.0]
    made, niqr = median_made(values), median_niqr(values)
    assert (made.mean.value, niqr.mean.value) == pytest.approx((4, 4))
    assert made.sd.value == pytest.approx(1.483 * 3)
    assert niqr.sd.value == pytest.approx(0.7413 * 5)


@pytest.mark.parametrize("method", [algorithm_a, hampel, median_made, median_niqr])
def test_robust_values_follow_shift_scale_and_order(method) -> None:  # type: ignore[no-untyped-def]
    plain = method(VALUES)
    other = method([1000 - 4 * value for value in reversed(VALUES)])
    assert other.mean.value == pytest.approx(1000 - 4 * plain.mean.value, rel=1e-9)
    assert other.sd.value == pytest.approx(4 * plain.sd.value, rel=1e-9)
    far = method([1e12 + round(value * 64) / 64 for value in VALUES])
    assert far.sd.value == pytest.approx(
        method([round(value * 64) / 64 for value in VALUES]).sd.value, rel=1e-9
    )


def test_algorithm_s_has_the_factors_of_the_standards_table() -> None:
    spreads = [0.3, 0.5, 0.2, 0.9, 0.4, 0.6]
    for degrees, eta, xi in ((1, 1.645, 1.097), (2, 1.517, 1.054), (5, 1.359, 1.027), (10, 1.264, 1.017)):
        printed = algorithm_s(spreads, degrees, limit_factor=eta, adjustment_factor=xi)
        assert algorithm_s(spreads, degrees).value == pytest.approx(printed.value, rel=2e-3)


def test_algorithm_s_weighs_unequal_cells_by_their_degrees_of_freedom() -> None:
    same = algorithm_s([0.3, 0.5, 0.4], [2, 2, 2])
    assert same == algorithm_s([0.3, 0.5, 0.4], 2)
    assert algorithm_s([0.3, 0.5, 0.4], [9, 1, 1]).value < same.value


@pytest.mark.parametrize("count", [5, 20])
def test_robust_intervals_cover_as_often_as_they_say(count: int) -> None:
    rng, runs = np.random.default_rng(count), 300
    hits = np.zeros(6)
    for _ in range(runs):
        values = rng.normal(size=count)
        a, h = algorithm_a(values), hampel(values)
        s = algorithm_s(np.sqrt(rng.chisquare(2, count) / 2), 2)
        scales = (a.sd, h.sd, s, median_made(values).sd, median_niqr(values).sd)
        hits += [a.mean.interval.covers(0), *(scale.interval.covers(1) for scale in scales)]
    assert np.all(hits / runs > 0.91)


def test_q_method_by_hand() -> None:
    # distances 1, 3, 4: the smoothed distribution is 1/6, 1/2, 5/6 there, and a quarter a quarter of the way to 3
    assert q_method([[0.0], [1.0], [4.0]]).value == pytest.approx(
        (1 + 2 * 0.25) / (math.sqrt(2) * 0.3186393640)
    )


def test_q_method_with_a_tie_by_hand() -> None:
    # distances 0, 1, 1, 2, 3, 3: H(0) = 1/6, smoothed 1/3 at 1 and 7/12 at 2; 1/4 + 3/4 H(0) = 3/8 lies at 7/6
    expected = 7 / 6 / (math.sqrt(2) * 0.4887764111)
    assert q_method([[0.0], [0.0], [1.0], [3.0]]).value == pytest.approx(expected, rel=1e-9)


def test_q_method_leaves_out_ties_and_weighs_unequal_cells() -> None:
    tied = q_method([[1.0], [1.0], [1.0], [2.0], [3.0]])
    assert 0 < tied.value < 3
    single, doubled = [[1.0], [2.0], [4.0], [3.5]], [[1.0, 1.0, 1.0], [2.0], [4.0], [3.5, 3.5]]
    assert q_method(doubled).value == pytest.approx(q_method(single).value)
    assert q_method({"A": [1.0, 1.1], "B": [2.0, 2.2], "C": [4.0]}).interval.covers(2)


def test_q_method_estimates_the_standard_deviations_of_normal_results() -> None:
    rng = np.random.default_rng(8)
    cells = rng.normal(size=(200, 3)) + rng.normal(0, 2, size=(200, 1))
    assert q_method(list(cells)).value == pytest.approx(math.sqrt(5), rel=0.15)
    assert q_repeatability(list(cells)).value == pytest.approx(1, rel=0.15)
    assert q_repeatability(list(cells)).interval.covers(1)


def test_hampel_takes_the_solution_nearest_the_median() -> None:
    found = hampel([0.0, 0.1, -0.1, 0.05, 100.0, 100.1], sd=0.1)
    assert found.mean.value == pytest.approx(0.0125, abs=0.02)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: algorithm_a([1.0, 2.0]), "too_few"),
        (lambda: algorithm_a([2.0] * 5), "no_variation"),
        (lambda: algorithm_a([2.0] * 20 + [3.0]), "no_variation"),
        (lambda: hampel([2.0] * 5), "no_variation"),
        (lambda: median_made([2.0, 2.0, 2.0, 5.0]), "no_variation"),
        (lambda: median_niqr([2.0, 3.0]), "too_few"),
        (lambda: algorithm_s([0.0, 0.0]), "no_variation"),
        (lambda: algorithm_s([-1.0, 2.0]), "not_a_spread"),
        (lambda: algorithm_s([1.0, 2.0], [1]), "lengths"),
        (lambda: q_method([[1.0], [2.0]]), "too_few_laboratories"),
        (lambda: q_repeatability([[1.0], [2.0], [3.0, 4.0]]), "no_replicates"),
        (lambda: q_repeatability([[1.0, 1.0], [2.0, 2.0], [3.0]]), "no_variation"),
    ],
)
def test_what_has_no_robust_value_is_refused(call, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StatisticsRefused) as refused:
        call()
    assert refused.value.code == code
