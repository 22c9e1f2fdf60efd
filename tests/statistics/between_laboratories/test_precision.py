import math

import numpy as np
import pytest

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.basics.anova import one_way
from tsunagu.statistics.between_laboratories.cells import Layout
from tsunagu.statistics.between_laboratories.precision import (
    UNROUNDED_LIMIT_FACTOR,
    of_layout,
    precision,
)
from tsunagu.statistics.estimates import StatisticsRefused

UNEQUAL = {"A": [10.1, 10.4], "B": [9.7], "C": [10.9, 11.2, 11.0, 10.8], "D": [10.0, 10.3, 9.9]}


def test_serum_glucose_of_astm_e691() -> None:
    published = case("astm-e691-serum-glucose")
    found = {}
    for material, cells in published["inputs"]["materials"].items():
        one = precision(cells)
        found[material] = {
            "mean": one.mean.value,
            "s_xbar": one.s_xbar.value,
            "s_r": one.s_r.value,
            "s_R": one.s_R.value,
            "r_limit": one.r_limit.value,
            "R_limit": one.R_limit.value,
        }
    assert_agrees(found, published)


def test_a_negative_variance_between_laboratories_is_told_and_counts_as_zero() -> None:
    cells = case("astm-e691-serum-glucose")["inputs"]["materials"]["A"]
    found = precision(cells)
    assert found.s_l_variance < 0
    assert found.s_l.value == 0
    assert found.s_l.interval.lower == 0
    assert found.s_R.value == found.s_r.value
    assert "negative_between_variance" in [one.code for one in found.cautions]
    assert precision(cells, reproducibility_floor=False).s_R.value < found.s_r.value


def test_unequal_cells_follow_the_analysis_of_variance() -> None:
    found, table = precision(UNEQUAL), one_way(list(UNEQUAL.values()))
    effective = (10 - (4 + 1 + 16 + 9) / 10) / 3
    assert found.s_r.value == pytest.approx(math.sqrt(table.ms_within), rel=1e-12)
    assert found.s_l_variance == pytest.approx((table.ms_between - table.ms_within) / effective, rel=1e-12)
    assert found.s_R.value**2 == pytest.approx(found.s_r.value**2 + found.s_l.value**2, rel=1e-12)
    assert found.mean.value == pytest.approx(np.mean(np.concatenate(list(UNEQUAL.values()))), rel=1e-14)
    weighed = precision(UNEQUAL, mean_weights="laboratories")
    assert weighed.mean.value == pytest.approx(
        np.mean([np.mean(cell) for cell in UNEQUAL.values()]), rel=1e-14
    )


def test_equal_cells_give_the_t_interval_of_the_cell_means() -> None:
    found = precision([[1.0, 2.0], [3.0, 4.0], [8.0, 6.0]])
    half = 4.30265273 * np.std([1.5, 3.5, 7.0], ddof=1) / math.sqrt(3)
    assert found.mean.interval.upper == pytest.approx(4 + half, rel=1e-8)
    assert found.mean.degrees == 2
    assert found.s_xbar.value == pytest.approx(np.std([1.5, 3.5, 7.0], ddof=1), rel=1e-12)


def test_a_common_offset_changes_the_mean_alone() -> None:
    plain = precision(UNEQUAL)
    exact = {name: [round(value * 16) / 16 for value in cell] for name, cell in UNEQUAL.items()}
    far = precision({name: [1e12 + value for value in cell] for name, cell in exact.items()})
    near = precision(exact)
    assert far.s_r.value == pytest.approx(near.s_r.value, rel=1e-12)
    assert far.s_R.interval.upper == pytest.approx(near.s_R.interval.upper, rel=1e-12)
    assert far.mean.value - 1e12 == pytest.approx(near.mean.value, abs=2e-4)
    assert plain.laboratories == far.laboratories == 4


def test_scale_and_order_of_the_laboratories_change_nothing_else() -> None:
    plain = precision(UNEQUAL)
    other = precision({name: [3 * value for value in cell] for name, cell in reversed(UNEQUAL.items())})
    for one in ("s_r", "s_l", "s_R", "s_xbar", "r_limit", "R_limit", "mean"):
        mine, theirs = getattr(plain, one), getattr(other, one)
        assert theirs.value == pytest.approx(3 * mine.value, rel=1e-12)
        assert theirs.interval.upper == pytest.approx(3 * mine.interval.upper, rel=1e-11)


def test_limits_are_the_factor_times_the_standard_deviation_with_its_interval() -> None:
    found = precision(UNEQUAL, limit_factor=UNROUNDED_LIMIT_FACTOR)
    assert pytest.approx(2.7718, abs=1e-4) == UNROUNDED_LIMIT_FACTOR
    assert found.R_limit.interval.lower == pytest.approx(UNROUNDED_LIMIT_FACTOR * found.s_R.interval.lower)


@pytest.mark.parametrize("counts", [[3] * 3, [2] * 8, [2, 3, 6], [1, 2, 3, 6] * 5, [1, 2, 10]])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
def test_intervals_cover_the_truth_as_often_as_they_say(counts: list[int], share: float) -> None:
    rng, runs = np.random.default_rng([*counts, int(share * 10)]), 500
    truth = {"mean": 0.0, "s_r": math.sqrt(1 - share), "s_l": math.sqrt(share), "s_R": 1.0}
    hits = dict.fromkeys(truth, 0)
    for _ in range(runs):
        found = of_layout(_drawn(np.array(counts), share, rng))
        for name, value in truth.items():
            hits[name] += getattr(found, name).interval.covers(value)
    low = 0.95 - 3.3 * math.sqrt(0.95 * 0.05 / runs)
    assert {name: hit / runs for name, hit in hits.items() if hit / runs < low} == {}
    assert all(hit / runs < 0.995 for hit in hits.values())


def test_replicates_that_are_equal_leave_the_upper_end_of_repeatability_open() -> None:
    found = precision([[0.1, 0.1, 0.1], [0.3, 0.3, 0.3]])
    assert (found.s_r.value, found.s_r.interval.upper) == (0, math.inf)
    assert found.s_l.value == pytest.approx(np.std([0.1, 0.3], ddof=1))
    assert [one.code for one in found.cautions] == ["few_laboratories", "no_variation_within"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"A": [1.0, 2.0]}, "too_few_laboratories"),
        ([[1.0], [2.0], [3.0]], "no_replicates"),
        ([[0.1, 0.1], [0.1, 0.1], [0.1]], "no_variation"),
        ([[1.0, 2.0], []], "too_few"),
        ([[1.0, math.inf], [2.0, 1.0]], "not_finite"),
    ],
)
def test_what_says_nothing_of_precision_is_refused(cells: list[list[float]], code: str) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        precision(cells)
    assert refused.value.code == code


def test_two_laboratories_have_a_wide_honest_answer() -> None:
    found = precision([[10.0, 10.2], [10.6, 10.9]])
    assert found.mean.interval.width > 10 * found.s_xbar.value
    assert found.cautions[0].code == "few_laboratories"


def _drawn(counts: np.ndarray, share: float, rng: np.random.Generator) -> Layout:
    offsets = rng.normal(0, math.sqrt(share), counts.size)
    offsets = offsets + rng.normal(size=counts.size) * np.sqrt((1 - share) / counts)
    squares = np.where(counts > 1, rng.chisquare(np.maximum(counts - 1, 1)), 0) * (1 - share)
    return Layout(tuple(map(str, range(counts.size))), counts, 0.0, offsets, squares)
