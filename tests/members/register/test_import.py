"""Taking a list over: exactly what was shown, once, as a whole, by the coordinator alone."""

from datetime import date
from typing import Any

import pytest

from tests.members.conftest import NOW, Cast
from tests.members.register.lists import HEAD, as_text, book, line
from tsunagu.foundation.refusals import BadInput, NotAllowed, Refused
from tsunagu.foundation.scope import acting
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.register.comparing import Look
from tsunagu.members.models import Member, Membership, RegisterImport
from tsunagu.members.queries.membership import records
from tsunagu.members.services.import_register import Taken, import_list, look_at_list

ROWS = [
    HEAD,
    line("M-1", "maker（試験）", kind="大学", contact="見本"),
    line("M-2", "(株)いちょう", joined="R6.4.1"),
]


def rows() -> list[Any]:
    members = Member.objects.order_by("pk").values_list("name_ja", "kind", "joined_on", "left_on", "key")
    return [
        *members,
        *Membership.objects.order_by("pk").values_list("number", "contact"),
        RegisterImport.objects.count(),
    ]


def look(cast: Cast, content: bytes, actor: Actor | None = None) -> Look:
    with acting(cast.scope(actor or cast.coordinator)):
        return look_at_list(actor or cast.coordinator, content)


def take(cast: Cast, content: bytes, digest: str = "", choices: dict[int, str] | None = None) -> Taken:
    with acting(cast.scope(cast.coordinator)):
        seen = digest or look_at_list(cast.coordinator, content).digest
        return import_list(cast.coordinator, content, seen, choices or {}, "会員.csv", NOW)


def kept(cast: Cast) -> dict[str, Any]:
    with acting(cast.scope(cast.coordinator)):
        return {one.record.name_ja: one.record for one in records()}


def test_a_list_is_taken_over_once_and_the_same_again_changes_nothing(cast: Cast) -> None:
    content = as_text(ROWS)
    assert take(cast, content) == Taken(1, 1, 0)
    with acting(cast.scope(cast.coordinator)):
        after = rows()[:-1]
    found = kept(cast)
    assert (found["maker（試験）"].number, found["maker（試験）"].kind) == ("M-1", "university")
    assert found["(株)いちょう"].joined_on == date(2024, 4, 1)
    assert Member.objects.get(name_ja="(株)いちょう").has_account is False
    for again in (content, as_text(ROWS, "cp932"), as_text(ROWS, "utf-8-sig"), book(ROWS)):
        assert take(cast, again) == Taken(0, 0, 2)
    with acting(cast.scope(cast.coordinator)):
        assert rows()[:-1] == after
        told = list(RegisterImport.objects.values_list("added", "changed", "unchanged", "file_name"))
    assert told == [(0, 0, 2, "会員.csv")] * 4 + [(1, 1, 0, "会員.csv")]


def test_nothing_is_written_where_a_row_is_wrong_or_the_register_has_changed(cast: Cast) -> None:
    with acting(cast.scope(cast.coordinator)):
        before = rows()
    with pytest.raises(BadInput, match="Row 3"):
        take(cast, as_text([*ROWS[:2], line("M-2", "いちょう", joined="2024/2/30")]))
    digest = look(cast, as_text(ROWS)).digest
    with acting(cast.scope(cast.coordinator)):
        Member.objects.filter(uuid=cast.maker.uuid).update(kind="hospital")
    with pytest.raises(Refused, match="changed since you looked"):
        take(cast, as_text(ROWS), digest)
    with acting(cast.scope(cast.coordinator)):
        Member.objects.filter(uuid=cast.maker.uuid).update(kind="company")
        assert rows() == before


def test_only_the_coordinator_looks_and_takes_over(cast: Cast) -> None:
    with acting(cast.scope(cast.coordinator)):
        before = rows()
    for actor in (cast.operator, cast.stranger):
        with pytest.raises(NotAllowed):
            look(cast, as_text(ROWS), actor)
        with acting(cast.scope(actor)), pytest.raises(Refused):
            import_list(actor, as_text(ROWS), "", {}, "", NOW)
    with acting(cast.scope(cast.coordinator)):
        assert rows() == before


@pytest.mark.parametrize(
    ("choice", "taken", "names"),
    [
        ("same", Taken(0, 1, 0), {"maker（試験用）"}),
        ("new", Taken(1, 0, 0), {"maker（試験）", "maker（試験用）"}),
        ("skip", Taken(0, 0, 0), {"maker（試験）"}),
    ],
)
def test_a_doubtful_row_does_what_was_decided(cast: Cast, choice: str, taken: Taken, names: set[str]) -> None:
    take(cast, as_text([HEAD, line("M-1", "maker（試験）")]))
    content = as_text([HEAD, line("M-77", "maker（試験用）")])
    assert [one.state for one in look(cast, content).entries] == ["doubtful"]
    with pytest.raises(Refused, match="Choose what to do with row 2"):
        take(cast, content)
    assert take(cast, content, choices={2: choice}) == taken
    assert {name for name in kept(cast) if name.startswith("maker")} == names


def test_two_rows_cannot_both_be_the_same_member(cast: Cast) -> None:
    content = as_text([HEAD, line("M-7", "maker（試験一）"), line("M-8", "maker（試験二）")])
    with pytest.raises(Refused, match="Rows 2 and 3"):
        take(cast, content, choices={2: "same", 3: "same"})
    assert take(cast, content, choices={2: "same", 3: "new"}) == Taken(1, 1, 0)


def test_numbers_meet_whatever_excel_did_to_their_zeros(cast: Cast) -> None:
    take(cast, as_text([HEAD, line("0012", "maker（試験）")]))
    assert take(cast, book([HEAD, [12, "maker（試験）"]])) == Taken(0, 0, 1)
    assert kept(cast)["maker（試験）"].number == "0012"


def test_the_first_sheet_that_is_a_list_is_read(cast: Cast) -> None:
    def prepare(page: Any) -> None:
        page.title = "表紙"
        page["A1"] = "会員名簿について"
        more = page.parent.create_sheet("名簿")
        for row in ROWS:
            more.append(row)

    seen = look(cast, book([], prepare))
    assert [one.after.number for one in seen.entries] == ["M-1", "M-2"]
    assert "シート「名簿」を読みました" in seen.notes[0].ja


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b" ", "empty"),
        (b"PK\x03\x04nothing", "Excel book"),
        (b"%PDF-1.7", "no table"),
        (b"a" * (2**20 + 1), "1 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(cast: Cast, content: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        look(cast, content)


def test_the_member_reads_its_own_membership_and_no_other_does(cast: Cast) -> None:
    take(cast, as_text(ROWS))
    for actor, seen in ((cast.operator, 1), (cast.stranger, 0), (cast.coordinator, 2)):
        with acting(cast.scope(actor)):
            assert Membership.objects.count() == seen


@pytest.mark.parametrize(
    "heading", ["フリガナ", "ふりがな", "会員名カナ", "会員名（フリガナ）", "カナ", "Reading"]
)
@pytest.mark.parametrize("written", ["いちょうサイボウ", "ｲﾁｮｳｻｲﾎﾞｳ", "イチョウサイボウ"])
def test_a_reading_is_read_under_each_heading_and_kept_in_katakana(
    cast: Cast, heading: str, written: str
) -> None:
    row = line("M-2", "(株)いちょう")
    assert take(cast, as_text([[*HEAD, heading], [*row, written]])) == Taken(1, 0, 0)
    assert kept(cast)["(株)いちょう"].name_kana == "イチョウサイボウ"
    with acting(cast.scope(cast.coordinator)):
        assert Member.objects.get(name_ja="(株)いちょう").name_kana == "イチョウサイボウ"
    assert take(cast, as_text([[*HEAD, heading], [*row, written]])) == Taken(0, 0, 1)


@pytest.mark.parametrize("written", ["銀杏細胞", "ア" * 161])
def test_a_reading_that_is_none_is_told_at_its_row(cast: Cast, written: str) -> None:
    (fault,) = look(cast, as_text([[*HEAD, "フリガナ"], [*line("M-2", "いちょう"), written]])).faults
    assert (fault.row, fault.column) == (2, "name_kana")


@pytest.mark.parametrize(
    ("prefecture", "address", "seat"),
    [
        ("宮城", "仙台市青葉区", ("宮城県", "tohoku")),
        ("", "愛知県名古屋市中区", ("愛知県", "tokai")),
        ("神奈川県", "川崎市川崎区殿町3丁目", ("神奈川県", "tonomachi")),
        ("東京都", "大田区羽田空港1丁目", ("東京都", "haneda")),
        ("大阪府", "大阪市北区", ("大阪府", "")),
        ("", "住所不明", ("", "")),
    ],
)
def test_a_member_that_is_taken_over_has_a_seat(
    cast: Cast, prefecture: str, address: str, seat: tuple[str, str]
) -> None:
    row = line("M-2", "いちょう", prefecture=prefecture)
    take(cast, as_text([[*HEAD, "住所"], [*row, address]]))
    with acting(cast.scope(cast.stranger)):
        made = Member.objects.get(name_ja="いちょう")
    assert (made.prefecture, made.area) == seat
    moved = line("M-2", "いちょう", prefecture="北海道")
    take(cast, as_text([[*HEAD, "住所"], [*moved, "札幌市"]]))
    with acting(cast.scope(cast.stranger)):
        assert Member.objects.get(name_ja="いちょう").area == "hokkaido"
