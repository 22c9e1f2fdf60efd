"""Two one-sided tests: agreement with statsmodels, what margins mean, and what blocks change."""

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.formula.api as smf
from numpy.typing import NDArray
from pandas import DataFrame
from statsmodels.stats import weightstats

from tsunagu.statistics.comparability.equivalence import blocked, paired, two_samples
from tsunagu.statistics.comparability.margins import Margins
from tsunagu.statistics.estimates import StatisticsRefused

RNG = np.random.default_rng(12)
TEST: NDArray[np.float64] = RNG.normal(101, 3, 9)
REFERENCE: NDArray[np.float64] = RNG.normal(100, 5, 14)
WITHIN_5 = Margins(-5, 5)


@pytest.mark.parametrize(("variance", "name"), [("welch", "unequal"), ("pooled", "pooled")])
def test_two_samples_agree_with_statsmodels(variance: Any, name: str) -> None:
    found = two_samples(TEST, REFERENCE, WITHIN_5, variance=variance)
    p, lower, upper = weightstats.ttost_ind(TEST, REFERENCE, -5, 5, usevar=name)
    assert found.p == pytest.approx(p)
    assert (found.t_lower, found.p_lower, found.degrees) == pytest.approx(lower)
    assert (found.t_upper, found.p_upper) == pytest.approx(upper[:2])


def test_pairs_agree_with_statsmodels() -> None:
    found = paired(TEST, REFERENCE[:9], Margins(-4, 6))
    p, lower, _ = weightstats.ttost_paired(TEST, REFERENCE[:9], -4, 6)
    assert found.p == pytest.approx(p)
    assert (found.t_lower, found.p_lower, found.degrees) == pytest.approx(lower)


def test_equivalent_is_the_90_percent_interval_within_the_margins() -> None:
    found = two_samples(TEST, REFERENCE, WITHIN_5)
    ends = found.difference.interval
    assert ends.level == pytest.approx(0.9)
    assert two_samples(TEST, REFERENCE, Margins(ends.lower - 1e-6, ends.upper + 1e-6)).equivalent
    assert not two_samples(TEST, REFERENCE, Margins(ends.lower + 1e-6, 50)).equivalent
    assert not two_samples(TEST, REFERENCE, Margins(-50, ends.upper - 1e-6)).equivalent


def test_on_the_ratio_scale_units_do_not_matter() -> None:
    margins = Margins(0.8, 1.25, "ratio")
    found = two_samples(TEST, REFERENCE, margins)
    assert found.ratio is not None
    expected = math.exp(np.log(TEST).mean() - np.log(REFERENCE).mean())
    assert found.ratio.value == pytest.approx(expected)
    assert found.ratio.interval.covers(expected)
    assert two_samples(TEST * 1e6, REFERENCE * 1e6, margins).p == pytest.approx(found.p)
    swapped = two_samples(REFERENCE, TEST, margins)
    assert (swapped.p_lower, swapped.p_upper) == pytest.approx((found.p_upper, found.p_lower))


def test_a_large_offset_costs_no_digits() -> None:
    x, y = np.round(TEST * 64), np.round(REFERENCE * 64)
    near = two_samples(x, y, Margins(-300, 300))
    far = two_samples(x + 1e12, y + 1e12, Margins(-300, 300))
    assert far.p == pytest.approx(near.p, rel=1e-9)
    both = paired(x + 1e12, y[:9] + 1e12, Margins(-300, 300))
    assert both.p == pytest.approx(paired(x, y[:9], Margins(-300, 300)).p, rel=1e-9)


def test_margins_in_reference_deviations_carry_a_caution() -> None:
    found = two_samples(TEST, REFERENCE, Margins(-1.5, 1.5, "reference_sd"))
    assert found.upper_margin == pytest.approx(1.5 * REFERENCE.std(ddof=1))
    assert "margins_estimated" in {caution.code for caution in found.cautions}


def test_a_difference_shown_within_margins_is_said() -> None:
    rng = np.random.default_rng(3)
    found = two_samples(rng.normal(2, 0.5, 20), rng.normal(0, 0.5, 20), WITHIN_5)
    assert found.equivalent
    assert [caution.code for caution in found.cautions] == ["differs_within_margins"]


def donors(seed: int = 2, replicates: int = 3) -> tuple[NDArray[np.float64], list[bool], list[str]]:
    rng, rows = np.random.default_rng(seed), []
    for donor in range(6):
        level, shift = rng.normal(50, 10), rng.normal(1, 2)
        rows += [(level + shift * arm + rng.normal(0, 0.5), bool(arm), f"d{donor}")
                 for arm in (0, 1) for _ in range(replicates)]  # fmt: skip
    return np.array([r[0] for r in rows]), [r[1] for r in rows], [r[2] for r in rows]


def test_replicates_of_a_donor_do_not_count_as_donors() -> None:
    y, arm, block = donors()
    found = blocked(y, arm, block, WITHIN_5)
    table = y.reshape(6, 2, 3).mean(axis=2)
    by_pairs = paired(table[:, 1], table[:, 0], WITHIN_5)
    assert found.degrees == 5
    assert found.p == pytest.approx(by_pairs.p)
    every = blocked(y, arm, block, WITHIN_5, error="residual")
    assert every.degrees == 36 - 6 - 1
    assert every.standard_error < found.standard_error


def test_the_additive_model_agrees_with_least_squares_on_unequal_blocks() -> None:
    y, arm, block = donors()
    keep = [i for i in range(36) if i not in (0, 4, 5, 13, 20, 21, 22)]
    y, arm, block = y[keep], [arm[i] for i in keep], [block[i] for i in keep]
    found = blocked(y, arm, block, WITHIN_5, error="residual")
    fit = smf.ols(
        "y ~ C(block) + arm", DataFrame({"y": y, "block": block, "arm": np.array(arm, float)})
    ).fit()
    assert found.difference.value == pytest.approx(fit.params["arm"])
    assert found.standard_error == pytest.approx(fit.bse["arm"])
    assert found.degrees == fit.df_resid


def test_a_donor_with_one_arm_is_left_out_and_said() -> None:
    y, arm, block = donors(replicates=1)
    found = blocked(y[1:], arm[1:], block[1:], WITHIN_5)
    assert found.degrees == 4
    assert "blocks_left_out" in {caution.code for caution in found.cautions}


def test_at_the_margin_equivalence_is_claimed_as_seldom_as_alpha_says() -> None:
    rng = np.random.default_rng(8)
    claims = [
        two_samples(rng.normal(3, 1, 6), rng.normal(0, 1.5, 9), Margins(-3, 3)).equivalent
        for _ in range(1500)
    ]
    assert 0.03 < np.mean(claims) < 0.07


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ("too_few", lambda: two_samples([1], [1, 2], WITHIN_5)),
        ("no_variation", lambda: two_samples([1, 1], [2, 2], WITHIN_5)),
        ("no_variation", lambda: two_samples([1, 1], [2, 2], WITHIN_5, variance="pooled")),
        ("no_variation", lambda: paired([1, 2, 3], [2, 3, 4], WITHIN_5)),
        ("lengths", lambda: paired([1, 2, 3], [2, 3], WITHIN_5)),
        ("not_positive", lambda: two_samples([1, 0], [1, 2], Margins(0.8, 1.25, "ratio"))),
        ("margins", lambda: Margins(1, 1)),
        ("margins", lambda: Margins(0, 1.25, "ratio")),
        (
            "margins_of_ratio",
            lambda: two_samples([1, 3], [1, 2], Margins(0.8, 1.2, "ratio"), scale="difference"),
        ),
        ("no_reference_spread", lambda: two_samples([1, 3], [2, 2], Margins(-1, 1, "reference_sd"))),
        ("alpha", lambda: two_samples([1, 3], [2, 4], WITHIN_5, alpha=0.5)),
        ("few_blocks", lambda: blocked([1, 2, 3], [True, False, True], ["a", "a", "b"], WITHIN_5)),
    ],
)
def test_what_has_no_honest_answer_is_refused(code: str, call: Any) -> None:
    with pytest.raises(StatisticsRefused) as refusal:
        call()
    assert refusal.value.code == code
    assert refusal.value.ja.endswith("。")
