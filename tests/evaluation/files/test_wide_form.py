"""Wide tables: one sample per row, a characteristic per column, its unit in the header."""

from typing import Any

from tests.evaluation.files.making import book
from tsunagu.evaluation.domain.files.preview import Understood, understand


def read(*rows: str) -> Understood:
    return understand("a.csv", "\n".join(rows).encode())


def test_each_cell_is_a_result_with_the_unit_of_its_column() -> None:
    found = read(
        "検体番号,生存率(%),エンドトキシン EU/mL,マイコプラズマ,測定者,備考",
        "S1,86.4,<0.05,陰性,田中,良好",
        "S2,90,,不検出,佐藤,",
    )
    assert found.kind == "wide"
    assert [(v.sample, v.characteristic, v.text, v.unit, v.operator) for v in found.rows] == [
        ("S1", "生存率", "86.4", "%", "田中"),
        ("S1", "エンドトキシン", "<0.05", "EU/mL", "田中"),
        ("S1", "マイコプラズマ", "陰性", "", "田中"),
        ("S2", "生存率", "90", "%", "佐藤"),
        ("S2", "マイコプラズマ", "不検出", "", "佐藤"),
    ]
    assert (found.problems, found.ignored) == ((), ("備考",))
    assert [(column.header, column.role) for column in found.columns] == [
        ("検体番号", "sample"),
        ("生存率(%)", "result"),
        ("エンドトキシン EU/mL", "result"),
        ("マイコプラズマ", "result"),
        ("測定者", "operator"),
    ]


def test_cells_that_cannot_be_read_are_named_with_row_and_column() -> None:
    found = read("Sample,Viability [%],Purity (%)", "S1,abc,90", "S2,****,91", ",80,90", "Mean,80,90")
    assert [(value.sample, value.text) for value in found.rows] == [("S1", "90"), ("S2", "91")]
    assert [(problem.code, problem.row, problem.column) for problem in found.problems] == [
        ("value_not_a_number", 2, "Viability [%]"),
        ("value_overflow", 3, "Viability [%]"),
        ("sample_empty", 4, "Sample"),
        ("row_summary", 5, "Sample"),
    ]


def test_a_column_of_words_without_a_unit_is_no_characteristic() -> None:
    found = read("Sample,Viability [%],Image", "S1,80,a.tif", "S2,81,b.tif")
    assert ([value.characteristic for value in found.rows], found.ignored) == (["Viability"] * 2, ("Image",))


def test_a_column_with_a_unit_is_not_passed_over_although_nothing_in_it_can_be_read() -> None:
    found = read("Sample,Viability [%],Purity (%)", "S1,80,good", "S2,81,bad")
    assert [(problem.row, problem.column) for problem in found.problems] == [
        (2, "Purity (%)"),
        (3, "Purity (%)"),
    ]
    assert found.ignored == ()


def test_a_column_without_a_unit_that_overflowed_throughout_is_not_passed_over() -> None:
    found = read("Sample,Viability [%],Ratio", "S1,80,OVER", "S2,81,OVER")
    assert [problem.code for problem in found.problems] == ["value_overflow", "value_overflow"]


def test_a_concentration_among_other_results_is_one_of_them() -> None:
    found = read("検体,濃度(ng/mL),A260/280", "S1,5.2,1.9")
    assert [(v.characteristic, v.text, v.unit) for v in found.rows] == [
        ("濃度", "5.2", "ng/mL"),
        ("A260/280", "1.9", ""),
    ]


def test_per_cent_in_a_book_is_read_as_it_is_shown() -> None:
    content = book(["検体", "生存率(%)"], ["S1", 0.864], prepare=_percent)
    (value,) = understand("a.xlsx", content).rows
    assert (value.text, value.unit) == ("86.4%", "%")


def _percent(sheet: Any) -> None:
    sheet["B2"].number_format = "0.0%"


def test_a_heading_of_two_rows_is_read_as_one() -> None:
    def merge(sheet: Any) -> None:
        for area in ("A1:A2", "B1:C1"):
            sheet.merge_cells(area)

    content = book(
        ["検体番号", "生存率", None, "純度(%)"],
        [None, "解凍直後(%)", "24時間後(%)"],
        ["S1", 86.4, 80, 99],
        prepare=merge,
    )
    found = understand("a.xlsx", content)
    assert [(v.characteristic, v.text, v.unit, v.row) for v in found.rows] == [
        ("生存率 解凍直後", "86.4", "%", 3),
        ("生存率 24時間後", "80", "%", 3),
        ("純度", "99", "%", 3),
    ]


def test_dilutions_are_not_used_and_said_so() -> None:
    found = read("検体,濃度(ng/mL),純度(%),希釈倍率", "S1,5.2,90,10")
    assert [caution.code for caution in found.cautions] == ["dilution_ignored"]
