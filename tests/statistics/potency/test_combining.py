"""Runs combined: closed forms of the pharmacopoeia, limits between methods, and refusals."""

import math

import numpy as np
import pytest
from scipy import stats

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.combining import combine_runs

POTENCY = [18367.0, 18003.0, 18064.0, 17832.0, 18635.0, 18269.0]
LOWER = [17755.0, 17415.0, 17319.0, 17253.0, 17959.0, 17722.0]
UPPER = [19002.0, 18610.0, 18838.0, 18429.0, 19339.0, 18834.0]
DEGREES = [20.0] * 6


def _weights() -> np.ndarray:
    t = stats.t.ppf(0.975, 20)
    return np.asarray([4 * t**2 / math.log(high / low) ** 2 for low, high in zip(LOWER, UPPER, strict=True)])


def test_the_example_of_the_pharmacopoeia() -> None:
    """Ph. Eur. 5.3, 6.4: six assays of an antibiotic, 18 187 with limits from 17 946 to 18 431, chi-square 4.42."""
    found = combine_runs(POTENCY, LOWER, UPPER, DEGREES)
    assert round(found.estimate.value) == 18187
    assert round(found.estimate.interval.lower) == 17946
    assert round(found.estimate.interval.upper) == 18431
    assert found.homogeneity == pytest.approx(4.42, abs=0.005)


def test_the_weighted_mean_has_the_closed_form_of_the_pharmacopoeia() -> None:
    """Ph. Eur. 5.3, 6.2.1 to 6.2.3."""
    found, weights, logs = combine_runs(POTENCY, LOWER, UPPER, DEGREES), _weights(), np.log(POTENCY)
    mean = float(np.sum(weights * logs) / weights.sum())
    half = stats.t.ppf(0.975, 120) / math.sqrt(weights.sum())
    assert found.estimate.value == pytest.approx(math.exp(mean))
    assert found.estimate.interval.lower == pytest.approx(math.exp(mean - half))
    assert found.estimate.interval.upper == pytest.approx(math.exp(mean + half))
    assert found.estimate.degrees == 120
    assert found.homogeneity == pytest.approx(np.sum(weights * (logs - mean) ** 2))
    assert found.homogeneity_p == pytest.approx(stats.chi2.sf(found.homogeneity, 5))
    assert found.weights == pytest.approx(tuple(weights))
    assert not found.cautions


def test_the_unweighted_mean_is_that_of_the_logarithms() -> None:
    """Ph. Eur. 5.3, 6.3."""
    found, logs = combine_runs(POTENCY, LOWER, UPPER, DEGREES, "unweighted"), np.log(POTENCY)
    half = stats.t.ppf(0.975, 5) * logs.std(ddof=1) / math.sqrt(6)
    assert found.estimate.value == pytest.approx(math.exp(logs.mean()))
    assert found.estimate.interval.upper == pytest.approx(math.exp(logs.mean() + half))
    assert found.estimate.degrees == 5


def test_homogeneous_runs_have_a_variance_between_them_below_zero_and_keep_their_weights() -> None:
    found = combine_runs(POTENCY, LOWER, UPPER, DEGREES, "semi_weighted")
    assert found.between is not None
    assert found.between < 0
    assert found.between_used == 0
    assert found.weights == pytest.approx(tuple(_weights()))
    assert found.estimate.degrees is None


@pytest.mark.parametrize("between", ["cochran", "variance_of_mean", "dersimonian_laird"])
def test_heterogeneous_runs_are_flagged_and_semi_weights_even_them_out(between: str) -> None:
    potency = [10.0, 14.0, 9.0, 16.0]
    lower, upper = [9.5, 12.0, 8.0, 14.0], [10.6, 16.4, 10.1, 18.3]
    plain = combine_runs(potency, lower, upper, DEGREES[:4])
    semi = combine_runs(potency, lower, upper, DEGREES[:4], "semi_weighted", between)  # type: ignore[arg-type]
    assert [caution.code for caution in plain.cautions] == ["heterogeneous"]
    assert max(semi.weights) / min(semi.weights) < max(plain.weights) / min(plain.weights)
    assert semi.estimate.interval.width > plain.estimate.interval.width
    logs = np.log(potency)
    expected = {
        "cochran": logs.var(ddof=1) - np.mean(1 / np.asarray(plain.weights)),
        "variance_of_mean": logs.var(ddof=1) / 4,
        "dersimonian_laird": (plain.homogeneity - 3)
        / (sum(plain.weights) - sum(w**2 for w in plain.weights) / sum(plain.weights)),
    }
    assert semi.between == pytest.approx(expected[between])
    assert 1 / semi.weights[0] == pytest.approx(1 / plain.weights[0] + expected[between])


def test_slope_ratio_runs_combine_as_they_are() -> None:
    found = combine_runs([2.0, 2.2], [1.8, 2.0], [2.2, 2.4], [None, None], logarithmic=False)
    assert found.estimate.value == pytest.approx(2.1)
    assert found.estimate.interval.width == pytest.approx(0.4 / math.sqrt(2))
    assert found.estimate == found.log_estimate


def test_the_unit_of_potency_carries_through() -> None:
    one = combine_runs(POTENCY, LOWER, UPPER, DEGREES)
    potency, lower, upper = ([value / 1000 for value in column] for column in (POTENCY, LOWER, UPPER))
    thousand = combine_runs(potency, lower, upper, DEGREES)
    assert thousand.estimate.interval.lower * 1000 == pytest.approx(one.estimate.interval.lower)
    assert thousand.homogeneity == pytest.approx(one.homogeneity)


def test_two_equal_runs_say_that_their_width_means_nothing() -> None:
    found = combine_runs([1.0, 1.0], [0.9, 0.9], [1.1, 1.1], [9, 9], "unweighted")
    assert [caution.code for caution in found.cautions] == ["few_runs", "no_variation"]


@pytest.mark.parametrize(
    ("code", "potency", "lower", "upper"),
    [
        ("too_few", [1.0], [0.9], [1.1]),
        ("not_positive", [1.0, 1.0], [0.0, 0.9], [1.1, 1.1]),
        ("limits", [1.0, 1.0], [1.05, 0.9], [1.1, 1.1]),
        ("limits", [1.0, 1.0], [1.0, 0.9], [1.0, 1.1]),
        ("not_finite", [1.0, 1.0], [0.9, 0.9], [1.1, math.inf]),
        ("lengths", [1.0, 1.0, 1.0], [0.9, 0.9], [1.1, 1.1]),
    ],
)
def test_runs_that_cannot_be_combined_are_refused(
    code: str, potency: list[float], lower: list[float], upper: list[float]
) -> None:
    with refused(code):
        combine_runs(potency, lower, upper, [9.0] * len(lower))


def test_unknown_conventions_are_refused() -> None:
    with refused("method"):
        combine_runs(POTENCY, LOWER, UPPER, DEGREES, "median")  # type: ignore[arg-type]
    with refused("between"):
        combine_runs(POTENCY, LOWER, UPPER, DEGREES, between="reml")  # type: ignore[arg-type]
    with refused("degrees"):
        combine_runs(POTENCY, LOWER, UPPER, DEGREES, degrees_of_mean="all")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("runs", "method", "degrees_of_mean", "degrees", "expected"),
    [
        (5, "semi_weighted", None, 18.0, ["short_interval_few_runs"]),
        (5, "semi_weighted", "runs", 18.0, []),
        (6, "semi_weighted", None, 18.0, []),
        (6, "weighted", None, 19.0, ["short_interval_few_degrees"]),
        (6, "weighted", None, 20.0, []),
        (6, "weighted", None, None, []),
        (6, "unweighted", None, 5.0, []),
    ],
)
def test_intervals_known_to_be_short_carry_a_caution(
    runs: int, method: str, degrees_of_mean: str | None, degrees: float | None, expected: list[str]
) -> None:
    potency = [1.0, 1.02, 0.99, 1.01, 0.98, 1.03][:runs]
    low, high = ([value * factor for value in potency] for factor in (0.9, 1.1))
    found = combine_runs(potency, low, high, [degrees] * runs, method, degrees_of_mean=degrees_of_mean)  # type: ignore[arg-type]
    assert [caution.code for caution in found.cautions] == expected


@pytest.mark.parametrize(("degrees_of_mean", "least", "most"), [("normal", 0.82, 0.92), ("runs", 0.93, 0.98)])
def test_runs_less_one_hold_the_level_that_the_normal_quantile_misses(
    degrees_of_mean: str, least: float, most: float
) -> None:
    draw, runs, df, draws = np.random.default_rng(5), 5, 18, 600
    t, hits = 2.100922, 0
    for _ in range(draws):
        logs = draw.normal(0, 0.1, runs) + draw.normal(0, 0.05, runs)
        half = t * 0.05 * np.sqrt(draw.chisquare(df, runs) / df)
        found = combine_runs(
            list(np.exp(logs)), list(np.exp(logs - half)), list(np.exp(logs + half)), [float(df)] * runs,
            "semi_weighted", degrees_of_mean=degrees_of_mean,  # type: ignore[arg-type]
        )  # fmt: skip
        hits += found.estimate.interval.covers(1.0)
    assert least <= hits / draws <= most
