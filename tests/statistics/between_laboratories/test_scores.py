import math

import pytest

from tsunagu.statistics.between_laboratories.homogeneity import homogeneity, stability
from tsunagu.statistics.between_laboratories.proficiency import (
    e_n_scores,
    percent_differences,
    verdict,
    z_prime_scores,
    z_scores,
    zeta_scores,
)
from tsunagu.statistics.estimates import StatisticsRefused

ITEMS = [
    [10.5, 10.4], [9.6, 9.5], [10.4, 9.9], [9.5, 9.9], [10.0, 9.7], [9.6, 10.1],
    [9.8, 10.4], [9.8, 10.2], [10.8, 10.7], [10.2, 10.0], [9.8, 9.5], [10.2, 10.0],
]  # fmt: skip
F_TABLE = [(20, 1.59, 0.57), (15, 1.69, 0.71), (12, 1.79, 0.86), (10, 1.88, 1.01), (7, 2.10, 1.43)]


def test_z_scores_and_their_verdicts() -> None:
    found = z_scores([10.0, 12.0, 12.5, 13.0, 6.0], 10.0, 1.0)
    assert found.values == (0, 2, 2.5, 3, -4)
    assert found.verdicts == (
        "satisfactory",
        "satisfactory",
        "questionable",
        "unsatisfactory",
        "unsatisfactory",
    )
    assert verdict(-2.0000001) == "questionable"
    assert found.cautions == ()


def test_an_uncertain_assigned_value_asks_for_z_prime() -> None:
    assert z_scores([1.0], 0.0, 1.0, 0.31).cautions[0].code == "assigned_value_uncertain"
    assert z_scores([1.0], 0.0, 1.0, 0.3).cautions == ()
    assert z_prime_scores([10.0], 0.0, 3.0, 4.0).values == (2,)


def test_zeta_and_e_n_take_the_uncertainties_of_both_sides() -> None:
    assert zeta_scores([10.0, 10.0], [3.0, 0.0], 0.0, 4.0).values == (2.0, 2.5)
    found = e_n_scores([5.0, 5.1, -6.0], [3.0, 3.0, 3.0], 0.0, 4.0)
    assert found.values == pytest.approx((1.0, 1.02, -1.2))
    assert found.verdicts == ("satisfactory", "unsatisfactory", "unsatisfactory")
    assert percent_differences([9.0, 11.0], 10.0) == pytest.approx((-10, 10))


@pytest.mark.parametrize(("items", "f1", "f2"), F_TABLE)
def test_factors_of_the_expanded_criterion_are_those_of_the_table(items: int, f1: float, f2: float) -> None:
    found = homogeneity([[1.0 + i, 1.1 + i] for i in range(items)], 1.0)
    assert (found.f1, found.f2) == pytest.approx((f1, f2), abs=0.0051)


def test_homogeneity_from_duplicates() -> None:
    found = homogeneity(ITEMS, 1.1)
    means = [sum(item) / 2 for item in ITEMS]
    middle = sum(means) / 12
    spread = sum((mean - middle) ** 2 for mean in means) / 11
    within = sum((a - b) ** 2 for a, b in ITEMS) / 24
    assert found.s_w.value == pytest.approx(math.sqrt(within))
    assert found.s_s.value == pytest.approx(math.sqrt(spread - within / 2))
    assert found.s_s_variance == pytest.approx(spread - within / 2)
    assert found.s_s.interval.covers(found.s_s.value)
    assert found.criterion == pytest.approx(0.33)
    assert found.expanded == pytest.approx(math.sqrt(found.f1 * 0.33**2 + found.f2 * within))
    assert (found.passes, found.passes_expanded) == (found.s_s.value <= 0.33, True)
    assert found.cochran is not None
    assert found.cochran.verdict == "consistent"


def test_items_that_differ_less_than_their_measurements_have_no_difference() -> None:
    found = homogeneity([[1.0, 2.0], [2.0, 1.0], [1.1, 1.9]], 1.0)
    assert found.s_s_variance < 0
    assert found.s_s.value == 0
    assert found.passes
    assert found.cautions[0].code == "few_items"


def test_items_that_are_all_equal_are_homogeneous_as_far_as_was_read() -> None:
    found = homogeneity([[5.0, 5.0]] * 10, 1.0)
    assert (found.s_s.value, found.passes, found.cochran) == (0, True, None)
    assert found.s_w.interval.upper == math.inf


def test_stability_by_the_plain_and_the_expanded_criterion() -> None:
    steady = stability([10.0, 10.2, 9.8], [10.1, 10.3, 9.9], 1.0)
    assert steady.change.value == pytest.approx(0.1)
    assert steady.change.interval.covers(0)
    assert steady.passes
    drifted = stability([10.0, 10.2, 9.8], [10.4, 10.6, 10.2], 1.0)
    assert (drifted.passes, drifted.passes_expanded) == (False, True)
    assert drifted.expanded == pytest.approx(0.3 + 2 * drifted.standard_uncertainty)
    assert drifted.standard_uncertainty == pytest.approx(math.sqrt(0.04 / 3 * 2))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: z_scores([1.0], 0.0, 0.0), "sigma_pt"),
        (lambda: z_prime_scores([1.0], 0.0, 1.0, -1.0), "uncertainty"),
        (lambda: zeta_scores([1.0], [0.0], 0.0, 0.0), "uncertainty"),
        (lambda: e_n_scores([1.0, 2.0], [1.0], 0.0, 1.0), "lengths"),
        (lambda: percent_differences([1.0], 0.0), "assigned_zero"),
        (lambda: homogeneity([[1.0, 2.0], [1.0, 2.0, 3.0]], 1.0), "unequal_items"),
        (lambda: homogeneity([[1.0], [2.0]], 1.0), "no_replicates"),
        (lambda: homogeneity(ITEMS, math.nan), "sigma_pt"),
        (lambda: stability([1.0], [1.0, 2.0], 1.0), "too_few"),
    ],
)
def test_what_cannot_be_scored_is_refused(call, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StatisticsRefused) as refused:
        call()
    assert refused.value.code == code
