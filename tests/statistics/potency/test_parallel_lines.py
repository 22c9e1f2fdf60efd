"""Properties of parallel-line assays, the conventions of their error, and what is refused."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.designs import Assay, completely_randomised, observations, randomised_blocks
from tsunagu.statistics.potency.lines_anova import Convention
from tsunagu.statistics.potency.parallel_lines import parallel_lines
from tsunagu.statistics.potency.transforms import Transform

DOSES = {"S": [1.0, 2.0, 4.0], "T": [1.0, 3.0, 9.0, 12.0]}
LINES = {
    "S": [[3.0, 5.0, 4.5], [8.0, 9.5], [13.0, 12.0, 14.0]],
    "T": [[4.0, 6.0], [12.0, 14.0, 11.5], [17.0, 19.0], [22.0, 21.0]],
}


def _assay(
    change: float = 1.0, shift: float = 0.0, unit: float = 1.0, doses: Mapping[str, Sequence[float]] = DOSES
) -> Assay:
    moved = {
        name: [[value * change + shift for value in level] for level in levels]
        for name, levels in LINES.items()
    }
    return completely_randomised(
        moved, {name: [dose * unit for dose in given] for name, given in doses.items()}
    )


@pytest.mark.parametrize(
    ("change", "shift", "unit"), [(3.0, 0.0, 1.0), (-2.0, 7.0, 1.0), (1.0, 0.0, 1e-6), (1.0, 2.0**40, 1.0)]
)
def test_potency_depends_on_no_unit_of_response_or_dose(change: float, shift: float, unit: float) -> None:
    plain, moved = (parallel_lines(assay).potencies["T"] for assay in (_assay(), _assay(change, shift, unit)))
    assert moved.estimate.value == pytest.approx(plain.estimate.value, rel=1e-9)
    assert moved.estimate.interval.lower == pytest.approx(plain.estimate.interval.lower, rel=1e-9)
    assert moved.estimate.interval.upper == pytest.approx(plain.estimate.interval.upper, rel=1e-9)


def test_exchanging_standard_and_test_inverts_the_potency() -> None:
    there = parallel_lines(_assay()).potencies["T"].estimate
    back = observations(
        ["T" if k else "S" for k in _assay().preparation],
        _assay().dose.tolist(),
        _assay().response.tolist(),
        standard="T",
    )
    again = parallel_lines(back).potencies["S"].estimate
    assert again.value == pytest.approx(1 / there.value)
    assert again.interval.lower == pytest.approx(1 / there.interval.upper)


def test_a_scale_multiplies_estimate_and_limits() -> None:
    plain = parallel_lines(_assay()).potencies["T"].estimate
    scaled = parallel_lines(_assay(), scales={"T": 40.0}).potencies["T"].estimate
    assert scaled.value == pytest.approx(40 * plain.value)
    assert scaled.interval.upper == pytest.approx(40 * plain.interval.upper)


def test_the_order_of_observations_does_not_matter() -> None:
    assay = _assay()
    order = np.random.default_rng(5).permutation(len(assay.response))
    mixed = observations(
        [assay.names[k] for k in assay.preparation[order]],
        assay.dose[order].tolist(),
        assay.response[order].tolist(),
        standard="S",
    )
    assert parallel_lines(mixed).potencies["T"].estimate.value == pytest.approx(
        parallel_lines(assay).potencies["T"].estimate.value
    )


@pytest.mark.parametrize("convention", ["lines", "model"])
def test_pooled_errors_agree_with_ordinary_regression(convention: Convention) -> None:
    assay = _assay()
    second = (assay.preparation == 1).astype(float)
    columns = [np.ones(len(second)), second, np.log(assay.dose)]
    if convention == "lines":
        columns.append(second * np.log(assay.dose))
    fitted = sm.OLS(assay.response, np.column_stack(columns)).fit()
    error = parallel_lines(assay, error=convention).anova.error
    assert error.ms == pytest.approx(fitted.mse_resid)
    assert error.df == fitted.df_resid


def test_sums_of_squares_add_up_in_an_unbalanced_assay() -> None:
    anova = parallel_lines(_assay()).anova
    parts = ("preparations", "regression", "non_parallelism", "non_linearity", "residual")
    assert sum(anova[name].ss for name in parts) == pytest.approx(anova["total"].ss)
    assert sum(anova[name].df for name in parts) == anova["total"].df
    bent = ("quadratic_curvature", "lack_of_quadratic_fit")
    assert sum(anova[name].ss for name in bent) == pytest.approx(anova["non_linearity"].ss)


def test_a_weight_of_two_counts_like_a_response_given_twice() -> None:
    weighted = observations(["S", "S", "T", "T"], [1, 2, 1, 2], [1, 3, 2, 4.5], weight=[2, 1, 1, 2])
    twice = observations(["S", "S", "S", "T", "T", "T"], [1, 1, 2, 1, 2, 2], [1, 1, 3, 2, 4.5, 4.5])
    one, other = (parallel_lines(a, known_variance=0.1).potencies["T"].estimate for a in (weighted, twice))
    assert one.value == pytest.approx(other.value)
    assert one.interval.upper == pytest.approx(other.interval.upper)


def test_a_known_variance_is_tested_by_chi_square() -> None:
    row = parallel_lines(_assay(), known_variance=0.5).anova["non_linearity"]
    assert row.df == 3
    assert row.p == pytest.approx(stats.chi2.sf(row.ss / 0.5, 3))


def test_replicates_within_blocks_give_an_error_of_their_own() -> None:
    rng = np.random.default_rng(11)
    blocks = {
        f"plate {k}": {
            name: [(rng.normal(10 * dose**0.3 + k, 0.2, 2)).tolist() for dose in (1, 2, 4)] for name in "ST"
        }
        for k in range(3)
    }
    assay = randomised_blocks(blocks, {"S": [1, 2, 4], "T": [1, 2, 4]})
    anova = parallel_lines(assay, error="within").anova
    assert anova.error.df == anova["within"].df == 18
    assert anova["interaction"].ss + anova["within"].ss == pytest.approx(anova["residual"].ss)
    with refused("no_degrees"):
        parallel_lines(_assay(), error="within")


def test_limits_cover_the_true_potency_as_often_as_they_say() -> None:
    rng, doses = np.random.default_rng(20), [1.0, 2.0, 4.0]
    covered = 0
    for _ in range(400):
        responses = {
            name: [rng.normal(5 + 3 * np.log(dose * factor), 1.5, 3).tolist() for dose in doses]
            for name, factor in (("S", 1.0), ("T", 1.4))
        }
        found = parallel_lines(completely_randomised(responses, {"S": doses, "T": doses})).potencies["T"]
        covered += found.estimate.interval.covers(1.4)
    assert 0.92 < covered / 400 < 0.98


def test_a_flat_response_has_no_limits_and_says_so() -> None:
    rng = np.random.default_rng(2)
    flat = {name: [rng.normal(10, 1, 4).tolist() for _ in range(3)] for name in "ST"}
    result = parallel_lines(completely_randomised(flat, {"S": [1, 2, 4], "T": [1, 2, 4]}))
    interval = result.potencies["T"].estimate.interval
    assert (interval.lower, interval.upper) == (0.0, float("inf"))
    codes = [caution.code for caution in result.potencies["T"].cautions]
    assert "no_regression" in codes
    assert any(code.startswith("fieller_") for code in codes)


def test_curved_responses_are_flagged() -> None:
    bent = {name: [[1.0, 1.1], [5.0, 5.1], [5.5, 5.4]] for name in "ST"}
    result = parallel_lines(completely_randomised(bent, {"S": [1, 2, 4], "T": [1, 2, 4]}))
    assert [caution.code for caution in result.cautions] == ["non_linear"]
    assert result.anova["quadratic_curvature"].p is not None
    assert result.anova["quadratic_curvature"].p < 0.001


@pytest.mark.parametrize(
    ("code", "responses", "doses"),
    [
        ("no_variation", [[5, 5], [5, 5]], [1, 2]),
        ("no_error", [[5, 5], [6, 6]], [1, 2]),
        ("no_degrees", [[5], [6]], [1, 2]),
        ("one_dose", [[5, 6]], [1]),
        ("dose_of_zero", [[5, 6], [7, 8]], [0, 1]),
        ("flat", [[4, 6], [6, 4]], [1, 2]),
        ("too_large", [[5, 5.1], [5.2, 5.3]], [1e-140, 2e-140]),
    ],
)
def test_what_has_no_potency_is_refused(code: str, responses: list[list[float]], doses: list[float]) -> None:
    second = [dose * 1e280 for dose in doses] if code == "too_large" else doses
    with refused(code):
        parallel_lines(completely_randomised({"S": responses, "T": responses}, {"S": doses, "T": second}))


def test_a_single_preparation_and_unknown_conventions_are_refused() -> None:
    with refused("one_preparation"):
        parallel_lines(_assay().of("S"))
    with refused("convention"):
        parallel_lines(_assay(), error="guess")  # type: ignore[arg-type]
    with refused("variance"):
        parallel_lines(_assay(), known_variance=0.0)
    with refused("scale"):
        parallel_lines(_assay(), scales={"T": 0.0})
    with refused("transform"):
        parallel_lines(_assay(), transform="cube")  # type: ignore[arg-type]


def test_preparations_confounded_with_blocks_are_refused() -> None:
    assay = observations(
        ["S", "S", "T", "T"], [1, 2, 1, 2], [1, 2, 3, 4.5], groups={"block": ["a", "a", "b", "b"]}
    )
    with refused("confounded"):
        parallel_lines(assay, error="model")


@pytest.mark.parametrize("transform", ["ln", "log10", "sqrt", "reciprocal", "logit"])
def test_responses_without_a_transformed_value_are_refused(transform: Transform) -> None:
    with refused("outside_domain"):
        parallel_lines(_assay(-1.0), transform=transform)
