import math

import numpy as np
import pytest

from tsunagu.statistics.between_laboratories.consistency import h_critical, k_critical, mandel_h, mandel_k
from tsunagu.statistics.estimates import StatisticsRefused

CELLS = [[10.0, 10.2, 10.1], [10.4, 10.1, 10.3], [9.9, 10.1, 10.0], [10.2, 10.3, 10.0], [13.0, 11.0, 12.4]]


def test_critical_values_are_those_of_the_standards_tables() -> None:
    assert h_critical(8, 0.005) == pytest.approx(2.15, abs=0.005)  # ASTM E691 at 0.5 %
    assert float(k_critical(np.full(8, 2.0), 0.005)[0]) == pytest.approx(2.06, abs=0.005)
    assert h_critical(8, 0.05) == pytest.approx(1.75, abs=0.005)  # ISO 5725-2 at 5 %
    assert h_critical(8, 0.01) == pytest.approx(2.06, abs=0.006)


def test_the_laboratory_astray_stands_out_in_both() -> None:
    h, k = mandel_h(CELLS), mandel_k(CELLS)
    assert h.verdicts == ("consistent",) * 4 + ("outlier",)
    assert k.verdicts[4] == "outlier"
    assert h.names == ("1", "2", "3", "4", "5")


def test_squares_of_h_and_k_add_up() -> None:
    h, k = mandel_h(CELLS), mandel_k(CELLS)
    assert sum(value**2 for value in h.values if value is not None) == pytest.approx(4)
    assert sum(value**2 for value in k.values if value is not None) == pytest.approx(5)


def test_cells_of_equal_size_have_the_critical_value_of_the_closed_form() -> None:
    from scipy import stats

    f = stats.f.ppf(0.95, 2, 8)
    assert mandel_k(CELLS).straggler[0] == pytest.approx(math.sqrt(5 / (1 + 4 / f)))


def test_a_single_result_has_no_k_and_larger_cells_a_smaller_critical_value() -> None:
    found = mandel_k([[1.0], [1.1, 1.4], [1.2, 1.9, 1.5, 1.0], [1.3, 1.0]])
    assert (found.values[0], found.straggler[0], found.verdicts[0]) == (None, None, None)
    assert found.straggler[2] is not None
    assert found.straggler[1] is not None
    assert found.straggler[2] < found.straggler[1]


def test_k_alarms_as_often_as_its_level_says_also_for_unequal_cells() -> None:
    rng = np.random.default_rng(5725)
    alarms = np.zeros(4)
    for _ in range(1000):
        found = mandel_k([rng.normal(size=count) for count in (2, 3, 4, 8)])
        alarms += [verdict != "consistent" for verdict in found.verdicts]
    assert alarms / 1000 == pytest.approx([0.05] * 4, abs=0.022)


def test_h_by_means_of_laboratories_is_centred_on_them() -> None:
    cells = [[1.0, 1.0, 1.0, 1.0], [2.0], [4.0, 4.2]]
    assert sum(v for v in mandel_h(cells, "laboratories").values if v is not None) == pytest.approx(0)
    assert sum(v for v in mandel_h(cells).values if v is not None) != pytest.approx(0)


def test_other_levels_can_be_asked_for() -> None:
    strict = mandel_h(CELLS, alphas=(0.005, 0.005))
    assert strict.straggler == strict.outlier
    assert strict.outlier[0] == pytest.approx(h_critical(5, 0.005))
    assert strict.alphas == (0.005, 0.005)


def test_two_laboratories_cannot_stand_out_from_each_other() -> None:
    assert mandel_h([[1.0, 1.1], [5.0, 5.1]]).verdicts == ("consistent", "consistent")


@pytest.mark.parametrize(
    ("call", "cells", "code"),
    [
        (mandel_h, [[1.0, 2.0], [1.0, 2.0]], "no_variation"),
        (mandel_k, [[1.0, 1.0], [2.0, 2.0]], "no_variation"),
        (mandel_k, [[1.0], [2.0, 2.1]], "no_replicates"),
        (mandel_h, [[1.0]], "too_few_laboratories"),
    ],
)
def test_what_cannot_stand_out_is_refused(call, cells, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StatisticsRefused) as refused:
        call(cells)
    assert refused.value.code == code


def test_means_that_differ_by_the_rounding_of_sums_alone_are_equal() -> None:
    with pytest.raises(StatisticsRefused):
        mandel_h([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.3, 0.1], [0.7, -0.2, 0.1]])
