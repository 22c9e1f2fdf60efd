"""Quantal assays: the published example, agreement with regression packages, and refusals."""

import math

import numpy as np
import pytest
import statsmodels.api as sm

from tests.statistics.potency.refusals import refused
from tsunagu.statistics.potency.links import Link, shape
from tsunagu.statistics.potency.quantal import quantal
from tsunagu.statistics.potency.quantal_counts import counted

DIPHTHERIA = {
    "S": [(1.0, 0.0, 12.0), (1.6, 3, 12), (2.5, 6, 12), (4.0, 10, 11)],
    "T": [(1.0, 0.0, 11.0), (1.6, 4, 12), (2.5, 8, 11), (4.0, 10, 11)],
}


@pytest.mark.parametrize(
    ("link", "potency", "lower", "upper"),
    [
        ("probit", 160.6, 121.0, 215.2),
        ("logit", 162.9, 121.1, 221.1),
        ("gompit", 158.3, 118.7, 213.3),
        ("angit", 155.8, 122.6, 200.7),
    ],
)
def test_diphtheria_vaccine_of_the_pharmacopoeia(
    link: Link, potency: float, lower: float, upper: float
) -> None:
    """Ph. Eur. 5.3, examples 5.3.1 and 5.3.2: standard of 140 IU per vial, limits as printed."""
    estimate = quantal(counted(DIPHTHERIA), link, {"T": 140}).potencies["T"].estimate
    assert estimate.value == pytest.approx(potency, abs=0.05)
    assert estimate.interval.lower == pytest.approx(lower, abs=0.05)
    assert estimate.interval.upper == pytest.approx(upper, abs=0.05)


def test_the_lines_of_the_published_example() -> None:
    result = quantal(counted(DIPHTHERIA))
    assert result.slope.value == pytest.approx(2.401, abs=5e-4)
    assert result.intercepts["S"] == pytest.approx(-2.050, abs=5e-4)
    assert result.intercepts["T"] == pytest.approx(-1.721, abs=5e-4)
    assert not result.cautions


@pytest.mark.parametrize("link", ["probit", "logit", "gompit", "loglog"])
def test_coefficients_agree_with_a_generalised_linear_model(link: Link) -> None:
    groups = counted(DIPHTHERIA)
    links = {
        "probit": sm.families.links.Probit(),
        "logit": sm.families.links.Logit(),
        "gompit": sm.families.links.CLogLog(),
        "loglog": sm.families.links.LogLog(),
    }
    columns = np.column_stack([groups.preparation == 0, groups.preparation == 1, np.log(groups.dose)]).astype(
        float
    )
    counts = np.column_stack([groups.responded, groups.tested - groups.responded])
    fitted = sm.GLM(counts, columns, family=sm.families.Binomial(links[link])).fit(tol=1e-14)
    result = quantal(groups, link)
    assert result.slope.value == pytest.approx(fitted.params[2], rel=1e-6)
    assert result.intercepts["T"] == pytest.approx(fitted.params[1], rel=1e-6)
    assert result.deviance == pytest.approx(fitted.deviance, rel=1e-8)


@pytest.mark.parametrize("link", ["probit", "logit", "gompit", "loglog", "angit"])
def test_each_shape_is_its_own_inverse_and_derivative(link: Link) -> None:
    form, x = shape(link), np.linspace(-1.2, 1.2, 7)
    assert form.value(form.share(x)) == pytest.approx(x)
    assert form.density(x) == pytest.approx((form.share(x + 1e-6) - form.share(x - 1e-6)) / 2e-6, rel=1e-6)


def test_exchanging_standard_and_test_inverts_the_potency() -> None:
    there = quantal(counted(DIPHTHERIA)).potencies["T"].estimate
    back = quantal(counted(DIPHTHERIA, standard="T")).potencies["S"].estimate
    assert back.value == pytest.approx(1 / there.value)
    assert back.interval.lower == pytest.approx(1 / there.interval.upper)


def test_the_ed50_of_a_symmetric_titration_is_its_middle() -> None:
    titration = {
        "V": [
            (10.0**-k, responded, 8.0) for k, responded in zip(range(2, 8), (8, 7, 6, 2, 1, 0), strict=True)
        ]
    }
    result = quantal(counted(titration))
    middle = result.effective_doses["V"]
    assert math.log10(middle.estimate.value) == pytest.approx(-4.5)
    assert middle.estimate.interval.lower < 10**-4.5 < middle.estimate.interval.upper
    assert not result.potencies
    higher = quantal(counted(titration), share=0.9).effective_doses["V"].estimate.value
    assert higher > middle.estimate.value


def test_a_heterogeneity_factor_widens_the_limits_by_its_root_and_by_t() -> None:
    scattered = {
        "S": [(1.0, 2.0, 20.0), (2.0, 12, 20), (4.0, 8, 20), (8.0, 19, 20)],
        "T": [(1.0, 5.0, 20.0), (2.0, 5, 20), (4.0, 16, 20), (8.0, 15, 20)],
    }
    plain, pooled = quantal(counted(scattered)), quantal(counted(scattered), heterogeneity="pearson")
    rows = plain.validity
    assert pooled.factor == pytest.approx((rows["non_linearity"].ss + rows["non_parallelism"].ss) / 5)
    assert pooled.factor > 1
    assert pooled.slope.value == plain.slope.value
    assert pooled.slope.interval.width > math.sqrt(pooled.factor) * plain.slope.interval.width
    assert "non_linear" in [caution.code for caution in plain.cautions]
    alone = quantal(counted(scattered), heterogeneity="non_linearity")
    assert alone.potencies["T"].estimate.degrees == rows["non_linearity"].df == 4


def test_the_chi_squares_add_up_to_pearsons() -> None:
    groups = counted(DIPHTHERIA)
    result = quantal(groups)
    fitted = shape("probit").share(
        np.asarray([result.intercepts["ST"[k]] for k in groups.preparation])
        + result.slope.value * np.log(groups.dose)
    )
    pearson = np.sum(
        (groups.responded - groups.tested * fitted) ** 2 / (groups.tested * fitted * (1 - fitted))
    )
    rows = result.validity
    assert rows["non_linearity"].ss + rows["non_parallelism"].ss == pytest.approx(pearson, rel=1e-6)


def test_natural_mortality_known_and_from_controls() -> None:
    doses, natural = [0.5, 1.0, 2.0, 4.0, 8.0], 0.2
    table = {
        name: [
            (
                dose,
                round(4000 * (natural + (1 - natural) * float(shape("probit").share(np.log(dose * up))))),
                4000.0,
            )
            for dose in doses
        ]
        for name, up in (("S", 1.0), ("T", 1.5))
    }
    known = quantal(counted(table), natural_response=natural)
    found = quantal(counted(table), controls=(800, 4000))
    ignored = quantal(counted(table))
    for result in (known, found):
        assert result.potencies["T"].estimate.value == pytest.approx(1.5, rel=0.01)
        assert result.slope.value == pytest.approx(1.0, rel=0.01)
    assert found.natural_response.value == pytest.approx(0.2, abs=0.003)
    assert found.natural_response.interval.covers(0.2)
    assert known.natural_response.interval.width == 0
    assert found.slope.interval.width > known.slope.interval.width
    assert ignored.slope.value < 0.9


def test_the_natural_response_enters_the_error_of_the_slope() -> None:
    groups = counted(DIPHTHERIA)
    result = quantal(groups, natural_response=0.05)
    x = np.log(groups.dose)
    line = np.asarray([result.intercepts["ST"[k]] for k in groups.preparation]) + result.slope.value * x
    share = 0.05 + 0.95 * shape("probit").share(line)
    weight = groups.tested * (0.95 * shape("probit").density(line)) ** 2 / (share * (1 - share))
    columns = np.column_stack([groups.preparation == 0, groups.preparation == 1, x]).astype(float)
    error = math.sqrt(np.linalg.inv(columns.T @ (weight[:, None] * columns))[2, 2])
    assert result.slope.interval.width == pytest.approx(2 * 1.959964 * error, rel=1e-6)


def test_groups_of_the_same_dose_are_added_up() -> None:
    halves = {name: [(dose, r / 2, n / 2) for dose, r, n in rows] * 2 for name, rows in DIPHTHERIA.items()}
    even = {name: [(dose, 2 * r, 2 * n) for dose, r, n in rows] for name, rows in halves.items()}
    assert len(counted(even).dose) == 8


def test_weak_responses_have_no_limits_and_say_so() -> None:
    weak = {
        "S": [(1.0, 2.0, 6.0), (2.0, 3, 6), (4.0, 3, 6)],
        "T": [(1.0, 3.0, 6.0), (2.0, 2, 6), (4.0, 4, 6)],
    }
    potency = quantal(counted(weak)).potencies["T"]
    assert math.isinf(potency.estimate.interval.width)
    assert "no_regression" in [caution.code for caution in potency.cautions]


@pytest.mark.parametrize(
    ("code", "standard", "test"),
    [
        ("all_or_none", [(1, 0, 5), (2, 0, 5)], [(1, 2, 5), (2, 3, 5)]),
        ("all_or_none", [(1, 1, 5), (2, 4, 5)], [(1, 5, 5), (2, 5, 5)]),
        ("separated", [(1, 0, 5), (2, 2, 5), (4, 5, 5)], [(1, 0, 5), (2, 5, 5)]),
        ("counts", [(1, 0.5, 5), (2, 2, 5)], [(1, 1, 5), (2, 5, 5)]),
        ("counts", [(1, 6, 5), (2, 2, 5)], [(1, 1, 5), (2, 5, 5)]),
        ("dose_of_zero", [(0, 0, 5), (2, 2, 5)], [(1, 1, 5), (2, 5, 5)]),
        ("one_dose", [(1, 2, 5)], [(1, 3, 5)]),
        ("zero_slope", [(1, 3, 6), (2, 3, 6)], [(1, 3, 6), (2, 3, 6)]),
    ],
)
def test_what_has_no_potency_is_refused(
    code: str, standard: list[tuple[float, float, float]], test: list[tuple[float, float, float]]
) -> None:
    with refused(code):
        quantal(counted({"S": standard, "T": test}))


def test_odd_questions_are_refused() -> None:
    groups = counted(DIPHTHERIA)
    with refused("link"):
        quantal(groups, "cauchit")  # type: ignore[arg-type]
    with refused("share"):
        quantal(groups, natural_response=1.0)
    with refused("controls"):
        quantal(groups, controls=(5, 5))
    with refused("heterogeneity"):
        quantal(groups, heterogeneity="yes")  # type: ignore[arg-type]
    with refused("no_degrees"):
        quantal(counted({"S": [(1, 1, 5), (2, 3, 5)]}), heterogeneity="pearson")
    with refused("too_few"):
        counted({})
    with refused("no_standard"):
        counted(DIPHTHERIA, standard="U")
