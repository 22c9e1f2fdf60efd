"""Which member a row means, what it would change, and that writing out and reading back changes nothing."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.members.register.lists import HEAD, as_text, line
from tsunagu.demonstration.network.many import invented_list
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.sheets import as_book, as_csv, as_shift_jis
from tsunagu.foundation.written.tables import read_table
from tsunagu.members.domain.register.comparing import Look, compare
from tsunagu.members.domain.register.names import are_nearly, bare_name, number_key
from tsunagu.members.domain.register.reading import read_list
from tsunagu.members.domain.register.record import Known, Record
from tsunagu.members.domain.register.writing import EXAMPLE, sheet

CLASSES = {
    key: Text(ja, key)
    for key, ja in (("regular", "正会員"), ("small", "小規模"), ("academic", "学術"), ("special", "特別"),
                    ("supporting", "賛助"))
}  # fmt: skip
SINCE = date(2024, 4, 1)


def known(*records: Record) -> list[Known]:
    return [Known(at, UUID(int=at), one) for at, one in enumerate(records, 1)]


def member(number: str, name: str, **more: object) -> Record:
    return Record(number, name, name_en=name, kind="company", joined_on=SINCE).told(more)


def look(content: bytes, *records: Record) -> Look:
    return compare(read_list(read_table(content), CLASSES), known(*records))


def looked(rows: list[list[object]], *records: Record) -> Look:
    return look(as_text([HEAD, *rows]), *records)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("株式会社あけぼの細胞", "(株)あけぼの細胞"),
        ("株式会社あけぼの細胞", "㈱あけぼの　細胞"),
        ("あけぼの細胞株式会社", "あけぼの細胞 （株）"),
        ("一般社団法人再生会", "(一社)再生会"),
        ("髙邊醫科大學", "高辺医科大学"),
        ("ＡＢＣバイオ", "abc ﾊﾞｲｵ"),
        ("Akebono Cells Co., Ltd.", "AKEBONO CELLS"),
    ],
)
def test_names_are_the_same_whatever_their_dress(one: str, other: str) -> None:
    assert bare_name(one) == bare_name(other)


def test_names_that_differ_stay_apart() -> None:
    assert not are_nearly(bare_name("東京医科大学"), bare_name("福島県立医科大学"))
    assert are_nearly(bare_name("あけぼの細胞製作所"), bare_name("あけぼの細胞制作所"))
    assert bare_name("株式会社") == "株式会社"
    assert number_key("0012") == number_key("１２") != number_key("120")


def test_a_row_is_recognised_by_number_then_by_name() -> None:
    found = looked(
        [line("12", "(株)あけぼの", contact="見本"), line("", "いちょう 細胞"), line("M-7", "うみかぜ")],
        member("0012", "株式会社あけぼの"), member("M-5", "いちょう細胞"), member("", "うみかぜ"),
    )  # fmt: skip
    assert [(one.state, one.known.id if one.known else 0) for one in found.entries] == [
        ("changed", 1), ("same", 2), ("changed", 3),
    ]  # fmt: skip
    assert [(one.column, one.before, one.after) for one in found.entries[0].changes] == [
        ("contact", "", "見本")
    ]
    assert found.entries[0].after.name_ja == "株式会社あけぼの", (
        "another spelling of the same name is no change"
    )
    assert found.entries[2].after.number == "M-7"


def test_doubtful_rows_are_left_to_a_person_with_what_can_be_chosen() -> None:
    found = looked(
        [line("M-9", "あけぼの細胞工業"), line("M-2", "まったくちがう名"), line("M-8", "けやき研究制作所", kind="")],
        member("M-1", "株式会社あけぼの細胞工業"), member("M-2", "いちょう培地"), member("M-3", "けやき研究製作所"),
    )  # fmt: skip
    assert [(one.state, one.choices) for one in found.entries] == [
        ("doubtful", ("same", "new", "skip")),
        ("doubtful", ("same", "skip")),
        ("doubtful", ("same", "skip")),
    ]
    assert [one.doubt is not None for one in found.entries] == [True] * 3
    assert not found.missing


def test_a_near_name_is_no_doubt_where_another_row_means_that_member() -> None:
    found = looked(
        [line("M-1", "あけぼの細胞製作所"), line("M-2", "あけぼの細胞制作所")],
        member("M-1", "あけぼの細胞製作所"),
    )
    assert [one.state for one in found.entries] == ["same", "new"]


def test_what_is_there_twice_or_lacking_is_refused_by_row() -> None:
    found = looked([
        line("M-1", "あけぼの"), line("M-1", "いちょう"), line("M-3", "(株) あけぼの"),
        line("M-4", "うみかぜ", kind="", joined=""), line("M-5", "おおぞら", joined="2024/4/1", left="2024/3/31"),
    ])  # fmt: skip
    assert [(one.row, one.column) for one in found.faults] == [
        (3, "number"), (4, "name_ja"), (5, "kind"), (5, "joined_on"), (6, "left_on"),
    ]  # fmt: skip
    assert "「M-1」は2行目にもあります" in found.faults[0].sentence.ja


def test_two_members_of_one_name_are_numbered_apart() -> None:
    company, clinic = line("M-1", "株式会社あけぼの"), line("M-2", "医療法人あけぼの")
    first = looked([company, clinic])
    assert not first.faults, "other legal forms under other numbers are two organisations"
    assert [one.state for one in first.entries] == ["new", "new"]
    registered = member("M-1", "株式会社あけぼの"), member("M-2", "医療法人あけぼの")
    assert [one.state for one in looked([company, clinic], *registered).entries] == ["same", "same"]
    assert [one.state for one in looked([company, clinic], registered[0]).entries] == ["same", "new"]
    again = line("M-3", "(医)あけぼの")
    assert [fault.row for fault in looked([company, clinic, again]).faults] == [4]
    assert [fault.row for fault in looked([company, line("", "医療法人あけぼの")]).faults] == [3]
    assert [fault.row for fault in looked([company, line("M-2", "あけぼの")]).faults] == [3]


def test_two_registered_members_of_one_name_come_back_as_they_were_written_out() -> None:
    registered = member("M-1", "あけぼの", note="東京"), member("M-2", "あけぼの", note="札幌")
    content = as_text(sheet(registered, "ja", CLASSES))
    found = look(content, *registered)
    assert not found.faults
    assert [one.state for one in found.entries] == ["same", "same"]


def test_an_empty_cell_leaves_and_a_dash_clears_and_missing_members_stay() -> None:
    kept = member("M-1", "あけぼの", contact="見本", email="a@b.example", left_on=date(2027, 3, 31))
    found = looked([line("M-1", "あけぼの", email="―", left="なし")], kept, member("M-2", "いちょう"),
                   member("M-3", "去った会", left_on=date(2025, 3, 31)))  # fmt: skip
    assert [(one.column, one.after) for one in found.entries[0].changes] == [("left_on", None), ("email", "")]
    assert [one.record.number for one in found.missing] == ["M-2"]


def test_the_digest_follows_what_would_change() -> None:
    rows = [line("M-1", "あけぼの", contact="見本")]
    before, after = member("M-1", "あけぼの"), member("M-1", "あけぼの", contact="記入")
    assert looked(rows, before).digest == looked(rows, before).digest != looked(rows, after).digest


records = [one.record for one in invented_list()]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("write", [as_csv, as_shift_jis, lambda rows: as_book(("名簿", rows))])
def test_writing_out_and_reading_back_changes_nothing(language: str, write: object) -> None:
    assert callable(write)
    found = look(write(sheet(records, language, CLASSES)), *records)
    assert found.faults == ()
    assert {one.state for one in found.entries} == {"same"}
    assert (len(found.entries), found.missing, found.would_change) == (169, (), False)


@pytest.mark.parametrize("number", ["M-1", ""])
def test_what_shift_jis_lacks_is_not_lost_by_way_of_it(number: str) -> None:
    kept = member(number, "𠮷田細胞〜研究所", contact="René 𠮷田", address="殿町3−25〜26")
    content = as_shift_jis(sheet([kept], "ja", CLASSES))
    assert "殿町3－25～26" in content.decode("cp932"), (
        "the signs that Japanese programs write for each other stay"
    )
    found = look(content, kept)
    assert ([one.state for one in found.entries], found.faults) == (["same"], ())
    other = look(as_shift_jis(sheet([kept.told({"contact": "René 佐藤"})], "ja", CLASSES)), kept)
    assert [change.column for one in other.of("changed") for change in one.changes] == ["contact"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "So"]), max_size=20).filter(
    lambda text: text.lower() not in ("-", "—", "–", "−", "ー", "―", "なし", "無し", "none") and text[:1] != "'"
    and not text.startswith("※")
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=5))
def test_whatever_stands_in_free_columns_is_read_back_the_same(said: list[tuple[str, str, str]]) -> None:
    kept = [
        member(f"M-{at}", f"会員その{at}号{'甲乙丙丁戊'[at] * 5}", contact=one, address=two, note=three)
        for at, (one, two, three) in enumerate(said)
    ]
    for content in (as_csv(sheet(kept, "ja", CLASSES)), as_book(("名簿", sheet(kept, "ja", CLASSES)))):
        found = look(content, *kept)
        assert found.faults == ()
        assert [one.changes for one in found.entries] == [()] * len(kept)


def test_the_template_can_be_read_and_enters_nobody() -> None:
    for language in ("ja", "en"):
        found = look(as_book(("ひな形", sheet([EXAMPLE], language, CLASSES))))
        assert (found.entries, found.faults) == ((), ())
