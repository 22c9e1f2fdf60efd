"""Rates, ratios, shares, concentrations and plates with their intervals."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.counting import proportions, rates
from tsunagu.statistics.counting.concentration import cell_concentration
from tsunagu.statistics.counting.plates import plate_density
from tsunagu.statistics.counting.proportions import proportion, viability
from tsunagu.statistics.counting.rates import rate, rate_ratio
from tsunagu.statistics.estimates import StatisticsRefused


def test_plates_agree_with_those_published() -> None:
    published = case("plate-count-censored")
    censored, plain = published["inputs"]["haas_heller_1988"], published["inputs"]["haas_2014_6_1a"]
    found = {
        "haas_heller_1988": plate_density(
            censored["count"],
            censored["amount"],
            uncountable_plated=censored["tntc_amount"],
            uncountable_from=censored["tntc_limit"],
        ).value,
        "haas_2014_6_1a": plate_density(plain["count"], plain["amount"]).value,
    }
    assert_agrees(found, published)


def test_countable_plates_alone_give_the_weighted_mean() -> None:
    found = plate_density([30, 3], [1, 0.1])
    assert found.value == pytest.approx(30)
    loglikelihood = [33 * math.log(end) - 1.1 * end for end in (found.interval.lower, found.interval.upper)]
    drop = 33 * math.log(30) - 1.1 * 30 - stats.chi2.ppf(0.95, 1) / 2
    assert loglikelihood == pytest.approx([drop, drop])


def test_plates_at_the_edge_have_one_sided_limits() -> None:
    none = plate_density([0, 0], [1, 1])
    assert (none.value, none.interval.lower) == (0, 0)
    assert none.interval.upper == pytest.approx(-math.log(0.05) / 2)
    full = plate_density([], [], uncountable_plated=[1.0], uncountable_from=100)
    assert math.isinf(full.value)
    assert math.isinf(full.interval.upper)
    assert stats.poisson.sf(99, full.interval.lower) == pytest.approx(0.05)


@pytest.mark.parametrize(("edge", "tail"), [("two_sided", 0.025), ("likelihood_ratio", 0.1465)])
def test_the_limit_at_the_edge_follows_the_convention_asked_for(edge: str, tail: float) -> None:
    found = plate_density([0, 0], [1, 1], edge=edge).interval
    assert found.upper == pytest.approx(-math.log(tail) / 2, abs=1e-4)


def test_an_uncountable_plate_far_from_its_limit_is_still_answered() -> None:
    found = plate_density([0, 0], [1, 1], uncountable_plated=[1e-6], uncountable_from=300)
    assert found.interval.covers(found.value)
    assert 100 < found.value < 200


@pytest.mark.parametrize(
    ("events", "lower", "upper"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39), (50, 37.11, 65.92)]
)
def test_exact_limits_are_garwoods(events: int, lower: float, upper: float) -> None:
    found = rate(events).interval
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=0.005)


@pytest.mark.parametrize("method", rates.METHODS)
@pytest.mark.parametrize("events", [0, 1, 7, 400])
def test_a_rate_scales_with_its_exposure(method: str, events: int) -> None:
    one, four = rate(events, method=method), rate(events, 4.0, method=method)
    assert one.interval.covers(one.value)
    assert four.interval.upper == pytest.approx(one.interval.upper / 4)


@pytest.mark.parametrize("method", rates.METHODS)
def test_rate_intervals_cover_about_as_often_as_they_say(method: str) -> None:
    for mean in (2.5, 8.3, 20.0):
        counts = np.arange(0, 90)
        inside = [rate(int(count), method=method).interval.covers(mean) for count in counts]
        coverage = float(np.sum(stats.poisson.pmf(counts, mean)[inside]))
        assert coverage >= (0.95 if method == "exact" else 0.92)


def test_mid_p_limits_lie_within_the_exact_ones() -> None:
    exact, middle = rate(9).interval, rate(9, method="mid_p").interval
    assert exact.lower < middle.lower < middle.upper < exact.upper


def test_the_ratio_of_two_rates_agrees_with_its_conditional_test() -> None:
    found = rate_ratio(10, 2.0, 5, 3.0)
    assert found.value == pytest.approx(3)
    share = found.interval.lower * 2 / (found.interval.lower * 2 + 3)
    assert stats.binom.sf(9, 15, share) == pytest.approx(0.025)
    turned = rate_ratio(5, 3.0, 10, 2.0).interval
    assert turned.upper == pytest.approx(1 / found.interval.lower)


def test_a_ratio_to_nothing_has_only_a_lower_limit() -> None:
    found = rate_ratio(10, 1, 0, 1)
    assert math.isinf(found.value)
    assert found.interval.lower == pytest.approx(0.025**0.1 / (1 - 0.025**0.1))


@pytest.mark.parametrize(
    ("method", "lower", "upper"),
    [
        ("clopper_pearson", 0.0667, 0.6525),
        ("wilson", 0.1078, 0.6032),
        ("jeffreys", 0.0927, 0.6058),
        ("agresti_coull", 0.1033, 0.6077),
        ("mid_p", 0.0826, 0.6199),
    ],
)
def test_three_of_ten_has_the_known_limits(method: str, lower: float, upper: float) -> None:
    found = proportion(3, 10, method=method).interval
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=6e-5)


@pytest.mark.parametrize("method", proportions.METHODS)
def test_the_limits_of_dead_mirror_those_of_viable(method: str) -> None:
    viable, dead = viability(92, 8, method=method), viability(8, 92, method=method)
    assert viable.value == 0.92
    assert viable.interval.lower == pytest.approx(1 - dead.interval.upper)
    assert viability(0, 5, method=method).interval.lower == 0
    assert viability(5, 0, method=method).interval.upper == 1


def test_a_concentration_is_count_over_volume_times_dilution() -> None:
    found = cell_concentration([40, 44, 36, 40], 1e-4, dilution_factor=2)
    assert found.estimate.value == pytest.approx(800_000)
    assert found.estimate.interval.lower == pytest.approx(rate(160).interval.lower / 4e-4 * 2)
    assert found.cautions == ()


def test_clumped_cells_are_named_and_their_interval_is_wider() -> None:
    cells = [12, 60, 20, 75, 33]
    found = cell_concentration(cells, 1e-4)
    between = cell_concentration(cells, 1e-4, spread="fields")
    assert [caution.code for caution in found.cautions] == ["overdispersed"]
    assert found.dispersion == pytest.approx(np.var(cells, ddof=1) / np.mean(cells))
    assert found.dispersion_p == pytest.approx(
        stats.chi2.sf(4 * np.var(cells, ddof=1) / np.mean(cells), 4), rel=1e-9, abs=0
    )
    assert between.estimate.interval.width > 2 * found.estimate.interval.width
    assert between.estimate.degrees == 4


def test_uncertain_pipetting_widens_the_interval() -> None:
    plain = cell_concentration([100], 1e-4).estimate
    widened = cell_concentration([100], 1e-4, relative_uncertainty=0.1).estimate
    assert widened.value == plain.value
    assert math.log(widened.interval.upper / widened.value) == pytest.approx(
        math.hypot(math.log(plain.interval.upper / plain.value), stats.norm.ppf(0.975) * 0.1)
    )
    nothing = cell_concentration([0], 1e-4, relative_uncertainty=0.1).estimate
    assert nothing.interval.lower == 0
    assert nothing.interval.upper > rate(0, 1e-4).interval.upper


def test_fields_of_unequal_volume_share_one_density() -> None:
    found = cell_concentration([10, 40], [1.0, 4.0])
    assert found.dispersion == pytest.approx(0)
    assert found.estimate.value == 10


def test_bad_counts_are_refused() -> None:
    refusals: dict[str, Callable[[], object]] = {
        "not_counts": lambda: rate(2.5),
        "not_positive": lambda: rate(2, 0),
        "unknown_choice": lambda: rate(2, method="guess"),
        "level": lambda: rate(2, confidence=1.0),
        "nothing_counted": lambda: rate_ratio(0, 1, 0, 1),
        "more_than_tested": lambda: proportion(3, 2),
        "none_tested": lambda: proportion(0, 0),
        "unknown_choice ": lambda: plate_density([0], [1], edge="guess"),
        "plates": lambda: plate_density([], []),
        "fields": lambda: cell_concentration([5], 1.0, spread="fields"),
        "negative_uncertainty": lambda: cell_concentration([5], 1.0, relative_uncertainty=-1),
        "lengths": lambda: plate_density([1, 2], [1]),
        "not_finite": lambda: rate(math.nan),
    }
    for code, asked in refusals.items():
        with pytest.raises(StatisticsRefused, match=code.strip()):
            asked()
    with pytest.raises(StatisticsRefused, match="unknown_choice"):
        proportion(1, 2, method="guess")
    with pytest.raises(StatisticsRefused, match="unknown_choice"):
        cell_concentration([5, 6], 1.0, spread="none")
    with pytest.raises(StatisticsRefused, match="unknown_choice"):
        rate_ratio(1, 1, 1, 1, method="guess")
