"""CUSUM: Montgomery's example, Lucas and Crosier's run lengths, and a simulation of them."""

import numpy as np
import pytest

from tests.statistics.monitoring.made import MONTGOMERY, known
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.charts import evaluate
from tsunagu.statistics.monitoring.cusum import average_run_length, cusum


def test_montgomerys_example_signals_at_29_and_began_at_23() -> None:
    chart = cusum(evaluate(known(10, 1), MONTGOMERY), reference=0.5, decision=5)
    assert chart.signalled == (29, 30)
    assert chart.points[28].up == pytest.approx(5.28)
    assert chart.points[28].run_up == 7
    assert chart.began == 23
    assert chart.points[1].down == pytest.approx(1.56)


def test_a_shift_down_is_seen_by_the_lower_sum() -> None:
    mirrored = [20 - value for value in MONTGOMERY]
    chart = cusum(evaluate(known(10, 1), mirrored))
    assert chart.signalled == (29, 30)
    assert chart.began == 23
    assert cusum(evaluate(known(10, 1), MONTGOMERY[:20])).began is None


def test_a_head_start_sees_an_early_shift_sooner() -> None:
    shifted = evaluate(known(0, 1), [1.2] * 12)
    assert cusum(shifted, head_start=0.5).signalled[0] < cusum(shifted).signalled[0]


@pytest.mark.parametrize(
    ("decision", "shift", "plain", "headed"),
    [
        (4, 0, 168, 149),
        (4, 1, 8.38, 5.29),
        (5, 0, 465, 430),
        (5, 0.5, 38.0, 28.7),
        (5, 1, 10.4, 6.35),
        (5, 2, 4.01, 2.36),
    ],
)
def test_lucas_and_crosiers_run_lengths(decision: float, shift: float, plain: float, headed: float) -> None:
    assert average_run_length(reference=0.5, decision=decision, shift=shift) == pytest.approx(
        plain, rel=0.003
    )
    quick = average_run_length(reference=0.5, decision=decision, shift=shift, head_start=0.5)
    assert quick == pytest.approx(headed, rel=0.005)


def test_siegmund_is_near_the_markov_chain() -> None:
    for shift in (0, 0.25, 0.5, 1):
        exact = average_run_length(reference=0.5, decision=5, shift=shift)
        near = average_run_length(reference=0.5, decision=5, shift=shift, method="siegmund")
        assert near == pytest.approx(exact, rel=0.02)
    in_control = average_run_length(reference=0.5, decision=5, method="siegmund")
    assert in_control == pytest.approx(469.1, abs=0.05)  # Montgomery 9.1.3 prints 469
    at_drift_zero = average_run_length(reference=0.5, decision=4, shift=0.5, sides=1, method="siegmund")
    assert at_drift_zero == pytest.approx(5.166**2)


def test_a_simulated_chart_runs_as_long() -> None:
    z = np.random.default_rng(6).normal(1.0, 1.0, (3000, 200))
    total, lengths = np.zeros(3000), np.full(3000, 200)
    for count in range(1, 201):
        total = np.maximum(0.0, total + z[:, count - 1] - 0.5)
        lengths = np.minimum(lengths, np.where(total > 4, count, 200))
    expected = average_run_length(reference=0.5, decision=4, shift=1, sides=1)
    assert np.mean(lengths) == pytest.approx(expected, rel=0.04)


def test_settings_that_make_no_chart_are_refused() -> None:
    with pytest.raises(StatisticsRefused, match="cusum_settings"):
        average_run_length(reference=0.5, decision=0)
    with pytest.raises(StatisticsRefused, match="siegmund_head_start"):
        average_run_length(reference=0.5, decision=5, head_start=0.5, method="siegmund")
    with pytest.raises(StatisticsRefused, match="sides"):
        average_run_length(reference=0.5, decision=5, sides=3)
    with pytest.raises(StatisticsRefused, match="too_few"):
        cusum(evaluate(known(0, 1), []))
