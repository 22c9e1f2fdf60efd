"""Whatever somebody typed, a spreadsheet that opens our file takes it for text."""

import io

import pytest
from openpyxl import load_workbook

from tsunagu.foundation.written.cells import as_written
from tsunagu.foundation.written.sheets import Cell, as_book, as_csv, as_shift_jis, safe

FORMULAS = ["=1+1", "+81-3-0000", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "＠SUM(A1)", "-1,000)+cmd"]


@pytest.mark.parametrize("typed", FORMULAS)
def test_a_formula_is_written_as_text_in_every_file(typed: str) -> None:
    rows = [["題"], [typed]]
    assert f"'{typed}" in as_csv(rows).decode().replace('"', "")
    assert f"'{typed}" in as_shift_jis(rows).decode("cp932").replace('"', "")
    cell = load_workbook(io.BytesIO(as_book(("題", rows)))).active["A2"]
    assert (cell.value, cell.data_type) == (f"'{typed}", "s")
    assert safe(safe(typed)) == safe(typed)


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_was_made_safe_is_read_back_as_it_was_typed(typed: str) -> None:
    assert as_written(str(safe(typed))) == typed


@pytest.mark.parametrize("cell", ["-1.5", "-12,000", "-", "－", "-3%", -1.5, 0, "名前", "A-1"])
def test_numbers_and_plain_words_stay_as_they_are(cell: Cell) -> None:
    assert safe(cell) == cell
