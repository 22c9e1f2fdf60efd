"""A plate under a layout is calculated like the same readings typed as a table."""

from dataclasses import replace
from typing import Any

import pytest

from tests.evaluation.assays.typing import RECOVERED, STANDARDS, Limits, clean
from tsunagu.evaluation.domain.assays.calculating import calculate
from tsunagu.evaluation.domain.assays.typed import TypedAssay
from tsunagu.evaluation.domain.assays.wells import layout_in, text_of_file
from tsunagu.foundation.refusals import BadInput

MASS = Limits("pg/mL", minimum=500.0)
SHIFTS = {"A": 0.004, "B": -0.004}
WELLS = {
    f"{row}{at}": clean(dose) + shift for row, shift in SHIFTS.items() for at, dose in enumerate(STANDARDS, 1)
}
WELLS |= {"C1": clean(80) + 0.003, "C2": clean(80) - 0.002, "C3": 9.0, "H1": 0.051, "H2": 0.049}
LAYOUT = "\n".join(
    [f"{row}{at} 標準 {dose:g}" for row in "AB" for at, dose in enumerate(STANDARDS, 1)]
    + ["C1:C3 検体 10 MSC-1", "H1:H2 ブランク"]
)


def plate() -> str:
    rows = ["吸光度（合成データ）", ",".join(["", *map(str, range(1, 13))])]
    for row in "ABCDEFGH":
        cells = [f"{WELLS[f'{row}{at}']:.4f}" if f"{row}{at}" in WELLS else "" for at in range(1, 13)]
        rows.append(",".join([row, *cells]))
    return "\n".join(rows)


def typed(**changes: Any) -> TypedAssay:
    readings = text_of_file(plate().encode("cp932"))
    return replace(
        TypedAssay("standard_curve", "logistic4", readings, LAYOUT, "C3 気泡", bounds=RECOVERED), **changes
    )


def test_a_plate_from_a_file_gives_the_concentration_and_keeps_the_excluded_well() -> None:
    made = calculate(typed(), MASS)
    assert made.outcome.value == pytest.approx(800, rel=0.03)
    rows = [
        *(
            "標準 {:g} {:.4f} {:.4f}".format(dose, WELLS[f"A{at}"], WELLS[f"B{at}"])
            for at, dose in enumerate(STANDARDS, 1)
        ),
        f"検体 10 {WELLS['C1']:.4f} {WELLS['C2']:.4f}",
        "ブランク 0.051 0.049",
    ]
    table = calculate(replace(typed(), readings="\n".join(rows), layout="", excluded=""), MASS)
    assert table.outcome.value == pytest.approx(made.outcome.value, rel=1e-9)
    assert [(one.name, one.excluded) for one in made.readings if one.excluded] == [("C3", "気泡")]


def test_an_outlying_well_counts_unless_it_is_left_out_with_its_reason() -> None:
    assert calculate(typed(excluded=""), MASS).text == ">5000"


def test_a_well_of_the_layout_that_is_empty_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        calculate(typed(layout=f"{LAYOUT}\nD5 検体 20 MSC-1"), MASS)
    assert (caught.value.code, caught.value.field) == ("layout_well", "layout")
    assert "D5" in caught.value.reason.ja


def test_a_layout_comes_from_a_file_of_its_own_as_lines_that_can_be_changed() -> None:
    listed = "ウェル,検体,濃度,役割\nA1,STD1,500,標準\nA2,STD2,250,標準\nC1,MSC-1,10,検体\nH1,,,ブランク"
    assert layout_in(listed.encode()) == "A1 標準 500\nA2 標準 250\nC1 検体 10 MSC-1\nH1 ブランク -"


def test_one_of_several_samples_is_chosen() -> None:
    several = typed(
        layout=LAYOUT.replace("C1:C3 検体 10 MSC-1", "C1 検体 10 MSC-1\nC2 検体 10 MSC-2\nC3 検体 10 MSC-2")
    )
    with pytest.raises(BadInput) as caught:
        calculate(several, MASS)
    assert (caught.value.code, "MSC-2" in caught.value.reason.ja) == ("assay_sample", True)
    made = calculate(replace(several, sample="MSC-1"), MASS)
    assert made.outcome.value == pytest.approx(800, rel=0.03)
