"""Critical values, chart constants, run lengths and tolerance factors, each found again by another computation."""

import datetime
import math

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from tsunagu.statistics import between_laboratories as labs
from tsunagu.statistics import monitoring

DRAWS = 60_000


def test_cochran_by_quantiles_of_f_and_by_simulation() -> None:
    draw = np.random.default_rng(1)
    for p, n, printed in (
        (8, 3, 0.516),
        (10, 2, 0.602),
        (6, 4, 0.532),
    ):  # ISO 5725-2, table of Cochran at 5 %
        found = labs.cochran({f"L{i}": draw.normal(size=n).tolist() for i in range(p)})
        f = float(stats.f.isf(0.05 / p, n - 1, (p - 1) * (n - 1)))
        assert found.critical_5 == pytest.approx(f / (f + p - 1), rel=1e-10)
        assert found.critical_5 == pytest.approx(printed, abs=0.0006)
        variances = draw.chisquare(n - 1, (DRAWS, p))
        beyond = (variances.max(axis=1) / variances.sum(axis=1) > found.critical_5).mean()
        assert beyond == pytest.approx(0.05, abs=0.004)


@pytest.mark.parametrize("p", [5, 8, 15])
def test_grubbs_alarms_at_its_level_in_a_simulation(p: int) -> None:
    values = np.sort(np.random.default_rng(p).standard_normal((DRAWS, p)), axis=1)
    away = values - values.mean(axis=1, keepdims=True)
    whole = (away**2).sum(axis=1)
    farthest = np.abs(away).max(axis=1) / np.sqrt(whole / (p - 1))
    upper = away[:, -1] / np.sqrt(whole / (p - 1))
    without = [values[:, :-2], values[:, 2:]]
    pairs = [rest.var(axis=1) * (p - 2) / whole for rest in without]
    test = labs.double_grubbs(values[0])
    for alpha, critical, slack in ((0.05, test.critical_5, 0.004), (0.01, test.critical_1, 0.0015)):
        assert (farthest > labs.grubbs_critical(p, alpha)).mean() == pytest.approx(alpha, abs=slack)
        assert (upper > labs.grubbs_critical(p, alpha, 1)).mean() == pytest.approx(alpha, abs=slack)
        assert np.mean([(pair < critical).mean() for pair in pairs]) == pytest.approx(alpha / 2, abs=slack)


def test_grubbs_of_three_values_by_geometry() -> None:
    """Three deviations lie on a circle at a uniform angle, the largest within 30 degrees of its own axis and back."""
    for alpha in (0.05, 0.01):
        angle = math.acos(labs.grubbs_critical(3, alpha) / (2 / math.sqrt(3)))
        assert angle / (math.pi / 6) == pytest.approx(alpha, rel=1e-9)


@pytest.mark.parametrize(("p", "n"), [(6, 3), (9, 2)])
def test_mandels_indicators_alarm_at_their_level_in_a_simulation(p: int, n: int) -> None:
    draw = np.random.default_rng(p)
    means = draw.standard_normal((DRAWS, p))
    h = np.abs(means[:, 0] - means.mean(axis=1)) / means.std(axis=1, ddof=1)
    variances = draw.chisquare(n - 1, (DRAWS, p))
    k = np.sqrt(variances[:, 0] / variances.mean(axis=1))
    found = labs.mandel_k({f"L{i}": draw.normal(size=n).tolist() for i in range(p)})
    f = float(stats.f.ppf(0.05, (p - 1) * (n - 1), n - 1))
    assert found.straggler[0] == pytest.approx(math.sqrt(p / (1 + (p - 1) * f)), rel=1e-10)
    for alpha, critical, slack in ((0.05, found.straggler[0], 0.004), (0.01, found.outlier[0], 0.0015)):
        assert critical is not None
        assert (h > labs.h_critical(p, alpha)).mean() == pytest.approx(alpha, abs=slack)
        assert (k > critical).mean() == pytest.approx(alpha, abs=slack)


@pytest.mark.parametrize("size", [2, 5, 25, 100])
def test_constants_by_integrals_over_one_and_two_values(size: int) -> None:
    grid = np.linspace(-9.0, 9.0, 1801)
    phi = special.ndtr(grid)
    mean = integrate.simpson(1 - phi**size - (1 - phi) ** size, x=grid)
    low, high = phi[:, None], phi[None, :]
    both = (
        1 - high**size - (1 - low) ** size + np.maximum(high - low, 0) ** size
    )  # min below x and max above y
    square = float(np.trapezoid(np.trapezoid(np.where(high >= low, both, both.T), grid), grid))
    assert monitoring.d2(size) == pytest.approx(mean, rel=1e-9)
    assert monitoring.d3(size) == pytest.approx(math.sqrt(square - mean**2), rel=1e-4)
    shape = integrate.quad(lambda x: math.sqrt(x / (size - 1)) * stats.chi2.pdf(x, size - 1), 0, np.inf)[0]
    assert monitoring.c4(size) == pytest.approx(shape, rel=1e-6)


def run_of_one_side(k: float, h: float, shift: float) -> float:
    """Page's integral equation for the mean run of one side from 0, by Gauss-Legendre nodes."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    y, w = (nodes + 1) * h / 2, weights * h / 2
    here = np.concatenate([[0.0], y])
    kernel = w * stats.norm.pdf(y[None, :] - here[:, None] + k - shift)
    matrix = np.column_stack([special.ndtr(k - shift - here), kernel])
    return float(np.linalg.solve(np.eye(61) - matrix, np.ones(61))[0])


@pytest.mark.parametrize(
    ("decision", "shift", "printed"),
    [(4, 0, 168), (4, 0.5, 26.6), (4, 1, 8.38), (5, 0, 465), (5, 1, 10.4), (5, 2, 4.01)],
)
def test_cusum_runs_by_pages_integral_equation(decision: float, shift: float, printed: float) -> None:
    """Printed: Lucas (1976), Montgomery, table 9.3, with k = 0.5 and both sides."""
    up, down = (run_of_one_side(0.5, decision, sign * shift) for sign in (1, -1))
    asked = {"reference": 0.5, "decision": float(decision), "shift": float(shift)}
    assert monitoring.average_run_length(**asked, sides=1) == pytest.approx(up, rel=2e-4)  # type: ignore[arg-type]
    both = monitoring.average_run_length(**asked)  # type: ignore[arg-type]
    assert both == pytest.approx(1 / (1 / up + 1 / down), rel=2e-4)
    assert both == pytest.approx(printed, rel=0.005)


def run_of_ewma(weight: float, width: float, shift: float) -> float:
    """Crowder's integral equation (1987) for limits of a long run, from the center."""
    h = width * math.sqrt(weight / (2 - weight))
    nodes, weights = np.polynomial.legendre.leggauss(80)
    y, w = nodes * h, weights * h
    here = np.concatenate([[0.0], y])
    kernel = w * stats.norm.pdf((y[None, :] - (1 - weight) * here[:, None]) / weight - shift) / weight
    runs = np.linalg.solve(np.eye(80) - kernel[1:], np.ones(80))
    return float(1 + kernel[0] @ runs)


def test_ewma_runs_are_those_printed_and_those_that_the_defaults_promise() -> None:
    printed = ((0.1, 2.814, 0, 500), (0.1, 2.814, 1, 10.3), (0.4, 3.054, 0, 500), (0.4, 3.054, 1, 14.3))
    for weight, width, shift, runs in printed:  # Lucas and Saccucci (1990), Montgomery, table 9.11
        assert run_of_ewma(weight, width, shift) == pytest.approx(runs, rel=0.005)
    assert run_of_ewma(0.2, 2.86, 0) == pytest.approx(370, rel=0.005)


def test_a_simulated_ewma_runs_as_long_as_its_integral_equation_says() -> None:
    draw, runs = np.random.default_rng(9), []
    frozen = monitoring.freeze_individuals(
        [9.0, 11.0] * 15, version="1", frozen_on=datetime.date(2026, 1, 1), sigma="sd"
    )
    assert frozen.sigma is not None
    unit = frozen.sigma.value
    for _ in range(250):
        points = monitoring.evaluate(frozen, 10 + unit * draw.normal(1.0, 1.0, 80))
        runs.append(monitoring.ewma(points, weight=0.2, width=2.86, asymptotic=True).signalled[0])
    assert np.mean(runs) == pytest.approx(
        run_of_ewma(0.2, 2.86, 1.0), abs=3.5 * float(np.std(runs)) / math.sqrt(250)
    )


@pytest.mark.parametrize(
    ("count", "coverage", "confidence", "printed"),
    [(5, 0.95, 0.95, 5.077), (10, 0.95, 0.95, 3.393), (20, 0.95, 0.95, 2.760), (30, 0.95, 0.95, 2.555)],
)
def test_tolerance_factors_by_adaptive_quadrature(
    count: int, coverage: float, confidence: float, printed: float
) -> None:
    """Printed: ISO 16269-6:2014, two-sided with unknown mean and variance."""
    factor = monitoring.normal_factor(count, coverage, confidence)

    def half(mean: float) -> float:
        def held(radius: float) -> float:
            return float(special.ndtr(mean + radius) - special.ndtr(mean - radius)) - coverage

        return float(optimize.brentq(held, 0.0, 20.0, xtol=1e-13))

    def wide_enough(mean: float) -> float:
        enough = stats.chi2.sf((count - 1) * (half(mean) / factor) ** 2, count - 1)
        return float(enough) * math.sqrt(count) * math.exp(-count * mean * mean / 2) / math.sqrt(2 * math.pi)

    reached = 2 * integrate.quad(wide_enough, 0, 9 / math.sqrt(count))[0]
    assert reached == pytest.approx(confidence, abs=1e-7)
    assert factor == pytest.approx(printed, abs=0.0011)
    one = monitoring.normal_factor(count, coverage, confidence, sides=1)
    draw = np.random.default_rng(count)
    mean, sd = (
        draw.normal(0, 1 / math.sqrt(count), DRAWS),
        np.sqrt(draw.chisquare(count - 1, DRAWS) / (count - 1)),
    )
    assert (special.ndtr(mean + one * sd) >= coverage).mean() == pytest.approx(confidence, abs=0.004)
