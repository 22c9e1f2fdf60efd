"""Published parallel-line assays: Ph. Eur. 5.3 and examples of CombiStats (EDQM)."""

from typing import Any

import pytest

from tests.statistics.cases import assert_agrees, case
from tsunagu.statistics.potency.designs import (
    Assay,
    completely_randomised,
    geometric_doses,
    latin_square,
    randomised_blocks,
)
from tsunagu.statistics.potency.parallel_lines import ParallelLines, parallel_lines
from tsunagu.statistics.potency.potencies import potency_scale

CASES = [
    "combistats-diphtheria-intradermal",
    "combistats-erythromycin-blocks",
    "combistats-erythropoietin-blocks",
    "combistats-factor-ix",
    "combistats-heparin",
    "combistats-hepatitis-a-elisa",
    "pheur-5-3-agar-latin-square",
    "pheur-5-3-corticotrophin-2-preparations",
    "pheur-5-3-corticotrophin-3-preparations",
    "pheur-5-3-hepatitis-b-elisa",
    "pheur-5-3-turbidimetric-blocks",
]


@pytest.mark.parametrize("name", CASES)
def test_published_assay_is_reproduced(name: str) -> None:
    published = case(name)
    inputs = published["inputs"]
    result = parallel_lines(
        _assay(inputs), transform=inputs["response_transform"], scales=inputs["potency_scale"]
    )
    assert_agrees(_found(result), published)


def test_the_third_preparation_of_corticotrophin_is_flagged_as_not_parallel() -> None:
    result = parallel_lines(_assay(case("pheur-5-3-corticotrophin-3-preparations")["inputs"]))
    row = result.anova["non_parallelism"]
    assert row.f == pytest.approx(5.37, abs=0.005)
    assert row.p == pytest.approx(0.007, abs=0.0005)
    assert [caution.code for caution in result.potencies["U"].cautions] == ["non_parallel"]


def test_an_assay_with_a_missing_response_agrees_with_combistats() -> None:
    """Example 10 of CombiStats (EDQM), inactivated poliomyelitis vaccine, one response of the 32 excluded."""
    result = parallel_lines(_poliomyelitis(), transform="log10", scales={"T": 285})
    squares = {
        "preparations": (0.00340861, 1),
        "regression": (2.06832, 1),
        "non_parallelism": (0.00770829, 1),
        "non_linearity": (0.00419635, 4),
        "non_linearity:S": (0.000203041, 2),
        "non_linearity:T": (0.00399331, 2),
        "quadratic_curvature": (0.000462688, 1),
        "lack_of_quadratic_fit": (0.00373366, 3),
        "treatments": (2.08364, 7),
        "residual": (0.101571, 23),
        "total": (2.18521, 30),
    }
    for source, (ss, df) in squares.items():
        assert result.anova[source].ss == pytest.approx(ss, rel=1e-5), source
        assert result.anova[source].df == df, source
    potency = result.potencies["T"].estimate
    assert potency.value == pytest.approx(124.963, rel=5e-6)
    assert potency.interval.lower == pytest.approx(107.839, rel=5e-6)
    assert potency.interval.upper == pytest.approx(144.641, rel=5e-6)
    assumed = result.potencies["T"].relative_to(160)
    assert 100 * assumed.value == pytest.approx(78.1, abs=0.05)
    assert 100 * assumed.interval.lower == pytest.approx(67.4, abs=0.05)
    assert 100 * assumed.interval.upper == pytest.approx(90.4, abs=0.05)
    assert result.slope.value == pytest.approx(0.338369, rel=5e-6)
    assert result.correlation == pytest.approx(0.973689, rel=5e-6)
    assert result.anova["regression"].f == pytest.approx(468.356, rel=5e-6)
    assert result.anova["non_parallelism"].p == pytest.approx(0.199, abs=5e-4)


def test_a_replaced_missing_response_costs_a_degree_of_freedom() -> None:
    whole, replaced = (parallel_lines(_poliomyelitis([0.078], count), "log10") for count in (0, 1))
    assert replaced.anova["residual"].df == whole.anova["residual"].df - 1
    assert replaced.anova["total"].df == whole.anova["total"].df - 1
    assert replaced.potencies["T"].estimate.interval.width > whole.potencies["T"].estimate.interval.width


def test_the_scale_of_a_potency_comes_from_assigned_potency_and_stock_solutions() -> None:
    assert potency_scale(4855, 25.2 / 24.5, 21.4 / 23.95) == pytest.approx(5588.759679572763)


def _poliomyelitis(more: list[float] | None = None, replaced: int = 0) -> Assay:
    return completely_randomised(
        {
            "S": [
                [0.073, 0.081, 0.110, 0.140],
                [0.150, 0.165, 0.167, 0.168],
                [0.258, 0.293, 0.270, 0.245],
                [0.418, 0.460, 0.469, 0.464],
            ],
            "T": [
                [0.095, 0.084, 0.060, *(more or [])],
                [0.120, 0.144, 0.124, 0.174],
                [0.239, 0.277, 0.261, 0.291],
                [0.416, 0.467, 0.390, 0.451],
            ],
        },
        {"S": [1 / 240, 1 / 120, 1 / 60, 1 / 30], "T": [1 / 120, 1 / 60, 1 / 30, 1 / 15]},
        replaced=replaced,
    )


def _assay(inputs: dict[str, Any]) -> Assay:
    responses, doses = inputs["responses"], inputs["doses"]
    ratio = doses.get("dilution_ratio_between_doses")
    if "cells" in responses:
        cells = responses["cells"]
        return latin_square(
            [cell["preparation"] for cell in cells],
            [ratio ** (cell["dose_step"] - 1) for cell in cells],
            [cell["response"] for cell in cells],
            [cell["row"] for cell in cells],
            [cell["column"] for cell in cells],
            standard="S",
        )
    if "blocks" in responses:
        block = next(iter(responses["blocks"].values()))
        steps = (
            {name: geometric_doses(1, ratio, len(given)) for name, given in block.items()} if ratio else doses
        )
        return randomised_blocks(responses["blocks"], steps)
    return completely_randomised(responses, doses)


def _found(result: ParallelLines) -> dict[str, Any]:
    table = {f"{row.source}_ss": row.ss for row in result.anova.rows}
    table |= {"nonparallelism_ss": table["non_parallelism_ss"], "nonlinearity_ss": table["non_linearity_ss"]}
    residual = result.anova["residual"]
    return {
        "anova": table | {"residual_df": residual.df, "residual_ms": residual.ms},
        "common_slope": result.slope.value,
        "potency": {
            name: {
                "estimate": potency.estimate.value,
                "lower": potency.estimate.interval.lower,
                "upper": potency.estimate.interval.upper,
            }
            for name, potency in result.potencies.items()
        },
    }
