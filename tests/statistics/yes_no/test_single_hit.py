"""Most probable numbers and limiting dilution: published answers, edges, tests and refusals."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.yes_no import single_hit
from tsunagu.statistics.yes_no.limiting_dilution import limiting_dilution
from tsunagu.statistics.yes_no.most_probable_number import most_probable_number

TENTHS = [0.1, 0.01, 0.001]


def test_the_tables_of_the_fda_are_met() -> None:
    published = case("mpn-fda-bam-tables")
    inputs = published["inputs"]
    found = {
        table: {
            "-".join(map(str, pattern)): most_probable_number(
                pattern, [inputs["tubes_per_dilution"][table]] * 3, inputs["amount"]
            ).estimate.value
            for pattern in patterns
        }
        for table, patterns in inputs["tables"].items()
    }
    assert_agrees(found, published)


def test_the_likelihood_ratio_intervals_of_ridout_are_met() -> None:
    published = case("mpn-ridout-likelihood-ratio")
    inputs, found = published["inputs"], {}
    for pattern in inputs["patterns"]:
        estimate = most_probable_number(pattern, inputs["tubes"], inputs["amount"]).estimate
        ends = {"lower": estimate.interval.lower, "upper": estimate.interval.upper}
        found["-".join(map(str, pattern))] = {"mpn": estimate.value, **ends}
    assert_agrees(found, published)


def test_unequal_designs_are_met() -> None:
    published = case("mpn-unequal-designs")
    found = {
        name: most_probable_number(design["positive"], design["tubes"], design["amount"]).estimate.value
        for name, design in published["inputs"]["designs"].items()
    }
    assert_agrees(found, published)


@pytest.mark.parametrize(
    ("positive", "tubes", "rarity"),
    [
        ([5, 3, 0], [10, 10, 10], 0.0924576),
        ([4, 2, 2], [5, 5, 4], 1.02e-3),
        ([3, 0, 2], [7, 5, 7], 1.15e-3),
        ([2, 3, 4], [9, 3, 4], 6.34e-13),
    ],
)
def test_the_rarity_is_blodgetts(positive: list[int], tubes: list[int], rarity: float) -> None:
    found = most_probable_number(positive, tubes, TENTHS)
    assert found.rarity == pytest.approx(rarity, rel=0.01)
    assert found.category == (1 if rarity > 0.05 else 3)
    assert ("improbable_outcome" in [caution.code for caution in found.cautions]) == (rarity < 0.01)


@pytest.mark.parametrize(
    ("positive", "lower", "upper"), [([2, 2, 0], 0.71, 6.2), ([3, 1, 1], 1.9, 30), ([50, 34, 7], 4.5, 8.6)]
)
def test_the_limits_with_observed_information_are_those_of_jarvis(
    positive: list[int], lower: float, upper: float
) -> None:
    large = sum(positive) > 9
    tubes = [50, 49, 49] if large else [3, 3, 3]
    amount = [2, 0.2, 0.02] if large else [1, 0.1, 0.01]
    found = most_probable_number(positive, tubes, amount, method="wald_log_observed").estimate.interval
    assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=0.025)


@pytest.mark.parametrize(
    ("positive", "adjusted"), [([5, 3, 0], 0.67), ([5, 4, 3], 2.05), ([5, 5, 4], 12.09), ([5, 0, 2], 0.30)]
)
def test_the_bias_is_taken_off_as_salama_did(positive: list[int], adjusted: float) -> None:
    found = most_probable_number(positive, [5, 5, 5], [10, 1, 0.1])
    assert found.bias_adjusted == pytest.approx(adjusted, rel=0.02)


def test_the_edges_have_the_limits_of_ridout_and_of_jarvis() -> None:
    none, full = (most_probable_number([found] * 3, [3] * 3, TENTHS) for found in (0, 3))
    assert (none.estimate.value, none.estimate.interval.lower) == (0, 0)
    assert none.estimate.interval.upper == pytest.approx(9.0, abs=0.05)
    assert math.isinf(full.estimate.value)
    assert full.estimate.interval.lower == pytest.approx(465.1, abs=0.05)
    assert (none.bias_adjusted, full.bias_adjusted) == (0.0, None)
    assert [none.cautions[0].code, full.cautions[0].code] == ["all_negative", "all_positive"]
    halved = most_probable_number([0] * 3, [3] * 3, [1, 0.1, 0.01], edge="two_sided").estimate.interval
    assert halved.upper == pytest.approx(1.1, abs=0.02)


@pytest.mark.parametrize("method", single_hit.LIMITS)
def test_amounts_in_another_unit_scale_the_answer(method: str) -> None:
    first = most_probable_number([3, 2, 0], [4, 5, 6], TENTHS, method=method).estimate
    second = most_probable_number([3, 2, 0], [4, 5, 6], [1e9 * x for x in TENTHS], method=method).estimate
    assert first.value == pytest.approx(1e9 * second.value, rel=1e-9)
    assert first.interval.lower == pytest.approx(1e9 * second.interval.lower, rel=1e-8)
    assert first.interval.covers(first.value)


def test_exact_limits_hold_half_of_alpha_in_each_tail() -> None:
    seen = single_hit.outcome([2], [5], [0.5])
    found = single_hit.density(seen, method="exact").interval
    shares = [-math.expm1(-0.5 * end) for end in (found.lower, found.upper)]
    assert stats.binom.sf(1, 5, shares[0]) == pytest.approx(0.025)
    assert stats.binom.cdf(2, 5, shares[1]) == pytest.approx(0.025)


def test_an_improbable_outcome_still_has_exact_limits() -> None:
    seen = single_hit.outcome([0, 0, 4], [4, 4, 4], [100, 1, 0.01])
    found = single_hit.density(seen, method="exact").interval
    assert 0 < found.lower < found.upper


def test_exact_intervals_cover_at_least_as_often_as_they_say() -> None:
    design = single_hit.outcome([1, 1], [4, 4], [1, 0.1])
    outcomes = single_hit.every_outcome(design)
    ends = [
        single_hit.density(
            single_hit.outcome(one, [4, 4], [1, 0.1]), method="exact", edge="two_sided"
        ).interval
        for one in outcomes
    ]
    for value in (0.3, 1.0, 4.0, 15.0):
        chance = np.exp(single_hit.log_probability(design, outcomes, value))
        assert np.sum(chance[[end.covers(value) for end in ends]]) >= 0.95


def test_the_probability_of_the_outcome_counts_all_that_are_as_unlikely() -> None:
    likely, odd = (most_probable_number(x, [3] * 3, TENTHS).probability for x in ([1, 0, 0], [0, 0, 3]))
    assert likely is not None
    assert odd is not None
    assert likely > 0.9
    assert odd < 0.001
    assert most_probable_number([90, 50, 9], [100] * 3, TENTHS).probability is None


def test_the_four_groups_are_met() -> None:
    published = case("elda-four-groups")
    inputs = published["inputs"]
    positive = [x for group in inputs["positive"].values() for x in group]
    group = [name for name, seen in inputs["positive"].items() for _ in seen]
    found = limiting_dilution(positive, inputs["tested"] * 4, inputs["dose"] * 4, group)
    assert found.single_hit is not None
    assert found.difference is not None
    one_in = {name: one.one_in for name, one in found.groups.items()}
    assert_agrees(
        {
            "one_in": {
                name: {"lower": one.interval.upper, "estimate": one.value, "upper": one.interval.lower}
                for name, one in one_in.items()
            },
            "difference": {
                "chisq": found.difference.chi_squared,
                "df": found.difference.degrees,
                "p": found.difference.p,
            },
            "slope": {
                "estimate": found.single_hit.slope.value,
                "se": found.single_hit.standard_error,
                "lr_z": found.single_hit.likelihood_ratio_z,
            },
        },
        published,
    )
    assert [caution.code for caution in found.cautions] == ["not_single_hit"]
    assert len(found.pairs) == 6


def test_groups_at_the_edge_have_one_sided_limits_and_still_differ() -> None:
    found = limiting_dilution([0, 0, 3, 3], [3] * 4, [10, 100] * 2, ["no", "no", "yes", "yes"])
    none, full = found.groups["no"], found.groups["yes"]
    assert none.frequency.interval.upper == pytest.approx(-math.log(0.05) / 330)
    assert math.isinf(none.one_in.value)
    assert full.one_in.value == 1
    worst = full.frequency.interval.lower
    assert (1 - math.exp(-10 * worst)) ** 3 * (1 - math.exp(-100 * worst)) ** 3 == pytest.approx(0.05)
    assert found.difference is not None
    assert found.difference.p < 1e-4
    assert found.single_hit is None
    assert [caution.code for caution in found.cautions] == ["single_hit_untested"]


def test_counted_cells_follow_the_binomial() -> None:
    found = limiting_dilution([3], [10], [2], cells="counted").groups["1"].frequency
    assert (1 - found.value) ** 2 == pytest.approx(0.7)


def test_an_extreme_group_says_nothing_on_the_slope() -> None:
    rows = ([1, 3, 5], [6, 6, 6], [1, 10, 100])
    alone = limiting_dilution(*rows)
    beside = limiting_dilution(
        rows[0] + [6, 6, 6], rows[1] + [6] * 3, rows[2] + [1, 10, 100], ["a"] * 3 + ["b"] * 3
    )
    assert alone.single_hit is not None
    assert beside.single_hit is not None
    assert alone.single_hit.slope.value == pytest.approx(beside.single_hit.slope.value)
    assert alone.single_hit.score_dose_z == pytest.approx(beside.single_hit.score_dose_z)


def test_single_hit_data_seldom_fail_the_single_hit_test() -> None:
    generator = np.random.default_rng(11)
    dose = np.array([3.0, 10.0, 30.0, 100.0])
    rejected = 0
    for _ in range(200):
        found = limiting_dilution(generator.binomial(12, -np.expm1(-0.03 * dose)), [12] * 4, dose).single_hit
        rejected += found is not None and found.p < 0.05
    assert 2 <= rejected <= 20


def test_separated_doses_leave_the_slope_untested() -> None:
    assert limiting_dilution([0, 2, 6], [6] * 3, [1, 10, 100]).single_hit is None


def test_bad_dilutions_are_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("more_than_tested", lambda: most_probable_number([4], [3], [1])),
        ("not_positive", lambda: most_probable_number([1], [3], [0])),
        ("none_tested", lambda: most_probable_number([0], [0], [1])),
        ("lengths", lambda: most_probable_number([1, 1], [3, 3], [1])),
        ("unknown_choice", lambda: most_probable_number([1], [3], [1], method="guess")),
        ("unknown_choice", lambda: most_probable_number([1], [3], [1], edge="none")),
        ("unknown_choice", lambda: limiting_dilution([1], [3], [1], cells="weighed")),
        ("too_many_outcomes", lambda: most_probable_number([5] * 3, [99] * 3, TENTHS, method="exact")),
        ("lengths", lambda: limiting_dilution([1, 1], [3, 3], [1, 2], ["a"])),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()


def test_a_dilution_without_tubes_is_left_out() -> None:
    found = most_probable_number([2, 1, 0], [3, 3, 0], TENTHS).estimate
    assert found == most_probable_number([2, 1], [3, 3], TENTHS[:2]).estimate
