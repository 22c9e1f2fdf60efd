"""A capacity file: what is written is read back the same, in either language and encoding; faults have their place."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.foundation.written.sheets import as_book, as_csv
from tsunagu.foundation.written.tables import read_table
from tsunagu.planning.domain.capacity import CalendarException, Card, Pattern, Published
from tsunagu.planning.domain.capacity.calendar import in_order, patterns_in_order
from tsunagu.planning.domain.capacity.comparing import difference
from tsunagu.planning.domain.capacity.gathering import read_capacity
from tsunagu.planning.domain.capacity.record import as_data, from_data
from tsunagu.planning.domain.capacity.writing import sheet

SINCE = date(2026, 4, 1)
CHAIRS = Published(
    "ward",
    Card("chair", "collection_chair", Text("採取チェア（デモ）", "Chair"), "apheresis", 1, 24, date(2027, 3, 31)),
    (Pattern(frozenset({0, 2, 4}), 9, 17, 4, SINCE), Pattern(frozenset({5}), 9, 12, 2, SINCE, date(2026, 9, 30), True)),
    (
        CalendarException(date(2026, 12, 29), date(2027, 1, 3), 0, 0, 24, "holiday", "年末年始"),
        CalendarException(date(2027, 1, 9), date(2027, 1, 9), 2, 9, 12, "extra_shift"),
    ),
)  # fmt: skip
BARE = Published("ward", Card("bed", "infusion_bed", Text("=投与", "+bed")))
HEAD = (
    "拠点キー,資源キー,行の種類,種別,名称（日本語）,曜日,初日,最終日,開始（時）,終了（時）,枠数,祝日,理由\n"
)


def read(content: bytes, known: Any = None) -> Any:
    return read_capacity(read_table(content), {"ward"}, known or {})


def faults_of(text: str, known: Any = None) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in read((HEAD + text).encode(), known)[1]]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_written_is_read_back_the_same(language: str) -> None:
    rows = sheet([CHAIRS, BARE], language)
    written = as_csv(rows)
    assert written.startswith(b"\xef\xbb\xbf")
    for content in (written, as_book(("枠", rows)), written.decode("utf-8-sig").encode("cp932", "replace")):
        found, faults = read(content)
        assert [one.sentence.en for one in faults] == []
        assert found == (CHAIRS, BARE)
        again, faults = read(content, {one.place: one for one in found})
        assert not faults
        assert [difference(one, two).state for one, two in zip(found, again, strict=True)] == ["same", "same"]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda text: text not in ("なし", "none") and text[0] not in "-—–−―'" and "\u2028" not in text
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(texts, st.integers(0, 744), st.sets(st.integers(0, 6), min_size=1), st.integers(1, 100_000))
def test_any_name_and_number_comes_back(name: str, hours: int, weekdays: set[int], capacity: int) -> None:
    card = Card("chair", "collection_chair", Text(name, name), "", hours, hours)
    one = Published("ward", card, (Pattern(frozenset(weekdays), 0, 24, capacity, SINCE),))
    assert read(as_csv(sheet([one], "ja"))) == ((one,), ())
    assert from_data(as_data(one)) == one


def test_a_file_made_by_hand() -> None:
    text = (
        "ward,chair,週間,採取チェア,採取室,月曜日・水曜・金,2026/4/1,,9:00,17時,４,休み,\n"
        "ward,chair,例外,,,,2026年12月29日,2027-01-03,,,0,,休業\n"
    )
    (found,), faults = read((HEAD + text).encode("cp932"))
    assert faults == ()
    assert found.card == Card("chair", "collection_chair", Text("採取室", "採取室"))
    assert found.patterns == (Pattern(frozenset({0, 2, 4}), 9, 17, 4, SINCE),)
    assert found.exceptions == (CalendarException(date(2026, 12, 29), date(2027, 1, 3), reason="holiday"),)


def test_a_week_replaces_the_week_and_exceptions_are_added() -> None:
    known = {CHAIRS.place: CHAIRS}
    (only_exception,), _ = read((HEAD + "ward,chair,例外,,,,2027-02-01,,,,0,,施設停止\n").encode(), known)
    assert only_exception.patterns == CHAIRS.patterns
    assert only_exception.card == CHAIRS.card
    assert len(only_exception.exceptions) == 3
    (new_week,), _ = read((HEAD + "ward,chair,週間,,,毎日,2026-04-01,,,,1,稼働,\n").encode(), known)
    assert new_week.patterns == (Pattern(frozenset(range(7)), 0, 24, 1, SINCE, None, True),)
    assert new_week.exceptions == CHAIRS.exceptions
    found = difference(CHAIRS, new_week)
    assert (found.state, [line.sign for line in found.lines]) == ("changed", ["removed", "removed", "added"])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("ward,chair,週間,椅子,採取室,月,2026-04-01,,9,17,4,休み,", "kind"),
        ("ward,chair,週間,,採取室,月,2026-04-01,,9,17,4,休み,", "kind"),
        ("ward,chair,週間,採取チェア,,月,2026-04-01,,9,17,4,休み,", "name_ja"),
        ("ward,chair,毎週,採取チェア,採取室,月,2026-04-01,,9,17,4,休み,", "line"),
        ("lab,chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,4,休み,", "site"),
        ("ward,Chair 1,週間,採取チェア,採取室,月,2026-04-01,,9,17,4,休み,", "resource"),
        ("ward,chair,週間,採取チェア,採取室,げつ,2026-04-01,,9,17,4,休み,", "weekdays"),
        ("ward,chair,週間,採取チェア,採取室,,2026-04-01,,9,17,4,休み,", "weekdays"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-02-30,,9,17,4,休み,", "first"),
        ("ward,chair,週間,採取チェア,採取室,月,0001-01-01,,9,17,4,休み,", "first"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,2026-03-01,9,17,4,休み,", "last"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,9:30,17,4,休み,", "from_hour"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,22,6,4,休み,", "until_hour"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,NaN,休み,", "capacity"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,,休み,", "capacity"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,-1,休み,", "capacity"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,4,たまに,", "holidays"),
        ("ward,chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,4,休み,休業", "reason"),
        ("ward,chair,例外,採取チェア,採取室,月,2026-04-01,,9,17,4,,休業", "weekdays"),
        ("ward,chair,例外,採取チェア,採取室,,,,9,17,4,,休業", "first"),
        ("ward,chair,例外,採取チェア,採取室,,2026-04-01,2046-04-01,,,0,,休業", "last"),
        ("ward,chair,資源のみ,採取チェア,採取室,月,,,,,,,", "weekdays"),
        (",chair,週間,採取チェア,採取室,月,2026-04-01,,9,17,4,休み,", "site"),
    ],
)
def test_every_fault_has_its_row_and_column(row: str, column: str) -> None:
    good = "ward,bed,週間,投与病床,病床,月,2026-04-01,,9,17,4,休み,\n"
    assert faults_of(good + row + "\n") == [(3, column)]


def test_rows_that_contradict_each_other() -> None:
    twice = (
        "ward,bed,例外,投与病床,病床,,2026-12-29,,,,0,,休業\nward,bed,例外,,別の名,,2026-12-29,,,,1,,休業\n"
    )
    assert faults_of(twice) == [(3, "name_ja"), (3, "capacity")]
    faults = read((HEAD + twice).encode())[1]
    assert faults[0].sentence.ja.startswith("3行目「名称（日本語）」：")
    assert faults[0].sentence.en.startswith("Row 3, “Name (Japanese)”: ")


def test_headings_that_are_not_known_or_missing() -> None:
    with pytest.raises(BadInput, match="no heading row"):
        read(b"a,b,c\n1,2,3\n")
    odd = HEAD.replace("理由", "りゆう").encode() + b"ward,bed,\xe9\x80\xb1\xe9\x96\x93\n"
    assert (1, "") in [(one.row, one.column) for one in read(odd)[1]]


def test_orders_are_one() -> None:
    week = list(CHAIRS.patterns)
    assert patterns_in_order([*reversed(week), *week]) == CHAIRS.patterns
    assert in_order(reversed(CHAIRS.exceptions)) == CHAIRS.exceptions
