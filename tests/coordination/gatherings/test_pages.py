"""Pages of gatherings as members, passers-by and organisers see and use them."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.coordination.gatherings.support import STARTS, a_gathering, comes, filled_in, row, states
from tests.coordination.gatherings.test_calendar import parsed
from tests.members.conftest import NOW, Cast
from tsunagu.coordination.domain.gatherings.details import Item, Speaker
from tsunagu.coordination.models import Gathering
from tsunagu.coordination.services.gatherings.keep import put_item
from tsunagu.foundation import clock
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.domain.actor import Actor
from tsunagu.members.models import Person

pytestmark = pytest.mark.django_db
AsPerson = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def on_that_day() -> None:
    clock.set_clock(NOW, 1.0)


@pytest.fixture
def as_person() -> AsPerson:
    def sign_in(actor: Actor) -> Client:
        client = Client()
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def programme(cast: Cast, gathering: Any) -> None:
    speakers = (
        Speaker(Text("佐藤 公子", "Kimiko Sato"), Text("研究所", "Institute"), True),
        Speaker(Text("秘密 守", "Mamoru Himitsu"), Text("大学", "University"), False),
    )
    with acting(cast.scope(cast.operator)):
        item = Item(STARTS, STARTS + timedelta(hours=1), "talk", Text("細胞の話", "Cells"), "", speakers)
        put_item(cast.operator, gathering, item, NOW)


def test_a_passer_by_reads_what_is_public_and_never_who_has_not_agreed(cast: Cast, client: Client) -> None:
    uuid, inner, draft = (
        a_gathering(cast), a_gathering(cast, audience="network"), a_gathering(cast, is_published=False)
    )  # fmt: skip
    programme(cast, uuid)
    listed = client.get(reverse("public_gatherings:list")).content.decode()
    assert f"{uuid}" in listed
    assert f"{inner}" not in listed
    page = client.get(reverse("public_gatherings:gathering", args=[uuid])).content.decode()
    assert "佐藤 公子" in page
    assert "秘密 守" not in page
    for hidden in (inner, draft):
        assert client.get(reverse("public_gatherings:gathering", args=[hidden])).status_code == 404


def test_a_member_reads_members_only_and_the_organiser_the_draft(cast: Cast, as_person: AsPerson) -> None:
    inner, draft = a_gathering(cast, audience="network"), a_gathering(cast, is_published=False)
    programme(cast, inner)
    address = reverse("gatherings:gathering", args=[inner])
    assert "秘密 守" not in as_person(cast.stranger).get(address).content.decode()
    assert "秘密 守" in as_person(cast.operator).get(address).content.decode()
    address = reverse("gatherings:gathering", args=[draft])
    assert as_person(cast.stranger).get(address).status_code == 404
    assert as_person(cast.operator).get(address).status_code == 200
    assert as_person(cast.coordinator).get(address).status_code == 200


def test_the_public_page_is_data_for_search_engines_that_no_title_can_leave(
    cast: Cast, client: Client
) -> None:
    uuid = a_gathering(cast, title=Text("</script><b>題", "</script><b>Title"))
    page = client.get(reverse("public_gatherings:gathering", args=[uuid])).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    data = json.loads(found[1])
    assert data["name"] == "</script><b>題"
    assert data["startDate"] == "2026-12-02T12:00:00+09:00"
    assert "<b>題" not in page


def test_what_a_guest_types_wrongly_stays_and_is_said_at_its_field(cast: Cast, client: Client) -> None:
    uuid = a_gathering(cast)
    answer = client.post(
        reverse("public_gatherings:gathering", args=[uuid]),
        filled_in("hanako＠example", name="山田 花子"),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "メールアドレスの形が正しくありません" in page
    assert 'value="山田 花子"' in page
    assert states(uuid) == {}


def test_the_private_page_tells_the_place_and_no_cache_keeps_it(cast: Cast, client: Client) -> None:
    uuid = a_gathering(cast, limit=1, online="https://meet.example/room")
    link, waiting = comes(uuid, "aya").link, comes(uuid, "ben").link
    answer = client.get(reverse("public_gatherings:mine", args=[link]))
    assert "申込み確定" in answer.content.decode()
    assert "https://meet.example/room" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    page = client.get(reverse("public_gatherings:mine", args=[waiting])).content.decode()
    assert "キャンセル待ちの1番目です" in page
    assert "meet.example" not in page, "the online room is for those who have a place"
    assert (
        "meet.example" not in client.get(reverse("public_gatherings:gathering", args=[uuid])).content.decode()
    )
    assert client.get(reverse("public_gatherings:mine", args=[link[:-1] + "x"])).status_code == 404
    found = dict(parsed(client.get(reverse("public_gatherings:mine_calendar", args=[link])).content))
    assert found["SUMMARY"] == "再生医療セミナー"
    assert found["UID"].startswith(f"{uuid}@")


def test_the_calendar_of_passers_by_has_the_public_ones_alone(
    cast: Cast, client: Client, as_person: AsPerson
) -> None:
    public, inner = a_gathering(cast), a_gathering(cast, audience="network")
    a_gathering(cast, is_published=False)

    def uids(answer: Any) -> set[str]:
        return {value.partition("@")[0] for name, value in parsed(answer.content) if name == "UID"}

    assert uids(client.get(reverse("public_gatherings:calendar"))) == {f"{public}"}
    everything = as_person(cast.operator).get(reverse("gatherings:calendar"))
    assert uids(everything) == {f"{public}", f"{inner}"}


def card(**changes: str) -> dict[str, str]:
    return {
        "key": "k", "title_ja": "勉強会", "audience": "network", "starts_at": "2026-12-10T13:00",
        "ends_at": "2026-12-10T15:00", "opens_at": "2026-11-22T09:00", "closes_at": "2026-12-09T17:00",
        "hall_ja": "会議室", "keep_days": "30", "limit": "20",
    } | changes  # fmt: skip


def test_the_same_card_sent_twice_is_one_gathering(cast: Cast, as_person: AsPerson) -> None:
    client = as_person(cast.operator)
    for _ in range(2):
        assert client.post(reverse("gatherings:new"), card()).status_code == 302
    with acting(Scope("auditor")):
        assert Gathering.objects.get().title_ja == "勉強会"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title_ja": ""}, "入力または選択"),
        ({"ends_at": "2026-12-10T13:00"}, "終了は開始より後"),
        ({"closes_at": "2026-12-11T00:00"}, "開催開始まで"),
        ({"starts_at": "2026-02-30T13:00"}, "日時"),
        ({"limit": "-1"}, "1"),
        ({"online": "ftp://x"}, "https://"),
        ({"hall_ja": ""}, "会場名か"),
        ({"audience": "world"}, "world"),
        ({"title_ja": "長" * 121}, "120"),
    ],
)
def test_a_card_typed_wrongly_is_refused_with_a_sentence_and_kept(
    cast: Cast, as_person: AsPerson, changes: dict[str, str], said: str
) -> None:
    answer = as_person(cast.operator).post(reverse("gatherings:new"), card(**changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in "".join(re.findall(r'class="errorlist.*?</ul>', page, re.S))
    assert 'value="会議室"' in page or changes.get("hall_ja") == ""
    with acting(Scope("auditor")):
        assert not Gathering.objects.exists()


@pytest.mark.parametrize(
    "name", ["edit", "publish", "call_off", "door", "new_item", "csv", "read", "walk_in"]
)
def test_others_do_not_keep_a_gathering(cast: Cast, as_person: AsPerson, name: str) -> None:
    uuid = a_gathering(cast)
    client, address = as_person(cast.stranger), reverse(f"gatherings:{name}", args=[uuid])
    before = row(uuid).revision
    for answer in (client.get(address), client.post(address, card() | {"reason": "x", "name": "x"})):
        assert answer.status_code in (403, 405)
    assert (row(uuid).revision, row(uuid).state) == (before, "published")


def test_clashes_are_warned_of_to_the_organiser(cast: Cast, as_person: AsPerson) -> None:
    uuid = a_gathering(cast)
    programme(cast, uuid)
    programme(cast, uuid)
    address = reverse("gatherings:gathering", args=[uuid])
    assert "出番が重なっています" in as_person(cast.operator).get(address).content.decode()
    assert "重なっています" not in as_person(cast.stranger).get(address).content.decode()


def test_the_list_asks_the_database_as_often_for_many_as_for_one(cast: Cast, as_person: AsPerson) -> None:
    client, address = as_person(cast.operator), reverse("gatherings:list")
    a_gathering(cast)
    client.get(address)
    with CaptureQueriesContext(connection) as for_one:
        client.get(address)
    for _ in range(4):
        comes(a_gathering(cast), "aya")
    with CaptureQueriesContext(connection) as for_many:
        client.get(address)
    assert len(for_many) == len(for_one)
