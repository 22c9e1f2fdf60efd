"""Long tables: columns found by their names, results read exactly, each unreadable row named."""

from datetime import UTC, date, datetime, time

import pytest

from tests.evaluation.files.making import book
from tsunagu.evaluation.domain.files.headers import find_header, is_unit, split_unit
from tsunagu.evaluation.domain.files.preview import Understood, understand
from tsunagu.evaluation.domain.files.tables import read_table
from tsunagu.foundation.refusals import BadInput

HEADER = "検体番号,項目,測定値,単位,反復,測定日時,測定者,装置,試薬ロット"


def read(*rows: str, header: str = HEADER, mapping: dict[str, str] | None = None) -> Understood:
    return understand("a.csv", "\n".join([header, *rows]).encode(), mapping)


def test_a_full_row_is_read_with_everything_beside_the_result() -> None:
    found = read("S1,エンドトキシン,<0.05,EU/mL,1,2026/11/26 10:00,田中,PTS-01,L123")
    (value,) = found.rows
    assert (value.sample, value.characteristic, value.text, value.unit) == (
        "S1",
        "エンドトキシン",
        "<0.05",
        "EU/mL",
    )
    assert (value.replicate, value.operator, value.instrument, value.reagent_lots) == (
        "1",
        "田中",
        "PTS-01",
        ("L123",),
    )
    assert value.measured_at == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    assert value.row == 2
    assert (found.kind, found.problems, found.cautions, found.ignored) == ("long", (), (), ())


@pytest.mark.parametrize(
    "header",
    [
        "検体,試験項目,結果,単位",
        "サンプルＩＤ,項目名,測定結果,測定単位",
        "試料番号,検査項目,検査結果,Unit",
        "Sample ID,Analyte,Result,Units",
        "sample_name,Test Name,Value,unit",
        "Specimen No.,Parameter,Conc.,UOM",
    ],
)
def test_the_usual_headers_are_recognised(header: str) -> None:
    (value,) = read("S1,生存率,86.4,%", header=header).rows
    assert (value.sample, value.characteristic, value.text, value.unit) == ("S1", "生存率", "86.4", "%")


def test_lines_of_the_instrument_above_the_header_are_passed_over_and_used() -> None:
    found = read(
        "Serial,42",
        "",
        HEADER.replace(",測定者,装置", ""),
        "S1,生存率,86.4,%,1,2026-11-26,L1",
        header="測定者：田中,,\n装置,NC-200",
    )
    assert (found.header_row, found.rows[0].operator, found.rows[0].instrument) == (5, "田中", "NC-200")


def test_a_row_that_cannot_be_read_is_named_and_the_others_are_understood() -> None:
    found = read(
        "S1,生存率,OVER,%",
        "S1,生存率,#DIV/0!,%",
        "S1,生存率,,%",
        "S1,生存率,--,%",
        "S1,生存率,1.8.0,%",
        "S1,生存率,86.4 (再検),%",
        "S1,生存率,50 EU/mL,%",
        ",生存率,86.4,%",
        "S1,,86.4,%",
        "S1,生存率,86.4,%,1,11/12/2026",
        "S1,生存率,86.4,%,1,2026-02-30",
        "S" * 201 + ",生存率,86.4,%",
        "S1,生存率," + "9" * 10_000 + ",%",
        HEADER,
        "S2,生存率,90,%",
    )
    assert [(value.sample, value.row) for value in found.rows] == [("S2", 16)]
    assert [(problem.code, problem.row, problem.column) for problem in found.problems] == [
        ("value_overflow", 2, "測定値"),
        ("value_book_error", 3, "測定値"),
        ("value_empty", 4, "測定値"),
        ("value_none", 5, "測定値"),
        ("value_separator", 6, "測定値"),
        ("value_rest", 7, "測定値"),
        ("unit_twice", 8, "測定値"),
        ("sample_empty", 9, "検体番号"),
        ("characteristic_empty", 10, "項目"),
        ("time_order", 11, "測定日時"),
        ("time_unreadable", 12, "測定日時"),
        ("name_long", 13, "検体番号"),
        ("value_long", 14, "測定値"),
    ]
    for problem in found.problems:
        assert problem.sentence.ja.startswith(f"{problem.row}行目「{problem.column}」：")
        assert problem.sentence.ja.endswith("。")
        assert len(problem.sentence.ja) < 150


@pytest.mark.parametrize(
    ("cell", "text", "unit"),
    [
        ("不検出", "不検出", ""),
        ("陰性", "陰性", ""),
        ("試験中", "試験中", ""),
        ("１．８×１０＾８", "１．８×１０＾８", ""),
        ("0.05 EU/mL以下", "0.05 EU/mL以下", "EU/mL"),
        ("86.4%", "86.4%", "%"),
        ('"1,800"', "1,800", ""),
    ],
)
def test_results_are_kept_as_they_are_read_later(cell: str, text: str, unit: str) -> None:
    (value,) = read(f"S1,項目A,{cell}").rows
    assert (value.text, value.unit) == (text, unit)


@pytest.mark.parametrize("cell", ["86.4 H", "86.4L", "86.4 A", "86.4 *"])
def test_a_flag_behind_a_number_is_no_unit(cell: str) -> None:
    found = read(f"S1,生存率,{cell}")
    assert (found.rows, found.problems[0].row) == ((), 2)


def test_the_same_unit_in_column_and_behind_the_number_is_no_contradiction() -> None:
    assert read("S1,エンドトキシン,0.1 EU/mL,[iU]/mL").problems == ()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("5,2", "5.2"),
        ("0,875", "0.875"),
        ("1.234,5", "1234.5"),
        ("<0,05", "<0.05"),
        ("1,5 %", "1.5 %"),
        ("5", "5"),
    ],
)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_comma_is_the_decimal_sign_where_the_file_shows_it(cell: str, text: str, separator: str) -> None:
    lines = ("検体;項目;測定値", f"S1;生存率;{cell}", "S2;生存率;1,8", "S3;生存率;1,800")
    found = understand("a.csv", "\n".join(lines).replace(";", separator).encode())
    assert [value.text for value in found.rows] == [text, "1.8", "1.800"]


@pytest.mark.parametrize("other", ["5.2", "1,234"])
def test_a_comma_that_may_part_thousands_is_refused_where_the_file_does_not_decide(other: str) -> None:
    found = understand(
        "a.csv", f"検体;項目;測定値\nS1;生存率;1,800\nS2;生存率;{other}\nS3;生存率;5\n".encode()
    )
    texts = {value.sample: value.text for value in found.rows}
    assert texts == ({"S1": "1,800", "S2": "5.2", "S3": "5"} if other == "5.2" else {"S3": "5"})


def test_two_decimal_signs_in_one_file_leave_the_comma_unclear() -> None:
    found = understand("a.csv", "検体;項目;測定値\nS1;生存率;5,2\nS2;生存率;5.2\n".encode())
    assert ([value.text for value in found.rows], found.problems[0].code) == (["5.2"], "value_separator")


def test_a_date_and_a_time_may_stand_apart_and_the_header_may_hold_the_unit() -> None:
    header = "検体;項目;測定値[EU/mL];測定日;時刻".replace(";", ",")
    (value,) = read("S1,エンドトキシン,0.1,2026/11/26,10:00", header=header).rows
    assert (value.unit, value.measured_at) == ("EU/mL", datetime(2026, 11, 26, 1, 0, tzinfo=UTC))


def test_a_row_of_units_may_stand_beneath_the_header() -> None:
    found = read(",,(EU/mL)", "S1,エンドトキシン,0.1", header="検体,項目,測定値")
    assert [(value.unit, value.row) for value in found.rows] == [("EU/mL", 3)]
    assert found.problems == ()


def test_a_day_and_a_time_may_stand_in_two_cells_of_a_book() -> None:
    content = book(
        ["検体", "項目", "測定値", "測定日", "時刻"],
        ["S1", "生存率", 86.4, date(2026, 11, 26), time(10, 5)],
    )
    (value,) = understand("a.xlsx", content).rows
    assert value.measured_at == datetime(2026, 11, 26, 1, 5, tzinfo=UTC)


def test_columns_can_be_chosen_by_the_person() -> None:
    header = "Well,Name,Target,Ct,Conc. (ng/uL),Date"
    row = "A1,S1,ACTB,20.1,5.5,11/12/2026"
    found = read(row, header=header, mapping={"value": "conc.", "sample": "Name", "date": ""})
    (value,) = found.rows
    assert (value.sample, value.text, value.unit, value.measured_at) == ("S1", "5.5", "ng/uL", None)
    assert found.ignored == ("Well", "Ct", "Date")


def test_a_column_that_is_not_there_or_has_no_meaning_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        read("S1,生存率,86.4", mapping={"value": "Conc."})
    assert refused.value.code == "column_missing"
    assert "「Conc.」" in refused.value.reason.ja
    with pytest.raises(BadInput) as refused:
        read("S1,生存率,86.4", mapping={"weight": "Conc."})
    assert refused.value.code == "column_role"


@pytest.mark.parametrize(("header", "row"), [("検体名,検体番号", "名前,S1"), ("検体番号,検体名", "S1,名前")])
def test_the_better_of_two_names_for_one_role_is_taken(header: str, row: str) -> None:
    found = read(f"{row},生存率,86.4,%", header=f"{header},項目,測定値,単位")
    assert (found.rows[0].sample, found.ignored) == ("S1", ("検体名",))


@pytest.mark.parametrize(
    ("header", "name", "unit"),
    [
        ("生存率(%)", "生存率", "%"),
        ("生存率（％）", "生存率", "％"),
        ("生存率％", "生存率", "％"),
        ("Viability [%]", "Viability", "%"),
        ("エンドトキシン EU/mL", "エンドトキシン", "EU/mL"),
        ("エンドトキシン ([iU]/mL)", "エンドトキシン", "[iU]/mL"),
        ("生細胞数(×10^6 cells/mL)", "生細胞数", "×10^6 cells/mL"),
        ("Live cells 10^6 cells/mL", "Live cells", "10^6 cells/mL"),
        ("生細胞数×10⁶(cells/mL)", "生細胞数", "×10⁶ cells/mL"),
        ("生細胞数(万個/mL)", "生細胞数", "万個/mL"),
        ("残存BSA [ng/10^6 cells]", "残存BSA", "ng/10^6 cells"),
        ("CD90（陽性率）", "CD90（陽性率）", ""),
        ("CD90 (PE)", "CD90 (PE)", ""),
        ("Factor V", "Factor V", ""),
        ("Protein C", "Protein C", ""),
        ("A260/A280", "A260/A280", ""),
        ("((", "((", ""),
        ("", "", ""),
    ],
)
def test_a_unit_is_taken_out_of_a_header_and_no_power_of_ten_is_lost(
    header: str, name: str, unit: str
) -> None:
    assert split_unit(header) == (name, unit)
    assert not unit or is_unit(unit)


def test_a_header_far_below_or_nowhere_is_not_found() -> None:
    assert find_header(read_table(("x,y\n" * 60 + HEADER + "\n").encode()).rows) is None
    with pytest.raises(BadInput) as refused:
        understand("a.csv", b"x,y\n1,2\n")
    assert refused.value.code == "file_header"
    with pytest.raises(BadInput) as refused:
        read()
    assert refused.value.code == "file_no_results"
