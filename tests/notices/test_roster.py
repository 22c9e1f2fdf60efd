"""The roster: who is on duty when, where nobody is, files, and who may write it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.pages import signed_in, stage, world
from tests.support.world import World
from tsunagu.foundation.refusals import BadInput, NotAllowed
from tsunagu.foundation.text import Text
from tsunagu.notices.domain.roster import Change, Contact, Roster, Turn
from tsunagu.notices.domain.roster_file import read_roster
from tsunagu.notices.models import DutyTurn
from tsunagu.notices.queries.roster import on_duty_now
from tsunagu.notices.services.keep_roster import NewTurn, Who, add_turns

__all__ = ["stage", "world"]
MAKER, OUTSIDER = "tonomachi-cells", "sapporo-hospital"
SINCE = date(2026, 11, 1)
SATO, KATO = Contact(Text("佐藤", "Sato"), "044-111-1111"), Contact(Text("加藤", "Kato"), "044-222-2222")
WEEK, WEEKEND = "1111100", "0000011"
MONDAY_NOON = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


def turn(contact: Contact, weekdays: str, from_hour: int, until_hour: int, order: int = 1) -> Turn:
    return Turn("quality", order, weekdays, from_hour, until_hour, contact, SINCE)


def test_the_first_on_duty_is_told_with_the_end_of_the_turn() -> None:
    roster = Roster((turn(SATO, WEEK, 9, 17), turn(KATO, "1111111", 0, 24, order=2)))
    first, second = roster.on_duty("quality", MONDAY_NOON)
    assert (first.contact, first.until) == (SATO, datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    assert second.contact == KATO
    assert [one.contact for one in roster.on_duty("quality", MONDAY_NOON + timedelta(hours=6))] == [KATO]
    assert roster.on_duty("logistics", MONDAY_NOON) == []


def test_a_swap_outweighs_the_week_and_an_absence_leaves_a_gap() -> None:
    start, end = MONDAY_NOON, MONDAY_NOON + timedelta(hours=2)
    swapped = Roster((turn(SATO, WEEK, 9, 17),), (Change("quality", 1, start, end, KATO),))
    assert swapped.on_duty("quality", start)[0].contact == KATO
    assert swapped.on_duty("quality", end)[0].contact == SATO
    absent = Roster((turn(SATO, "1111111", 0, 24),), (Change("quality", 1, start, end, None),))
    assert absent.gaps("quality", start - timedelta(days=1), end + timedelta(days=1)) == [(start, end)]


def test_gaps_are_whole_and_none_is_missed() -> None:
    roster = Roster((turn(SATO, WEEK, 9, 24), turn(KATO, WEEK, 0, 9)))
    saturday = datetime(2026, 11, 6, 15, 0, tzinfo=UTC)
    assert roster.gaps("quality", MONDAY_NOON, MONDAY_NOON + timedelta(days=7)) == [
        (saturday, saturday + timedelta(days=2))
    ]
    assert Roster().gaps("quality", MONDAY_NOON, saturday) == [(MONDAY_NOON, saturday)]


HEAD = "担当,順番,曜日,開始,終了,氏名,電話\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_is_read_in_the_encodings_of_japanese_offices(encoding: str) -> None:
    (line,) = read_roster((HEAD + "品質,1,月火水木金,9:00,17時,佐藤,044-111-1111\n\n").encode(encoding))
    assert (line.line, line.duty, line.weekdays, line.from_hour, line.until_hour) == (
        2,
        "quality",
        WEEK,
        9,
        17,
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "中身がありません"),
        (b"\xff\xfe\x00\x81", "文字コード"),
        ("担当,順番\n".encode(), "列「曜日"),
        (HEAD.encode(), "当番の行がありません"),
        ((HEAD + "受付,1,毎日,0,24,佐藤,044-111-1111\n").encode(), "2行目「担当」の「受付」"),
        ((HEAD + "品質,一,毎日,0,24,佐藤,044-111-1111\n").encode(), "2行目「順番」"),
        ((HEAD + "品質,1,日曜,0,24,佐藤,044-111-1111\n").encode(), "2行目「曜日」"),
        ((HEAD + "品質,1,毎日,0,9999,佐藤,044-111-1111\n").encode(), "2行目「終了」"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content: bytes, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_roster(content)
    assert told in refused.value.reason.ja
    assert "何も変更していません" in refused.value.reason.ja


def new(**given: object) -> NewTurn:
    known: dict[str, object] = {
        "duty": "quality", "order": 1, "weekdays": WEEK, "from_hour": 9, "until_hour": 17,
        "who": Who(None, "佐藤", "044-111-1111"), "valid_from": SINCE, "valid_until": None,
    }  # fmt: skip
    return NewTurn(**(known | given))  # type: ignore[arg-type]


def test_the_member_writes_its_roster_once_and_everybody_of_the_network_reads_whom_to_call(
    world: World,
) -> None:
    operator = world.actor(MAKER, "quality")
    with world.acting(operator):
        assert add_turns(operator, operator.member_id, [new()], world.now) == 1
        assert add_turns(operator, operator.member_id, [new()], world.now) == 0, "sent twice is one turn"
    outsider = world.actor(OUTSIDER, "physician")
    with world.acting(outsider):
        found = on_duty_now([(world.member(MAKER), "quality")], MONDAY_NOON)
        assert found[world.member(MAKER), "quality"].contact.phone == "044-111-1111"
        with pytest.raises(NotAllowed):
            add_turns(outsider, operator.member_id, [new(order=2)], world.now)
        assert DutyTurn.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"duty": "reception"}, "duty"),
        ({"order": 0}, "order"),
        ({"weekdays": "0000000"}, "weekdays"),
        ({"from_hour": 17, "until_hour": 9}, "until_hour"),
        ({"valid_until": date(2026, 10, 1)}, "valid_until"),
        ({"who": Who(None, " ", "044-111-1111")}, "name"),
        ({"who": Who(None, "佐藤", "call me")}, "phone"),
        ({"who": Who(None, "佐" * 81, "044-111-1111")}, "name"),
    ],
)
def test_a_turn_that_makes_no_sense_is_refused_at_its_field(
    world: World, given: dict[str, object], field: str
) -> None:
    actor = world.actor(MAKER, "quality")
    with world.acting(actor):
        with pytest.raises(BadInput) as refused:
            add_turns(actor, actor.member_id, [new(order=2), new(**given)], world.now)
        assert refused.value.field == field
        assert not DutyTurn.objects.exists(), "all or none"


def test_a_stranger_is_not_on_the_roster(world: World) -> None:
    actor, stranger = world.actor(MAKER, "quality"), world.actor(OUTSIDER, "physician")
    who = Who(stranger.person_uuid, "", "044-111-1111")
    with world.acting(actor), pytest.raises(BadInput, match="person"):
        add_turns(actor, actor.member_id, [new(who=who)], world.now)


def test_the_page_writes_a_turn_says_what_is_wrong_and_shows_the_gaps(world: World) -> None:
    actor = world.actor(MAKER, "quality")
    client = signed_in(world, actor)
    address = f"/roster/{actor.member_uuid}/"
    form = {"key": "a", "duty": "quality", "order": 1, "name": "佐藤", "phone": "044", "weekdays": ["0", "1"],
            "from_hour": 9, "until_hour": 17, "valid_from": "2026-11-01"}  # fmt: skip
    wrong = client.post(f"{address}turn/", form)
    assert wrong.status_code == 422
    assert "電話番号を数字とハイフンで" in wrong.content.decode()
    assert client.post(f"{address}turn/", form | {"phone": "044-111-1111"}).status_code == 302
    page = client.get(address).content.decode()
    assert 'href="tel:044-111-1111"' in page
    assert "14日先までの当番の空き" in page
    other = signed_in(world, world.actor(OUTSIDER, "physician"))
    assert other.get(f"{address}turn/").status_code == 403
    assert "毎週の当番を追加" not in other.get(address).content.decode()
