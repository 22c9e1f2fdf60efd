"""Sigmoid curves: NIST's hard problems, invariances, true values found again, and refusals."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.curve_shapes import Family, rise, standing, standing_by_asymmetry
from tsunagu.statistics.potency.curves import Curves, fit_curves, fit_separately, log_dose_at
from tsunagu.statistics.potency.designs import Assay, completely_randomised, observations, randomised_blocks

DOSES = [3.0**-k for k in range(9)]


def four(dose: float) -> float:
    """A curve from 0.1 to 2.1 with its middle at 0.02 and slope 1.3."""
    return 0.1 + 2.0 / (1 + (0.02 / dose) ** 1.3) if dose else 0.1


def made(
    curve: Callable[[float], float], noise: float = 0.02, doses: list[float] | None = None, seed: int = 3
) -> Assay:
    """Return an assay of a standard and a test preparation of potency 1.5, two replicates."""
    rng, used = np.random.default_rng(seed), doses or DOSES
    responses = {
        name: [[curve(dose * factor) + float(rng.normal(0, noise)) for _ in range(2)] for dose in used]
        for name, factor in (("S", 1.0), ("T", 1.5))
    }
    return completely_randomised(responses, {"S": used, "T": used})


def test_rat43_of_nist_to_nine_digits() -> None:
    """NIST StRD, Rat43 (higher difficulty): Ratkowsky 1983; y = b1 / (1 + exp(b2 - b3 x))^(1 / b4)."""
    y = [16.08, 33.83, 65.80, 97.20, 191.55, 326.20, 386.87, 520.53]
    y += [590.03, 651.92, 724.93, 699.56, 689.96, 637.56, 717.41]
    doses = [math.exp(x) for x in range(1, 16)]
    found = fit_curves(observations(["onion"] * 15, doses, y), "richards", fixed={"zero": 0.0})
    assert found.asymmetry is not None
    assert found.infinite.value == pytest.approx(6.9964151270e02, rel=1e-9)
    assert found.slope.value == pytest.approx(7.5962938329e-01, rel=1e-9)
    assert found.slope.value * found.place[4] == pytest.approx(5.2771253025, rel=1e-9)
    assert 1 / found.asymmetry.value == pytest.approx(1.2792483859, rel=1e-9)
    assert found.residual_ss == pytest.approx(8.7864049080e03, rel=1e-10)
    assert math.sqrt(found.covariance[1, 1]) == pytest.approx(1.6302297817e01, rel=1e-8)


def test_rat42_of_nist_to_nine_digits() -> None:
    """NIST StRD, Rat42 (higher difficulty): Ratkowsky 1983; y = b1 / (1 + exp(b2 - b3 x))."""
    y = [8.930, 10.800, 18.590, 22.330, 39.350, 56.110, 61.730, 64.620, 67.080]
    doses = [math.exp(x) for x in (9, 14, 21, 28, 42, 57, 63, 70, 79)]
    found = fit_curves(observations(["pasture"] * 9, doses, y), fixed={"zero": 0.0})
    assert found.infinite.value == pytest.approx(7.2462237576e01, rel=1e-9)
    assert found.slope.value == pytest.approx(6.7359200066e-02, rel=1e-9)
    assert found.slope.value * found.place[3] == pytest.approx(2.6180768402, rel=1e-9)
    assert found.residual_ss == pytest.approx(8.0565229338, rel=1e-10)
    assert math.sqrt(found.covariance[1, 1]) == pytest.approx(1.7340283401, rel=1e-8)


@pytest.mark.parametrize("family", ["logistic", "gottschalk_dunn", "richards"])
def test_the_derivatives_of_each_shape_are_its_derivatives(family: Family) -> None:
    x, slope, asymmetry, location = np.asarray([-3.0, 0.2, 4.0, -np.inf]), 1.4, 0.7, np.full(4, 0.5)
    found, step = rise(x, slope, asymmetry, location, family), 1e-6

    def changed(ln_slope: float = 0.0, ln_asymmetry: float = 0.0, moved: float = 0.0) -> np.ndarray:
        ahead, behind = (
            rise(
                x,
                slope * math.exp(sign * ln_slope),
                asymmetry * math.exp(sign * ln_asymmetry),
                location + sign * moved,
                family,
            ).share
            for sign in (1, -1)
        )
        return (ahead - behind) / (2 * step)

    assert found.by_slope == pytest.approx(changed(ln_slope=step), abs=1e-8)
    assert found.by_location == pytest.approx(changed(moved=step), abs=1e-8)
    if family != "logistic":
        assert found.by_asymmetry == pytest.approx(changed(ln_asymmetry=step), abs=1e-8)
        t = standing(0.5, asymmetry, family)
        there = rise(np.asarray([t]), 1.0, asymmetry, np.zeros(1), family)
        assert there.share[0] == pytest.approx(0.5)
        ahead, behind = (standing(0.5, asymmetry * math.exp(sign * step), family) for sign in (1, -1))
        assert standing_by_asymmetry(0.5, asymmetry, family) == pytest.approx((ahead - behind) / (2 * step))


@pytest.mark.parametrize("family", ["gottschalk_dunn", "richards"])
def test_a_five_parameter_curve_is_found_again(family: Family) -> None:
    def curve(dose: float) -> float:
        share = rise(np.log(np.asarray([dose])), 1.3, 0.6, np.asarray([math.log(0.05)]), family).share[0]
        return 3.0 - 2.0 * float(share)

    found = fit_curves(made(curve, noise=1e-6), family)
    assert found.asymmetry is not None
    assert found.asymmetry.value == pytest.approx(0.6, rel=1e-3)
    assert found.slope.value == pytest.approx(1.3, rel=1e-3)
    assert curve(found.ec50["S"].value) == pytest.approx(2.0, rel=1e-4)
    assert found.ec50["S"].value / found.ec50["T"].value == pytest.approx(1.5, rel=1e-4)


@pytest.mark.parametrize(
    ("change", "shift", "unit"), [(5.0, 0.0, 1.0), (-1.0, 3.0, 1.0), (1.0, 2.0**30, 1e-9)]
)
def test_the_fit_depends_on_no_unit(change: float, shift: float, unit: float) -> None:
    plain = made(four)
    moved = observations(
        [plain.names[k] for k in plain.preparation],
        (plain.dose * unit).tolist(),
        (plain.response * change + shift).tolist(),
    )
    one, other = fit_curves(plain), fit_curves(moved)
    assert other.slope.value == pytest.approx(one.slope.value, rel=1e-6)
    assert other.ec50["T"].value == pytest.approx(one.ec50["T"].value * unit, rel=1e-6)
    assert other.ec50["T"].interval.upper == pytest.approx(one.ec50["T"].interval.upper * unit, rel=1e-6)
    assert other.zero.value == pytest.approx(one.zero.value * change + shift, rel=1e-6)


def test_a_dose_of_zero_shows_the_response_towards_it() -> None:
    found = fit_curves(made(four, doses=[0.0, *DOSES]))
    assert found.zero.interval.covers(0.1)
    assert found.zero.interval.width < fit_curves(made(four)).zero.interval.width


def test_intervals_cover_the_true_ec50_as_often_as_they_say() -> None:
    fits = [fit_curves(made(four, 0.1, seed=seed)) for seed in range(60)]
    share = sum(found.ec50["S"].interval.covers(0.02) for found in fits) / len(fits)
    assert 0.88 < share < 1


def test_the_ec50_of_five_parameters_changes_as_its_gradient_says() -> None:
    found, step = fit_curves(made(four), "gottschalk_dunn"), 1e-6
    gradient = log_dose_at(found.problem, found.place, 1, 0.3)[1]
    for where in range(len(found.place)):
        moved = np.zeros(len(found.place))
        moved[where] = step
        ahead, behind = (
            log_dose_at(found.problem, found.place + sign * moved, 1, 0.3)[0] for sign in (1, -1)
        )
        assert gradient[where] == pytest.approx((ahead - behind) / (2 * step), abs=1e-7)


def test_separate_curves_fit_at_least_as_well_as_common_ones() -> None:
    assay = made(four)
    separate = fit_separately(assay)
    assert sum(one.residual_ss for one in separate.values()) <= fit_curves(assay).residual_ss
    assert separate["T"].names == ("T",)


def test_weights_and_errors_of_replicates() -> None:
    assay = made(four)
    weighted = observations(
        [assay.names[k] for k in assay.preparation],
        assay.dose.tolist(),
        assay.response.tolist(),
        weight=[4.0] * len(assay.dose),
    )
    assert fit_curves(weighted).ec50["S"].interval.width == pytest.approx(
        fit_curves(assay).ec50["S"].interval.width
    )
    pure = fit_curves(assay, error="pure")
    assert pure.error.df == 18
    assert pure.residual_df == 31
    assert pure.lack_of_fit_p is not None


def test_what_a_reader_must_know_is_said() -> None:
    def codes(found: Curves) -> list[str]:
        return [caution.code for caution in found.cautions]

    assert codes(fit_curves(made(four))) == []
    assert codes(fit_curves(made(four, doses=[0.02, 0.04, 0.08, 0.16, 0.32, 0.64]))) == ["low_end_not_seen"]
    turned = made(lambda dose: four(0.0004 / dose), doses=[0.02, 0.01, 0.005, 0.0025, 0.00125, 0.000625])
    assert codes(fit_curves(turned)) == ["low_end_not_seen"] or codes(fit_curves(turned)) == [
        "high_end_not_seen"
    ]
    assert codes(fit_curves(made(lambda dose: four(dose) * math.exp(-2 * dose)))) == ["lack_of_fit"]
    assert codes(fit_curves(made(four, noise=0.0))) == ["exact_fit"]


@pytest.mark.parametrize(
    ("code", "curve", "doses"),
    [
        ("flat", lambda dose: 1.0, DOSES),
        ("asymptote", four, [0.2, 0.4, 0.8, 1.6, 3.2]),
        ("too_few", four, [0.01, 0.1]),
    ],
)
def test_data_that_settle_no_curve_are_refused(
    code: str, curve: Callable[[float], float], doses: list[float]
) -> None:
    with refused(code):
        fit_curves(made(curve, doses=doses))


def test_a_saturated_curve_is_answered_once_its_asymptote_is_given() -> None:
    found = fit_curves(made(four, noise=0.002, doses=[0.2, 0.4, 0.8, 1.6, 3.2]), fixed={"zero": 0.1})
    assert found.zero.interval.width == 0
    assert found.ec50["S"].interval.covers(0.02)


def test_odd_questions_are_refused() -> None:
    with refused("flat"):
        fit_curves(made(lambda dose: 1.0, noise=0.0))
    with refused("family"):
        fit_curves(made(four), "weibull")  # type: ignore[arg-type]
    with refused("convention"):
        fit_curves(made(four), error="within")  # type: ignore[arg-type]
    with refused("parameter"):
        fit_curves(made(four), fixed={"slope": 1.0})
    with refused("outside_domain"):
        fit_curves(made(lambda dose: four(dose) - 1), transform="ln")
    with refused("blocks"):
        fit_curves(randomised_blocks({"a": {"S": [1, 2, 3, 4, 5]}}, {"S": [1, 2, 3, 4, 5]}))
    with refused("not_identified"):
        fit_curves(made(four, noise=0.5, seed=0), "richards")
    single = observations(["S"] * 9, DOSES, [four(dose) + 0.01 * (-1) ** k for k, dose in enumerate(DOSES)])
    with refused("no_degrees"):
        fit_curves(single, error="pure")
