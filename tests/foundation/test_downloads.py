"""Files are handed out in one way: numbers stay numbers, nothing is a formula, the name holds in any language."""

import csv
import io
import re
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook
from tests.architecture import sources

from tsunagu.foundation.web.downloads import book_file, csv_file, file_answer, shift_jis_file

OTHER_WAYS = re.compile(
    r"Content-Disposition|content_disposition_header|csv\.writer|DictWriter|[\"']text/csv;|ufeff"
)
THE_WAY = {"src/tsunagu/foundation/web/downloads.py", "src/tsunagu/foundation/written/sheets.py"}


def read(answer: HttpResponse, encoding: str = "utf-8") -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode(encoding))))


def test_numbers_stay_unrounded_numbers_and_formulas_become_text() -> None:
    rows: list[list[object]] = [["題", "値"], ["=1+1", -1 / 3], ["@cmd", "-1.5e-03"], ["ー", None], [0, "-"]]
    answer = csv_file("a.csv", rows)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert read(answer, "utf-8-sig") == [
        ["題", "値"], ["'=1+1", repr(-1 / 3)], ["'@cmd", "-1.5e-03"], ["ー", ""], ["0", "-"],
    ]  # fmt: skip


def test_a_file_may_say_that_there_is_nothing() -> None:
    assert csv_file("a.csv", [["題"]]).status_code == 200
    assert csv_file("a.csv", [["題"]], 404).status_code == 404


def test_older_programs_get_shift_jis() -> None:
    answer = shift_jis_file("a.csv", [["細胞", "=1"]])
    assert answer["Content-Type"] == "text/csv; charset=Shift_JIS"
    assert read(answer, "cp932") == [["細胞", "'=1"]]


def test_a_book_has_each_sheet_with_numbers_as_numbers() -> None:
    answer = book_file("a.xlsx", ("明細", [["題"], [-2.5]]), ("合計", [["題"], ["+1+1"]]), widths=(30,))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["明細", "合計"]
    assert (book["明細"]["A2"].value, book["明細"]["A2"].data_type) == (-2.5, "n")
    assert (book["合計"]["A2"].value, book["合計"]["A2"].data_type) == ("'+1+1", "s")
    assert book["明細"].column_dimensions["A"].width == 30
    assert book["合計"].freeze_panes == "A2"


def test_a_plain_name_is_given_as_it_is() -> None:
    assert csv_file("a-1.csv", [])["Content-Disposition"] == 'attachment; filename="a-1.csv"'
    shown = file_answer("a.pdf", b"%PDF", "application/pdf", is_shown=True)
    assert shown["Content-Disposition"] == 'inline; filename="a.pdf"'


@pytest.mark.parametrize("name", ["会員.csv", "会員 (1)；案.csv", "é.csv"])
def test_a_name_in_any_language_arrives_whole(name: str) -> None:
    said = csv_file(name, [])["Content-Disposition"]
    assert said.isascii()
    assert said.startswith("attachment; filename*=utf-8''")
    assert unquote(said.partition("''")[2]) == name


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ('a"b.csv', 'attachment; filename="a\\"b.csv"'),
        ("a\r\nSet-Cookie: b.csv", 'attachment; filename="aSet-Cookie: b.csv"'),
        ("\x00", 'attachment; filename="file"'),
        ("", 'attachment; filename="file"'),
    ],
)
def test_a_name_ends_neither_the_quotes_nor_the_header(name: str, told: str) -> None:
    assert file_answer(name, b"", "application/octet-stream")["Content-Disposition"] == told


def test_no_page_hands_out_files_in_a_way_of_its_own() -> None:
    others = {
        str(path.relative_to(sources.ROOT))
        for path in sources.python_files("src/tsunagu")
        if OTHER_WAYS.search(path.read_text())
    }
    assert others == THE_WAY
