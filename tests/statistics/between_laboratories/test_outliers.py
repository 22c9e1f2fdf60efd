import math
from typing import Literal

import numpy as np
import pytest

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.between_laboratories import pairs
from tsunagu.statistics.between_laboratories.outliers import (
    cochran,
    double_grubbs,
    grubbs,
    grubbs_critical,
)
from tsunagu.statistics.between_laboratories.several_outliers import generalized_esd, tietjen_moore
from tsunagu.statistics.estimates import StatisticsRefused


def test_rosner_s_data_have_three_outliers_that_mask_each_other() -> None:
    published = case("nist-generalized-esd-rosner")
    inputs = published["inputs"]
    found = generalized_esd(inputs["x"], inputs["max_outliers"], inputs["alpha"])
    assert_agrees(
        {
            "n": len(inputs["x"]),
            "R": found.statistics,
            "critical": found.critical,
            "outliers_detected": len(found.outliers),
        },
        published,
    )
    assert [inputs["x"][place] for place in found.outliers] == [6.01, 5.42, 5.34]


def test_semi_diameters_of_venus_have_two_outliers() -> None:
    published = case("nist-tietjen-moore-venus")
    inputs = published["inputs"]
    found = tietjen_moore(inputs["x"], inputs["k"], np.random.default_rng(15), inputs["alpha"])
    assert_agrees({"E_k": found.e_k}, published)
    assert found.outlying
    assert found.critical.interval.covers(found.critical.value)
    assert found.critical.value == pytest.approx(0.317, abs=0.006)
    assert sorted(found.suspects) == [0, 14]


@pytest.mark.parametrize(
    ("p", "five", "one"), [(3, 1.155, 1.155), (8, 2.126, 2.274), (9, 2.215, 2.387), (10, 2.290, 2.482)]
)
def test_single_grubbs_has_the_critical_values_of_iso_5725(p: int, five: float, one: float) -> None:
    assert grubbs_critical(p, 0.05) == pytest.approx(five, abs=1.1e-3)
    assert grubbs_critical(p, 0.01) == pytest.approx(one, abs=1.1e-3)


@pytest.mark.parametrize(
    ("p", "five", "one"), [(4, 0.0002, 0.0), (5, 0.0090, 0.0018), (8, 0.1101, 0.0563), (10, 0.1864, 0.1150)]
)
def test_double_grubbs_has_the_critical_values_of_iso_5725(p: int, five: float, one: float) -> None:
    assert pairs.critical(p, 0.05 / 2) == pytest.approx(five, abs=1e-4)
    assert pairs.critical(p, 0.01 / 2) == pytest.approx(one, abs=1e-4)


@pytest.mark.parametrize("count", [4, 6, 25])
def test_the_probability_of_a_pair_is_that_of_a_simulation(count: int) -> None:
    rng = np.random.default_rng(72)
    ordered = np.sort(rng.normal(size=(40000, count)), axis=1)
    ratios = ordered[:, :-2].var(axis=1) * (count - 2) / (ordered.var(axis=1) * count)
    for share in (0.02, 0.3):
        assert pairs.probability(count, float(np.quantile(ratios, share))) == pytest.approx(share, rel=0.12)


def test_cochran_has_the_critical_values_of_iso_5725() -> None:
    rng = np.random.default_rng(3)
    three = cochran([rng.normal(size=3) for _ in range(9)])
    assert (three.critical_5, three.critical_1) == pytest.approx((0.478, 0.573), abs=1.1e-3)
    two = cochran([rng.normal(size=2) for _ in range(9)])
    assert (two.critical_5, two.critical_1) == pytest.approx((0.638, 0.754), abs=1.1e-3)


def test_cochran_finds_the_laboratory_that_repeats_badly() -> None:
    cells = {
        "A": [1.0, 1.1, 1.05],
        "B": [1.2],
        "C": [0.9, 1.0, 0.95],
        "D": [0.0, 3.0, 1.0],
        "E": [1.0, 1.1, 1.0],
    }
    found = cochran(cells)
    assert found.suspects == (3,)
    assert found.verdict == "outlier"
    assert found.p_value < 0.01


@pytest.mark.parametrize("weighting", ["equal", "degrees"])
def test_cochran_alarms_as_often_as_its_level_says(weighting: Literal["equal", "degrees"]) -> None:
    rng = np.random.default_rng(1941)
    counts = (3, 3, 3, 3) if weighting == "equal" else (2, 3, 4, 9)
    alarms = sum(
        cochran([rng.normal(size=count) for count in counts], weighting).verdict != "consistent"
        for _ in range(1000)
    )
    assert alarms / 1000 == pytest.approx(0.05, abs=0.022)


def test_grubbs_verdict_and_probability_agree() -> None:
    rng = np.random.default_rng(1969)
    for _ in range(200):
        found = grubbs(rng.standard_t(2, size=9))
        assert (found.p_value < 0.05) == (found.statistic > found.critical_5)
        assert (found.p_value < 0.01) == (found.verdict == "outlier")


def test_grubbs_is_the_same_for_shifted_and_scaled_values() -> None:
    values = np.array([1.0, 2.0, 4.0, 3.0, 9.0])
    plain, far = grubbs(values), grubbs(1e12 + 8 * values)
    assert far.statistic == pytest.approx(plain.statistic, rel=1e-12)
    assert plain.suspects == far.suspects == (4,)
    assert grubbs(values, sides=1).critical_5 < plain.critical_5


def test_two_values_at_one_end_hide_from_the_single_test_only() -> None:
    values = [10.0, 10.1, 9.9, 10.05, 9.95, 10.02, 9.97, 10.03, 14.0, 14.1]
    assert grubbs(values).verdict == "consistent"
    pair = double_grubbs(values)
    assert (pair.verdict, sorted(pair.suspects)) == ("outlier", [8, 9])
    assert double_grubbs([-value for value in values], "smallest").statistic == pytest.approx(pair.statistic)
    assert double_grubbs(values, "smallest").verdict == "consistent"


def test_no_outlier_is_declared_among_values_that_go_on_evenly() -> None:
    assert generalized_esd(list(range(20)), 5).outliers == ()
    assert generalized_esd([1.0, 1.0, 1.0, 1.0, 9.0], 3).outliers == (4,)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: grubbs([1.0, 2.0]), "too_few"),
        (lambda: grubbs([2.0, 2.0, 2.0]), "no_variation"),
        (lambda: double_grubbs([1.0, 2.0, 3.0]), "too_few"),
        (lambda: generalized_esd([1.0, 2.0, 3.0], 2), "too_few"),
        (lambda: generalized_esd([1.0, 2.0, 3.0], 0), "number_of_outliers"),
        (lambda: tietjen_moore([1.0, 1.0, 1.0, 1.0], 2, np.random.default_rng(1)), "no_variation"),
        (lambda: cochran([[1.0], [2.0, 3.0]]), "no_replicates"),
        (lambda: cochran([[1.0, 1.0], [2.0, 2.0]]), "no_variation"),
        (lambda: grubbs([1.0, math.nan, 2.0]), "not_finite"),
    ],
)
def test_what_cannot_be_tested_is_refused(call, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StatisticsRefused) as refused:
        call()
    assert refused.value.code == code
