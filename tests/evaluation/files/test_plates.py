"""Plates: found anywhere in a sheet, wells by name, layouts, blanks subtracted only when asked."""

from decimal import Decimal

import pytest

from tests.evaluation.files.making import grid
from tsunagu.evaluation.domain.files.layouts import Place, role_of_well
from tsunagu.evaluation.domain.files.plates import Plates, read_layout, read_plates, subtract_blank
from tsunagu.evaluation.domain.files.tables import read_table
from tsunagu.foundation.refusals import BadInput


def reading(row: int, column: int) -> str:
    return f"{row}.{column:02}"


def names(row: int, column: int) -> str:
    if column == 1:
        return "BLK"
    return f"STD{row}" if column == 2 else f"S{column}"


def plates(text: str, layout: dict[str, Place] | None = None) -> Plates:
    return read_plates(read_table(text.encode()), layout)


def test_a_plate_of_96_wells_is_found_below_the_lines_of_the_reader() -> None:
    found = plates("Reader,42\nMode,Absorbance\n\nRead 450 nm\n" + grid(reading))
    (plate,) = found.plates
    assert (plate.title, plate.row, plate.size, found.problems) == ("Read 450 nm", 5, 96, ())
    wells = {well.name: (well.row, well.column, well.value) for well in plate.wells}
    assert wells["A1"] == (1, 1, Decimal("1.01"))
    assert wells["H12"] == (8, 12, Decimal("8.12"))
    assert list(wells)[:2] == ["A1", "A2"]


def test_a_plate_of_384_wells_is_not_taken_for_one_of_96() -> None:
    (plate,) = plates(grid(reading, columns=24, separator="\t")).plates
    assert (plate.size, plate.wells[-1].name, plate.wells[-1].value) == (384, "P24", Decimal("16.24"))


def test_several_plates_below_and_beside_each_other_are_found() -> None:
    left, right = grid(reading).splitlines(), grid(lambda row, column: "7").splitlines()
    beside = "\n".join(f"{one},,{two}" for one, two in zip(left, right, strict=True))
    found = plates("First\n" + beside + "\n\nThird\n" + grid(lambda row, column: "9"))
    assert [(plate.title, plate.wells[0].value) for plate in found.plates] == [
        ("First", Decimal("1.01")),
        ("2", Decimal(7)),
        ("Third", Decimal(9)),
    ]


@pytest.mark.parametrize(
    "word", ["OVER", "OVRFLW", "****", "#####", "Overflow", "範囲外", "#N/A", "<0.1", "x"]
)
def test_a_well_without_a_number_is_a_problem_and_has_no_value(word: str) -> None:
    found = plates(grid(lambda row, column: word if (row, column) == (3, 7) else "0.5"))
    assert [(problem.row, problem.column) for problem in found.problems] == [(4, "C7")]
    assert [well.name for well in found.plates[0].wells if well.value is None] == ["C7"]


def test_an_empty_well_is_no_problem_and_no_zero() -> None:
    found = plates(grid(lambda row, column: "" if (row, column) == (1, 1) else "0.5"))
    assert (found.plates[0].wells[0].value, found.problems) == (None, ())


def test_a_plate_that_is_cut_off_is_named() -> None:
    found = plates("\n".join(grid(reading).splitlines()[:5]))
    assert (found.plates, found.problems[0].code) == ((), "plate_rows")
    assert "E行以降" in found.problems[0].sentence.ja


def test_a_layout_in_the_file_says_what_stands_in_each_well() -> None:
    text = grid(reading) + "\nLayout\n" + grid(names) + "\nDose\n" + grid(lambda row, column: str(2**row))
    found = plates(text)
    (plate,) = found.plates
    assert found.has_layout
    assert plate.wells[0].place == Place("BLK", Decimal(2), "blank")
    assert plate.wells[1].place == Place("STD1", Decimal(2), "standard")
    assert plate.wells[-1].place == Place("S12", Decimal(256), "test")
    assert [len(plate.with_role(role)) for role in ("blank", "standard", "test")] == [8, 8, 80]


def test_a_layout_may_be_a_list_in_a_file_of_its_own() -> None:
    content = 'ウェル,検体,濃度,種別\nA1,B,,ブランク\nＡ０２,S1,"1,000",標準\nA3,QC-1,,\n\n注,x\n'
    layout = dict(read_layout(read_table(content.encode())))
    assert layout == {
        "A1": Place("B", None, "blank"),
        "A2": Place("S1", Decimal(1000), "standard"),
        "A3": Place("QC-1", None, "control"),
    }
    assert plates(grid(reading), layout).plates[0].wells[1].place.role == "standard"


def test_a_layout_may_be_grids_in_a_file_of_its_own() -> None:
    layout = read_layout(read_table((grid(names) + "\n濃度\n" + grid(reading)).encode()))
    assert layout["B2"] == Place("STD2", Decimal("2.02"), "standard")


def test_calculated_concentrations_are_readings() -> None:
    assert [plate.title for plate in plates("濃度\n" + grid(reading)).plates] == ["濃度"]


def test_a_list_that_contradicts_itself_and_a_file_without_layout_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        read_layout(read_table(b"well,sample\nA1,S1\nA1,S2\n"))
    assert refused.value.code == "layout_twice"
    with pytest.raises(BadInput) as refused:
        read_layout(read_table(b"x,y\n1,2\n"))
    assert refused.value.code == "layout_missing"


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("STD1", "standard"), ("St-1", "standard"), ("標準液", "standard"), ("Blank", "blank"), ("BLK2", "blank"),
        ("ブランク", "blank"), ("QC-H", "control"), ("NC", "control"), ("陽性対照", "control"), ("S1", "test"),
        ("検体1", "test"), ("Stem", "test"), ("Blood", "test"), ("", ""),
    ],
)  # fmt: skip
def test_roles_are_read_from_names(word: str, role: str) -> None:
    assert role_of_well(word) == role


def test_blanks_are_subtracted_once_and_only_when_asked() -> None:
    (plate,) = plates(
        grid(lambda row, column: f"0.0{row}" if column == 1 else "0.5") + "\n\n" + grid(names)
    ).plates
    assert (plate.blank, plate.wells[1].value) == (None, Decimal("0.5"))
    subtracted = subtract_blank(plate)
    assert (subtracted.blank, subtracted.wells[1].value) == (Decimal("0.045"), Decimal("0.455"))
    assert sum(well.value or 0 for well in subtracted.with_role("blank")) == 0
    with pytest.raises(BadInput, match="already"):
        subtract_blank(subtracted)


@pytest.mark.parametrize("blank", ["OVER", ""])
def test_blanks_that_are_not_there_or_cannot_be_read_are_not_subtracted(blank: str) -> None:
    (plate,) = plates(
        grid(lambda row, column: blank if column == row == 1 else "0.5") + "\n\n" + grid(names)
    ).plates
    for one in (plate, plates(grid(reading)).plates[0]):
        with pytest.raises(BadInput) as refused:
            subtract_blank(one)
        assert refused.value.code == "plate_blank"
