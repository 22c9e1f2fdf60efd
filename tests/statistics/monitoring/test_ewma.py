"""EWMA: Montgomery's example, limits that open, and Shewhart's chart at weight 1."""

import math

import numpy as np
import pytest

from tests.statistics.monitoring.made import DAY, MONTGOMERY, known
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.charts import evaluate
from tsunagu.statistics.monitoring.ewma import ewma
from tsunagu.statistics.monitoring.phase_one import freeze_counts, freeze_groups


def test_montgomerys_example_signals_at_point_29() -> None:
    chart = ewma(evaluate(known(10, 1), MONTGOMERY), weight=0.1, width=2.7)
    assert chart.points[0].value == pytest.approx(9.945)
    assert chart.points[0].upper == pytest.approx(10.27)
    assert chart.points[1].upper == pytest.approx(10.27 + 0.0932, abs=1e-4)
    assert chart.signalled == (29, 30)
    assert [p.value for p in chart.points[27:]] == pytest.approx([10.5731, 10.6468, 10.6341], abs=6e-5)
    assert not chart.stable


def test_limits_open_to_those_of_a_long_run() -> None:
    evaluation = evaluate(known(0, 1), np.zeros(200))
    exact, long = ewma(evaluation), ewma(evaluation, asymptotic=True)
    assert [p.upper for p in exact.points] == sorted(p.upper for p in exact.points)
    assert exact.points[-1].upper == pytest.approx(long.points[0].upper)
    assert long.points[0].upper == pytest.approx(2.86 * math.sqrt(0.2 / 1.8))
    assert exact.points[0].upper == pytest.approx(2.86 * 0.2)


def test_weight_one_is_the_shewhart_chart() -> None:
    evaluation = evaluate(known(10, 1), (9, 13.2, 10, 6.9))
    assert ewma(evaluation, weight=1, width=3).signalled == evaluation.signalled() == (2, 4)


def test_larger_groups_weigh_by_their_size() -> None:
    limits = freeze_groups([[1.0, 3.0], [2.0, 5.0], [4.0, 4.5]], version="1", frozen_on=DAY)
    chart = ewma(evaluate(limits, [[3.0, 3.0], [3.0] * 8]), weight=0.5, width=3)
    assert limits.sigma is not None
    variance = 0.25 * limits.sigma.value**2 / 8 + 0.25 * (0.25 * limits.sigma.value**2 / 2)
    assert chart.points[1].upper - chart.center == pytest.approx(3 * math.sqrt(variance))


def test_other_charts_and_weights_are_refused() -> None:
    counts = freeze_counts([4, 9, 5], version="1", frozen_on=DAY, chart="c")
    with pytest.raises(StatisticsRefused, match="not_location"):
        ewma(evaluate(counts, [4, 5]))
    with pytest.raises(StatisticsRefused, match="ewma_weight"):
        ewma(evaluate(known(0, 1), [1, 2]), weight=0)
