"""Mixed models: balanced designs give the textbook answer, others hold their level; the rest is refused."""

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from tsunagu.statistics.comparability.equivalence import blocked, paired, two_samples
from tsunagu.statistics.comparability.margins import Margins
from tsunagu.statistics.comparability.mixed import mixed
from tsunagu.statistics.estimates import StatisticsRefused

MARGINS = Margins(-4, 4)
Data = tuple[NDArray[np.float64], list[bool], list[str], list[str]]


def made(
    seed: int = 1, donors: int = 8, sites: int = 3, donor_sd: float = 5.0, own_sd: float = 0.0, drop: int = 0
) -> Data:
    """Values of each donor at each site in both arms; arm, donor and site of each."""
    rng, rows = np.random.default_rng(seed), []
    effect = rng.normal(0, 2, sites)
    for donor in range(donors):
        level = rng.normal(50, donor_sd)
        shift = rng.normal(1, own_sd) if own_sd else 1.0
        rows += [(level + effect[s] + shift * arm + rng.normal(), bool(arm), f"d{donor}", f"s{s}")
                 for s in range(sites) for arm in (0, 1)]  # fmt: skip
    gone = rng.choice(len(rows), drop, replace=False)
    rows = [row for i, row in enumerate(rows) if i not in gone]
    return np.array([r[0] for r in rows]), [r[1] for r in rows], [r[2] for r in rows], [r[3] for r in rows]


@pytest.mark.parametrize("adjustment", ["satterthwaite", "kenward_roger"])
def test_one_value_in_each_arm_of_a_donor_is_the_paired_test(adjustment: Any) -> None:
    y, arm, donor, _ = made(sites=1)
    found = mixed(y, arm, MARGINS, random={"donor": donor}, adjustment=adjustment).equivalence
    pairs = paired(y[1::2], y[::2], MARGINS)
    assert found.p == pytest.approx(pairs.p, rel=1e-6)
    assert found.degrees == pytest.approx(7, rel=1e-6)
    assert found.standard_error == pytest.approx(pairs.standard_error, rel=1e-6)


def test_crossed_donors_and_sites_use_the_residual_of_the_additive_model() -> None:
    y, arm, donor, site = made()
    found = mixed(y, arm, MARGINS, random={"donor": donor, "site": site}).equivalence
    cells = [f"{d}{s}" for d, s in zip(donor, site, strict=True)]
    assert found.degrees == pytest.approx(48 - 1 - 7 - 2 - 1, rel=1e-6)
    assert found.difference.value == pytest.approx(blocked(y, arm, cells, MARGINS).difference.value)


def test_components_are_those_of_the_analysis_of_variance() -> None:
    y, arm, donor, _ = made(donors=10, sites=1)
    table = y.reshape(10, 2)
    rest = table - table.mean(axis=0) - table.mean(axis=1, keepdims=True) + table.mean()
    error = (rest**2).sum() / 9
    between = 2 * table.mean(axis=1).var(ddof=1)
    found = {c.name: c for c in mixed(y, arm, MARGINS, random={"donor": donor}).components}
    assert found["residual"].value == pytest.approx(error, rel=1e-6)
    assert found["donor"].value == pytest.approx((between - error) / 2, rel=1e-6)


def test_donors_in_one_arm_each_give_the_test_of_donor_means() -> None:
    rng = np.random.default_rng(5)
    levels = rng.normal(50, 4, 12)
    y = np.repeat(levels, 4) + rng.normal(0, 1, 48)
    donor = [f"d{i}" for i in range(12) for _ in range(4)]
    arm = [i < 5 for i in range(12) for _ in range(4)]
    found = mixed(y, arm, MARGINS, random={"donor": donor}).equivalence
    means = y.reshape(12, 4).mean(axis=1)
    expected = two_samples(means[:5], means[5:], MARGINS, variance="pooled")
    assert found.degrees == pytest.approx(10, rel=1e-5)
    assert found.p == pytest.approx(expected.p, rel=1e-5)


def test_an_interaction_given_as_random_is_the_error_between_donors() -> None:
    y, arm, donor, _ = made(own_sd=3.0)
    both = [f"{d} {a}" for d, a in zip(donor, arm, strict=True)]
    found = mixed(y, arm, MARGINS, random={"donor": donor, "donor x arm": both}).equivalence
    expected = blocked(y, arm, donor, MARGINS)
    assert found.degrees == pytest.approx(7, rel=1e-5)
    assert found.p == pytest.approx(expected.p, rel=1e-5)


def test_unequal_data_agree_with_statsmodels() -> None:
    y, arm, donor, site = made(seed=3, drop=11)
    found = mixed(y, arm, MARGINS, random={"donor": donor}, fixed={"site": site}, adjustment="satterthwaite")
    x = np.column_stack([np.ones(len(y))] + [[s == v for s in site] for v in ("s1", "s2")] + [arm]).astype(
        float
    )
    fit = sm.MixedLM(y, x, groups=donor).fit(reml=True)
    assert found.equivalence.difference.value == pytest.approx(fit.params[3], rel=1e-4)
    assert found.equivalence.standard_error == pytest.approx(fit.bse[3], rel=1e-3)
    by_name = {c.name: c.value for c in found.components}
    assert by_name["donor"] == pytest.approx(float(fit.cov_re[0, 0]), rel=1e-3)
    assert by_name["residual"] == pytest.approx(fit.scale, rel=1e-3)


def test_a_negative_component_is_set_to_0_kept_raw_and_said() -> None:
    y, arm, donor, _ = made(seed=4, donors=6, sites=2, donor_sd=0.0)
    y = y - np.repeat(y.reshape(6, 4).mean(axis=1), 4) * 0.8
    found = mixed(y, arm, MARGINS, random={"donor": donor})
    component = found.components[0]
    assert component.value == 0
    assert component.raw is not None
    assert component.raw < 0
    assert found.equivalence.cautions[0].code == "variance_zero"
    assert found.equivalence.degrees == pytest.approx(24 - 2, rel=1e-6)


def test_a_negative_component_that_is_kept_leaves_the_error_between_donors() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(size=(10, 4))
    y = (y - 0.9 * y.mean(axis=1, keepdims=True)).ravel()
    donor, arm = [f"d{i}" for i in range(10) for _ in range(4)], [i < 5 for i in range(10) for _ in range(4)]
    kept = mixed(y, arm, MARGINS, random={"donor": donor}, negative="kept")
    assert kept.components[0].value == kept.components[0].raw
    assert kept.components[0].value < 0
    assert kept.equivalence.cautions == ()
    means = y.reshape(10, 4).mean(axis=1)
    expected = two_samples(means[:5], means[5:], MARGINS, variance="pooled")
    assert kept.equivalence.degrees == pytest.approx(8, rel=1e-5)
    assert kept.equivalence.standard_error == pytest.approx(expected.standard_error, rel=1e-5)


def test_the_kenward_roger_error_is_larger_in_unequal_data() -> None:
    y, arm, donor, _ = made(seed=6, donors=5, drop=9, own_sd=2.0)
    both = [f"{d} {a}" for d, a in zip(donor, arm, strict=True)]
    random = {"donor": donor, "donor x arm": both}
    plain, adjusted = (
        mixed(y, arm, MARGINS, random=random, adjustment=how).equivalence
        for how in ("satterthwaite", "kenward_roger")
    )
    assert adjusted.standard_error > plain.standard_error
    assert adjusted.degrees == pytest.approx(plain.degrees)


def test_shift_and_unit_carry_over() -> None:
    y, arm, donor, site = made(drop=5)
    random = {"donor": donor, "site": site}
    near = mixed(y, arm, MARGINS, random=random)
    far = mixed(y * 1000 + 1e7, arm, Margins(-4000, 4000), random=random)
    assert far.equivalence.p == pytest.approx(near.equivalence.p, rel=1e-4)
    assert far.components[0].value == pytest.approx(near.components[0].value * 1e6, rel=1e-4)


def test_at_the_margin_equivalence_is_claimed_as_seldom_as_alpha_says() -> None:
    claims = []
    for seed in range(250):
        y, arm, donor, _ = made(seed=seed, donors=6, sites=1, own_sd=1.5)
        claims.append(
            mixed(y + 3 * np.array(arm), arm, MARGINS, random={"donor": donor}).equivalence.equivalent
        )
    assert np.mean(claims) < 0.09


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("confounded", {"random": {"site": ["s"] * 16}}),
        ("confounded", {"random": {"each": list("abcdefghijklmnop")}}),
        ("arm_confounded", {"fixed": {"arm": ["t", "r"] * 8}}),
        ("arm_confounded", {"is_test": [True] * 16}),
        ("lengths", {"random": {"donor": ["a"]}}),
        ("no_variation", {"values": [3.0] * 16}),
        ("not_positive", {"values": [-1.0, 2.0] * 8, "scale": "ratio"}),
    ],
)
def test_what_can_not_be_told_is_refused(code: str, change: dict[str, Any]) -> None:
    y, arm, donor, _ = made(sites=1)
    asked: dict[str, Any] = {"values": y, "is_test": arm, "random": {"donor": donor}} | change
    with pytest.raises(StatisticsRefused) as refusal:
        mixed(margins=MARGINS, **asked)
    assert refusal.value.code == code


def test_too_many_values_are_refused_with_a_way_out() -> None:
    arm, donor = [i % 2 == 0 for i in range(501)], [str(i // 10) for i in range(501)]
    with pytest.raises(StatisticsRefused, match=r"501 values; .* Use the means") as refusal:
        mixed([float(i % 7) for i in range(501)], arm, MARGINS, random={"donor": donor})
    assert "反復の平均値を使ってください" in refusal.value.ja
