"""Agreement of raters: intraclass correlation, Cohen's and Fleiss' kappa."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from tsunagu.statistics.agreement.fleiss_kappa import fleiss_kappa, rating_counts
from tsunagu.statistics.agreement.intraclass import intraclass
from tsunagu.statistics.agreement.kappa import cohen_kappa, cross_table
from tsunagu.statistics.estimates import StatisticsRefused

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
FOURTEEN_RATERS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


@pytest.mark.parametrize(
    ("form", "value", "lower", "upper"),
    [
        ("1,1", 0.17, -0.133, 0.72),
        ("2,1", 0.29, 0.019, 0.76),
        ("3,1", 0.71, 0.342, 0.95),
        ("1,k", 0.44, -0.884, 0.91),
        ("2,k", 0.62, 0.071, 0.93),
        ("3,k", 0.91, 0.676, 0.99),
    ],
)
def test_the_six_forms_are_those_of_shrout_and_fleiss(
    form: str, value: float, lower: float, upper: float
) -> None:
    found = intraclass(SHROUT_FLEISS).forms[form]
    assert found.value == pytest.approx(value, abs=0.005)
    assert found.interval.lower == pytest.approx(lower, abs=0.001)
    assert found.interval.upper == pytest.approx(upper, abs=0.005)


def test_the_f_tests_have_the_published_mean_squares() -> None:
    found = intraclass(SHROUT_FLEISS)
    squares = found.mean_squares
    assert (squares.subjects, squares.within) == pytest.approx((11.24, 6.26), abs=0.005)
    assert (squares.raters, squares.residual) == pytest.approx((32.49, 1.02), abs=0.005)
    assert found.f_tests["1"][0] == pytest.approx(1.79, abs=0.01)
    assert found.f_tests["3"][0] == pytest.approx(11.03, abs=0.01)


@pytest.mark.parametrize("offset", [0.0, 1e9])
def test_a_shift_and_the_order_do_not_matter(offset: float) -> None:
    table = np.array(SHROUT_FLEISS, dtype=float)[::-1, ::-1] * 3 + offset
    expected, found = intraclass(SHROUT_FLEISS).forms, intraclass(table).forms
    for form in expected:
        assert found[form].value == pytest.approx(expected[form].value, rel=1e-6)
        assert found[form].interval.lower == pytest.approx(expected[form].interval.lower, rel=1e-5)


def test_raters_that_differ_by_a_constant_are_consistent_but_do_not_agree() -> None:
    found = intraclass([[1, 2], [2, 3], [3, 4], [5, 6]]).forms
    assert found["3,1"].value == 1
    assert found["3,1"].interval.lower == 1
    assert found["2,1"].value < 1
    assert found["2,1"].interval.lower < found["2,1"].value
    perfect = intraclass([[1, 1], [2, 2], [4, 4]]).forms
    assert perfect["2,1"].value == perfect["1,1"].interval.lower == 1


def test_a_negative_correlation_is_shown_and_cut() -> None:
    found = intraclass([[1.0, 9.0], [8.0, 2.0], [2.0, 7.0], [9.0, 1.5]])
    assert found.forms["1,1"].value < 0
    assert found.truncated("1,1") == 0
    assert {caution.code for caution in found.cautions} == {"few_subjects", "negative"}


def test_intraclass_intervals_cover_as_often_as_they_say() -> None:
    generator = np.random.default_rng(5)
    covered = {"1,1": 0, "2,1": 0}
    for _ in range(150):
        subjects = generator.normal(0, 2, (20, 1))
        one_way = intraclass(subjects + generator.normal(0, 1, (20, 3))).forms["1,1"]
        raters = generator.normal(0, 1, (1, 5))
        two_way = intraclass(subjects + raters + generator.normal(0, 1, (20, 5))).forms["2,1"]
        covered["1,1"] += one_way.interval.covers(4 / 5)
        covered["2,1"] += two_way.interval.covers(4 / 6)
    assert min(covered.values()) >= 134


def test_kappa_and_its_errors_follow_the_formula_for_two_categories() -> None:
    found = cohen_kappa([[20, 5], [10, 15]])
    assert found.kappa.value == pytest.approx(0.4)
    assert (found.observed, found.chance) == pytest.approx((0.7, 0.5))
    # Fleiss, Cohen & Everitt 1969, worked by hand for this table
    assert found.error_if_chance == pytest.approx((0.48 / 25) ** 0.5)
    assert found.error == pytest.approx(0.127, abs=0.0005)
    assert found.largest == pytest.approx(0.8)
    assert found.adjusted == pytest.approx(0.4)


def test_the_error_of_kappa_is_that_seen_in_repeated_samples() -> None:
    generator = np.random.default_rng(6)
    share = np.array([[0.3, 0.05, 0.05], [0.05, 0.2, 0.1], [0.0, 0.05, 0.2]])
    for weights in ("none", "linear", "quadratic"):
        found = cohen_kappa(share * 200, weights=weights)
        drawn = [
            cohen_kappa(generator.multinomial(200, share.ravel()).reshape(3, 3), weights=weights).kappa.value
            for _ in range(800)
        ]
        assert np.std(drawn) == pytest.approx(found.error, rel=0.1)


def test_quadratic_weights_give_the_concordance_of_the_scores() -> None:
    first, second = [1, 2, 3, 4, 2, 3, 1, 4, 3], [1, 3, 3, 4, 1, 2, 1, 3, 4]
    found = cohen_kappa(cross_table(first, second), weights="quadratic")
    gap = np.mean(first) - np.mean(second)
    concordance = 2 * np.cov(first, second, ddof=0)[0, 1] / (np.var(first) + np.var(second) + gap**2)
    assert found.kappa.value == pytest.approx(concordance)


def test_weights_do_not_matter_for_two_categories() -> None:
    plain = cohen_kappa([[20, 5], [10, 15]])
    for weights in ("linear", "quadratic", [[1, 0], [0, 1]]):
        assert cohen_kappa([[20, 5], [10, 15]], weights=weights).kappa == plain.kappa


def test_perfect_agreement_still_has_a_lower_limit() -> None:
    few, many = (cohen_kappa([[n, 0], [0, n]]).kappa for n in (5, 500))
    assert few.value == many.value == 1
    assert few.interval.lower < 0.5 < 0.98 < many.interval.lower


def test_a_dominant_category_is_named() -> None:
    found = cohen_kappa([[90, 4], [5, 1]])
    assert found.observed > 0.9
    assert found.kappa.value < 0.2
    assert found.adjusted > 0.8
    assert [caution.code for caution in found.cautions] == ["prevalence"]


def test_the_order_of_categories_can_be_given() -> None:
    table = cross_table(["low", "high"], ["high", "high"], ["low", "middle", "high"])
    assert table.tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 1]]


def test_fleiss_kappa_of_fourteen_raters_is_as_published() -> None:
    found = fleiss_kappa(FOURTEEN_RATERS)
    assert found.kappa.value == pytest.approx(0.210, abs=0.0005)
    assert (found.observed, found.chance) == pytest.approx((0.378, 0.213), abs=0.0005)
    assert found.kappa.interval.covers(0.21)
    share = np.sum(FOURTEEN_RATERS, axis=0) / 140
    weights = share * (1 - share)
    parts = [one.value for one in found.categories if one is not None]
    assert np.average(parts, weights=weights) == pytest.approx(found.kappa.value)


def test_the_interval_of_fleiss_kappa_can_be_that_under_chance() -> None:
    found = fleiss_kappa(FOURTEEN_RATERS, interval="null")
    assert found.kappa.interval.width == pytest.approx(2 * 1.959964 * found.error_if_chance, rel=1e-6)
    assert found.z == pytest.approx(found.kappa.value / found.error_if_chance)


def test_the_null_error_of_fleiss_kappa_is_that_of_random_raters() -> None:
    generator = np.random.default_rng(9)
    tables = [generator.multinomial(6, [0.5, 0.3, 0.2], 30) for _ in range(400)]
    found = [fleiss_kappa(table) for table in tables]
    assert np.std([one.kappa.value for one in found]) == pytest.approx(found[0].error_if_chance, rel=0.15)
    assert 5 <= sum(not one.kappa.interval.covers(0) for one in found) <= 40


def test_ratings_become_counts() -> None:
    table = rating_counts([["a", "b", "a"], ["b", "b", "b"]], ["a", "b", "c"])
    assert table.tolist() == [[2, 1, 0], [0, 3, 0]]
    assert fleiss_kappa(table).categories[2] is None


def test_bad_tables_are_refused() -> None:
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("not_a_table", lambda: intraclass([[1, 2]])),
        ("not_a_table", lambda: intraclass([[1, 2], [3]])),
        ("not_finite", lambda: intraclass([[1.0, 2.0], [3.0, float("nan")]])),
        ("no_variation", lambda: intraclass([[2, 2], [2, 2]])),
        ("no_variation", lambda: intraclass([[1, 2], [2, 1]])),
        ("no_variation", lambda: intraclass([[1, 2], [1, 2]])),
        ("not_square", lambda: cohen_kappa([[1, 2, 3], [1, 2, 3]])),
        ("not_counts", lambda: cohen_kappa([[1.5, 2.0], [3.0, 4.0]])),
        ("one_category", lambda: cohen_kappa([[9, 0], [0, 0]])),
        ("too_few", lambda: cohen_kappa([[1, 0], [0, 0]])),
        ("weights", lambda: cohen_kappa([[1, 2], [3, 4]], weights=[[0.5, 0.0], [0.0, 1.0]])),
        ("unknown_choice", lambda: cohen_kappa([[1, 2], [3, 4]], weights="cubic")),
        ("unknown_category", lambda: cross_table(["a"], ["b"], ["a"])),
        ("lengths", lambda: cross_table(["a"], ["b", "a"])),
        ("raters", lambda: fleiss_kappa([[1, 2], [2, 2]])),
        ("one_category", lambda: fleiss_kappa([[3, 0], [3, 0]])),
        ("not_a_table", lambda: fleiss_kappa([[3, 0]])),
        ("unknown_choice", lambda: fleiss_kappa(FOURTEEN_RATERS, interval="guess")),
        ("unknown_category", lambda: rating_counts([["a", "z"]], ["a"])),
    ]
    for code, asked in refusals:
        with pytest.raises(StatisticsRefused, match=code):
            asked()


def test_the_error_of_fleiss_kappa_is_that_of_leaving_one_out() -> None:
    generator = np.random.default_rng(10)
    rare = generator.random(300) < 0.1
    table = np.array([generator.multinomial(3, [0.05, 0.95] if one else [0.97, 0.03]) for one in rare])
    found = fleiss_kappa(table, confidence=0.9)
    error = found.kappa.interval.width / 2 / stats.t.ppf(0.95, 299)
    left = np.array([fleiss_kappa(np.delete(table, index, axis=0)).kappa.value for index in range(300)])
    assert error == pytest.approx(np.std(left) * np.sqrt(299), rel=0.035)
