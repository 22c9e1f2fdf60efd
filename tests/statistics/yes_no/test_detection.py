"""Detection limits, and how many cells must be looked at."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.yes_no.binary_fit import LINKS
from tsunagu.statistics.yes_no.detection_limit import LIMITS, detection_limit
from tsunagu.statistics.yes_no.rare_cells import cells_to_examine, detectable_residue, residue_from_found
from tsunagu.statistics.yes_no.single_hit_detection import single_hit_detection_limit

DETECTED, TESTED, DOSE = [2, 8, 15, 19, 20], [20] * 5, [1, 3, 10, 30, 100]


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("method", LIMITS)
def test_the_limit_is_where_the_fitted_line_reaches_the_probability(link: str, method: str) -> None:
    found = detection_limit(DETECTED, TESTED, DOSE, link=link, method=method)
    reached = found.intercept.value + found.slope.value * math.log10(found.limit.value)
    assert reached == pytest.approx(LINKS[link].predictor(0.95))
    assert found.limit.interval.covers(found.limit.value)
    assert found.cautions == ()


def test_the_probit_fit_agrees_with_finneys_rotenone() -> None:
    # Finney 1971, rotenone on Macrosiphoniella sanborni: 44/50, 42/49, 24/46, 16/48, 6/50
    found = detection_limit(
        [44, 42, 24, 16, 6],
        [50, 49, 46, 48, 50],
        [10.2, 7.7, 5.1, 3.8, 2.6],
        probability=0.5,
        method="fieller",
    )
    assert math.log10(found.limit.value) == pytest.approx(0.6866, abs=0.002)
    assert found.slope.value == pytest.approx(4.20, abs=0.03)
    assert found.chi_squared == pytest.approx(1.73, abs=0.1)
    assert found.degrees == 3


def test_the_logit_fit_solves_its_score_equations() -> None:
    found = detection_limit(DETECTED, TESTED, DOSE, link="logit", scale="linear")
    dose = np.array(DOSE, dtype=float)
    left = np.array(DETECTED) - 20 / (1 + np.exp(-found.intercept.value - found.slope.value * dose))
    assert np.sum(left) == pytest.approx(0, abs=1e-8)
    assert np.sum(left * dose) == pytest.approx(0, abs=1e-6)


def test_the_unit_and_the_rows_do_not_matter() -> None:
    first = detection_limit(DETECTED, TESTED, DOSE)
    scaled = detection_limit(DETECTED, TESTED, [1e-9 * dose for dose in DOSE])
    assert scaled.limit.value == pytest.approx(1e-9 * first.limit.value, rel=1e-8)
    assert scaled.limit.interval.upper == pytest.approx(1e-9 * first.limit.interval.upper, rel=1e-6)
    plain = detection_limit(DETECTED, TESTED, DOSE, scale="linear").limit
    for unit in (1e-140, 1e140):
        linear = detection_limit(DETECTED, TESTED, [unit * dose for dose in DOSE], scale="linear").limit
        assert linear.interval.upper / unit == pytest.approx(plain.interval.upper, rel=1e-8)
    split = detection_limit([1, 1, *DETECTED[1:]], [10, 10, *TESTED[1:]], [1, *DOSE])
    assert split.limit.interval.lower == pytest.approx(first.limit.interval.lower, rel=1e-8)
    assert split.chi_squared == pytest.approx(first.chi_squared)
    far = detection_limit(DETECTED, TESTED, [1e12 + dose for dose in DOSE], scale="linear")
    near = detection_limit(DETECTED, TESTED, DOSE, scale="linear")
    assert far.limit.value - 1e12 == pytest.approx(near.limit.value, abs=1e-2)


def test_the_profile_ends_lie_where_the_likelihood_has_dropped() -> None:
    found = detection_limit(DETECTED, TESTED, DOSE).limit
    x, yes, n = np.log10(DOSE), np.array(DETECTED), np.array(TESTED)

    def best_through(limit: float) -> float:
        slopes = np.linspace(0.2, 6, 20001)[:, None]
        eta = stats.norm.ppf(0.95) + slopes * (x - math.log10(limit))
        return float(np.max(np.sum(yes * stats.norm.logcdf(eta) + (n - yes) * stats.norm.logsf(eta), axis=1)))

    drop = best_through(found.value) - stats.chi2.ppf(0.95, 1) / 2
    assert best_through(found.interval.lower) == pytest.approx(drop, abs=1e-4)
    assert best_through(found.interval.upper) == pytest.approx(drop, abs=1e-4)


def test_profile_intervals_cover_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(3)
    dose = np.array([1.0, 2, 4, 8, 16, 32])
    true = 10 ** ((stats.norm.ppf(0.95) + 1.2) / 2)
    covered = [
        detection_limit(
            generator.binomial(20, stats.norm.cdf(-1.2 + 2 * np.log10(dose))), [20] * 6, dose
        ).limit.interval.covers(true)
        for _ in range(100)
    ]
    assert sum(covered) >= 88


def test_few_data_leave_the_limit_unbounded_and_say_so() -> None:
    for method in ("profile", "fieller"):
        found = detection_limit([1, 0, 2, 1], [3] * 4, [1, 2, 3, 4], method=method)
        assert math.isinf(found.limit.interval.upper)
        assert {"unbounded", "extrapolated"} <= {caution.code for caution in found.cautions}


def test_heterogeneity_widens_what_fits_poorly() -> None:
    rough = ([2, 14, 6, 19, 15, 20], [20] * 6, [1, 2, 4, 8, 16, 64])
    plain = detection_limit(*rough, method="delta")
    wide = detection_limit(*rough, method="delta", heterogeneity=True)
    assert "poor_fit" in [caution.code for caution in plain.cautions]
    assert wide.limit.interval.width > 2 * plain.limit.interval.width


def test_the_logarithm_does_not_matter_but_to_the_slope() -> None:
    ten, natural = (detection_limit(DETECTED, TESTED, DOSE, scale=scale) for scale in ("log10", "ln"))
    assert natural.limit.value == pytest.approx(ten.limit.value)
    assert natural.limit.interval.upper == pytest.approx(ten.limit.interval.upper)
    assert natural.slope.value == pytest.approx(ten.slope.value / math.log(10))


def test_the_single_hit_limit_holds_ninety_five_of_a_hundred() -> None:
    found = single_hit_detection_limit([4], [10], [2.0])
    assert (0.6 ** (found.value / 2)) == pytest.approx(0.05)
    assert found.interval.covers(found.value)
    full, none = single_hit_detection_limit([9], [9], [1]), single_hit_detection_limit([0], [9], [1])
    assert full.value == full.interval.lower == 0
    assert (1 - 0.05 ** (1 / full.interval.upper)) ** 9 == pytest.approx(0.05)
    assert math.isinf(none.value)
    assert none.interval.lower == pytest.approx(9)


def test_designs_without_an_answer_are_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("no_overlap", lambda: detection_limit([0, 5, 5], [5] * 3, [1, 2, 3])),
        ("no_overlap", lambda: detection_limit([0, 2, 5], [5] * 3, [1, 2, 3])),
        ("no_overlap", lambda: detection_limit([5, 5], [5, 5], [1, 2])),
        ("no_overlap", lambda: detection_limit([2, 2], [5, 5], [1, 1])),
        ("falling", lambda: detection_limit([5, 3, 1], [6] * 3, [1, 2, 3])),
        ("dose_not_positive", lambda: detection_limit([1, 3], [6] * 2, [0, 1])),
        ("not_a_share", lambda: detection_limit(DETECTED, TESTED, DOSE, probability=1)),
        ("unknown_choice", lambda: detection_limit(DETECTED, TESTED, DOSE, link="cauchy")),
        ("unknown_choice", lambda: detection_limit(DETECTED, TESTED, DOSE, scale="log2")),
        ("unknown_choice", lambda: detection_limit(DETECTED, TESTED, DOSE, method="guess")),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()


def test_without_false_positives_one_positive_suffices() -> None:
    plan = cells_to_examine(1e-5)
    assert (plan.cells, plan.threshold, plan.false_alarm) == (299_572, 1, 0)
    assert 1 - (1 - 1e-5) ** plan.cells >= 0.95 > 1 - (1 - 1e-5) ** (plan.cells - 1)


@pytest.mark.parametrize(("residue", "sensitivity", "false_positive"), [(1e-4, 0.8, 1e-5), (0.05, 1.0, 0.01)])
def test_a_plan_with_false_positives_keeps_both_promises(
    residue: float, sensitivity: float, false_positive: float
) -> None:
    plan = cells_to_examine(residue, sensitivity=sensitivity, false_positive=false_positive)
    marked = residue * sensitivity + (1 - residue) * false_positive
    assert stats.binom.sf(plan.threshold - 1, plan.cells, marked) == pytest.approx(plan.detection, rel=1e-6)
    assert plan.detection >= 0.95
    assert stats.binom.sf(plan.threshold - 1, plan.cells, false_positive) <= 0.05
    assert stats.binom.sf(plan.threshold - 2, plan.cells, false_positive) > 0.05 or plan.threshold == 1
    back = detectable_residue(plan.cells, sensitivity=sensitivity, false_positive=false_positive)
    assert back == pytest.approx(residue, rel=0.02)


def test_none_found_means_at_most_the_exact_limit() -> None:
    found = residue_from_found(0, 300)
    assert found.upper == pytest.approx(1 - 0.05 ** (1 / 300))
    assert found.rule_of_three == pytest.approx(0.01)
    assert found.upper == pytest.approx(detectable_residue(300))
    assert found.residue.interval.lower == 0
    assert [caution.code for caution in found.cautions] == ["none_found"]


def test_positives_are_corrected_for_the_assay() -> None:
    found = residue_from_found(50, 1000, sensitivity=0.9, false_positive=0.01)
    assert found.residue.value == pytest.approx((0.05 - 0.01) / 0.89)
    assert found.residue.interval.covers(found.residue.value)
    below = residue_from_found(3, 1000, sensitivity=0.8, false_positive=0.01)
    assert below.raw < 0
    assert below.residue.value == 0
    assert [caution.code for caution in below.cautions] == ["below_background"]


def test_impossible_searches_are_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("not_a_share", lambda: cells_to_examine(0)),
        ("not_a_share", lambda: cells_to_examine(0.1, sensitivity=0)),
        ("useless_assay", lambda: cells_to_examine(0.1, sensitivity=0.1, false_positive=0.2)),
        ("not_distinguishable", lambda: cells_to_examine(1e-7, false_positive=0.1)),
        ("too_many_cells", lambda: cells_to_examine(1e-16)),
        ("too_few_cells", lambda: detectable_residue(1, sensitivity=0.9)),
        ("too_few_cells", lambda: detectable_residue(1, false_positive=0.5)),
        ("no_cells", lambda: detectable_residue(0)),
        ("more_than_tested", lambda: residue_from_found(5, 3)),
        ("level", lambda: cells_to_examine(0.1, confidence=0)),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()


def test_the_ends_of_fieller_solve_his_equation() -> None:
    design = sm.add_constant(np.log10(DOSE))
    both = np.column_stack([DETECTED, np.array(TESTED) - DETECTED])
    model = sm.GLM(both, design, family=sm.families.Binomial(sm.families.links.Probit())).fit(tol=1e-12)
    found = detection_limit(DETECTED, TESTED, DOSE, method="fieller").limit.interval
    for end in (found.lower, found.upper):
        row = np.array([1.0, math.log10(end)])
        distance = stats.norm.ppf(0.95) - row @ model.params
        assert distance**2 == pytest.approx(
            stats.chi2.ppf(0.95, 1) * row @ model.cov_params() @ row, rel=1e-6
        )
