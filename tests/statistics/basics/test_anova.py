import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from tests.statistics.basics import nist
from tsunagu.statistics.basics.anova import one_way
from tsunagu.statistics.estimates import StatisticsRefused

SMLS = [(offset, count) for offset in ("1", "1000000", "1000000000000") for count in (21, 201, 2001)]


@pytest.mark.parametrize(("offset", "count"), SMLS)
def test_simon_lesage_data_are_exact_for_the_doubles_given(offset: str, count: int) -> None:
    groups = nist.smls(offset, count)
    between, within = _exact(groups)
    found = one_way(groups)
    assert (found.df_between, found.df_within) == (8, 9 * (count - 1))
    assert found.ss_between == pytest.approx(float(between), rel=1e-12)
    assert found.ss_within == pytest.approx(float(within), rel=1e-12)
    assert found.f == pytest.approx(float(between / 8 / (within / found.df_within)), rel=1e-12)


@pytest.mark.parametrize(("offset", "digits"), [("1", 1e-12), ("1000000", 1e-8), ("1000000000000", 2e-2)])
def test_simon_lesage_data_have_their_certified_f_as_far_as_doubles_hold_the_decimals(
    offset: str, digits: float
) -> None:
    for count in (21, 201, 2001):
        found = one_way(nist.smls(offset, count))
        assert found.f == pytest.approx(count, rel=digits)
        assert found.residual_sd.value == pytest.approx(0.1, rel=digits)


def test_observed_reference_data_have_their_certified_values() -> None:
    silicon = one_way(list(np.reshape(nist.numbers(nist.SIRSTV), (5, 5))))
    assert silicon.f == pytest.approx(1.18046237440255, rel=1e-9)
    assert silicon.ss_between == pytest.approx(5.11462616e-2, rel=1e-9)
    assert silicon.ss_within == pytest.approx(2.1663656e-1, rel=1e-9)
    assert silicon.r_squared == pytest.approx(1.90999039051129e-1, rel=1e-9)
    assert silicon.residual_sd.value == pytest.approx(1.04076068334656e-1, rel=1e-9)
    silver = one_way(list(np.reshape(nist.numbers(nist.ATMWTAG), (2, 24))))
    assert silver.f == pytest.approx(15.9467335677930, rel=1e-8)  # nine leading digits are constant
    assert silver.residual_sd.value == pytest.approx(1.51048314446410e-5, rel=1e-8)


def test_groups_of_unequal_size_agree_with_scipy() -> None:
    groups = [[1.2, 1.5, 1.1], [2.0], [1.7, 1.9, 2.2, 1.4], [0.9, 1.0]]
    found, expected = one_way(groups), stats.f_oneway(*groups)
    assert found.f == pytest.approx(expected.statistic, rel=1e-12)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-10)
    assert found.ms_between / found.ms_within == pytest.approx(found.f)
    assert found.group_means[2].value == pytest.approx(1.8)
    assert found.group_means[1].interval.width > found.group_means[2].interval.width


def test_groups_without_any_inner_spread_have_an_infinite_f() -> None:
    found = one_way([[0.1, 0.1, 0.1], [0.3, 0.3]])
    assert (found.ss_within, found.f, found.p_value) == (0, math.inf, 0)


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ([[1.0, 2.0]], "too_few_groups"),
        ([[1.0], [2.0]], "no_replicates"),
        ([[1.0, 1.0], [1.0]], "no_variation"),
        ([[1.0, 1.2], []], "too_few"),
    ],
)
def test_what_cannot_be_divided_is_refused(groups: list[list[float]], code: str) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        one_way(groups)
    assert refused.value.code == code


def _exact(groups: list[list[float]]) -> tuple[Fraction, Fraction]:
    exact = [[Fraction(value) for value in group] for group in groups]
    whole = sum(map(sum, exact)) / Fraction(sum(map(len, exact)))
    means = [sum(group) / len(group) for group in exact]
    between = sum(len(group) * (mean - whole) ** 2 for group, mean in zip(exact, means, strict=True))
    within = sum((value - mean) ** 2 for group, mean in zip(exact, means, strict=True) for value in group)
    return Fraction(between), Fraction(within)
