"""The pages of capacity: read by all, changed by the member and the coordinator; what is wrong is said at its field."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.planning.capacity.conftest import ALWAYS, DAY_SHIFT, SUITE, Works
from tests.planning.capacity.test_services import rows
from tsunagu.foundation.scope import Scope, acting
from tsunagu.members.domain.actor import Actor
from tsunagu.planning.domain.capacity import CalendarException, Pattern
from tsunagu.planning.queries.capacity import ResourceView, resource, resources

SignIn = Callable[[Actor], Client]
CARD = {
    "kind": "collection_chair", "name_ja": "採取チェア", "name_en": "Chairs", "capability": "apheresis",
    "changeover_hours": "1", "notice_hours": "24", "qualified_until": "2027-03-31", "rows": "2",
}  # fmt: skip
LINE = {
    "p0-weekdays": ["0", "2"], "p0-from_hour": "9", "p0-until_hour": "17", "p0-capacity": "2",
    "p0-valid_from": "2026-04-01",
}  # fmt: skip
EMPTY_LINE = {"p1-from_hour": "9", "p1-until_hour": "17", "p1-valid_from": "2026-11-22"}
EXCEPTION = {"first": "2026-12-29", "last": "2027-01-03", "capacity": "0", "from_hour": "0", "until_hour": "24",
             "reason": "holiday", "note": "年末年始"}  # fmt: skip
WEIRD = ["9" * 10_000, "0001-01-01", "NaN", "a\x00b", "<script>", "-1", "9999-12-31", "長" * 10_000]


def kept(works: Works) -> dict[str, ResourceView]:
    with acting(Scope("auditor")):
        return {one.card.key: one for one in resources(works.cast.maker.uuid)}


def member_url(works: Works, name: str = "member", *more: str) -> str:
    return reverse(f"planning:{name}", args=[works.cast.maker.uuid, *more])


def test_everyone_sees_what_is_published_and_only_its_keepers_change_it(
    works: Works, as_person: SignIn
) -> None:
    cast = works.cast
    for actor, writes in ((cast.operator, True), (cast.coordinator, True), (cast.stranger, False)):
        client = as_person(actor)
        page = client.get(member_url(works)).content.decode()
        assert "細胞加工室" in page and "製造担当者" in page  # noqa: PT018
        assert (member_url(works, "new") in page) == writes
        page = client.get(reverse("planning:resource", args=[works.suite])).content.decode()
        assert "月火水木金土日 終日 2室（2026-04-01から、祝日も稼働）" in page
        assert ("変更の記録" in page) == (reverse("planning:edit", args=[works.suite]) in page) == writes
        for name in ("new", "exceptions", "import"):
            assert client.get(member_url(works, name)).status_code == (200 if writes else 403)


def test_a_stranger_sends_in_vain(works: Works, as_person: SignIn) -> None:
    before, client = rows(), as_person(works.cast.stranger)
    for address, data in (
        (member_url(works, "new"), CARD | LINE | {"site": works.cast.site, "key": "x"}),
        (reverse("planning:edit", args=[works.suite]), CARD | LINE),
        (member_url(works, "exceptions"), EXCEPTION | {"resources": [works.suite]}),
        (member_url(works, "import"), {"file": SimpleUploadedFile("a.csv", b"a,b\n")}),
        (reverse("planning:withdraw", args=[works.suite]), {"on": "2026-12-01"}),
    ):
        assert client.post(address, data).status_code == 403
    assert rows() == before


def test_the_own_page_a_kind_in_the_network_and_the_empty_state(works: Works, as_person: SignIn) -> None:
    own = as_person(works.cast.operator).get(reverse("planning:capacity")).content.decode()
    assert "細胞加工室" in own
    stranger = as_person(works.cast.stranger)
    assert "まだ何も公開されていません" in stranger.get(reverse("planning:capacity")).content.decode()
    kind = stranger.get(reverse("planning:capacity"), {"kind": "operator"}).content.decode()
    assert "maker（試験）" in kind
    assert "<svg" in kind
    assert reverse("planning:resource", args=[works.shift]) in kind
    assert reverse("planning:resource", args=[works.suite]) not in kind
    for odd in (*WEIRD, "no-such-kind"):
        answer = stranger.get(reverse("planning:capacity"), {"kind": odd})
        assert answer.status_code == (400 if "\x00" in odd else 200)
    assert stranger.get(reverse("planning:member", args=[uuid4()])).status_code == 404


def test_a_resource_is_published_and_changed(works: Works, as_person: SignIn) -> None:
    client = as_person(works.cast.operator)
    new = {**CARD, **LINE, **EMPTY_LINE, "site": works.cast.site, "key": "chair-1"}
    answer = client.post(member_url(works, "new"), new)
    made = kept(works)["chair-1"]
    assert answer["Location"] == reverse("planning:resource", args=[made.uuid])
    assert made.published.patterns == (Pattern(frozenset({0, 2}), 9, 17, 2, date(2026, 4, 1)),)
    assert (made.card.notice_hours, made.card.qualified_until) == (24, date(2027, 3, 31))
    before = rows()
    assert client.post(member_url(works, "new"), new).status_code == 302, "sent twice is one"
    assert rows() == before
    address = reverse("planning:edit", args=[made.uuid])
    page = client.get(address).content.decode()
    assert 'name="p0-capacity" value="2"' in page
    assert client.post(address, CARD | LINE | {"p0-capacity": "3"}).status_code == 302
    assert kept(works)["chair-1"].published.patterns[0].capacity == 3
    assert client.post(address, CARD).status_code == 302, "without lines there is no week"
    assert kept(works)["chair-1"].published.patterns == ()


def test_more_lines_are_offered_and_nothing_is_lost(works: Works, as_person: SignIn) -> None:
    client, before = as_person(works.cast.operator), rows()
    page = client.post(
        reverse("planning:edit", args=[works.suite]), CARD | LINE | {"more": "1"}
    ).content.decode()
    assert 'name="p3-from_hour"' in page
    assert 'name="p4-from_hour"' not in page
    assert 'value="採取チェア"' in page
    assert rows() == before


@pytest.mark.parametrize("field", [*CARD, *LINE, "p0-valid_until"])
def test_any_field_takes_anything(works: Works, as_person: SignIn, field: str) -> None:
    client, before = as_person(works.cast.operator), rows()
    address = reverse("planning:edit", args=[works.suite])
    for typed in WEIRD:
        same = CARD | {"name_ja": SUITE.name.ja, "name_en": SUITE.name.en} | LINE | {field: typed}
        answer = client.post(address, same)
        is_a_name = field in ("name_ja", "name_en") and len(typed) < 100 and "\x00" not in typed
        if is_a_name or field == "rows":
            assert answer.status_code < 500
            continue
        assert answer.status_code == 422, typed[:20]
        assert 'class="errorlist"' in answer.content.decode()
        assert rows()[:3] == before[:3]


def test_a_night_shift_and_a_line_without_weekdays_are_said_at_their_line(
    works: Works, as_person: SignIn
) -> None:
    client, before = as_person(works.cast.operator), rows()
    address = reverse("planning:edit", args=[works.suite])
    page = client.post(address, CARD | LINE | {"p0-from_hour": "22", "p0-until_hour": "6"})
    assert page.status_code == 422
    assert "夜勤は0時で分けて二つの枠にしてください" in page.content.decode()
    page = client.post(address, CARD | LINE | {"p0-weekdays": []})
    assert "曜日を一つ以上選んでください" in page.content.decode()
    assert rows() == before


def test_exceptions_for_several_at_once_and_one_taken_back(works: Works, as_person: SignIn) -> None:
    client = as_person(works.cast.coordinator)
    given = client.get(member_url(works, "exceptions"), {"resource": str(works.suite)}).content.decode()
    assert given.count(" checked") == 1
    answer = client.post(
        member_url(works, "exceptions"), EXCEPTION | {"resources": [works.suite, works.shift]}
    )
    assert answer["Location"] == member_url(works)
    closed = CalendarException(date(2026, 12, 29), date(2027, 1, 3), reason="holiday", note="年末年始")
    assert [one.published.exceptions for one in kept(works).values()] == [(closed,), (closed,)]
    found = kept(works)["suite"].exception_ids[0]
    assert client.get(reverse("planning:remove_exception", args=[found])).status_code == 405
    stranger = as_person(works.cast.stranger)
    assert stranger.post(reverse("planning:remove_exception", args=[found])).status_code == 403
    assert client.post(reverse("planning:remove_exception", args=[found])).status_code == 302
    assert kept(works)["suite"].published.exceptions == ()


@pytest.mark.parametrize(
    "field", ["resources", "first", "last", "capacity", "from_hour", "until_hour", "reason"]
)
def test_exceptions_take_anything_and_say_what_is_wrong(works: Works, as_person: SignIn, field: str) -> None:
    client, before = as_person(works.cast.operator), rows()
    for typed in WEIRD:
        answer = client.post(
            member_url(works, "exceptions"), EXCEPTION | {"resources": [works.suite], field: typed}
        )
        assert answer.status_code == 422, typed[:20]
        assert 'class="errorlist"' in answer.content.decode()
    other = EXCEPTION | {"resources": [uuid4()]}
    assert client.post(member_url(works, "exceptions"), other).status_code == 422
    assert rows() == before


def test_withdrawing_takes_a_day(works: Works, as_person: SignIn) -> None:
    client, before = as_person(works.cast.operator), rows()
    address = reverse("planning:withdraw", args=[works.suite])
    for typed in ("", "0001-01-01", "NaN"):
        assert client.post(address, {"on": typed}).status_code == 422
    assert rows() == before
    assert client.post(address, {"on": "2026-12-01"}).status_code == 302
    page = client.get(reverse("planning:resource", args=[works.suite])).content.decode()
    assert "2026-12-01から公開終了" in page
    assert client.post(address, {"on": "2026-11-01"}).status_code == 302
    page = client.get(member_url(works)).content.decode()
    assert "取り下げた資源" in page
    page = as_person(works.cast.stranger).get(member_url(works)).content.decode()
    assert reverse("planning:resource", args=[works.suite]) not in page


def sent(client: Client, works: Works, content: bytes, **more: Any) -> Any:
    return client.post(member_url(works, "import"), {"file": SimpleUploadedFile("a.csv", content), **more})


def test_a_file_is_seen_first_and_taken_over_as_seen(works: Works, as_person: SignIn) -> None:
    client = as_person(works.cast.operator)
    exported = client.get(member_url(works, "file", "csv")).content
    before = rows()
    assert "変更はありません" in sent(client, works, exported).content.decode()
    changed = exported.decode("utf-8-sig").replace("9,17,3", "8,20,4").encode("cp932")
    answer = sent(client, works, changed)
    page = answer.content.decode()
    assert "1件の資源が変わります" in page
    assert "月火水木金 8〜20時 4名" in page
    assert rows() == before
    carried = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("content", "digest")}
    assert client.post(member_url(works, "import"), carried).status_code == 302
    assert kept(works)["operators"].published.patterns == (
        Pattern(DAY_SHIFT.weekdays, 8, 20, 4, DAY_SHIFT.valid_from),
    )
    after = rows()
    answer = client.post(member_url(works, "import"), carried)
    assert answer.status_code == 422, "taken over once: what was shown is no longer so"
    assert rows() == after


def test_faults_of_a_file_are_told_in_the_readers_language(works: Works, as_person: SignIn) -> None:
    client, before = as_person(works.cast.operator), rows()
    exported = client.get(member_url(works, "file", "csv")).content.decode("utf-8-sig")
    bad = exported.replace("9,17,3", "22,6,3").encode("cp932")
    answer = sent(client, works, bad)
    assert answer.status_code == 422
    assert "3行目「終了（時）」：終了時刻は開始時刻より後にしてください" in answer.content.decode()
    client.cookies["django_language"] = "en"
    assert (
        "Row 3, “Until (hour)”: The end must be after the start" in sent(client, works, bad).content.decode()
    )
    for content in (b"", b"\x00", b"PK\x03\x04", b"x" * (2**20 + 1)):
        assert sent(client, works, content).status_code == 422
    for carried in ({}, {"content": "%%%", "digest": "x"}, {"content": "YSxi", "digest": "x" * 10_000}):
        assert client.post(member_url(works, "import"), carried).status_code == 422
    assert rows() == before


def test_files_that_are_written_out(works: Works, as_person: SignIn) -> None:
    client = as_person(works.cast.stranger)
    book = client.get(member_url(works, "file", "xlsx"))
    assert book.content.startswith(b"PK")
    assert book["Content-Disposition"] == 'attachment; filename="capacity-maker.xlsx"'
    assert client.get(member_url(works, "file", "pdf")).status_code == 404
    days = (
        client.get(reverse("planning:days_csv", args=[works.suite])).content.decode("utf-8-sig").splitlines()
    )
    assert len(days) == 43
    assert days[1].endswith(",24,48,0,0,2,")


def test_the_pages_need_few_queries(
    works: Works, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = as_person(works.cast.operator)
    client.get(member_url(works))
    with django_assert_max_num_queries(24):
        client.get(member_url(works))
    with acting(Scope("auditor")):
        assert resource(works.suite).published.patterns == (ALWAYS,)
