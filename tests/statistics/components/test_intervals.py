"""MLS intervals: exact where they must be, and covering the truth with few sites and at zero."""

import numpy as np
import pytest
from scipy import stats

from tsunagu.statistics.components import intervals
from tsunagu.statistics.components.hierarchy import hierarchy
from tsunagu.statistics.components.nested import nested


def test_one_mean_square_has_the_exact_chi_squared_interval() -> None:
    lower, upper = intervals.mls_limits([4.0], [7], [2.0])
    assert float(lower) == pytest.approx(8 * 7 / stats.chi2.ppf(0.975, 7))
    assert float(upper) == pytest.approx(8 * 7 / stats.chi2.ppf(0.025, 7))


def test_a_difference_turns_significant_exactly_where_the_f_test_does() -> None:
    edge = float(stats.f.ppf(0.975, 4, 20))
    lower, _ = intervals.mls_limits([edge, 1.0], [4, 20], [1, -1])
    _, upper = intervals.mls_limits([float(stats.f.ppf(0.025, 4, 20)), 1.0], [4, 20], [1, -1])
    assert float(lower) == pytest.approx(0, abs=1e-9)
    assert float(upper) == pytest.approx(0, abs=1e-9)


def test_limits_turn_over_with_the_sign_of_the_weights() -> None:
    squares, degrees, weights = np.array([5.0, 2, 1]), [3, 9, 30], np.array([0.5, -0.3, 0.1])
    lower, upper = intervals.mls_limits(squares, degrees, weights)
    other_lower, other_upper = intervals.mls_limits(squares, degrees, -weights)
    assert (float(other_lower), float(other_upper)) == pytest.approx((-float(upper), -float(lower)))


def test_a_weight_of_rounding_size_does_not_count_as_a_minus_sign() -> None:
    clean = intervals.mls_limits([5.0, 2, 1], [3, 9, 30], [0.5, 0.3, 0.0])
    rough = intervals.mls_limits([5.0, 2, 1], [3, 9, 30], [0.5, 0.3, -1e-17])
    assert float(rough[0]) == pytest.approx(float(clean[0]), rel=1e-12)


def test_the_ratio_of_two_mean_squares_has_the_exact_f_interval() -> None:
    lower, upper = intervals.ratio_limits([6.0, 2.0], [5, 12], [1, 0], [0, 1])
    assert float(lower) == pytest.approx(3 / stats.f.ppf(0.975, 5, 12), rel=1e-6)
    assert float(upper) == pytest.approx(3 / stats.f.ppf(0.025, 5, 12), rel=1e-6)


def test_a_share_of_one_factor_is_the_exact_intraclass_correlation() -> None:
    squares, n = np.array([20.0, 2.0]), 4
    found = intervals.share(squares, np.array([5, 18]), np.array([1, -1]) / n, np.array([1, n - 1]) / n)
    ratios = [10 / stats.f.ppf(tail, 5, 18) for tail in (0.975, 0.025)]
    expected = [(ratio - 1) / (ratio + n - 1) for ratio in ratios]
    assert (found.interval.lower, found.interval.upper) == pytest.approx(expected, rel=1e-6)


def test_many_studies_at_once_give_what_each_gives_alone() -> None:
    chance = np.random.default_rng(4)
    labels = {"site": np.repeat(range(4), 6).tolist(), "day": np.tile(np.repeat(range(3), 2), 4).tolist()}
    values = chance.standard_normal((5, 24)) + np.repeat(chance.standard_normal((5, 4)), 6, axis=1)
    _, squares = hierarchy(labels, 24).unweighted(values)
    lower, upper = intervals.variance_limits(squares.mean_squares, squares.degrees, squares.weights[0])
    for row, low, high in zip(values, lower, upper, strict=True):
        alone = nested(row, labels).component("site").variance
        assert alone.interval.lower == pytest.approx(low, rel=1e-9)
        assert alone.interval.upper == pytest.approx(max(high, alone.value), rel=1e-9)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("sites", [3, 8])
def test_intervals_cover_as_often_as_they_claim(sites: int, share: float) -> None:
    chance, studies, rest = np.random.default_rng(11), 8000, 1 - share
    rows = [(site, day) for site in range(sites) for day in range(5 - site % 3) for _ in range(2 + day % 2)]
    site = [row[0] for row in rows]
    design = hierarchy({"site": site, "day": [row[1] for row in rows]}, len(rows))
    values = chance.standard_normal((studies, len(rows))) * np.sqrt(0.75 * rest)
    days = chance.standard_normal((studies, len(design.counts[2]))) * np.sqrt(0.25 * rest)
    values += days[:, design.groups[2]]
    values += (chance.standard_normal((studies, sites)) * np.sqrt(share))[:, site]
    middle, squares = design.unweighted(values)
    observed, degrees, weights = squares.mean_squares, squares.degrees, squares.weights
    between = intervals.variance_limits(observed, degrees, weights[0])
    all_together = intervals.variance_limits(observed, degrees, weights.sum(axis=0))
    mean = intervals.mean_limits(middle, observed[:, 0] / sites, sites - 1)
    ratio = intervals.ratio_limits(observed[:1500], degrees, weights[0], weights.sum(axis=0))

    def covered(limits: tuple[np.ndarray, np.ndarray], truth: float) -> float:
        return float(np.mean((limits[0] <= truth) & (truth <= limits[1])))

    assert covered(between, 0.0) >= 0.965 if share == 0 else 0.94 <= covered(between, share) <= 0.97
    assert 0.935 <= covered(all_together, 1.0) <= 0.965
    assert 0.94 <= covered(mean, 0.0) <= 0.96
    assert 0.93 <= covered(ratio, share) <= 0.985


def test_satterthwaite_says_nothing_of_a_component_estimated_below_zero() -> None:
    lower, upper = intervals.satterthwaite_limits([1.0, 2.0], [3, 9], [1, -1])
    assert (float(lower), float(upper)) == (0.0, np.inf)


def test_levels_more_alike_than_chance_allows_still_get_an_upper_limit() -> None:
    lower, upper = intervals.variance_limits([0.001, 2.0], [3, 9], [1, -1])
    at_zero = intervals.mls_limits([2.0, 2.0], [3, 9], [1, -1])[1]
    assert float(lower) == 0.0
    assert float(upper) == pytest.approx(float(at_zero))
    share = intervals.share(np.array([0.001, 2.0]), np.array([3, 9]), np.array([1, -1]), np.array([1, 1]))
    assert share.value == 0.0
    assert 0 < share.interval.upper < 1


def test_limits_of_several_terms_follow_the_formula_of_ting_and_others() -> None:
    """Written out for 0.4 MS1 + 0.3 MS2 + 0.2 MS3 - 0.5 MS4 with 95 % on either side together."""
    terms, degrees = [0.4 * 9, 0.3 * 4, 0.2 * 2, 0.5 * 3.0], [2, 6, 11, 20]
    high, low = stats.chi2.ppf(0.975, degrees) / degrees, stats.chi2.ppf(0.025, degrees) / degrees
    g, h = 1 - 1 / high, 1 / low - 1
    down = sum((g[q] * terms[q]) ** 2 for q in range(3)) + (h[3] * terms[3]) ** 2
    up = sum((h[q] * terms[q]) ** 2 for q in range(3)) + (g[3] * terms[3]) ** 2
    for q in range(3):
        f = float(stats.f.ppf(0.975, degrees[q], 20))
        down += ((f - 1) ** 2 - g[q] ** 2 * f**2 - h[3] ** 2) / f * terms[q] * terms[3]
        f = float(stats.f.ppf(0.025, degrees[q], 20))
        up += ((1 - f) ** 2 - h[q] ** 2 * f**2 - g[3] ** 2) / f * terms[q] * terms[3]
        for t in range(q + 1, 3):
            n, m = degrees[q], degrees[t]
            joint = 1 - (n + m) / float(stats.chi2.ppf(0.975, n + m))
            star = joint**2 * (n + m) ** 2 / (n * m) - g[q] ** 2 * n / m - g[t] ** 2 * m / n
            down += star / 2 * terms[q] * terms[t]
    middle = sum(terms[:3]) - terms[3]
    lower, upper = intervals.mls_limits([9.0, 4, 2, 3], degrees, [0.4, 0.3, 0.2, -0.5])
    assert (float(lower), float(upper)) == pytest.approx((middle - down**0.5, middle + up**0.5))
