"""Lists as they are: headings, encodings, days, merged and hidden cells; each fault at its place, all at once."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.members.register.lists import HEAD, as_text, book, line
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.cells import day_in
from tsunagu.foundation.written.tables import read_table
from tsunagu.members.domain.register.reading import ReadList, read_list

CLASSES = {"regular": Text("正会員", "Regular"), "special": Text("特別会員", "Special")}


def read(content: bytes) -> ReadList:
    return read_list(read_table(content), CLASSES)


def said(found: ReadList) -> list[str]:
    return [fault.sentence.ja for fault in found.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_is_read_in_each_encoding_with_comma_or_tab(encoding: str, separator: str) -> None:
    found = read(as_text([HEAD, line("M-1", "(株)髙野細胞", prefecture="神奈川")], encoding, separator))
    assert not found.faults
    values = found.lines[0].values
    assert (values["number"], values["name_ja"]) == ("M-1", "(株)髙野細胞")
    assert (values["kind"], values["joined_on"], values["prefecture"]) == (
        "company",
        date(2024, 4, 1),
        "神奈川県",
    )


def test_headings_come_in_any_order_in_either_language_and_unknown_ones_are_said() -> None:
    rows = [
        ["Joined", "好きな色", "機関名", "Type", "Ｎｏ．"],
        ["2024-04-01", "青", "あけぼの細胞", "大学", "１２"],
    ]
    found = read(as_text(rows))
    assert found.lines[0].values == {
        "joined_on": date(2024, 4, 1), "name_ja": "あけぼの細胞", "kind": "university", "number": "12",
    }  # fmt: skip
    assert [note.ja for note in found.notes] == ["「好きな色」の列は登録の項目にないため、取り込みません。"]


@pytest.mark.parametrize(
    "text",
    ["2023-05-10", "2023/5/10", "2023年5月10日", "２０２３．５．１０", "20230510", "令和5年5月10日", "R5.5.10",
     "Ｒ５／５／１０", "令和 5 年 5 月 10 日", "45056", "2023-05-10 00:00:00"],
)  # fmt: skip
def test_days_are_read_as_they_are_written_in_japan(text: str) -> None:
    assert day_in(text) == date(2023, 5, 10)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023/2/30", "暦にある日"),
        ("令和5年2月29日", "暦にある日"),
        ("平成35年4月1日", "2019年4月30日まで"),
        ("昭和64年1月8日", "1989年1月7日まで"),
        ("令和元年4月30日", "2019年5月1日から"),
        ("令和0年5月1日", "暦にある日"),
        ("5月10日", "暦にある日"),
        ("3023/5/10", "1900年から2199年"),
    ],
)
def test_days_that_never_were_are_refused(text: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        day_in(text)
    assert told in refused.value.reason.ja


@given(st.dates(date(1900, 1, 2), date(2199, 12, 30)))
def test_every_day_is_read_back_in_each_form(day: date) -> None:
    assert day_in(f"{day:%Y/%m/%d}") == day_in(f"{day.year}年{day.month}月{day.day}日") == day
    if date(2019, 5, 1) <= day < date(2117, 1, 1):
        year = day.year - 2018
        assert day_in(f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日") == day


def test_every_fault_is_told_at_once_with_sheet_row_heading_and_cell() -> None:
    rows = [
        HEAD,
        line("M-1", "あけぼの", kind="会社じゃない", email="どこか"),
        line("M-2", "", joined="2024/2/30"),
        line("番号！", "いちょう", phone="電話なし番号", fee="金会員"),
    ]
    assert said(read(book(rows))) == [
        "シート「会員名簿」2行目「種別」（セルD2）：「会社じゃない」は読み取れません。"
        "次のどれかにしてください：企業、大学、病院、公的機関、団体。",
        "シート「会員名簿」2行目「メール」（セルI2）：「どこか」は読み取れません。メールアドレスを一つ入力してください。",
        "シート「会員名簿」3行目「入会日」（セルF3）：「2024/2/30」は読み取れません。"
        "日付を「2026-12-29」や「令和8年12月29日」の形で、暦にある日で入力してください。",
        "シート「会員名簿」4行目「会員番号」（セルA4）：「番号!」は読み取れません。会員番号は英数字とハイフンで入力してください。",
        "シート「会員名簿」4行目「会費区分」（セルE4）：「金会員」は読み取れません。次のどれかにしてください：正会員、特別会員。",
        "シート「会員名簿」4行目「電話」（セルJ4）：「電話なし番号」は読み取れません。電話番号を「044-123-4567」の形で入力してください。",
    ]


def test_titles_totals_remarks_examples_and_hidden_rows() -> None:
    def prepare(page: Any) -> None:
        page.merge_cells("A1:K1")
        page.merge_cells("A6:C6")
        page.row_dimensions[4].hidden = True

    rows: list[list[object]] = [
        ["会員一覧（2026年度）"], HEAD, line("M-1", "あけぼの"), line("M-2", "いちょう"), line("M-9", "見本（記入例）"),
        ["合計", "", "", 2], ["※ 2026年4月現在"],
    ]  # fmt: skip
    found = read(book(rows, prepare))
    assert not found.faults
    assert [one.name for one in found.lines] == ["あけぼの", "いちょう"]
    assert [note.ja for note in found.notes] == [
        "非表示の行が1行あり（4行目）、ほかの行と同じように読みました。",
        "合計・注記・記入例の行（5・6・7行目）は会員として読みませんでした。",
    ]


def test_cells_merged_downwards_count_for_each_row_only_where_rows_share_a_word() -> None:
    rows = [HEAD, line("M-1", "あけぼの"), line("M-2", "いちょう", kind=""), line("M-3", "うみかぜ")]
    found = read(book(rows, lambda page: page.merge_cells("D2:D3")))
    assert not found.faults
    assert [one.values["kind"] for one in found.lines] == ["company"] * 3
    assert "（D2:D3）" in found.notes[0].ja
    for area, cell in (("B2:B3", "会員名"), ("H3:I3", "担当者"), ("F3:F4", "入会日")):
        refused = read(book(rows, lambda page, area=area: page.merge_cells(area)))  # type: ignore[misc]
        assert [fault.cell for fault in refused.faults] == [area]
        assert f"「{cell}」（セル{area}）：結合されたセルがあり" in said(refused)[0]


def test_excel_keeps_days_as_days_and_numbers_as_numbers() -> None:
    rows = [HEAD, [12, "あけぼの", "", "企業", "", datetime(2023, 5, 10), "", "", "", "", ""],  # noqa: DTZ001 - as books hold it
            ["007", "いちょう", "", "企業", "", 45056, "なし", "", "", "", ""]]  # fmt: skip
    found = read(book(rows))
    assert not found.faults
    assert [(one.number, one.values["joined_on"]) for one in found.lines] == [
        ("12", date(2023, 5, 10)), ("007", date(2023, 5, 10)),
    ]  # fmt: skip
    assert found.lines[1].values["left_on"] is None


def test_a_file_without_headings_is_refused_as_a_whole() -> None:
    with pytest.raises(BadInput, match="names the columns"):
        read(as_text([["あけぼの", "2024/4/1"], ["いちょう", "2024/4/1"]]))
    with pytest.raises(BadInput, match="can't be read as text"):
        read(b"\x81\x00\xff\xff\x01")


def test_a_running_number_beside_the_member_number_is_left_out() -> None:
    rows = [
        ["No.", "会員番号", "会員名", "会費区分", "会費"],
        ["1", "M-12", "あけぼの細胞", "正会員", "100,000"],
    ]
    found = read(book(rows))
    assert not found.faults
    assert found.lines[0].values == {"number": "M-12", "name_ja": "あけぼの細胞", "fee_class": "regular"}
    assert [note.ja for note in found.notes] == [
        "「No.」「会費」の列は登録の項目にないため、取り込みません。"
    ]
    alone = read(book([["会費", "会員名", "番号"], ["正会員", "あけぼの細胞", "12"]]))
    assert alone.lines[0].values == {"number": "12", "name_ja": "あけぼの細胞", "fee_class": "regular"}


def test_the_same_heading_twice_is_a_fault() -> None:
    found = read(as_text([["会員名", "種別", "名称"], ["あけぼの", "企業", "いちょう"]]))
    assert said(found) == ["1行目「会員名」：同じ見出しが二つあります。一つにしてください。"]
