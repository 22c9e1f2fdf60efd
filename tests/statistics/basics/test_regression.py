import math

import numpy as np
import pytest

from tests.statistics.basics import nist
from tsunagu.statistics.basics.regression import Regression, linear, polynomial
from tsunagu.statistics.estimates import StatisticsRefused

WAMPLER_NOISE = [
    759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523,
    -2048, 2048, -2048, 759,
]  # fmt: skip


def _values(found: Regression) -> list[float]:
    return [one.value for one in found.coefficients]


def test_norris_a_line_at_the_lower_level_of_difficulty() -> None:
    y, x = nist.columns(nist.NORRIS, 2)
    found = linear([x], y)
    assert _values(found) == pytest.approx([-0.262323073774029, 1.00211681802045], rel=1e-12)
    assert found.standard_errors == pytest.approx([0.232818234301152, 0.429796848199937e-3], rel=1e-12)
    assert found.residual_sd.value == pytest.approx(0.884796396144373, rel=1e-12)
    assert found.r_squared == pytest.approx(0.999993745883712, rel=1e-13)
    assert found.f == pytest.approx(5436385.54079785, rel=1e-11)


def test_pontius_a_parabola_over_large_loads() -> None:
    found = polynomial([150000 * step for step in range(1, 21)] * 2, nist.numbers(nist.PONTIUS), 2)
    certified = [0.673565789473684e-3, 0.732059160401003e-6, -0.316081871345029e-14]
    assert _values(found) == pytest.approx(certified, rel=1e-11)
    errors = [0.107938612033077e-3, 0.157817399981659e-9, 0.486652849992036e-16]
    assert found.standard_errors == pytest.approx(errors, rel=1e-11)
    assert found.residual_sd.value == pytest.approx(0.205177424076185e-3, rel=1e-11)


def test_noint_lines_through_the_origin() -> None:
    first = linear([range(60, 71)], range(130, 141), intercept=False)
    assert _values(first) == pytest.approx([2.07438016528926], rel=1e-14)
    assert first.standard_errors == pytest.approx([0.165289256198347e-1], rel=1e-14)
    assert first.r_squared == pytest.approx(0.999365492298663, rel=1e-14)
    assert first.residual_sd.value == pytest.approx(3.56753034006338, rel=1e-14)
    second = linear([[4, 5, 6]], [3, 4, 4], intercept=False)
    assert _values(second) == pytest.approx([0.727272727272727], rel=1e-14)
    assert second.standard_errors == pytest.approx([0.420827318078432e-1], rel=1e-13)
    assert second.r_squared == pytest.approx(0.993348115299335, rel=1e-14)


def test_longley_six_columns_that_nearly_repeat_each_other() -> None:
    y, *columns = nist.columns(nist.LONGLEY, 7)
    found = linear(columns, y)
    assert _values(found) == pytest.approx(nist.numbers(nist.LONGLEY_COEFFICIENTS), rel=1e-11)
    assert found.standard_errors == pytest.approx(nist.numbers(nist.LONGLEY_ERRORS), rel=1e-11)
    assert found.residual_sd.value == pytest.approx(304.854073561965, rel=1e-12)
    assert found.r_squared == pytest.approx(0.995479004577296, rel=1e-13)


def test_filip_a_polynomial_of_degree_ten_that_most_programs_get_wrong() -> None:
    y, x = nist.columns(nist.FILIP, 2)
    found = polynomial(x, y, 10)
    assert _values(found) == pytest.approx(nist.numbers(nist.FILIP_COEFFICIENTS), rel=1e-9)
    assert found.standard_errors == pytest.approx(nist.numbers(nist.FILIP_ERRORS), rel=1e-9)
    assert found.residual_sd.value == pytest.approx(0.334801051324544e-2, rel=1e-11)
    assert found.r_squared == pytest.approx(0.996727416185620, rel=1e-12)


def test_wampler_polynomials_have_exact_coefficients_with_or_without_noise() -> None:
    x = list(range(21))
    ones = [sum(step**power for power in range(6)) for step in x]
    tenths = [sum((step / 10) ** power for power in range(6)) for step in x]
    assert _values(polynomial(x, ones, 5)) == [1] * 6
    assert polynomial(x, ones, 5).f == math.inf
    assert _values(polynomial(x, tenths, 5)) == pytest.approx([10.0**-power for power in range(6)], rel=1e-10)
    for size, sd in ((1, 2360.14502379268), (100, 236014.502379268), (10000, 23601450.2379268)):
        noisy = polynomial(x, [y + size * noise for y, noise in zip(ones, WAMPLER_NOISE, strict=True)], 5)
        assert _values(noisy) == pytest.approx([1] * 6, rel=1e-13)
        assert noisy.residual_sd.value == pytest.approx(sd, rel=1e-13)


def test_coefficients_follow_a_change_of_the_units() -> None:
    y, x = nist.columns(nist.NORRIS, 2)
    plain, other = linear([x], y), linear([np.asarray(x) * 4], np.asarray(y) * 2)
    assert _values(other) == pytest.approx([_values(plain)[0] * 2, _values(plain)[1] / 2], rel=1e-13)
    assert other.p_value == plain.p_value


def test_the_fitted_mean_at_the_centre_is_the_mean_with_the_narrowest_interval() -> None:
    x, y = [1.0, 2.0, 3.0, 4.0], [2.1, 3.9, 6.2, 7.8]
    found = linear([x], y)
    centre = found.at([1, 2.5])
    assert centre.value == pytest.approx(5.0)
    assert centre.interval.width < found.at([1, 4.0]).interval.width
    assert found.coefficients[1].interval.covers(found.coefficients[1].value)


def test_a_constant_response_has_no_slope_and_explains_nothing() -> None:
    found = linear([[1.0, 2.0, 3.0]], [5.0, 5.0, 5.0])
    assert _values(found) == [5, 0]
    assert (found.r_squared, found.f, found.p_value) == (0, 0, 1)


@pytest.mark.parametrize(
    ("columns", "y", "code"),
    [
        ([[1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0]], [1.0, 2.0, 3.0, 5.0], "collinear"),
        ([[1.0, 2.0]], [1.0, 2.0], "too_few"),
        ([[1.0, 2.0, 3.0]], [1.0, 2.0], "lengths"),
        ([[7.0, 7.0, 7.0]], [1.0, 2.0, 4.0], "collinear"),
    ],
)
def test_what_has_no_single_answer_is_refused(columns: list[list[float]], y: list[float], code: str) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        linear(columns, y)
    assert refused.value.code == code


def test_numbers_beyond_doubles_are_refused() -> None:
    with pytest.raises(StatisticsRefused) as refused:
        linear([[1e-150, 2e-150, 4e-150]], [1e150, -1e150, 3e149])
    assert refused.value.code == "too_large"
