"""Power of equivalence tests: published examples, a simulation, and what no number of lots can show."""

import math

import numpy as np
import pytest

from tsunagu.statistics.comparability.equivalence import two_samples
from tsunagu.statistics.comparability.margins import Margins
from tsunagu.statistics.comparability.power import (
    plan_pairs,
    plan_two_samples,
    power_of_pairs,
    power_of_tost,
    power_of_two_samples,
    sd_of_log,
)
from tsunagu.statistics.estimates import StatisticsRefused

LIMIT = math.log(1.25)


@pytest.mark.parametrize(("cv", "count", "power"), [(0.2, 20, 0.834680), (0.3, 40, 0.815845)])
def test_published_crossover_trials(cv: float, count: int, power: float) -> None:
    """2x2 crossover, true ratio 0.95, 80 to 125 %: worked examples of bioequivalence planning (exact, Owen's Q)."""
    error = sd_of_log(cv) * math.sqrt(2 / count)
    found = power_of_tost(error, count - 2, -LIMIT, LIMIT, difference=math.log(0.95))
    assert found == pytest.approx(power, abs=1e-6)


def test_a_simulated_study_has_the_power_that_was_planned() -> None:
    rng = np.random.default_rng(2)
    claims = [
        two_samples(rng.normal(0.5, 1, 8), rng.normal(0, 1, 12), Margins(-2, 2), variance="pooled").equivalent
        for _ in range(1500)
    ]
    planned = power_of_two_samples(8, 12, 1.0, -2, 2, difference=0.5)
    assert np.mean(claims) == pytest.approx(planned.value, abs=0.03)


def test_at_a_margin_the_power_is_alpha_and_far_apart_nothing() -> None:
    assert power_of_tost(0.01, 20, -1, 1, difference=1) == pytest.approx(0.05, abs=1e-9)
    assert power_of_tost(1.0, 5, -0.1, 0.1) < 1e-2
    assert power_of_tost(1e-3, 1e6, -1, 1) == pytest.approx(1)
    one, other = (power_of_tost(0.5, 7, -1, 1, difference=each) for each in (0.2, -0.2))
    assert one == pytest.approx(other, rel=1e-12)


def test_a_plan_is_the_smallest_that_reaches_its_power() -> None:
    plan = plan_two_samples(1.0, -1.2, 1.2, difference=0.2, power=0.9)
    assert plan.power.value >= 0.9
    assert power_of_two_samples(plan.test - 1, plan.reference - 1, 1.0, -1.2, 1.2, difference=0.2).value < 0.9
    pairs = plan_pairs(1.0, -1.2, 1.2, difference=0.2, power=0.9)
    assert power_of_pairs(pairs.test - 1, 1.0, -1.2, 1.2, difference=0.2).value < 0.9 <= pairs.power.value
    assert plan_two_samples(0.01, -5, 5).test == 2
    uneven = plan_two_samples(1.0, -1.2, 1.2, ratio=2.0)
    assert uneven.reference == 2 * uneven.test


def test_an_estimated_deviation_makes_the_power_uncertain() -> None:
    known = power_of_two_samples(15, 15, 1.0, -1, 1)
    assert known.interval.width == 0
    guessed = power_of_two_samples(15, 15, 1.0, -1, 1, sd_degrees=8)
    assert guessed.value == known.value
    assert guessed.interval.lower < 0.2 < known.value < guessed.interval.upper


def test_what_can_not_be_planned_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="difference_outside"):
        plan_two_samples(1.0, -1, 1, difference=1.0)
    with pytest.raises(StatisticsRefused, match="too_many_needed"):
        plan_pairs(1.0, -1, 1, difference=0.9999)
    with pytest.raises(StatisticsRefused, match="margins"):
        power_of_tost(1, 5, 1, -1)
    with pytest.raises(StatisticsRefused, match="not_positive"):
        power_of_pairs(5, 0.0, -1, 1)
    with pytest.raises(StatisticsRefused, match="not_positive"):
        sd_of_log(0)
    with pytest.raises(StatisticsRefused, match="too_few"):
        power_of_two_samples(1, 5, 1.0, -1, 1)
    with pytest.raises(StatisticsRefused, match="degrees"):
        power_of_pairs(5, 1.0, -1, 1, sd_degrees=0)
    with pytest.raises(StatisticsRefused, match="ratio"):
        plan_two_samples(1.0, -1, 1, ratio=0)
    with pytest.raises(StatisticsRefused, match="alpha"):
        power_of_tost(1, 5, -1, 1, alpha=0.7)
