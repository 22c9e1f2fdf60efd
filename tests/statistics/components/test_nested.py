"""Variance components of nested designs: published cases, properties that must hold, and what is refused."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.components.nested import Nested, nested
from tsunagu.statistics.estimates import StatisticsRefused

NAMES = [
    "vca-ep05a2-1",
    "vca-ep05a2-2",
    "vca-ep05a2-3",
    "vca-multisite-1",
    "vca-multisite-2",
    "vca-multisite-3",
]


def _factors(data: dict[str, Any], kept: list[int]) -> dict[str, list[str]]:
    return {name: [data[name][row] for row in kept] for name in ("level_1", "level_2")}


def _shown(found: Nested) -> dict[str, float]:
    shown = {one.name: one.raw for one in found.components}
    return {**shown, "total": found.total.variance.value, "mean": found.average}


@pytest.mark.parametrize("name", NAMES)
def test_balanced_and_unbalanced_components_agree_with_sas(name: str) -> None:
    published = case(name)
    data, dropped = published["inputs"]["data"], published["inputs"]["unbalanced_drop_rows_1based"]
    every = list(range(len(data["y"])))
    left = [row for row in every if row + 1 not in dropped]
    found = {
        label: _shown(nested([data["y"][row] for row in kept], _factors(data, kept)))
        for label, kept in (("balanced", every), ("unbalanced", left))
    }
    assert_agrees(found, published)


def test_the_glucose_study_of_ep05_agrees() -> None:
    published = case("clsi-ep05a3-glucose")
    data = published["inputs"]["data"]
    found = nested(data["y"], _factors(data, list(range(len(data["y"])))))
    assert_agrees(_shown(found), published)
    assert found.total_degrees == pytest.approx(64.8, abs=0.1)  # printed in EP05-A3 as 65
    assert found.total.cv is not None
    assert found.total.cv.value == pytest.approx(100 * 12.93355**0.5 / 244.2, rel=1e-4)


def _study(seed: int = 3, sites: int = 6, shift: float = 0.0) -> tuple[np.ndarray, dict[str, list[int]]]:
    chance = np.random.default_rng(seed)
    rows = [(site, day) for site in range(sites) for day in range(3 + site % 3) for _ in range(2 + day % 2)]
    site, day = [row[0] for row in rows], [row[1] for row in rows]
    values = chance.standard_normal(len(rows)) + chance.standard_normal(sites)[site] + shift
    return values, {"site": site, "day": day}


def _numbers(found: Nested) -> list[float]:
    every = [*found.components, *found.within, found.total]
    ends = [(one.variance.interval.lower, one.variance.interval.upper) for one in every]
    return [*(one.raw for one in every), *(end for pair in ends for end in pair)]


def test_components_do_not_depend_on_an_offset_of_a_million_million() -> None:
    values, factors = _study()
    steps = np.round(values * 1024) / 1024  # so that the offset itself loses nothing
    assert _numbers(nested(steps + 2.0**40, factors)) == pytest.approx(
        _numbers(nested(steps, factors)), rel=1e-9
    )


def test_components_scale_with_the_square_of_the_unit() -> None:
    values, factors = _study()
    assert _numbers(nested(values * 1e100, factors)) == pytest.approx(
        [number * 1e200 for number in _numbers(nested(values, factors))], rel=1e-9
    )


def test_the_order_of_rows_and_the_names_of_levels_do_not_matter() -> None:
    values, factors = _study()
    order = np.random.default_rng(1).permutation(len(values))
    other = {name: [f"x{-labels[row]}" for row in order] for name, labels in factors.items()}
    assert _numbers(nested(values[order], other)) == pytest.approx(
        _numbers(nested(values, factors)), rel=1e-9
    )


def test_three_stages_add_up_to_the_total_and_leave_the_error_alone() -> None:
    chance = np.random.default_rng(8)
    labels = {
        "site": np.repeat(range(4), 36).tolist(),
        "day": np.tile(np.repeat(range(3), 12), 4).tolist(),
        "run": np.tile(np.repeat(range(4), 3), 12).tolist(),
    }
    values = chance.standard_normal(144)
    found = nested(values, labels, total_of="raw")
    assert sum(one.raw for one in found.components) == pytest.approx(found.total.variance.value)
    cell = values.reshape(48, 3)
    assert found.component("error").raw == pytest.approx(cell.var(axis=1, ddof=1).mean())
    assert found.inside("run").variance.value == found.component("error").variance.value
    assert [row.degrees for row in found.table] == [3, 8, 36, 96]
    assert found.table[0].expected == pytest.approx((36, 12, 3, 1))
    assert found.balanced


def test_one_factor_gives_the_textbook_analysis_of_variance() -> None:
    values = [9.0, 11, 10, 14, 15, 16, 19, 20, 21]
    found = nested(values, {"site": [1, 1, 1, 2, 2, 2, 3, 3, 3]})
    assert found.component("site").raw == pytest.approx((75 - 1) / 3)
    assert found.component("error").raw == pytest.approx(1.0)
    assert found.mean.value == pytest.approx(15.0)
    half = 4.302652729911275 * (75 / 9) ** 0.5
    assert found.mean.interval.upper == pytest.approx(15 + half)


def test_the_mean_weighs_sites_alike_however_many_results_they_gave() -> None:
    found = nested([1.0, 1.2, 1.1, 0.9, 3.0, 3.2], {"site": ["a"] * 4 + ["b"] * 2})
    assert found.mean.value == pytest.approx((1.05 + 3.1) / 2)
    assert found.average == pytest.approx((4.2 + 6.2) / 6)


def test_a_negative_component_is_shown_raw_and_as_zero_with_an_interval_and_a_caution() -> None:
    values = [1.0, 5.0, 1.1, 4.9, 0.9, 5.1, 1.2, 5.2]
    found = nested(values, {"site": [1, 1, 2, 2, 3, 3, 4, 4]})
    site = found.component("site")
    assert site.raw < 0
    assert site.variance.value == site.share.value == 0.0
    assert site.variance.interval.upper > 0
    assert {one.code for one in found.cautions} == {"negative_component", "few_levels"}
    assert found.total.variance.value == pytest.approx(found.component("error").raw)
    raw = nested(values, {"site": [1, 1, 2, 2, 3, 3, 4, 4]}, total_of="raw")
    assert raw.total.variance.value == pytest.approx(sum(one.raw for one in found.components))


def test_two_sites_give_an_interval_however_wide() -> None:
    values = [1.0, 1.1, 1.2, 1.1, 2.0, 2.1, 2.2, 2.1]
    found = nested(values, {"site": [1] * 4 + [2] * 4})
    interval = found.component("site").variance.interval
    assert 0 < interval.lower < found.component("site").raw < 100 < interval.upper < np.inf


def test_identical_repetitions_are_told() -> None:
    found = nested([1.0, 1.0, 2.0, 2.0, 4.0, 4.0], {"site": [1, 1, 2, 2, 3, 3]})
    assert "identical_repetition" in {one.code for one in found.cautions}
    assert found.component("error").variance.value == 0.0


def test_satterthwaite_intervals_are_those_of_chi_squared() -> None:
    values, factors = _study()
    error = nested(values, factors, method="satterthwaite").component("error").variance
    mls = nested(values, factors).component("error").variance
    assert (error.interval.lower, error.interval.upper) == pytest.approx(
        (mls.interval.lower, mls.interval.upper)
    )


@pytest.mark.parametrize(
    ("code", "values", "factors", "more"),
    [
        ("no_variation", [5.0, 5, 5, 5], {"site": [1, 1, 2, 2]}, {}),
        ("one_level", [5.0, 6, 5, 4], {"site": [1, 1, 1, 1]}, {}),
        ("one_level", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2], "day": [1, 1, 1, 1]}, {}),
        ("no_repetition", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2], "day": [1, 2, 1, 2]}, {}),
        ("no_repetition", [5.0, 6, 5, 4], {"site": [1, 2, 3, 4]}, {}),
        ("too_few", [5.0, 6], {"site": [1, 1]}, {}),
        ("not_finite", [5.0, 6, np.nan, 1], {"site": [1, 1, 2, 2]}, {}),
        ("lengths", [5.0, 6, 5, 4], {"site": [1, 1, 2]}, {}),
        ("missing_label", [5.0, 6, 5, 4], {"site": [1, 1, None, 2]}, {}),
        ("no_factors", [5.0, 6, 5, 4], {}, {}),
        ("method", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"method": "guess"}),
        ("total_of", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"total_of": "guess"}),
        ("level", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"level": 95}),
    ],
)
def test_what_has_no_honest_answer_is_refused(
    code: str, values: list[float], factors: dict[str, list[Any]], more: dict[str, Any]
) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        nested(values, factors, **more)
    assert refused.value.code == code
    assert refused.value.ja.endswith("。")


def test_the_share_of_a_factor_has_the_exact_interval_by_f() -> None:
    values = [9.0, 11, 10, 14, 15, 16, 19, 20, 21]
    found = nested(values, {"site": [1, 1, 1, 2, 2, 2, 3, 3, 3]}).component("site").share
    ratios = [75 / float(stats.f.ppf(tail, 2, 6)) for tail in (0.975, 0.025)]
    expected = [(ratio - 1) / (ratio + 2) for ratio in ratios]
    assert found.value == pytest.approx(74 / 77)
    assert (found.interval.lower, found.interval.upper) == pytest.approx(expected, rel=1e-6)
