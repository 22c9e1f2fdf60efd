"""REML against statsmodels and the analysis of variance, its predictions, and what it refuses."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from statsmodels.regression.mixed_linear_model import MixedLM

from tests.statistics.cases import case
from tsunagu.statistics.components.nested import nested
from tsunagu.statistics.components.reml import Reml, reml
from tsunagu.statistics.estimates import StatisticsRefused

Vector = NDArray[np.float64]
Factors = dict[str, list[int]]


def _crossed(seed: int = 2, count: int = 140, **deviations: float) -> tuple[Vector, Factors]:
    chance = np.random.default_rng(seed)
    deviations = deviations or {"donor": 1.0, "site": 0.7, "lot": 0.5}
    values = 10 + chance.standard_normal(count)
    factors = {}
    for levels, (name, deviation) in zip((12, 5, 7), deviations.items(), strict=False):
        codes = chance.integers(0, levels, count)
        values += (chance.standard_normal(levels) * deviation)[codes]
        factors[name] = codes.tolist()
    return values, factors


def _statsmodels(values: Vector, factors: Factors, formulas: dict[str, str], fixed: str = "y ~ 1") -> Any:
    frame = pd.DataFrame({"y": values, "all": 1, **factors})
    model = MixedLM.from_formula(fixed, groups="all", re_formula="0", vc_formula=formulas, data=frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(reml=True, method=["lbfgs"], maxiter=500)


def _components(found: Reml) -> dict[str, float]:
    return {one.name: one.variance.value for one in found.components}


def test_crossed_factors_agree_with_statsmodels() -> None:
    values, factors = _crossed()
    fitted = _statsmodels(values, factors, {name: f"0 + C({name})" for name in factors})
    found = reml(values, factors)
    expected = dict(zip(fitted.model.exog_vc.names, fitted.vcomp, strict=True)) | {"error": fitted.scale}
    assert _components(found) == pytest.approx(expected, rel=1e-3)
    assert found.mean.value == pytest.approx(fitted.fe_params["Intercept"], rel=1e-5)
    assert found.log_likelihood == pytest.approx(fitted.llf, abs=1e-4)
    predicted = fitted.random_effects[1]
    shown = {f"{one.factor}[C({one.factor})[{one.label}]]": one.value.value for one in found.effects}
    assert shown == pytest.approx(predicted.to_dict(), abs=2e-3)


def test_nested_factors_and_a_covariate_agree_with_statsmodels() -> None:
    chance = np.random.default_rng(6)
    site = chance.integers(0, 6, 90)
    day = chance.integers(0, 4, 90)
    age = chance.uniform(20, 60, 90)
    values = chance.standard_normal(6)[site] + chance.standard_normal((6, 4))[site, day] * 0.7
    values = values + chance.standard_normal(90) * 0.5 + 0.03 * age
    factors = {"site": site.tolist(), "day": day.tolist()}
    formulas = {"site": "0 + C(site)", "day": "0 + C(site):C(day)"}
    fitted = _statsmodels(values, factors | {"age": age.tolist()}, formulas, "y ~ 1 + age")
    found = reml(values, factors, {"day": "site"}, covariates={"age": age})
    expected = dict(zip(fitted.model.exog_vc.names, fitted.vcomp, strict=True)) | {"error": fitted.scale}
    assert _components(found) == pytest.approx(expected, rel=1e-3)
    (slope,) = found.covariates
    assert slope.value.value == pytest.approx(fitted.fe_params["age"], rel=1e-4)
    assert slope.standard_error == pytest.approx(fitted.bse_fe["age"], rel=0.02)
    assert slope.value.interval.covers(0.03)
    at_average = fitted.fe_params["Intercept"] + fitted.fe_params["age"] * age.mean()
    assert found.mean.value == pytest.approx(at_average, rel=1e-5)


def test_balanced_nested_data_give_the_analysis_of_variance_with_all_its_intervals() -> None:
    published = case("vca-multisite-1")
    data = published["inputs"]["data"]
    factors = {"site": data["level_1"], "day": data["level_2"]}
    ours = reml(data["y"], factors, {"day": "site"}, sums={"inside site": ["day", "error"]})
    by_squares = nested(data["y"], factors)
    pairs = [
        *zip(ours.components, by_squares.components, strict=True),
        (ours.total, by_squares.total),
        (ours.sums[0], by_squares.inside("site")),
    ]
    for one, other in pairs:
        ends = one.variance.interval, other.variance.interval, one.share.interval, other.share.interval
        assert one.raw == pytest.approx(other.raw)
        assert (ends[0].lower, ends[0].upper) == pytest.approx((ends[1].lower, ends[1].upper), abs=1e-9)
        assert (ends[2].lower, ends[2].upper) == pytest.approx((ends[3].lower, ends[3].upper), abs=1e-6)
    assert ours.mean.interval.width == pytest.approx(by_squares.mean.interval.width)
    assert ours.mean.degrees == pytest.approx(2)


def test_balanced_crossed_data_give_the_mean_squares_of_two_ways() -> None:
    chance = np.random.default_rng(9)
    table = chance.standard_normal((6, 4)) + 2 * chance.standard_normal(6)[:, None]
    table = table + chance.standard_normal(4)
    rows, columns = np.indices(table.shape)
    found = reml(table.ravel(), {"donor": rows.ravel().tolist(), "site": columns.ravel().tolist()})
    error = table - table.mean(1, keepdims=True) - table.mean(0, keepdims=True) + table.mean()
    noise = float((error**2).sum()) / 15
    assert found.component("error").raw == pytest.approx(noise, rel=1e-6)
    assert found.component("donor").raw == pytest.approx(table.mean(1).var(ddof=1) - noise / 4, rel=1e-6)
    assert found.component("site").raw == pytest.approx(table.mean(0).var(ddof=1) - noise / 6, rel=1e-6)


def test_a_component_at_zero_keeps_an_interval_a_raw_estimate_and_levels_with_errors() -> None:
    values = [1.0, 5.0, 1.1, 4.9, 0.9, 5.1, 1.2, 5.2]
    found = reml(values, {"site": [1, 1, 2, 2, 3, 3, 4, 4]})
    site = found.component("site")
    assert site.variance.value == 0.0
    assert site.raw == pytest.approx(nested(values, {"site": [1, 1, 2, 2, 3, 3, 4, 4]}).components[0].raw)
    assert site.variance.interval.upper > 0
    assert site.share.interval.upper > 0
    assert all(one.standard_error > 0 for one in found.effects)
    assert {one.code for one in found.cautions} == {"negative_component", "few_levels"}


def test_an_interaction_gets_a_component_of_its_own() -> None:
    chance = np.random.default_rng(13)
    donor, site = np.repeat(range(20), 15), np.tile(np.repeat(range(5), 3), 20)
    values = chance.standard_normal((20, 5))[donor, site] * 2 + chance.standard_normal(300) * 0.1
    found = reml(values, {"donor": donor.tolist(), "site": site.tolist()}, interactions=[("donor", "site")])
    assert found.component("donor:site").variance.interval.covers(4.0)
    assert found.component("donor:site").share.value > 0.9
    assert len(found.levels("donor:site")) == 100


def test_levels_are_ranked_shrunk_and_hold_the_truth() -> None:
    chance = np.random.default_rng(21)
    truth, site = chance.standard_normal(40), np.repeat(range(40), 4)
    values = truth[site] + chance.standard_normal(160)
    ranked = reml(values, {"site": site.tolist()}).levels("site")
    shown = [one.value.value for one in ranked]
    assert shown == sorted(shown, reverse=True)
    held = [one.value.interval.covers(truth[int(str(one.label))]) for one in ranked]
    assert np.mean(held) >= 0.85
    raw = [values[site == int(str(one.label))].mean() - values.mean() for one in ranked]
    assert abs(shown[0]) < abs(raw[0])


def _numbers(found: Reml) -> list[float]:
    ends = [(one.variance.interval.lower, one.variance.interval.upper) for one in found.components]
    return [*_components(found).values(), *(end for pair in ends for end in pair)]


def test_offset_unit_and_order_of_rows_do_not_matter() -> None:
    values, factors = _crossed()
    steps = np.round(values * 1024) / 1024
    plain = _numbers(reml(steps, factors))
    assert _numbers(reml(steps + 2.0**40, factors)) == pytest.approx(plain, rel=1e-6)
    assert _numbers(reml(steps * 1000, factors)) == pytest.approx([one * 1e6 for one in plain], rel=1e-6)
    order = np.random.default_rng(3).permutation(len(steps))
    shuffled = {name: [labels[row] for row in order] for name, labels in factors.items()}
    assert _numbers(reml(steps[order], shuffled)) == pytest.approx(plain, rel=1e-6)


def test_the_mean_of_a_crossed_design_covers_the_truth_with_four_sites() -> None:
    held = 0
    for seed in range(60):
        values, factors = _crossed(seed, 60, site=0.7, donor=0.6)
        factors["site"] = [code % 4 for code in factors["site"]]
        held += reml(values, factors).mean.interval.covers(10)
    assert held >= 52  # binomial: 95 % of 60 less 3 standard errors


def test_confounded_factors_come_with_a_caution() -> None:
    values = np.random.default_rng(1).standard_normal(24) + np.repeat([0.0, 2, 4, 6], 6)
    factors = {"donor": np.repeat(range(8), 3).tolist(), "site": np.repeat(range(4), 6).tolist()}
    assert "confounded" in {one.code for one in reml(values, factors).cautions}


def test_ten_thousand_results_are_done_in_seconds() -> None:
    chance = np.random.default_rng(6)
    levels = {"donor": 200, "site": 12, "operator": 40, "lot": 30}
    values, factors = chance.standard_normal(10_000), {}
    for name, count in levels.items():
        codes = chance.integers(0, count, 10_000)
        values += chance.standard_normal(count)[codes]
        factors[name] = codes.tolist()
    found = reml(values, factors)
    assert all(found.component(name).variance.interval.covers(1.0) for name in ("donor", "error"))
    assert found.steps < 20


@pytest.mark.parametrize(
    ("code", "values", "factors", "more"),
    [
        ("no_variation", [5.0, 5, 5, 5], {"site": [1, 1, 2, 2]}, {}),
        ("one_level", [5.0, 6, 5, 4], {"site": [1, 1, 1, 1]}, {}),
        ("no_repetition", [5.0, 6, 5, 4], {"site": [1, 2, 3, 4]}, {}),
        ("no_error_left", [5.0, 5, 6, 6, 9, 9], {"site": [1, 1, 2, 2, 3, 3]}, {}),
        ("aliased", [5.0, 6, 5, 4, 7, 7], {"site": [1, 1, 2, 2, 3, 3], "kit": [7, 7, 8, 8, 9, 9]}, {}),
        ("unknown_factor", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"nested_in": {"day": "site"}}),
        ("unknown_factor", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"sums": {"all": ["day"]}}),
        ("nested_in_itself", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"nested_in": {"site": "site"}}),
        ("constant_covariate", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"covariates": {"age": [3, 3, 3, 3]}}),
        (
            "dependent_covariates",
            [5.0, 6, 5, 4, 8],
            {"site": [1, 1, 2, 2, 2]},
            {"covariates": {"age": [1, 2, 3, 4, 9], "months": [12, 24, 36, 48, 108]}},
        ),
        ("lengths", [5.0, 6, 5, 4], {"site": [1, 1, 2, 2]}, {"covariates": {"age": [3, 4, 5]}}),
        ("too_many_levels", list(range(12_000)), {"site": [row // 2 for row in range(12_000)]}, {}),
    ],
)
def test_what_has_no_honest_answer_is_refused(
    code: str, values: list[float], factors: dict[str, list[int]], more: dict[str, Any]
) -> None:
    with pytest.raises(StatisticsRefused) as refused:
        reml(values, factors, **more)
    assert refused.value.code == code
    assert refused.value.ja.endswith("。")


def test_the_dyestuff_data_give_the_published_estimates() -> None:
    """Davies & Goldsmith (1972), table 6.1; REML as printed by Bates (lme4: 1764.05, 2451.25, deviance 319.6543)."""
    values = [
        [1545, 1440, 1440, 1520, 1580],
        [1540, 1555, 1490, 1560, 1495],
        [1595, 1550, 1605, 1510, 1560],
        [1445, 1440, 1595, 1465, 1545],
        [1595, 1630, 1515, 1635, 1625],
        [1520, 1455, 1450, 1480, 1445],
    ]
    found = reml(np.ravel(values), {"batch": np.repeat(list("ABCDEF"), 5).tolist()})
    assert found.component("batch").variance.value == pytest.approx(1764.05, abs=0.005)
    assert found.component("error").variance.value == pytest.approx(2451.25, abs=0.005)
    assert found.mean.value == pytest.approx(1527.5)
    assert -2 * found.log_likelihood == pytest.approx(319.6543, abs=1e-4)
    lowest = found.levels("batch")[-1]
    shrunk = (1470 - 1527.5) * 5 * 1764.05 / (5 * 1764.05 + 2451.25)
    assert lowest.label == "F"
    assert lowest.value.value == pytest.approx(shrunk, abs=1e-3)


def _few(seed: int) -> tuple[Vector, Factors]:
    chance = np.random.default_rng(seed)
    factors = {name: chance.integers(0, 4, 14).tolist() for name in ("site", "donor")}
    return np.round(chance.standard_normal(14), 1), factors


def test_of_two_maxima_the_higher_is_found() -> None:
    """In these 14 results the likelihood also has a maximum at two zeros, 0.53 lower."""
    found = reml(*_few(1936))
    ratios = [one.variance.value / found.component("error").variance.value for one in found.components[:2]]
    assert ratios == pytest.approx([3.826, 1.029], abs=0.01)


def test_the_maximum_is_reached_where_scoring_alone_swings_for_ever() -> None:
    assert reml(*_few(81)).steps < 20
