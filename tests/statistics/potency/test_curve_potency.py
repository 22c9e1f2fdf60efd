"""Potency of curves: three intervals, the test of one shape, and doses read back."""

import math

import numpy as np
import pytest

from tests.statistics.potency.refusals import refused
from tests.statistics.potency.test_curves import DOSES, four, made
from tsunagu.statistics.potency.curve_potency import Method, curve_potencies, same_shape
from tsunagu.statistics.potency.curves import fit_curves, fit_separately
from tsunagu.statistics.potency.designs import completely_randomised, observations
from tsunagu.statistics.potency.readback import read_back

METHODS: tuple[Method, ...] = ("fieller", "delta", "profile")


def test_limits_cover_the_true_potency_as_often_as_they_say() -> None:
    fits = [fit_curves(made(four, 0.1, seed=seed)) for seed in range(40)]
    for method in METHODS:
        spans = [curve_potencies(curves, method=method)["T"].estimate.interval for curves in fits]
        assert sum(span.covers(1.5) for span in spans) / len(spans) > 0.87, method


def test_the_three_intervals_agree_where_the_data_are_good() -> None:
    curves = fit_curves(made(four))
    spans = [
        curve_potencies(curves, method=method)["T"].estimate.interval
        for method in ("fieller", "delta", "profile")
    ]
    for span in spans[1:]:
        assert span.lower == pytest.approx(spans[0].lower, rel=2e-3)
        assert span.upper == pytest.approx(spans[0].upper, rel=2e-3)


def test_profile_limits_are_where_the_fit_is_worse_by_t_squared() -> None:
    assay = made(four, 0.1)
    curves = fit_curves(assay)
    limit = curve_potencies(curves, method="profile")["T"].estimate.interval.upper
    doses = np.where(assay.preparation == 1, assay.dose * limit, assay.dose).tolist()
    held = fit_curves(observations(["one"] * len(doses), doses, assay.response.tolist()))
    worse = (held.residual_ss - curves.residual_ss) / curves.error.ms
    assert math.sqrt(worse) == pytest.approx(2.0395, abs=1e-3)  # t of 31 degrees


def test_a_preparation_that_hardly_responds_has_no_lower_limit_and_says_so() -> None:
    rng = np.random.default_rng(1)
    responses = {
        name: [[four(dose * factor) + float(rng.normal(0, 0.05)) for _ in range(2)] for dose in DOSES]
        for name, factor in (("S", 1.0), ("T", 0.001))
    }
    curves = fit_curves(completely_randomised(responses, {"S": DOSES, "T": DOSES}))
    potency = curve_potencies(curves, method="profile")["T"]
    assert potency.estimate.interval.lower == 0
    assert potency.estimate.interval.covers(0.001)
    assert [caution.code for caution in potency.cautions] == ["endless"]


def test_exchanging_standard_and_test_inverts_the_potency() -> None:
    assay = made(four)
    names = [assay.names[k] for k in assay.preparation]
    back = observations(names, assay.dose.tolist(), assay.response.tolist(), standard="T")
    there, again = curve_potencies(fit_curves(assay))["T"], curve_potencies(fit_curves(back))["S"]
    assert again.estimate.value == pytest.approx(1 / there.estimate.value)
    assert again.estimate.interval.lower == pytest.approx(1 / there.estimate.interval.upper)


def test_several_preparations_share_one_shape_and_a_scale() -> None:
    rng = np.random.default_rng(8)
    potencies = {"S": 1.0, "T": 2.0, "U": 0.3}
    responses = {
        name: [[four(dose * factor) + float(rng.normal(0, 0.01)) for _ in range(3)] for dose in DOSES]
        for name, factor in potencies.items()
    }
    found = curve_potencies(
        fit_curves(completely_randomised(responses, dict.fromkeys(responses, DOSES))), {"U": 100.0}
    )
    assert found["T"].estimate.interval.covers(2.0)
    assert found["U"].estimate.interval.covers(30.0)
    assert found["U"].log_estimate is not None
    assert found["U"].log_estimate.value == pytest.approx(math.log(found["U"].estimate.value))


def test_the_extra_sum_of_squares_tells_shapes_apart() -> None:
    same = made(four)
    test = same_shape(fit_curves(same), fit_separately(same))
    assert (test.extra_df, test.residual_df) == (3, 28)
    assert test.p > 0.05
    assert test.noncentrality().interval.lower == 0
    rng = np.random.default_rng(4)
    other = completely_randomised(
        {
            "S": [[four(dose) + float(rng.normal(0, 0.02)) for _ in range(2)] for dose in DOSES],
            "T": [[0.5 + 0.6 * four(dose) + float(rng.normal(0, 0.02)) for _ in range(2)] for dose in DOSES],
        },
        {"S": DOSES, "T": DOSES},
    )
    apart = same_shape(fit_curves(other), fit_separately(other))
    assert apart.p < 1e-6
    assert apart.noncentrality().interval.lower > 0


def test_potencies_without_a_standard_or_method_are_refused() -> None:
    curves = fit_curves(made(four))
    with refused("one_preparation"):
        curve_potencies(fit_curves(made(four).of("S")))
    with refused("method"):
        curve_potencies(curves, method="bootstrap")  # type: ignore[arg-type]
    with refused("preparations"):
        same_shape(curves, {"S": curves})


def test_a_sample_is_read_back_with_its_dilution() -> None:
    curves = fit_curves(made(four))
    found = read_back(curves, [four(0.03), four(0.03)], dilution=50)
    assert found.dose.value == pytest.approx(1.5, rel=0.05)
    assert found.dose.interval.covers(1.5)
    few, many = (read_back(curves, [four(0.03)] * count).dose.interval.width for count in (1, 100))
    assert many < few * 0.6
    assert read_back(curves, [four(0.03)], "T").dose.value == pytest.approx(0.02, rel=0.05)


def test_read_back_limits_are_where_the_response_differs_by_t_errors() -> None:
    rng, inside = np.random.default_rng(6), 0
    for seed in range(40):
        curves = fit_curves(made(four, 0.05, seed=seed))
        sample = [four(0.03) + float(rng.normal(0, 0.05)) for _ in range(2)]
        inside += read_back(curves, sample).dose.interval.covers(0.03)
    assert inside >= 34


def test_near_an_asymptote_the_limit_is_endless_and_said() -> None:
    found = read_back(fit_curves(made(four)), [2.08])
    assert math.isinf(found.dose.interval.upper)
    assert [caution.code for caution in found.cautions] == ["interval_beyond_range"]


@pytest.mark.parametrize("response", [-1.0, 0.05, 3.0])
def test_a_response_outside_the_curve_is_refused(response: float) -> None:
    with refused("outside_range"):
        read_back(fit_curves(made(four)), [response])


def test_a_dose_outside_those_of_the_curve_is_refused() -> None:
    curves = fit_curves(made(four, noise=0.002, doses=[0.005, 0.01, 0.02, 0.04, 0.08, 0.16]))
    with refused("outside_range"):
        read_back(curves, [four(0.5)])
    with refused("preparation"):
        read_back(curves, [1.0], "U")
    with refused("dilution"):
        read_back(curves, [1.0], dilution=0)
