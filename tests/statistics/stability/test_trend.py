"""Out of trend: what lies outside the prediction interval is found, and false alarms are as many as said."""

import numpy as np
import pytest

from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.stability.trend import by_regression, by_time_point

TIMES = (0.0, 3.0, 6.0, 9.0, 12.0, 18.0)


def earlier(
    seed: int = 1, starts: tuple[float, ...] = (100, 100, 100)
) -> tuple[list[str], list[float], list[float]]:
    rng = np.random.default_rng(seed)
    rows = [(f"b{i}", t, s - 0.3 * t + rng.normal(0, 0.5)) for i, s in enumerate(starts) for t in TIMES]
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]


def test_a_result_far_from_the_line_is_out_of_trend() -> None:
    check = by_regression(*earlier(), [3.0, 18.0, 24.0], [99.1, 97.6, 92.8])
    assert check.out_of_trend == (2,)
    second = check.points[1]
    assert second.p < 0.001
    assert second.distance > 3
    assert not second.interval.covers(second.value)
    assert check.points[2].interval.width > check.points[0].interval.width


def test_a_batch_goes_on_along_its_own_line() -> None:
    data = earlier(starts=(100, 104, 108))
    assert by_regression(*data, [24.0], [100.8], batch="b2").out_of_trend == ()
    assert by_regression(*data, [24.0], [100.8], batch="b0").out_of_trend == (1,)


def test_combining_unlike_batches_is_said() -> None:
    check = by_regression(*earlier(starts=(100, 104, 108)), [24.0], [97.0])
    assert [caution.code for caution in check.cautions] == ["batches_differ"]
    assert by_regression(*earlier(), [24.0], [97.0]).cautions == ()


def test_false_alarms_are_as_many_as_the_level_says() -> None:
    rng, alarms = np.random.default_rng(5), 0
    for seed in range(400):
        alarms += len(by_regression(*earlier(seed), [24.0], [92.8 + rng.normal(0, 0.5)]).out_of_trend)
    assert 0.02 < alarms / 400 < 0.08


def test_by_time_point_is_the_prediction_interval_of_one_result() -> None:
    table = [[99, 97], [100, 98], [101, 99], [100, 97], [98, 98]]
    check = by_time_point(table, [100, 105], [0, 6])
    assert check.out_of_trend == (2,)
    first = check.points[0]
    assert first.expected == pytest.approx(99.6)
    assert first.interval.width / 2 == pytest.approx(2.7764451 * 1.140175 * np.sqrt(1.2), rel=1e-5)
    assert by_time_point(table[:3], [100, 98], [0, 6]).cautions[0].code == "few_batches"


@pytest.mark.parametrize(
    ("code", "options"), [("unknown_batch", {"batch": "x"}), ("line_of_unknown_batch", {"model": "dids"})]
)
def test_a_batch_without_a_line_is_refused(code: str, options: dict[str, str]) -> None:
    with pytest.raises(StatisticsRefused) as refusal:
        by_regression(*earlier(), [24.0], [90.0], **options)  # type: ignore[arg-type]
    assert refusal.value.code == code


def test_a_time_without_spread_is_refused() -> None:
    with pytest.raises(StatisticsRefused, match="no_variation"):
        by_time_point([[1, 2], [1, 3], [1, 4]], [1, 2], [0, 3])
    with pytest.raises(StatisticsRefused, match="lengths"):
        by_time_point([[1, 2], [1, 3], [1]], [1, 2], [0, 3])
