"""Quality of a counting method: the indicators of ISO 20391-2, their intervals, the comparison of methods."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.counting.bootstrap import compare_methods, evaluate_method
from tsunagu.statistics.counting.dilution_series import (
    DilutionSeries,
    at_each_dilution,
    dilution_series,
    sample_means,
)
from tsunagu.statistics.counting.proportionality import Conventions, indicators
from tsunagu.statistics.estimates import StatisticsRefused

NAMES = {
    "Prop.Const.x": "slope",
    "R.squared": "r_squared",
    "Scaled.Sum.Squared.Error": "scaled_sum_squared",
    "Sum.Squared.Error": "sum_squared",
    "Scaled.Sum.Absolute.Error": "scaled_sum_absolute",
    "Sum.Absolute.Error": "sum_absolute",
    "Smoothed.R.squared": "smoothed_r_squared",
    "Smoothed.Scaled.Sum.Squared.Error": "proportionality_index",
    "Smoothed.Scaled.Sum.Absolute.Error": "smoothed_scaled_sum_absolute",
    "Variance.Stabilized.Smoothed.Sum.Squared.Error": "stabilized_sum_squared",
    "Variance.Stabilized.Smoothed.Sum.Absolute.Error": "stabilized_sum_absolute",
}


def series_of(inputs: dict[str, Any], method: str) -> DilutionSeries:
    columns = inputs["columns"]
    rows = [dict(zip(columns, row, strict=True)) for row in inputs["rows"]]
    rows = [row for row in rows if row["counting_method"] == method]
    return dilution_series(
        [row["target_dilution_fraction"] for row in rows],
        [row["replicate_sample"] for row in rows],
        [row["cell_conc"] for row in rows],
        [row["measured_dilution_fraction"] for row in rows],
    )


def named(series: DilutionSeries, conventions: Conventions) -> dict[str, float | None]:
    found = indicators(series, conventions)
    values: dict[str, float | None] = {theirs: getattr(found, ours) for theirs, ours in NAMES.items()}
    for at in found.dilutions:
        values[f"mean_CV_{at.target}"], values[f"mean_conc_{at.target}"] = at.cv, at.mean
    return values


@pytest.mark.parametrize("name", ["annex-d", "annex-e", "sarkar-2019"])
def test_the_indicators_agree_with_those_published(name: str) -> None:
    published = case(f"iso20391-2-{name}")
    inputs = published["inputs"]
    found = {
        variance: {
            method: named(
                series_of(inputs, method),
                Conventions(variance.removeprefix("variance_"), inputs["smooth_polynomial_degree"]),
            )
            for method in methods
        }
        for variance, methods in published["expected"].items()
    }
    assert_agrees(found, published)


def made(seed: int = 1, bend: float = 0.0, noise: float = 0.03) -> DilutionSeries:
    generator = np.random.default_rng(seed)
    target = np.repeat([0.1, 0.3, 0.5, 0.7, 0.9], 9)
    sample = np.tile(np.repeat([1, 2, 3], 3), 5)
    level = 1e6 * target * (1 + bend * target) * (1 + noise * generator.standard_normal(target.size))
    return dilution_series(target, sample.tolist(), level)


def shuffled(series: DilutionSeries, seed: int = 3) -> DilutionSeries:
    order = np.random.default_rng(seed).permutation(series.target.size)
    return dilution_series(
        series.target[order],
        series.sample[order].tolist(),
        series.concentration[order],
        series.fraction[order].tolist(),
    )


def test_proportional_counts_have_no_disproportion() -> None:
    target = [0.2, 0.2, 0.5, 0.5, 1.0, 1.0]
    found = indicators(dilution_series(target, [1, 2] * 3, [5e5 * share for share in target]))
    assert found.slope == pytest.approx(5e5)
    assert found.proportionality_index == pytest.approx(0, abs=1e-20)
    assert found.r_squared == pytest.approx(1)


def test_the_unit_of_concentration_scales_only_what_has_a_unit() -> None:
    series = made()
    larger = dilution_series(series.target, series.sample.tolist(), series.concentration * 1e3)
    first, second = indicators(series), indicators(larger)
    assert second.slope == pytest.approx(1e3 * first.slope)
    assert second.proportionality_index == pytest.approx(first.proportionality_index, rel=1e-9)
    assert second.sum_squared == pytest.approx(1e6 * first.sum_squared)


def test_the_order_of_observations_does_not_matter() -> None:
    first, second = indicators(made()), indicators(shuffled(made()))
    assert second.proportionality_index == pytest.approx(first.proportionality_index, rel=1e-9)
    assert [at.cv for at in second.dilutions] == pytest.approx([at.cv for at in first.dilutions])


def test_samples_of_unequal_size_weigh_by_their_observations() -> None:
    series = dilution_series([0.5, 0.5, 0.5, 1.0], ["a", "a", "b", "c"], [40.0, 60.0, 80.0, 120.0])
    means = sample_means(series)
    assert means.number.tolist() == [2, 1, 1]
    assert means.mean.tolist() == [50, 80, 120]
    # weights n/x: (2*0.5*50 + 1*0.5*80)/0.5 + 120 over (2*0.25 + 0.25)/0.5 + 1
    assert indicators(series).slope == pytest.approx((2 * 50 + 80 + 120) / (1.5 + 1))


def test_the_kinds_of_coefficient_of_variation_differ_as_defined() -> None:
    series = dilution_series([0.5] * 4 + [1.0], [1, 1, 2, 2, 1], [90.0, 110.0, 190.0, 210.0, 300.0])
    mean, pooled = at_each_dilution(series)[0].cv, at_each_dilution(series, "pooled")[0].cv
    assert mean == pytest.approx((np.sqrt(200) / 100 + np.sqrt(200) / 200) / 2)
    assert pooled == pytest.approx(np.sqrt(200) / 150)
    assert at_each_dilution(series)[1].cv is None


def test_intervals_come_from_the_seed_and_hold_the_slope() -> None:
    first = evaluate_method(made(), np.random.default_rng(7), resamples=200)
    second = evaluate_method(made(), np.random.default_rng(7), resamples=200)
    assert first.indicators == second.indicators
    assert first.indicators["slope"].interval.covers(1e6)
    assert set(first.cv) == set(first.mean) == {0.1, 0.3, 0.5, 0.7, 0.9}
    assert first.cautions == ()


def test_resampling_observations_alone_is_possible() -> None:
    found = evaluate_method(made(), np.random.default_rng(7), resamples=100, scheme="observations")
    assert found.indicators["proportionality_index"].interval.width > 0


def test_a_bent_method_is_told_from_a_straight_one() -> None:
    methods = {"straight": made(1, 0.0, 0.01), "bent": made(2, 0.8, 0.01)}
    (found,) = compare_methods(methods, np.random.default_rng(5), resamples=200)
    assert (found.first, found.second) == ("straight", "bent")
    assert found.ratio.interval.upper < 1
    assert found.p < 0.05


def test_two_samples_per_dilution_are_warned_of() -> None:
    series = dilution_series([0.5] * 4 + [1.0] * 4, [1, 1, 2, 2] * 2, [50.0, 52, 49, 51, 99, 102, 98, 101])
    found = evaluate_method(series, np.random.default_rng(1), resamples=100)
    assert [caution.code for caution in found.cautions] == ["few_samples"]


@pytest.mark.parametrize(
    ("target", "sample", "concentration", "measured", "code"),
    [
        ([0.5, 0.5], [1, 2], [1.0, 2.0], None, "one_dilution"),
        ([0.5, 1.0], [1, 2], [-1.0, 2.0], None, "negative"),
        ([0.0, 1.0], [1, 2], [1.0, 2.0], None, "not_positive"),
        ([0.5, 0.5, 1.0], [1, 1, 1], [1.0, 2.0, 3.0], [0.5, 0.6, 1.0], "mixed_fractions"),
        ([0.5, 1.0], [1], [1.0, 2.0], None, "lengths"),
    ],
)
def test_a_series_that_cannot_be_judged_is_refused(
    target: list[float],
    sample: list[int],
    concentration: list[float],
    measured: Sequence[float | None],
    code: str,
) -> None:
    with pytest.raises(StatisticsRefused, match=code):
        dilution_series(target, sample, concentration, measured)


@pytest.mark.parametrize(
    ("conventions", "code"),
    [
        (Conventions(variance="cubic"), "unknown_choice"),
        (Conventions(degree=5), "degree"),
        (Conventions(degree=0), "degree"),
        (Conventions(smooth_weights="none"), "unknown_choice"),
        (Conventions(cv="median"), "unknown_choice"),
    ],
)
def test_conventions_that_do_not_exist_are_refused(conventions: Conventions, code: str) -> None:
    with pytest.raises(StatisticsRefused, match=code):
        indicators(made(), conventions)


def test_what_cannot_be_compared_or_resampled_is_refused() -> None:
    zero = dilution_series([0.5, 1.0], [1, 2], [0.0, 0.0])
    chance = np.random.default_rng(1)
    with pytest.raises(StatisticsRefused, match="nothing_counted"):
        indicators(zero)
    with pytest.raises(StatisticsRefused, match="one_method"):
        compare_methods({"a": made()}, chance)
    with pytest.raises(StatisticsRefused, match="unknown_choice"):
        compare_methods({"a": made(), "b": made()}, chance, indicator="beauty")
    with pytest.raises(StatisticsRefused, match="resamples"):
        evaluate_method(made(), chance, resamples=10)
    with pytest.raises(StatisticsRefused, match="unknown_choice"):
        evaluate_method(made(), chance, scheme="cells")
    exact = dilution_series([0.5, 1.0], [1, 2], [5.0, 10.0])
    with pytest.raises(StatisticsRefused, match="zero_indicator"):
        compare_methods({"a": exact, "b": exact}, chance, resamples=100)


def test_equal_methods_are_not_told_apart() -> None:
    (found,) = compare_methods({"a": made(), "b": made()}, np.random.default_rng(5), resamples=200)
    assert found.ratio.value == 1
    assert found.ratio.interval.covers(1)
    assert found.p > 0.5


def test_the_weights_of_the_smoothing_matter_for_unequal_samples_only() -> None:
    uneven = dilution_series(
        [0.2, 0.2, 0.2, 0.2, 0.6, 0.6, 1.0], [1, 1, 1, 2, 1, 2, 1], [21.0, 20, 19, 25, 60, 64, 99]
    )
    weightings = ("number_over_variance", "inverse_variance")
    first, second = (indicators(uneven, Conventions(smooth_weights=name)) for name in weightings)
    assert first.proportionality_index != pytest.approx(second.proportionality_index, rel=0.01)
    first, second = (indicators(made(), Conventions(smooth_weights=name)) for name in weightings)
    assert first.proportionality_index == pytest.approx(second.proportionality_index)
