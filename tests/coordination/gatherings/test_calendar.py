"""Calendar files as RFC 5545 wants them, parsed back by its own rules, and clashes in a programme."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coordination.gatherings.support import STARTS, details
from tsunagu.coordination.domain.gatherings.calendar import Entry, calendar_file
from tsunagu.coordination.domain.gatherings.details import Item, Speaker, check_details, check_item, clashes
from tsunagu.coordination.domain.gatherings.registering import Asking, moving_up
from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text

AT = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)


def parsed(content: bytes) -> list[tuple[str, str]]:
    """Names and values of a calendar file: lines end with CRLF, are unfolded, and text is unescaped."""
    text = content.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = []
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        assert name.replace("-", "").isalpha(), line
        found.append((name, unescaped(value) if name in ("SUMMARY", "LOCATION", "DESCRIPTION") else value))
    return found


def unescaped(value: str) -> str:
    read, signs = "", iter(value)
    for sign in signs:
        assert sign not in ";,", "these stand escaped in a text"
        if sign == "\\":
            following = next(signs)
            assert following in "\\;,nN"
            read += "\n" if following in "nN" else following
        else:
            read += sign
    return read


def entry(**changes: object) -> Entry:
    said = {
        "uid": "u@x", "sequence": 3, "stamped_at": AT, "starts_at": AT, "ends_at": AT + timedelta(hours=2),
        "title": "催し",
    }  # fmt: skip
    return Entry(**(said | changes))  # type: ignore[arg-type]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300), st.integers(0, 9))
def test_any_text_is_read_back_as_it_was(text: str, sequence: int) -> None:
    title = text + "、,;\\ 改\n行"
    lines = parsed(calendar_file([entry(title=title, text=title, sequence=sequence)], "名"))
    found = dict(lines)
    assert found["SUMMARY"] == found["DESCRIPTION"] == title
    assert found["SEQUENCE"] == str(sequence)
    assert (found["DTSTART"], found["DTEND"]) == ("20261202T030000Z", "20261202T050000Z")
    assert [name for name, _ in lines].count("BEGIN") == [name for name, _ in lines].count("END") == 2


def test_what_was_called_off_says_so() -> None:
    one, other = (
        dict(parsed(calendar_file([entry(is_cancelled=True)], "x"))),
        dict(parsed(calendar_file([], "x"))),
    )
    assert (one["METHOD"], one["STATUS"]) == ("CANCEL", "CANCELLED")
    assert other["METHOD"] == "PUBLISH"
    both = dict(parsed(calendar_file([entry(is_cancelled=True), entry()], "x")))
    assert (both["METHOD"], both["STATUS"]) == ("PUBLISH", "CONFIRMED")


def item(start: int, end: int, *names: str, room: str = "") -> Item:
    speakers = tuple(Speaker(Text(name, name), Text("", ""), True) for name in names)
    hours = STARTS + timedelta(minutes=start), STARTS + timedelta(minutes=end)
    return Item(*hours, "talk", Text("講演", "Talk"), room, speakers)


def test_a_room_and_a_speaker_are_in_one_place_at_a_time() -> None:
    assert not clashes([item(0, 30, "佐藤"), item(30, 60, "佐藤")])
    assert not clashes([item(0, 30, "佐藤"), item(10, 40, "鈴木", room="第2")])
    assert len(clashes([item(0, 30), item(29, 60)])) == 1
    ((_, _, why),) = clashes([item(0, 30, "佐藤"), item(10, 40, "佐藤", room="第2")])
    assert "佐藤" in why.ja


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": Text(" ", "x")}, "gathering_title"),
        ({"audience": "own"}, "gathering_audience"),
        ({"ends_at": STARTS}, "gathering_times"),
        ({"ends_at": STARTS + timedelta(days=15)}, "gathering_times"),
        ({"closes_at": STARTS + timedelta(minutes=1)}, "gathering_registration"),
        ({"opens_at": STARTS}, "gathering_registration"),
        ({"limit": 0}, "gathering_limit"),
        ({"per_member": 3}, "gathering_per_member"),
        ({"keep_days": 0}, "gathering_keep_days"),
        ({"hall": Text("", "")}, "gathering_place"),
        ({"online": "javascript:alert(1)"}, "gathering_online"),
        ({"online": "https://[x"}, "gathering_online"),
    ],
)
def test_a_card_that_cannot_be_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_details(details(**changes))
    assert refused.value.code == code


def test_an_entry_lies_within_its_gathering() -> None:
    check_item(item(0, 240), STARTS, STARTS + timedelta(hours=4))
    for outside in (item(-1, 10), item(0, 241), item(10, 10)):
        with pytest.raises(BadInput):
            check_item(outside, STARTS, STARTS + timedelta(hours=4))


@given(
    st.lists(st.one_of(st.none(), st.integers(1, 3)), max_size=12), st.integers(0, 12), st.integers(0, 12),
    st.integers(1, 3),
)  # fmt: skip
def test_who_moves_up_keeps_the_order_and_all_limits(
    members: list[int | None], limit: int, taken: int, per_member: int
) -> None:
    waiting = [Asking(row, member) for row, member in enumerate(members)]
    moved = moving_up(waiting, limit, taken, {1: 1}, per_member)
    assert [one.row for one in moved] == sorted(one.row for one in moved)
    assert len(moved) <= max(0, limit - taken)
    for member in (1, 2, 3):
        of_one = sum(one.member == member for one in moved) + (member == 1)
        assert of_one <= max(per_member, member == 1)
    passed = [one for one in waiting if one not in moved]
    if passed and len(moved) < limit - taken:
        assert all(one.member is not None for one in passed), "only a member's own limit lets others pass"
