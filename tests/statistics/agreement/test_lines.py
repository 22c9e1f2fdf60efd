"""Lines between two methods that both carry error: Deming and Passing-Bablok."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import special, stats

from tsunagu.statistics.agreement.deming import deming
from tsunagu.statistics.agreement.passing_bablok import passing_bablok
from tsunagu.statistics.estimates import StatisticsRefused

X = np.array([7.0, 8.3, 10.5, 9.0, 5.1, 8.2, 10.2, 10.3, 7.1, 5.9])
Y = np.array([7.9, 8.2, 9.6, 9.0, 6.5, 7.3, 10.2, 10.6, 6.3, 5.2])


def made(seed: int, n: int = 40, relative: bool = False) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    true = generator.uniform(10, 100, n)
    error = true * 0.05 if relative else 2.0
    return true + error * generator.standard_normal(n), 3 + 1.1 * true + error * generator.standard_normal(n)


def test_deming_with_equal_errors_is_the_major_axis() -> None:
    found = deming(X, Y)
    vector = np.linalg.eigh(np.cov(X, Y))[1][:, 1]
    assert found.slope.value == pytest.approx(vector[1] / vector[0])
    assert found.intercept.value == pytest.approx(np.mean(Y) - found.slope.value * np.mean(X))


def test_deming_without_error_in_x_is_least_squares() -> None:
    found = deming(X, Y, variance_ratio=1e-12, interval="analytic")
    plain = stats.linregress(X, Y)
    assert found.slope.value == pytest.approx(plain.slope, rel=1e-6)
    assert found.slope_error == pytest.approx(plain.stderr, rel=1e-6)
    assert found.intercept_error == pytest.approx(plain.intercept_stderr, rel=1e-6)


def test_swapping_the_methods_inverts_the_line() -> None:
    first, second = deming(X, Y, variance_ratio=4), deming(Y, X, variance_ratio=0.25)
    assert first.slope.value == pytest.approx(1 / second.slope.value)
    assert first.bias_at(10) == pytest.approx(first.intercept.value + 10 * (first.slope.value - 1))


def test_the_jackknife_error_is_that_of_its_pseudovalues() -> None:
    found = deming(X, Y)
    n = X.size
    left = np.array([deming(np.delete(X, i), np.delete(Y, i)).slope.value for i in range(n)])
    pseudo = n * found.slope.value - (n - 1) * left
    assert found.slope_error == pytest.approx(np.std(pseudo, ddof=1) / math.sqrt(n))
    half = stats.t.ppf(0.975, n - 2) * found.slope_error
    assert found.slope.interval.upper == pytest.approx(found.slope.value + half)


@pytest.mark.parametrize("weighted", [False, True])
def test_deming_intervals_cover_the_line(weighted: bool) -> None:
    slopes = [deming(*made(seed, 30, weighted), weighted=weighted).slope.interval for seed in range(60)]
    assert sum(ends.covers(1.1) for ends in slopes) >= 51


def test_weights_narrow_the_intercept_where_errors_are_relative() -> None:
    x, y = made(3, 60, True)
    assert deming(x, y, weighted=True).intercept_error < deming(x, y).intercept_error


def test_large_offsets_keep_the_slope() -> None:
    for line in (deming, passing_bablok):
        near, far = line(X, Y), line(X + 1e9, Y + 1e9)
        assert far.slope.value == pytest.approx(near.slope.value, rel=1e-6)
        assert far.slope.interval.lower == pytest.approx(near.slope.interval.lower, rel=1e-5)


def test_passing_bablok_is_the_shifted_median_of_slopes() -> None:
    found = passing_bablok(X, Y)
    slopes = sorted(
        (Y[j] - Y[i]) / (X[j] - X[i]) for i in range(X.size) for j in range(i + 1, X.size) if X[i] != X[j]
    )
    below = sum(slope < -1 for slope in slopes)
    assert len(slopes) % 2 == 1
    assert found.slope.value == pytest.approx(slopes[len(slopes) // 2 + below])
    assert found.intercept.value == pytest.approx(np.median(Y - found.slope.value * X))
    spread = stats.norm.ppf(0.975) * math.sqrt(10 * 9 * 25 / 18)
    rank = round((len(slopes) - spread) / 2)
    assert found.slope.interval.lower == pytest.approx(slopes[rank - 1 + below])
    assert found.slope.interval.upper == pytest.approx(slopes[len(slopes) - rank + below])
    assert found.intercept.interval.lower == pytest.approx(np.median(Y - found.slope.interval.upper * X))


def test_passing_bablok_does_not_mind_which_method_is_first() -> None:
    x, y = made(1, 42)
    first, second = passing_bablok(x, y), passing_bablok(y, x)
    assert first.slope.value == pytest.approx(1 / second.slope.value, rel=1e-9)
    assert first.slope.interval.lower == pytest.approx(1 / second.slope.interval.upper, rel=1e-9)


def test_ties_have_infinite_or_no_slopes() -> None:
    x = [1.0, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    found = passing_bablok(x, [2 * value for value in x])
    assert found.slope.value == 2
    assert found.intercept.value == 0
    ties = passing_bablok(x, [1.0, 2, 2, 3, 3, 4, 4, 5, 5, 6])
    assert ties.slope.interval.covers(1)


def test_passing_bablok_intervals_cover_the_line() -> None:
    found = [passing_bablok(*made(seed, 30)) for seed in range(80)]
    assert sum(one.slope.interval.covers(1.1) for one in found) >= 70
    assert sum(one.intercept.interval.covers(3) for one in found) >= 70


def test_a_curve_is_not_linear_and_a_line_is() -> None:
    x = np.linspace(1, 10, 60)
    noise = np.random.default_rng(2).normal(0, 0.05, 60)
    curve, line = passing_bablok(x, x**2 / 10 + noise), passing_bablok(x, x + noise)
    assert "not_linear" in [caution.code for caution in curve.cautions]
    assert line.cautions == ()
    assert line.linearity_p == pytest.approx(special.kolmogorov(line.cusum))


def test_few_values_are_named() -> None:
    assert [caution.code for caution in passing_bablok(X, Y).cautions] == ["few_values"]


def test_what_has_no_line_is_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("no_variation", lambda: deming([1, 1, 1, 1], [1, 2, 3, 4])),
        ("no_variation", lambda: passing_bablok([1, 2, 3, 4, 5], [2] * 5)),
        ("uncorrelated", lambda: deming([-1, 1, -1, 1], [-1, -1, 1, 1])),
        ("too_few", lambda: deming([1, 2, 3], [1, 2, 3])),
        ("not_positive", lambda: deming([0, 1, 2, 3], [1, 2, 3, 5], weighted=True)),
        ("weighted_analytic", lambda: deming(X, Y, weighted=True, interval="analytic")),
        ("unknown_choice", lambda: deming(X, Y, interval="guess")),
        ("not_positive", lambda: deming(X, Y, variance_ratio=0)),
        ("no_line", lambda: passing_bablok([1, 2, 3, 4, 5, 6], [5, 5, 5, 5, 5, 4.9])),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()


def test_passing_bablok_of_tied_whole_numbers_agrees_with_its_definition() -> None:
    generator = np.random.default_rng(12)
    for _ in range(20):
        x = generator.integers(0, 8, 14)
        y = x + generator.integers(-2, 3, 14)
        slopes = []
        for i in range(14):
            for j in range(i):
                run, rise = x[i] - x[j], y[i] - y[j]
                if run == 0 and rise != 0:
                    slopes.append(math.copysign(math.inf, rise))
                elif run != 0 and rise != -run:
                    slopes.append(rise / run)
        found = passing_bablok(x, y)
        shifted = sorted(slopes)[2 * sum(slope < -1 for slope in slopes) :]
        assert found.slope.value == pytest.approx(np.median(shifted))
        order = generator.permutation(14)
        assert passing_bablok(x[order], y[order]).slope == found.slope


def test_the_cusum_follows_its_definition() -> None:
    found = passing_bablok(X, Y)
    residual = Y - found.intercept.value - found.slope.value * X
    residual[np.abs(residual) < 1e-12] = 0
    above, below = np.sum(residual > 0), np.sum(residual < 0)
    scores = np.where(
        residual > 0, math.sqrt(below / above), np.where(residual < 0, -math.sqrt(above / below), 0)
    )
    order = np.argsort(Y + X / found.slope.value)
    assert found.cusum == pytest.approx(np.max(np.abs(np.cumsum(scores[order]))) / math.sqrt(below + 1))


def test_the_weights_of_the_weighted_line_are_those_of_its_own_true_values() -> None:
    x, y = made(4, 20, True)
    ratio = 4.0
    found = deming(x, y, weighted=True, variance_ratio=ratio)
    slope, distance = found.slope.value, y - found.intercept.value - found.slope.value * x
    true_x = x + ratio * slope * distance / (1 + ratio * slope**2)
    true_y = y - distance / (1 + ratio * slope**2)
    weights = ((true_x + ratio * true_y) / (1 + ratio)) ** -2.0
    table = np.cov(x, y, aweights=weights, ddof=0)
    gap = ratio * table[1, 1] - table[0, 0]
    expected = (gap + math.sqrt(gap**2 + 4 * ratio * table[0, 1] ** 2)) / (2 * ratio * table[0, 1])
    assert slope == pytest.approx(expected, rel=1e-9)
