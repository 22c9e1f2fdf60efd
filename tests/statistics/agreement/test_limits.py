"""Limits of agreement, single and replicated."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from tsunagu.statistics.agreement.limits_of_agreement import LIMITS, limits_of_agreement
from tsunagu.statistics.agreement.replicated_agreement import paired_replicates, unpaired_replicates
from tsunagu.statistics.estimates import StatisticsRefused

# Bland & Altman 1986: peak flow of 17 people, twice by each of two meters (l/min)
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
WRIGHT_2 = [490, 397, 512, 401, 470, 611, 415, 431, 638, 429, 420, 633, 275, 492, 165, 372, 421]
MINI_2 = [525, 415, 508, 444, 500, 625, 460, 390, 642, 432, 420, 605, 227, 467, 268, 370, 443]
TWO_DEVIATIONS = 2 * stats.norm.cdf(2) - 1


def test_the_peak_flow_meters_agree_as_published() -> None:
    found = limits_of_agreement(WRIGHT, MINI, coverage=TWO_DEVIATIONS, method="approximate")
    assert found.bias.value == pytest.approx(-2.1, abs=0.05)
    assert found.deviation == pytest.approx(38.8, abs=0.05)
    assert found.lower.value == pytest.approx(-79.7, abs=0.1)
    assert found.upper.value == pytest.approx(75.5, abs=0.1)
    assert found.bias.interval.lower == pytest.approx(-22.0, abs=0.2)
    assert found.bias.interval.upper == pytest.approx(17.8, abs=0.2)
    assert found.lower.interval.lower == pytest.approx(-114.3, abs=1)
    assert found.upper.interval.upper == pytest.approx(110.1, abs=1)
    assert [caution.code for caution in found.cautions] == ["few_subjects"]


def test_the_first_intervals_of_bland_and_altman_are_met() -> None:
    found = limits_of_agreement(WRIGHT, MINI, coverage=TWO_DEVIATIONS, method="bland_altman_1986")
    assert found.lower.interval.lower == pytest.approx(-114.3, abs=0.3)
    assert found.lower.interval.upper == pytest.approx(-45.1, abs=0.3)
    assert found.upper.interval.upper == pytest.approx(110.1, abs=0.3)


def test_the_exact_limits_solve_the_noncentral_t() -> None:
    found = limits_of_agreement(WRIGHT, MINI)
    z, root = stats.norm.ppf(0.975), math.sqrt(17)
    for end, tail in ((found.upper.interval.lower, 0.025), (found.upper.interval.upper, 0.975)):
        statistic = (end - found.bias.value) / found.deviation * root
        assert stats.nct.cdf(statistic, 16, z * root) == pytest.approx(tail)
    assert found.lower.interval.lower == pytest.approx(2 * found.bias.value - found.upper.interval.upper)


@pytest.mark.parametrize("method", LIMITS)
def test_intervals_of_a_limit_cover_as_often_as_they_say(method: str) -> None:
    generator = np.random.default_rng(2)
    truth = 1 + stats.norm.ppf(0.975) * 2
    covered = 0
    for _ in range(400):
        differences = generator.normal(1, 2, 12)
        means = generator.normal(50, 9, 12)
        found = limits_of_agreement(means + differences / 2, means - differences / 2, method=method)
        covered += found.upper.interval.covers(truth)
    assert 360 <= covered <= 398


def test_a_shift_moves_and_a_scale_stretches_the_limits() -> None:
    plain = limits_of_agreement(WRIGHT, MINI)
    moved = limits_of_agreement([1e12 + x for x in WRIGHT], [1e12 + x for x in MINI])
    wide = limits_of_agreement([3 * x for x in WRIGHT], [3 * x for x in MINI])
    assert moved.upper.value == pytest.approx(plain.upper.value, rel=1e-9)
    assert wide.lower.interval.lower == pytest.approx(3 * plain.lower.interval.lower)
    swapped = limits_of_agreement(MINI, WRIGHT)
    assert swapped.upper.value == pytest.approx(-plain.lower.value)


def test_ratios_are_limits_of_logarithms() -> None:
    found = limits_of_agreement(WRIGHT, MINI, scale="ratio")
    logs = limits_of_agreement(np.log(WRIGHT), np.log(MINI))
    assert found.upper.value == pytest.approx(math.exp(logs.upper.value))
    assert found.lower.interval.upper == pytest.approx(math.exp(logs.lower.interval.upper))
    percent = limits_of_agreement([110.0, 220, 330], [90.0, 180, 270], scale="percent")
    assert percent.bias.value == pytest.approx(20)


def test_a_difference_that_grows_is_named() -> None:
    x = np.linspace(10, 100, 40)
    noise = np.random.default_rng(4).normal(0, 1, 40)
    found = limits_of_agreement(1.2 * x + noise, x)
    assert found.proportional_bias is not None
    assert found.proportional_bias.interval.covers(0.2 / 1.1)
    assert "proportional_bias" in [caution.code for caution in found.cautions]
    spreading = limits_of_agreement(x + noise * x / 20, x)
    assert "changing_spread" in [caution.code for caution in spreading.cautions]


def test_equal_differences_leave_no_width() -> None:
    found = limits_of_agreement([1.0, 2, 3, 4], [0.5, 1.5, 2.5, 3.5])
    assert found.lower.value == found.upper.value == found.lower.interval.upper == 0.5
    assert found.proportional_bias is None


def test_replicates_of_one_true_value_are_corrected_as_published() -> None:
    wright = list(zip(WRIGHT, WRIGHT_2, strict=True))
    found = unpaired_replicates(wright, list(zip(MINI, MINI_2, strict=True)), coverage=TWO_DEVIATIONS)
    assert math.sqrt(found.variance) == pytest.approx(37.7, abs=0.1)
    assert found.bias.value == pytest.approx(-6.0, abs=0.1)
    assert found.upper.interval.covers(found.upper.value)


def test_paired_replicates_add_what_varies_within_subjects() -> None:
    subject = ["a", "a", "b", "b", "c", "c"]
    first, second = [1.0, 3, 5, 7, 2, 4], [0.0] * 6
    found = paired_replicates(subject, first, second)
    means, within = np.array([2.0, 6, 3]), 2.0
    assert found.within == pytest.approx(within)
    assert found.variance == pytest.approx(np.var(means, ddof=1) + within / 2)
    assert found.between_raw == pytest.approx(np.var(means, ddof=1) - within / 2)


def test_a_negative_component_is_shown_and_cut() -> None:
    found = paired_replicates([1, 1, 2, 2, 3, 3], [1.0, 9, 2, 8, 0, 10.5], [0.0] * 6)
    assert found.between_raw < 0
    assert found.between == 0
    assert found.variance > 0


def test_replicated_limits_cover_as_often_as_they_say() -> None:
    generator = np.random.default_rng(8)
    truth = 1.96 * math.sqrt(1 + 2)
    covered = 0
    for _ in range(200):
        subject = np.repeat(np.arange(15), 3)
        differences = generator.normal(0, 1, 15)[subject] + generator.normal(0, math.sqrt(2), 45)
        covered += paired_replicates(subject.tolist(), differences, np.zeros(45)).upper.interval.covers(truth)
    assert covered >= 182


def test_bad_pairs_are_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("too_few", lambda: limits_of_agreement([1, 2], [1, 2])),
        ("lengths", lambda: limits_of_agreement([1, 2, 3], [1, 2, 3, 4])),
        ("not_positive", lambda: limits_of_agreement([0, 1, 2], [1, 2, 3], scale="ratio")),
        ("unknown_choice", lambda: limits_of_agreement(WRIGHT, MINI, scale="log2")),
        ("unknown_choice", lambda: limits_of_agreement(WRIGHT, MINI, method="guess")),
        ("unknown_choice", lambda: limits_of_agreement(WRIGHT, MINI, quantile="guess")),
        ("not_a_share", lambda: limits_of_agreement(WRIGHT, MINI, coverage=1)),
        ("no_replicates", lambda: paired_replicates([1, 2, 3], [1, 2, 3], [1, 2, 3])),
        ("too_few", lambda: paired_replicates([1, 1, 2], [1, 2, 3], [1, 2, 3])),
        ("too_few", lambda: unpaired_replicates([[1, 2]], [[1, 2]])),
        ("unknown_choice", lambda: paired_replicates([1, 1, 2, 3], [1, 2, 3, 4], [0] * 4, quantile="guess")),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()
