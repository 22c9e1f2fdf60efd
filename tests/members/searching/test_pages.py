"""The directory as people use it: typed, narrowed, on the map, taken along; right after each change."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from tests.members.conftest import SINCE, TODAY, Cast, a_site
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members import services
from tsunagu.members.domain.actor import Actor
from tsunagu.members.domain.facts import Terms
from tsunagu.members.models import Capability, Licence, Member, Person, Site
from tsunagu.members.queries import search_directory
from tsunagu.members.queries.searching import directory_version

ADDRESS = "/members/"


@pytest.fixture
def able(cast: Cast) -> Cast:
    with acting(Scope("worker")):
        Member.objects.filter(key="maker").update(name_kana="メーカーシケン")
        terms = Terms(capacity_per_month=3)
        services.add_capability(
            cast.site, "car_t_manufacturing", cell_type="t_cell", valid_from=SINCE, terms=terms
        )
        sendai = services.add_site(
            cast.partner.uuid, key="ward", name=Text("杜の都病棟", "Ward"), place=Text("仙台", "Sendai"),
            prefecture="宮城県", area="tohoku", latitude=38.27, longitude=140.87, gln="9524000000026",
        )  # fmt: skip
        services.add_capability(
            sendai, "infusion", setting="trial", valid_from=SINCE, valid_until=TODAY + timedelta(30)
        )
        services.add_licence(sendai, "hospital", "1", valid_from=SINCE)
    return cast


@pytest.fixture
def client_of(client: Client) -> Callable[[Actor], Client]:
    def sign_in(actor: Actor) -> Client:
        client.force_login(Person.objects.get(uuid=actor.person_uuid))
        return client

    return sign_in


def names(answer: Any) -> list[str]:
    return [line["member"].name.en.split(" ")[0] for line in answer.context["lines"]]


def test_a_scope_is_asked_for(client: Client, able: Cast) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert client.get(reverse("members:directory_csv")).status_code == 302


def test_what_is_typed_is_found_and_marked(able: Cast, client_of: Callable[[Actor], Client]) -> None:
    client = client_of(able.stranger)
    answer = client.get(ADDRESS, {"q": "ｷﾒﾗ抗原受容体"})
    assert names(answer) == ["maker"]
    assert "機能：" in answer.content.decode()
    assert "CAR-T細胞の製造" in answer.content.decode()
    page = client.get(ADDRESS, {"q": "めーか"}).content.decode()
    assert "<mark>メーカー</mark>シケン" in page, "the reading that was found is shown"
    assert "<mark>杜の都</mark>病棟" in client.get(ADDRESS, {"q": "杜の都"}).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"area": "tohoku"}, ["partner"]),
        ({"area": ["tohoku", "tonomachi"]}, ["maker", "partner"]),
        ({"prefecture": "宮城県"}, ["partner"]),
        ({"place": "仙台"}, ["partner"]),
        ({"licence": "hospital"}, ["partner"]),
        ({"capacity": "1"}, ["maker"]),
        ({"setting": "trial", "stage": "clinical"}, ["partner"]),
        ({"stage": "clinical", "on": "2026-12-22"}, ["partner"]),
        ({"stage": "clinical", "on": "2026-12-23"}, []),
        ({"stage": "clinical", "cell": "nonsense"}, ["partner"]),
        ({"q": "<script>alert(1)</script>"}, []),
    ],
)
def test_filters_stand_in_the_address(
    able: Cast, client_of: Callable[[Actor], Client], asked: dict[str, Any], found: list[str]
) -> None:
    answer = client_of(able.operator).get(ADDRESS, asked)
    assert sorted(names(answer)) == found
    assert "<script>alert" not in answer.content.decode()


def test_counts_stand_beside_each_choice(able: Cast, client_of: Callable[[Actor], Client]) -> None:
    answer = client_of(able.operator).get(ADDRESS, {"area": "tohoku"})
    counts = {(one.key, option.key): option for one in answer.context["facets"] for option in one.options}
    assert counts["area", "tohoku"].is_chosen
    assert counts["area", "tonomachi"].count == 1, "what the other choice would find"
    assert ("stage", "manufacturing") not in counts
    assert counts["stage", "clinical"].count == 1


def test_a_day_that_is_none_is_told_and_kept(able: Cast, client_of: Callable[[Actor], Client]) -> None:
    answer = client_of(able.operator).get(ADDRESS, {"on": "2026-02-30", "q": "maker"})
    assert answer.status_code == 200
    assert "2026-02-30" in answer.content.decode()
    assert "日付は 2026-12-31 の形で" in answer.content.decode()
    assert names(answer) == ["maker"]


def test_chips_take_one_filter_away(able: Cast, client_of: Callable[[Actor], Client]) -> None:
    answer = client_of(able.operator).get(
        ADDRESS, {"q": "あ", "area": ["tohoku", "tonomachi"], "capacity": "1"}
    )
    without = [chip["without"] for chip in answer.context["chips"]]
    assert without[0] == "?area=tohoku&area=tonomachi&capacity=1"
    assert without[1] == "?q=%E3%81%82&area=tonomachi&capacity=1"
    assert without[3] == "?q=%E3%81%82&area=tohoku&area=tonomachi"


def test_the_live_answer_is_the_list_and_the_filters(
    able: Cast, client_of: Callable[[Actor], Client]
) -> None:
    answer = client_of(able.operator).get(ADDRESS, {"q": "maker", "on": ""}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="results"')
    assert 'id="facets" class="facets" hx-swap-oob="true"' in page
    assert "<html" not in page
    assert answer["HX-Push-Url"] == "/members/?q=maker"


def test_the_map_has_a_circle_and_a_row_for_each_place(
    able: Cast, client_of: Callable[[Actor], Client]
) -> None:
    with acting(Scope("worker")):
        a_site(able.outsider, "far", "9524000000033")
        Site.objects.filter(key="far").update(
            latitude=26.2,
            longitude=127.7,
            place_ja="那覇",
            place_en="Naha",
            prefecture="沖縄県",
            area="hokkaido",
        )
    answer = client_of(able.operator).get(ADDRESS)
    shown = answer.context["map"]
    assert {row["place"].name.ja: row["place"].sites for row in shown["rows"]} == {
        "殿町": 1,
        "仙台": 1,
        "那覇": 1,
    }
    assert sorted(one["sites"] for one in shown["circles"]) == [1, 1]
    assert [one["names"][0].ja for one in shown["bay"]] == ["殿町"], "the mouth of the Tama is enlarged"
    assert shown["beyond"] == 1
    assert "1拠点あります" in answer.content.decode()
    assert f'href="{ADDRESS}?place=%E4%BB%99%E5%8F%B0"' in answer.content.decode()


def test_the_file_has_all_that_is_found(able: Cast, client_of: Callable[[Actor], Client]) -> None:
    with acting(Scope("worker")):
        Member.objects.filter(key="maker").update(name_ja="=cmd|' /C calc'!A1")
    answer = client_of(able.operator).get(reverse("members:directory_csv"), {"area": "tonomachi"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('会員一覧')}.csv"
    assert rows[0][:2] == ["会員", "フリガナ"]
    assert [row[1:4] for row in rows[1:]] == [["メーカーシケン", "maker (test)", "企業"]]
    assert rows[1][0] == "'=cmd|' /C calc'!A1", "no spreadsheet runs it"
    assert rows[1][8] == "CAR-T細胞の製造"


def test_pages_are_stable_and_hold_all(able: Cast, client_of: Callable[[Actor], Client]) -> None:
    with acting(Scope("worker")):
        Member.objects.bulk_create(
            Member(key=f"m{n}", name_ja="同じ名前", name_en=f"m{n} x", kind="company", joined_on=SINCE)
            for n in range(45)
        )
    client = client_of(able.operator)
    seen = [name for page in (1, 2, 3) for name in names(client.get(ADDRESS, {"q": "同じ", "page": page}))]
    assert len(seen) == len(set(seen)) == 45
    assert names(client.get(ADDRESS, {"q": "同じ", "page": "999"})) == seen[40:]
    assert names(client.get(ADDRESS, {"q": "同じ", "page": "x"})) == seen[:20]


def found(text: str) -> list[str]:
    from tsunagu.members.domain.searching.search import Asked

    with acting(Scope("worker")):
        index, answer = search_directory(Asked(text, {}, TODAY))
    return [index.rows.members[one.member].name.en for one in answer.found]


def test_search_is_right_at_once_after_any_write(able: Cast) -> None:
    assert found("新しい名前") == []
    with acting(Scope("worker")):
        Member.objects.filter(key="outsider").update(name_ja="新しい名前")
    assert found("新しい名前") == ["outsider (test)"]
    with acting(Scope("worker")):
        versions = [directory_version()]
        for row in (Capability, Licence, Site):
            first = row.objects.order_by("id").first()
            assert first is not None
            first.save()
            versions.append(directory_version())
        Licence.objects.all().delete()
        versions.append(directory_version())
    assert len(set(versions)) == len(versions), "each of the four tables counts"


def test_a_change_that_was_undone_is_not_found(able: Cast) -> None:
    from django.db import transaction

    with acting(Scope("worker")):
        try:
            with transaction.atomic():
                Member.objects.filter(key="outsider").update(name_ja="取り消した名前")
                assert found("取り消した名前") == ["outsider (test)"]
                raise RuntimeError
        except RuntimeError:
            pass
    assert found("取り消した名前") == []


def test_few_queries_whatever_the_size(
    able: Cast, client_of: Callable[[Actor], Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of(able.operator)
    client.get(ADDRESS)
    with django_assert_max_num_queries(8):
        client.get(ADDRESS, {"q": "maker", "stage": "manufacturing"})
