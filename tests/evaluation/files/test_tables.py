"""Tables: encodings, separators, decimal signs, books of Excel, limits, and one sentence for what can't be read."""

import datetime
import io
import zipfile
from typing import Any

import pytest

from tests.evaluation.files.making import book
from tsunagu.evaluation.domain.files.tables import read_table
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.written.rows import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Table
from tsunagu.foundation.written.tables import LARGEST_BYTES
from tsunagu.foundation.written.workbook import LARGEST_EXPANDED


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_text_is_read_in_the_encodings_that_instruments_use(encoding: str) -> None:
    table = read_table("検体,生存率（％）\r\nＳ１,86.4\r\n".encode(encoding))
    assert cells(table) == [("検体", "生存率（％）"), ("Ｓ１", "86.4")]
    assert table.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize(
    ("text", "separator", "decimal"),
    [
        ("a,b\n1.5,2\n", ",", "."),
        ("a\tb,c\n1.5\t2\n", "\t", "."),
        ("a;b\n1,5;2,5\n", ";", ","),
        ("a;b\n1.5;2.5\n", ";", "."),
        ("a;b\n1,5;2.5\n", ";", "?"),
        ("a;b\n1,800;2\n", ";", "?"),
        ("a;b\n1,800;2.5\n", ";", "."),
        ("a\tb\n1,800\t2\n", "\t", "."),
        ("a\tb\n1,800\t2,5\n", "\t", ","),
        ('a,b\n"1,800",2\n', ",", "."),
        ('a;b\n"x, y, z";2\n"x, y, z";3\n', ";", "."),
        ("one column\n1\n", ",", "."),
    ],
)
def test_separator_and_decimal_sign_are_found_out(text: str, separator: str, decimal: str) -> None:
    table = read_table(text.encode())
    assert (table.separator, table.decimal) == (separator, decimal)


def test_rows_keep_their_numbers_and_empty_ones_are_left_out() -> None:
    table = read_table(b'a,b\n\n"x\ny",2\n,,,\n3,4\n,,\n \n\x1a')
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("a", "b")),
        (3, ("x\ny", "2")),
        (6, ("3", "4")),
    ]


def test_a_book_is_read_as_people_see_it() -> None:
    def shape(sheet: Any) -> None:
        sheet["B2"].number_format = "0.0%"
        sheet["C2"].number_format = '0.0"%"'
        sheet["A3"].number_format = "000000"

    content = book(
        ["検体", "生存率", "純度", "日時", "細胞数"],
        ["S1", 0.864, 86.4, datetime.datetime(2026, 11, 26, 10, 5), 0.1 + 0.2],  # noqa: DTZ001 - as books hold it
        [1001, 0.9, True, datetime.date(2026, 11, 26), 1.8e8],
        prepare=shape,
    )
    assert cells(read_table(content)) == [
        ("検体", "生存率", "純度", "日時", "細胞数"),
        ("S1", "86.4%", "86.4", "2026-11-26 10:05:00", "0.3"),
        ("001001", "0.9", "TRUE", "2026-11-26 00:00:00", "180000000"),
    ]


def test_merged_headings_and_names_stand_for_all_their_cells_but_results_do_not() -> None:
    def merge(sheet: Any) -> None:
        for area in ("B1:C1", "A2:A3", "B2:B3", "C2:C3"):
            sheet.merge_cells(area)

    content = book(["検体", "試験", None], ["S1", 86.4, "不検出"], [None, None, None, "x"], prepare=merge)
    assert cells(read_table(content)) == [
        ("検体", "試験", "試験"),
        ("S1", "86.4", "不検出"),
        ("S1", "", "", "x"),
    ]


def test_a_formula_is_read_by_the_value_that_was_saved_and_never_calculated() -> None:
    assert cells(read_table(book(["検体", "値"], ["S1", "=1+1"], ["S2", "#N/A"]))) == [
        ("検体", "値"),
        ("S1",),
        ("S2", "#N/A"),
    ]


def test_the_first_sheet_that_is_shown_or_the_one_that_is_named_is_read() -> None:
    content = book(
        ["a"], sheets=("設定", "結果"), prepare=lambda sheet: setattr(sheet, "sheet_state", "hidden")
    )
    assert cells(read_table(content)) == [("sheet 結果",)]
    assert read_table(book(["a"], sheets=("一", "二")), "二").sheet == "二"
    assert read_table(book(["a"], sheets=("一", "二"))).sheets == ("一", "二")
    with pytest.raises(BadInput, match="no sheet") as refused:
        read_table(book(["a"], sheets=("一", "二")), "三")
    assert "「一」、「二」" in refused.value.reason.ja


def bomb() -> bytes:
    content = io.BytesIO(book(["a"]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (LARGEST_EXPANDED + 1))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \n", "file_empty"),
        (b",,\n,,\n", "file_empty"),
        (b"\xef\xbb\xbf<html><table>", "file_kind"),
        (b"%PDF-1.7", "file_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 512, "file_xls"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file_encoding"),
        (b"a,b\n\x00\x01\n", "file_encoding"),
        ("検体".encode("euc-jp") + b"\xff\xfd", "file_encoding"),
        (b'a,"' + b"x" * 200_000, "file_csv"),
        (b"PK\x03\x04 no book at all", "file_book"),
        (book(["a"])[:-200], "file_book"),
        (b"x" * (LARGEST_BYTES + 1), "file_size"),
        (b"1\n" * (MOST_ROWS + 1), "file_rows"),
        ((b"1," * 400 + b"1\n") * (MOST_CELLS // 400), "file_rows"),
        (b"," * MOST_COLUMNS + b"x\n", "file_columns"),
        (book([1] * (MOST_COLUMNS + 1)), "file_columns"),
        (book(), "file_empty"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_table(content)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert refused.value.reason.ja.endswith("。")
    assert len(refused.value.reason.ja) < 120


def test_a_book_that_would_expand_beyond_measure_is_refused_before_it_expands() -> None:
    with pytest.raises(BadInput) as refused:
        read_table(bomb())
    assert refused.value.code == "file_expands"


def test_a_book_without_its_sheet_is_damaged() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["a"]))) as old, zipfile.ZipFile(content, "w") as new:
        for part in old.infolist():
            if part.filename != "xl/worksheets/sheet1.xml":
                new.writestr(part, old.read(part))
    with pytest.raises(BadInput) as refused:
        read_table(content.getvalue())
    assert refused.value.code == "file_book"
