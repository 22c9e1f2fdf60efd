"""Capability: indices and intervals by hand, their coverage, and refusal where the chart isn't stable."""

import math

import numpy as np
import pytest
from scipy import stats

from tests.statistics.monitoring.made import DAY, evaluation, known, values
from tsunagu.statistics.estimates import StatisticsRefused
from tsunagu.statistics.monitoring.capability import Capability, capability
from tsunagu.statistics.monitoring.charts import Evaluation, evaluate
from tsunagu.statistics.monitoring.phase_one import freeze_counts, freeze_groups, freeze_individuals


def chart(x: object, kind: str = "individuals") -> Evaluation:
    limits = freeze_individuals(x, version="1", frozen_on=DAY, chart=kind, width=5)  # type: ignore[arg-type]
    return evaluate(limits, x)  # type: ignore[arg-type]


def test_overall_indices_by_hand() -> None:
    x = values(50, seed=7)
    found = capability(chart(x), lower=92, upper=106)
    mean, s = x.mean(), x.std(ddof=1)
    assert found.pp is not None
    assert found.pp.value == pytest.approx(14 / (6 * s))
    assert found.ppk.value == pytest.approx(min(mean - 92, 106 - mean) / (3 * s))
    assert found.pp.interval.lower == pytest.approx(
        found.pp.value * math.sqrt(stats.chi2.ppf(0.025, 49) / 49)
    )
    half = 1.959964 * math.sqrt(1 / 450 + found.ppk.value**2 / 98)
    assert found.ppk.interval.width == pytest.approx(2 * half)
    outside = stats.norm.cdf((92 - mean) / s) + stats.norm.sf((106 - mean) / s)
    assert found.outside == pytest.approx(outside)


def test_within_indices_use_the_frozen_standard_deviation() -> None:
    evaluated = chart(values(50, seed=7))
    sigma = evaluated.limits.sigma
    assert sigma is not None
    found = capability(evaluated, lower=92, upper=108)
    assert found.cp is not None
    assert found.cp.value == pytest.approx(16 / (6 * sigma.value))
    assert found.cp.degrees == sigma.degrees
    every = capability(evaluated, lower=92, upper=108, within_degrees="all")
    assert every.cp is not None
    assert every.cp.value == found.cp.value
    assert every.cp.degrees == 49
    assert every.cp.interval.width < found.cp.interval.width


def test_one_limit_has_no_width() -> None:
    found = capability(chart(values(50, seed=7)), lower=92)
    assert found.cp is None
    assert found.pp is None
    assert found.cpk.interval.covers(found.cpk.value)


def test_groups_give_all_their_values() -> None:
    groups = np.random.default_rng(8).normal(10, 1, (20, 4))
    means = evaluate(freeze_groups(groups, version="1", frozen_on=DAY, width=5), groups)
    spread = evaluate(freeze_groups(groups, version="1", frozen_on=DAY, chart="range", width=5), groups)
    found = capability(means, lower=6, upper=14, dispersion=spread)
    assert found.count == 80
    assert found.sigma_overall.value == pytest.approx(groups.std(ddof=1))
    assert found.cautions == ()


def test_an_offset_costs_no_digits() -> None:
    x = np.round(values(40, seed=3, sd=100))
    near, far = (capability(chart(x + shift), lower=-400 + shift, upper=600 + shift) for shift in (0, 1e12))
    assert far.ppk.value == pytest.approx(near.ppk.value, rel=1e-6)
    assert far.cpk.value == pytest.approx(near.cpk.value, rel=1e-6)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng, hits = np.random.default_rng(4), 0
    for _ in range(300):
        found = capability(chart(rng.normal(0, 1, 60)), lower=-4, upper=4)
        hits += found.ppk.interval.covers(4 / 3)
    assert 0.91 < hits / 300 < 0.985


def test_an_unstable_process_is_refused() -> None:
    with pytest.raises(StatisticsRefused) as refusal:
        capability(evaluation([0, 1, 3.5, -1]), lower=90, upper=110)
    assert refusal.value.code == "unstable"
    assert "3" in refusal.value.ja
    x = values(30, seed=4)
    spread = chart(x, "moving_range")
    wild = evaluate(spread.limits, [100, 130, 100])
    with pytest.raises(StatisticsRefused, match="unstable"):
        capability(chart(x), lower=90, upper=110, dispersion=wild)


def test_what_a_reader_must_know_is_said() -> None:
    skewed = np.exp(np.random.default_rng(2).normal(0, 1, 60))
    found: Capability = capability(evaluate(known(0, 1e3), skewed), lower=-1, upper=99)
    assert {caution.code for caution in found.cautions} == {"not_normal", "spread_not_charted"}


def test_other_refusals() -> None:
    good = chart(values(30, seed=7))
    with pytest.raises(StatisticsRefused, match="no_limit"):
        capability(good)
    with pytest.raises(StatisticsRefused, match="limits_reversed"):
        capability(good, lower=2.0, upper=1.0)
    with pytest.raises(StatisticsRefused, match="no_variation"):
        capability(evaluate(known(5, 1), [5, 5, 5]), lower=1)
    counts = freeze_counts([4, 9, 5], version="1", frozen_on=DAY, chart="c")
    with pytest.raises(StatisticsRefused, match="not_location"):
        capability(evaluate(counts, [4, 5, 6]), lower=1)
