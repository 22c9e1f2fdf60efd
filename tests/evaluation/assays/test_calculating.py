"""Calculated results agree with published cases, keep their side of the limits, and are frozen as they were."""

import json
from dataclasses import replace

import pytest

from tests.evaluation.assays.typing import Limits, elisa, near, potency
from tests.statistics.cases import case
from tsunagu.evaluation.domain.assays.calculating import calculate, calculated_again, hash_of, reported
from tsunagu.evaluation.domain.assays.kinds import kinds_for
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.foundation.refusals import BadInput

RATIO, MASS = Limits(minimum=0.8, maximum=1.25), Limits("pg/mL", minimum=500.0)


@pytest.mark.parametrize(
    "name", ["combistats-factor-ix", "combistats-hepatitis-a-elisa", "combistats-heparin"]
)
def test_parallel_lines_typed_as_a_table_give_the_published_potency(name: str) -> None:
    found = case(name)
    given, wanted = found["inputs"], found["expected"]["potency"]["T"]
    rows = [
        "\t".join([word, repr(dose), *map(repr, responses)])
        for key, word in (("S", "標準"), ("T", "検体"))
        for dose, responses in zip(given["doses"][key], given["responses"][key], strict=True)
    ]
    made = calculate(
        TypedAssay(
            "relative_potency", "parallel", "\n".join(rows), factor=repr(given["potency_scale"]["T"]),
            transform=given.get("response_transform", "none"), bounds={"slope_ratio": ("0.5", "2")},
        ),
        Limits(),
    )  # fmt: skip
    assert made.outcome.interval is not None
    assert near(made.outcome.value, wanted["estimate"], 2e-5)
    assert near(made.outcome.interval.lower, wanted["lower"], 2e-5)
    assert near(made.outcome.interval.upper, wanted["upper"], 2e-5)
    assert made.outcome.is_suitable


def test_a_published_limiting_dilution_gives_its_frequency_and_fails_where_one_hit_is_not_enough() -> None:
    found = case("elda-four-groups")
    given, wanted = found["inputs"], found["expected"]["one_in"]["group_1"]
    rows = [
        f"{dose} {wells} {positive}"
        for dose, wells, positive in zip(
            given["dose"], given["tested"], given["positive"]["group_1"], strict=True
        )
    ]
    typed = TypedAssay("limiting_dilution", "poisson", "\n".join(rows), bounds={"single_hit_p": ("0.05", "")})
    made = calculate(typed, Limits())
    assert near(1 / made.outcome.value, wanted["estimate"], 1e-4)
    assert not made.outcome.is_suitable


def test_a_published_dilution_series_gives_its_concentration() -> None:
    found = case("iso20391-2-annex-d")
    columns, rows = found["inputs"]["columns"], found["inputs"]["rows"]
    taken = [dict(zip(columns, row, strict=True)) for row in rows if row[0] == "Method 2"]
    table = "\n".join(
        f"{one['target_dilution_fraction']} {one['random_sample_number']} {one['cell_conc']}" for one in taken
    )
    made = calculate(
        TypedAssay("dilution_count", "proportional", table, factor="10", bounds={"r_squared": ("0.9", "")}),
        Limits("{cells}"),
    )
    assert near(made.outcome.value / 10, 1.0e6, 0.1)
    assert made.outcome.is_suitable


@pytest.mark.parametrize("model", ["logistic4", "logistic5", "parallel"])
def test_a_sample_of_known_potency_is_found_again(model: str) -> None:
    typed = potency(1.1, model, bounds={"slope_ratio": ("0.5", "2")})
    if model == "parallel":
        middle = [line for line in typed.readings.splitlines() if 15 < float(line.split()[1]) < 130]
        typed = replace(typed, readings="\n".join(middle))
    made = calculate(typed, RATIO)
    assert near(made.outcome.value, 1.1, 0.03)
    assert made.outcome.interval is not None
    assert made.outcome.interval.covers(1.1)


def test_a_concentration_is_read_back_times_its_dilution() -> None:
    made = calculate(elisa((10, 800), (20, 800)), MASS)
    assert near(made.outcome.value, 800, 0.03)
    assert made.outcome.interval is not None
    assert made.outcome.interval.covers(800)
    assert {one.key for one in made.outcome.criteria} == {"recovery", "linearity"}
    assert made.outcome.is_suitable


@pytest.mark.parametrize(
    ("samples", "text"), [(((10, 1.0), (20, 1.0)), "<39.00"), (((2, 90_000), (4, 90_000)), ">2000")]
)
def test_a_sample_outside_the_standards_is_reported_as_a_limit(
    samples: tuple[tuple[float, float], ...], text: str
) -> None:
    made = calculate(elisa(*samples), Limits("pg/mL"))
    assert (made.text, made.outcome.interval) == (text, None)


def test_a_sample_on_both_sides_of_the_standards_is_refused() -> None:
    typed = elisa((2, 90_000))
    with pytest.raises(BadInput) as caught:
        calculate(replace(typed, readings=f"{typed.readings}\n検体 400 0.050 0.051"), MASS)
    assert caught.value.code == "assay_sides"


def test_another_shape_than_the_standard_is_not_suitable() -> None:
    typed = potency()
    steep = [
        f"検体 {dose:g} {0.05 + 2 / (1 + (50 / dose) ** 2.4):.4f} {0.06 + 2 / (1 + (50 / dose) ** 2.4):.4f}"
        for dose in (3.9, 7.8, 15.6, 31.2, 62.5, 125.0, 250.0, 500.0)
    ]
    standards = [line for line in typed.readings.splitlines() if line.startswith("標準")]
    made = calculate(replace(typed, readings="\n".join(standards + steep)), RATIO)
    assert [one.is_met for one in made.outcome.criteria if one.key == "slope_ratio"] == [False]
    assert not made.outcome.is_suitable


def test_a_result_keeps_its_own_side_of_a_limit() -> None:
    assert reported(0.799999, "", RATIO) == "0.799999"
    assert reported(1.2500004, "", RATIO) == "1.2500004"
    assert reported(0.8, "", RATIO) == "0.8000"
    assert reported(1.23456, "", RATIO) == "1.235"


def test_what_is_frozen_can_be_calculated_again_from_its_own_text() -> None:
    made = calculate(elisa((10, 800), excluded="3-2 気泡"), MASS)
    kept = json.loads(made.content)
    again = calculated_again(kept, MASS)
    assert again.content == made.content
    assert made.content_hash == hash_of(made.content)
    assert calculate(elisa((10, 801)), MASS).input_hash != made.input_hash
    left = [one for one in kept["readings"] if one["excluded"]]
    assert [(one["name"], one["excluded"]) for one in left] == [("3-2", "気泡")]
    assert [one["is_excluded"] for one in kept["spots"] if one["name"] == "3-2"] == [True]


def test_how_a_result_is_calculated_follows_from_method_and_unit() -> None:
    assert kinds_for("elisa", "pg/mL", None) == ("standard_curve",)
    assert kinds_for("elisa", "1", None) == ("relative_potency",)
    assert kinds_for("automated_count", "{cells}", None) == ("dilution_count",)
    assert kinds_for("automated_count", "%", None) == ()
    assert kinds_for("elisa", "1", "negative") == ()
