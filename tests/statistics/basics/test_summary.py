import math
from fractions import Fraction

import numpy as np
import pytest

from tests.statistics.basics import nist
from tsunagu.statistics import basics
from tsunagu.statistics.basics.summary import standardised
from tsunagu.statistics.estimates import StatisticsRefused

NUMACC_LAG1 = -0.999
CERTIFIED = [
    ([10000001.0, 10000003.0, 10000002.0], 10000002, 1, -0.5, 1e-14),
    (nist.numbers(nist.MICHELSO), 299.8524, 0.0790105478190518, 0.535199668621283, 1e-11),
    (nist.numbers(nist.MAVRO), 2.001856, 0.000429123454003053, 0.937989183438248, 1e-11),
    (nist.numacc("1"), 1.2, 0.1, NUMACC_LAG1, 1e-13),
    (nist.numacc("1000000"), 1000000.2, 0.1, NUMACC_LAG1, 1e-9),
    (nist.numacc("10000000"), 10000000.2, 0.1, NUMACC_LAG1, 1e-8),  # what the decimals lose as doubles
]


@pytest.mark.parametrize(("values", "mean", "sd", "lag1", "digits"), CERTIFIED)
def test_certified_values_of_the_reference_data_are_found(
    values: list[float], mean: float, sd: float, lag1: float, digits: float
) -> None:
    found = basics.summary(values)
    assert found.count == len(values)
    assert found.mean.value == pytest.approx(mean, rel=1e-14)
    assert found.sd.value == pytest.approx(sd, rel=digits)
    assert found.lag1 == pytest.approx(lag1, rel=digits)


@pytest.mark.parametrize("offset", ["1", "1000000", "1000000000", "1000000000000"])
def test_mean_and_variance_are_exact_for_the_doubles_given_whatever_their_common_offset(offset: str) -> None:
    values = nist.numacc(offset)
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    variance = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
    assert basics.mean(values) == float(mean)
    assert basics.variance(values) == pytest.approx(float(variance), rel=1e-14)


def test_an_interval_has_the_width_of_the_t_and_chi_square_tables() -> None:
    found = basics.summary([1.0, 2.0, 3.0, 4.0, 5.0])
    half = 2.7764451 * math.sqrt(2.5 / 5)
    assert found.mean.interval.upper - 3 == pytest.approx(half, rel=1e-7)
    assert found.sd.interval.lower == pytest.approx(math.sqrt(4 * 2.5 / 11.1432868), rel=1e-7)
    assert found.sd.interval.upper == pytest.approx(math.sqrt(4 * 2.5 / 0.4844186), rel=1e-6)


def test_values_that_are_all_equal_have_a_variance_of_exactly_zero() -> None:
    assert basics.variance([0.1] * 7) == 0
    assert basics.mean([0.1] * 7) == 0.1


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [1.0, math.nan], []])
def test_what_has_no_spread_is_refused(values: list[float]) -> None:
    with pytest.raises(StatisticsRefused):
        basics.summary(values)


def test_standardised_values_have_mean_zero_and_standard_deviation_one() -> None:
    values = standardised(np.array([1e12 + 1, 1e12 + 2, 1e12 + 6]))
    assert abs(float(values.mean())) < 1e-15
    assert float(values.std(ddof=1)) == pytest.approx(1, rel=1e-14)


def test_differences_too_small_to_square_are_refused() -> None:
    with pytest.raises(StatisticsRefused) as refused:
        basics.summary([1e-200, 2e-200, 4e-200])
    assert refused.value.code == "too_small"
