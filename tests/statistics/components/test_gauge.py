"""Gauge studies: the published example of the AIAG manual, both ways of analysis, and what is refused."""

from typing import Any

import numpy as np
import pytest

from tsunagu.statistics.components.gauge import gauge_crossed, gauge_nested
from tsunagu.statistics.components.gauge_result import Gauge, Study
from tsunagu.statistics.components.nested import nested
from tsunagu.statistics.components.ranges import (
    gauge_ranges,
    mean_range_constant,
    mean_range_degrees,
    range_constants,
)
from tsunagu.statistics.components.reml import reml
from tsunagu.statistics.estimates import StatisticsRefused

# AIAG Measurement Systems Analysis, 4th edition, III-B: 10 parts in columns, appraisers A, B, C with 3 trials each
AIAG = """0.29 -0.56 1.34 0.47 -0.80 0.02 0.59 -0.31 2.26 -1.36
0.41 -0.68 1.17 0.50 -0.92 -0.11 0.75 -0.20 1.99 -1.25
0.64 -0.58 1.27 0.64 -0.84 -0.21 0.66 -0.17 2.01 -1.31
0.08 -0.47 1.19 0.01 -0.56 -0.20 0.47 -0.63 1.80 -1.68
0.25 -1.22 0.94 1.03 -1.20 0.22 0.55 0.08 2.12 -1.62
0.07 -0.68 1.34 0.20 -1.28 0.06 0.83 -0.34 2.19 -1.50
0.04 -1.38 0.88 0.14 -1.46 -0.29 0.02 -0.46 1.77 -1.49
-0.11 -1.13 1.09 0.20 -1.07 -0.67 0.01 -0.56 1.45 -1.77
-0.15 -0.96 0.67 0.11 -1.45 -0.49 0.21 -0.49 1.87 -2.16"""
VALUES = np.array([float(one) for one in AIAG.split()])
PARTS, OPERATORS = list(range(10)) * 9, [name for name in "ABC" for _ in range(30)]


def _deviations(found: Gauge) -> list[float]:
    every = (found.repeatability, found.reproducibility, found.gauge, found.part, found.total)
    return [one.sd.value for one in every]


def test_the_manuals_example_by_analysis_of_variance() -> None:
    found = gauge_crossed(VALUES, PARTS, OPERATORS)
    assert _deviations(found) == pytest.approx([0.199933, 0.226838, 0.302373, 1.042327, 1.085], abs=5e-4)
    assert found.percent_study.value == pytest.approx(27.9, abs=0.05)
    assert found.percent_contribution.value == pytest.approx(7.76, abs=0.05)
    assert (found.ndc, found.pooled, found.interaction) == (4, True, None)
    assert found.interaction_p == pytest.approx(0.974, abs=5e-4)


def test_the_manuals_example_by_averages_and_ranges() -> None:
    found = gauge_ranges(VALUES, PARTS, OPERATORS)
    assert _deviations(found) == pytest.approx([0.20188, 0.22963, 0.30575, 1.10456, 1.14610], abs=2e-4)
    assert found.percent_study.value == pytest.approx(26.68, abs=0.02)
    assert found.ndc == 5


def test_every_figure_lies_in_its_interval() -> None:
    study = Study(tolerance=8.0)
    for found in (
        gauge_crossed(VALUES, PARTS, OPERATORS, study=study),
        gauge_crossed(VALUES, PARTS, OPERATORS, "keep", study=study),
        gauge_ranges(VALUES, PARTS, OPERATORS, study=study),
        gauge_nested(VALUES, PARTS, OPERATORS, study=study),
    ):
        every = [found.percent_study, found.percent_contribution, found.percent_tolerance, found.categories]
        assert all(one is not None and one.interval.covers(one.value) for one in every)
        assert found.percent_tolerance is not None
        assert found.percent_tolerance.value == pytest.approx(100 * 6 * found.gauge.sd.value / 8)
        shares = (found.repeatability.share, found.reproducibility.share, found.part.share)
        assert sum(one.value for one in shares) == pytest.approx(1)


def test_keeping_the_interaction_gives_the_components_of_reml() -> None:
    chance = np.random.default_rng(4)
    values = VALUES + np.repeat(chance.standard_normal(30) * 0.6, 1)[np.tile(np.arange(10), 9)]
    cell = chance.standard_normal((10, 3))
    values = values + [cell[part, "ABC".index(name)] for part, name in zip(PARTS, OPERATORS, strict=True)]
    found = gauge_crossed(values, PARTS, OPERATORS)
    assert found.interaction is not None
    assert not found.pooled
    other = reml(values, {"part": PARTS, "operator": OPERATORS}, interactions=[("part", "operator")])
    assert found.repeatability.raw == pytest.approx(other.component("error").raw, rel=1e-6)
    assert found.interaction.raw == pytest.approx(other.component("part:operator").raw, rel=1e-6)
    assert found.part.raw == pytest.approx(other.component("part").raw, rel=1e-6)


def test_the_threshold_of_pooling_is_a_choice() -> None:
    assert not gauge_crossed(VALUES, PARTS, OPERATORS, pooling=0.99).pooled
    assert gauge_crossed(VALUES, PARTS, OPERATORS, "none", pooling=0.99).pooled
    kept = gauge_crossed(VALUES, PARTS, OPERATORS, "keep")
    assert kept.interaction is not None
    assert kept.interaction.raw < 0 == kept.interaction.variance.value
    assert "negative_component" in {one.code for one in kept.cautions}


def test_single_measurements_have_the_interaction_in_repeatability() -> None:
    found = gauge_crossed(VALUES[[*range(10), *range(30, 40), *range(60, 70)]], PARTS[:30], OPERATORS[::3])
    assert found.pooled
    assert found.interaction_p is None


def test_a_nested_study_has_the_components_of_the_nested_analysis() -> None:
    found = gauge_nested(VALUES, PARTS, OPERATORS)
    other = nested(VALUES, {"operator": OPERATORS, "part": PARTS})
    assert found.operator.raw == pytest.approx(other.component("operator").raw)
    assert found.part.raw == pytest.approx(other.component("part").raw)
    assert found.repeatability.variance == other.component("error").variance


def test_offset_and_unit_do_not_matter() -> None:
    plain = gauge_crossed(VALUES, PARTS, OPERATORS)
    far = gauge_crossed(np.round(VALUES * 1024) / 1024 + 2.0**40, PARTS, OPERATORS)
    assert _deviations(far) == pytest.approx(_deviations(plain), rel=5e-3)
    large = gauge_ranges(VALUES * 1e6, PARTS, OPERATORS)
    assert large.percent_study.value == pytest.approx(
        gauge_ranges(VALUES, PARTS, OPERATORS).percent_study.value
    )


def test_constants_of_the_range_are_those_of_theory() -> None:
    assert range_constants(2) == pytest.approx((2 / np.pi**0.5, (2 - 4 / np.pi) ** 0.5), rel=1e-9)
    assert range_constants(3)[0] == pytest.approx(3 / np.pi**0.5, rel=1e-9)
    assert range_constants(5) == pytest.approx((2.32593, 0.86408), abs=1e-5)  # Harter (1960)
    assert range_constants(10) == pytest.approx((3.07751, 0.79705), abs=1e-5)
    assert 1 / mean_range_constant(2, 1) == pytest.approx(0.5**0.5)
    assert 1 / mean_range_constant(3, 1) == pytest.approx(0.5231, abs=5e-5)  # AIAG, K2
    assert 1 / mean_range_constant(10, 1) == pytest.approx(0.3146, abs=1e-4)  # AIAG, K3
    assert mean_range_constant(3) == range_constants(3)[0]
    assert mean_range_degrees(2, 1) == pytest.approx(1, abs=1e-6)


def test_large_groups_agree_with_simulation() -> None:
    draws = np.random.default_rng(2).standard_normal((20_000, 40))
    spans = np.ptp(draws, axis=1)
    assert range_constants(40) == pytest.approx((spans.mean(), spans.std()), rel=0.02)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("unequal_cells", lambda: gauge_crossed(VALUES[1:], PARTS[1:], OPERATORS[1:])),
        ("one_level", lambda: gauge_crossed(VALUES, PARTS, ["A"] * 90)),
        ("no_repetition", lambda: gauge_crossed(VALUES[::3], PARTS[:30], OPERATORS[::3], "keep")),
        ("no_repetition", lambda: gauge_ranges(VALUES[:30], PARTS[:30], OPERATORS[::3])),
        ("no_variation", lambda: gauge_crossed(np.ones(90), PARTS, OPERATORS)),
        ("interaction", lambda: gauge_crossed(VALUES, PARTS, OPERATORS, "guess")),
        ("study", lambda: gauge_crossed(VALUES, PARTS, OPERATORS, study=Study(tolerance=0.0))),
        ("lengths", lambda: gauge_crossed(VALUES, PARTS[1:], OPERATORS)),
        ("size", lambda: range_constants(1)),
    ],
)
def test_what_has_no_honest_answer_is_refused(code: str, found: Any) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        found()
    assert refused.value.code == code
    assert refused.value.ja.endswith("。")
