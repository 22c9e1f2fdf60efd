"""Slope-ratio assays: agreement with ordinary regression, the closed forms of balanced designs, and refusals."""

import numpy as np
import pytest
import statsmodels.api as sm

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.designs import Assay, completely_randomised, observations
from tsunagu.statistics.potency.slope_ratio import slope_ratio

DOSES = {"S": [1.0, 2.0, 3.0], "T": [1.0, 2.0, 3.0]}
RESPONSES = {
    "S": [[1.13, 1.21], [2.05, 2.20], [3.12, 3.00]],
    "T": [[0.71, 0.62], [1.12, 1.21], [1.64, 1.70]],
}
BLANKS = [0.10, 0.22]


def _assay(shift: float = 0.0) -> Assay:
    moved = {
        name: [[value + shift for value in level] for level in levels] for name, levels in RESPONSES.items()
    }
    return completely_randomised(moved, DOSES, blanks=[value + shift for value in BLANKS])


def test_slopes_agree_with_ordinary_regression() -> None:
    assay = _assay()
    columns = np.column_stack(
        [np.ones(len(assay.dose)), *(assay.dose * (assay.preparation == place) for place in (0, 1))]
    )
    fitted = sm.OLS(assay.response, columns).fit()
    result = slope_ratio(assay, error="model")
    assert result.slopes["S"].value == pytest.approx(fitted.params[1])
    assert result.slopes["T"].interval.lower == pytest.approx(fitted.conf_int()[2][0])
    assert result.potencies["T"].estimate.value == pytest.approx(fitted.params[2] / fitted.params[1])
    assert result.anova.error.ms == pytest.approx(fitted.mse_resid)


def test_the_blanks_row_has_the_closed_form_of_the_pharmacopoeia() -> None:
    """Ph. Eur. 5.3, table 3.3.3.1-II for n replicates, h preparations and d doses."""
    n, h, d = 2, 2, 3
    own = [np.polyfit(np.repeat(DOSES[name], n), np.ravel(RESPONSES[name]), 1)[1] for name in "ST"]
    distance = np.mean(BLANKS) - np.mean(own)
    expected = n * h * d * (d - 1) / (h * d * (d - 1) + 4 * d + 2) * distance**2
    anova = slope_ratio(_assay()).anova
    assert anova["blanks"].ss == pytest.approx(expected)
    assert {row.source: row.df for row in anova.rows} == {
        "regression": 2,
        "blanks": 1,
        "intersection": 1,
        "non_linearity": 2,
        "treatments": 6,
        "residual": 7,
        "total": 13,
    }


def test_without_blanks_they_leave_no_trace() -> None:
    alone = completely_randomised(RESPONSES, DOSES)
    one, other = slope_ratio(_assay(), use_blanks=False), slope_ratio(alone)
    assert one.potencies["T"].estimate == other.potencies["T"].estimate
    assert "blanks" not in one.anova


def test_potency_does_not_move_with_the_zero_of_the_response() -> None:
    one, other = slope_ratio(_assay()).potencies["T"], slope_ratio(_assay(2.0**35)).potencies["T"]
    assert other.estimate.value == pytest.approx(one.estimate.value, rel=1e-5)


def test_a_scale_multiplies_the_ratio() -> None:
    one, other = slope_ratio(_assay()), slope_ratio(_assay(), scales={"T": 4.0})
    assert other.potencies["T"].estimate.value == pytest.approx(4 * one.potencies["T"].estimate.value)
    assert other.potencies["T"].estimate.interval.lower == pytest.approx(
        4 * one.potencies["T"].estimate.interval.lower
    )


def test_invalid_assays_are_flagged() -> None:
    off = completely_randomised(RESPONSES, DOSES, blanks=[1.5, 1.6])
    assert "blanks_off_the_lines" in [caution.code for caution in slope_ratio(off).cautions]
    moved = {**RESPONSES, "T": [[value + 2 for value in level] for level in RESPONSES["T"]]}
    apart = slope_ratio(completely_randomised(moved, DOSES))
    assert "no_common_intercept" in [caution.code for caution in apart.potencies["T"].cautions]
    bent = {name: [[1.0, 1.1], [3.0, 3.1], [3.2, 3.3]] for name in "ST"}
    assert "non_linear" in [
        caution.code for caution in slope_ratio(completely_randomised(bent, DOSES)).cautions
    ]


def test_a_flat_standard_has_no_limits() -> None:
    flat = completely_randomised(
        {"S": [[1.1, 1.2], [1.2, 1.1]], "T": [[1.2, 1.3], [1.1, 1.2]]}, {"S": [1, 2], "T": [1, 2]}, [1.1, 1.2]
    )
    potency = slope_ratio(flat).potencies["T"]
    assert potency.fieller is not None
    assert potency.fieller.g > 1
    assert np.isinf(potency.estimate.interval.width)
    assert potency.cautions


def test_what_has_no_ratio_is_refused() -> None:
    with refused("one_preparation"):
        slope_ratio(_assay().of("S"))
    with refused("confounded"):
        slope_ratio(completely_randomised({"S": [[1, 2]], "T": [[3, 4]]}, {"S": [1], "T": [1]}))
    with refused("no_error"):
        slope_ratio(
            completely_randomised({"S": [[1, 1], [2, 2]], "T": [[2, 2], [3, 3]]}, {"S": [1, 2], "T": [1, 2]})
        )
    with refused("no_degrees"):
        slope_ratio(observations(["S", "S", "T", "T"], [1, 2, 1, 2], [1, 2, 1.5, 3]))
    with refused("convention"):
        slope_ratio(_assay(), error="lines")  # type: ignore[arg-type]
