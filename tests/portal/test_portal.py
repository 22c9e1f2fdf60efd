"""The control tower, its moving part, the inbox, and where each person begins."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.text import Text
from tsunagu.members.queries.directory import member_by_key
from tsunagu.notices.services import notify

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, OUTSIDER = "haneda-clinic", "tonomachi-cells", "sapporo-hospital"


def set_the_stage(world: World) -> None:
    """A case whose window has six and a half hours left."""
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "transduce", "start")
    ended = world.row(world.chains["case"], "collect").ended_at
    assert ended is not None
    world.now = ended + timedelta(hours=41.5)


@pytest.fixture
def coordinator(world: World) -> Client:
    return signed_in(world, world.actor("rink", "coordinator"))


def text(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    assert len(response.content) < 300_000
    return response.content.decode()


def test_a_passer_by_signs_in_first() -> None:
    for path in ("/", "/inbox/", "/tower/live/", "/start/"):
        assert Client().get(path)["Location"].startswith("/accounts/login/")


def test_the_most_urgent_stands_first_with_its_slack_reason_and_one_action(coordinator: Client) -> None:
    page = text(coordinator, "/")
    for part in (
        "いま、先に見るもの",
        "要対応 1 件",
        "6.5 時間",
        "新鮮アフェレーシスの開始期限",
        "担当へ連絡",
        "殿町細胞製造",
    ):
        assert part in page, part
    assert "48時間以内に「活性化・導入」を開始" in page
    for part in ("進行中の症例", "待機中の患者", "ネットワークの流れ", "これから48時間"):
        assert part in page, part


def test_the_responsible_goes_to_the_work_and_others_look(world: World) -> None:
    maker = text(signed_in(world, world.actor(MAKER, "operator")), "/")
    assert "作業へ" in maker
    assert "担当へ連絡" not in maker
    clinic = text(signed_in(world, world.actor(CLINIC, "physician")), "/")
    assert "担当へ連絡" not in clinic
    assert "新鮮アフェレーシスの開始期限" in clinic


def test_an_outsider_finds_an_empty_tower_that_says_what_will_come(world: World) -> None:
    page = text(signed_in(world, world.actor(OUTSIDER, "physician")), "/")
    assert "症例・ロットはまだありません" in page
    assert "000001" not in page


def test_filters_narrow_the_list(coordinator: Client) -> None:
    assert "新鮮アフェレーシスの開始期限" in text(coordinator, "/?kind=window")
    assert "この種類の要対応はありません" in text(coordinator, "/?kind=hold")
    assert "新鮮アフェレーシスの開始期限" in text(coordinator, "/?stage=processing")
    assert "新鮮アフェレーシスの開始期限" not in text(coordinator, "/?stage=transport")
    assert "新鮮アフェレーシスの開始期限" in text(coordinator, "/?kind=nonsense&stage=nonsense")


def test_the_moving_part_answers_only_when_something_moved(world: World, coordinator: Client) -> None:
    page = text(coordinator, "/")
    address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    assert coordinator.get(address).status_code == 204
    world.later(hours=1)
    moved = signed_in(world, world.actor("rink", "coordinator")).get(address)
    assert moved.status_code == 200
    assert moved.content.decode().lstrip().startswith('<div id="live"')
    assert "5.5 時間" in moved.content.decode()


def test_the_inbox_shows_my_work_and_takes_notices_out(world: World) -> None:
    operator = world.actor(MAKER, "operator")
    subject = uuid4()
    with acting(Scope("worker")):
        notify(
            member_by_key(MAKER).id,
            "operator",
            "information",
            Text("お知らせです", "A word"),
            subject=subject,
            now=world.now,
        )
    client = signed_in(world, operator)
    page = text(client, "/inbox/")
    assert "活性化・導入" in page
    assert page.index("活性化・導入") < page.index("お知らせです"), "what has a limit stands first"
    done = page.split('action="/inbox/')[1].split('"')[0]
    assert client.post(f"/inbox/{done}").status_code == 302
    assert "お知らせです" not in text(client, "/inbox/")
    assert "<html" not in text(client, "/inbox/", hx_request="true")
    other = signed_in(world, world.actor(OUTSIDER, "physician"))
    assert other.post(f"/inbox/{done}").status_code == 404
    assert "待っている作業はありません" in text(other, "/inbox/")


@pytest.mark.parametrize(
    ("member", "role", "where"),
    [
        ("rink", "coordinator", "/"),
        ("sakura-cart", "sponsor", "/"),
        (MAKER, "operator", "/scan/"),
        (CLINIC, "physician", "/inbox/"),
        ("minato-logistics", "courier", "/scan/"),
    ],
)
def test_everyone_begins_where_the_day_begins(world: World, member: str, role: str, where: str) -> None:
    assert signed_in(world, world.actor(member, role)).get("/start/")["Location"] == where


def test_the_tower_is_complete_in_english(world: World) -> None:
    client = signed_in(world, world.actor("rink", "coordinator"), **{"accept-language": "en"})
    page = text(client, "/")
    for part in (
        "What to look at first",
        "1 matter to see to",
        "6.5 hours",
        "Fresh apheresis: time to begin",
        "Contact",
    ):
        assert part in page, part
