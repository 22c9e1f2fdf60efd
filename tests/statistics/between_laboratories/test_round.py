import time

import numpy as np
import pytest

from tsunagu.statistics.between_laboratories.consistency import mandel_h, mandel_k
from tsunagu.statistics.between_laboratories.precision import precision
from tsunagu.statistics.between_laboratories.robust import algorithm_a
from tsunagu.statistics.between_laboratories.round import Conventions, RoundResult, analyse, analyse_many
from tsunagu.statistics.estimates import StatisticsRefused

CELLS = {
    "札幌": [10.0, 10.2, 10.1],
    "仙台": [10.4, 10.1],
    "東京": [9.9, 10.1, 10.0],
    "大阪": [10.2, 10.3, 10.0, 10.1],
    "福岡": [13.0, 11.0, 12.4],
}


def test_a_round_holds_what_each_method_says_alone() -> None:
    found = analyse(CELLS)
    assert found.names == tuple(CELLS)
    assert found.counts == (3, 2, 3, 4, 3)
    assert found.precision == precision(CELLS)
    assert (found.h, found.k) == (mandel_h(CELLS), mandel_k(CELLS))
    alone = algorithm_a(found.means)
    assert found.robust is not None
    assert found.robust.mean.value == pytest.approx(alone.mean.value, rel=1e-12)
    assert found.robust.sd.value == pytest.approx(alone.sd.value, rel=1e-11)
    assert (found.assigned, found.sigma_pt) == (found.robust.mean.value, found.robust.sd.value)
    assert found.assigned_uncertainty == found.robust.standard_uncertainty
    assert found.cochran is not None
    assert found.cochran.suspects == (4,)
    assert found.z is not None
    assert found.z.verdicts[4] == "unsatisfactory"


def test_an_assigned_value_and_sigma_from_elsewhere_are_taken_as_given() -> None:
    found = analyse(
        CELLS, Conventions(method="hampel", assigned=10.0, assigned_uncertainty=0.1, sigma_pt=0.5)
    )
    assert found.z is not None
    assert found.z_prime is not None
    assert found.z.values[0] == pytest.approx(0.2)
    assert abs(found.z_prime.values[0]) < 0.2
    assert found.assigned == 10.0


def test_single_results_leave_out_precision_and_say_why() -> None:
    found = analyse([[1.0], [1.2], [0.9], [1.1]])
    assert (found.precision, found.k, found.cochran) == (None, None, None)
    assert {one.code for one in found.cautions} >= {"precision:no_replicates", "k:no_replicates"}
    assert found.robust is not None
    assert found.grubbs is not None
    assert found.z is not None


def test_two_laboratories_have_a_precision_and_no_robust_value() -> None:
    found = analyse([[1.0, 1.1], [1.4, 1.3]])
    assert found.precision is not None
    assert (found.robust, found.z, found.grubbs) == (None, None, None)
    assert {one.code for one in found.cautions} >= {"robust:too_few", "few_laboratories"}


def test_values_that_are_all_equal_have_no_part_that_pretends() -> None:
    found = analyse([[0.1, 0.1]] * 5)
    parts = (found.robust, found.precision, found.h, found.k, found.cochran, found.grubbs, found.z)
    assert parts == (None,) * 7
    assert found.means == pytest.approx((0.1,) * 5)


def test_very_large_and_very_small_values_have_answers_too() -> None:
    plain = analyse(CELLS)
    assert plain.precision is not None
    for factor in (1e-100, 1e140):
        found = analyse({name: [factor * value for value in cell] for name, cell in CELLS.items()})
        assert found.precision is not None
        for one in ("mean", "s_r", "s_l", "s_R"):
            mine, theirs = getattr(plain.precision, one).interval, getattr(found.precision, one).interval
            assert theirs.upper == pytest.approx(factor * mine.upper, rel=1e-9)


def test_leading_digits_cost_nothing() -> None:
    cells = {name: [round(value * 16) / 16 for value in cell] for name, cell in CELLS.items()}
    near, far = analyse(cells), analyse({n: [1e12 + value for value in cell] for n, cell in cells.items()})
    assert near.precision is not None
    assert far.precision is not None
    assert far.precision.s_R.value == pytest.approx(near.precision.s_R.value, rel=1e-12)
    assert near.h is not None
    assert far.h is not None
    assert far.h.values == pytest.approx(near.h.values, rel=1e-9)


def test_many_characteristics_each_have_their_own_answer_or_refusal() -> None:
    found = analyse_many(
        {"viability": CELLS, "lone": {"A": [1.0, 2.0]}}, {"viability": Conventions(sigma_pt=1.0)}
    )
    assert isinstance(found["viability"], RoundResult)
    assert found["viability"].sigma_pt == 1.0
    assert isinstance(found["lone"], StatisticsRefused)
    assert "施設" in found["lone"].ja


def test_a_large_round_is_analysed_while_one_waits() -> None:
    rng = np.random.default_rng(169)
    rounds = {str(n): list(rng.normal(size=(169, 3)) + rng.normal(size=(169, 1))) for n in range(5)}
    start = time.perf_counter()
    found = analyse_many(rounds)
    assert time.perf_counter() - start < 2
    assert all(isinstance(one, RoundResult) and one.precision is not None for one in found.values())


def test_a_method_that_does_not_exist_is_refused() -> None:
    with pytest.raises(StatisticsRefused) as refused:
        analyse(CELLS, Conventions(method="mode"))
    assert refused.value.code == "method"


@pytest.mark.parametrize("method", ["algorithm_a", "hampel", "median_made", "median_niqr"])
def test_odd_rounds_are_answered_or_refused_and_never_hold_a_number_that_is_none(method: str) -> None:
    rng = np.random.default_rng(7)
    for _ in range(150):
        scale, base = rng.choice([0.0, 1e-300, 1e-12, 1.0, 1e149]), rng.choice([0.0, 1.0, 1e12, -1e12])
        cells = [base + scale * rng.integers(-2, 3, rng.integers(1, 5)) for _ in range(rng.integers(1, 8))]
        try:
            found = analyse(cells, Conventions(method=method))
        except StatisticsRefused:
            continue
        assert "nan" not in repr(found)
