"""The list and the page of a journey: who sees what, and what it says."""

import json

import pytest
from django.test import Client

from tests.support.pages import signed_in
from tests.support.world import World

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, OUTSIDER = "haneda-clinic", "tonomachi-cells", "sapporo-hospital"


def set_the_stage(world: World) -> None:
    """A fresh case in front of its release tests."""
    world.order(ROUTE, name="case")
    world.run_until(world.chains["case"], "release_test", "start")


@pytest.fixture
def number(world: World) -> str:
    return world.running(world.chains["case"]).journey.number


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    assert len(response.content) < 300_000
    return response.content.decode()


def test_a_passer_by_is_sent_to_sign_in(world: World, number: str) -> None:
    for path in ("/journeys/", f"/journeys/{number}/", f"/journeys/{number}/hold/", "/journeys/order/"):
        response = Client().get(path)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_an_outsider_is_told_that_there_is_no_such_journey(world: World, number: str) -> None:
    outsider = signed_in(world, world.actor(OUTSIDER, "physician"))
    for path in (f"/journeys/{number}/", f"/journeys/{number}/hold/", "/journeys/CHA999926999999/"):
        assert "該当する記録がありません" in text(outsider, path, 404)
    assert number not in text(outsider, "/journeys/")


def test_only_the_own_hospital_reads_the_patients_name(world: World, number: str) -> None:
    own = text(signed_in(world, world.actor(CLINIC, "physician")), f"/journeys/{number}/")
    assert "患者さん（自院のみ表示）" in own
    assert "デモ" in own
    for member, role in ((MAKER, "operator"), ("rink", "coordinator"), ("kansa", "auditor")):
        assert "患者さん（自院のみ表示）" not in text(
            signed_in(world, world.actor(member, role)), f"/journeys/{number}/"
        )


def test_the_page_says_planned_against_actual_who_holds_it_and_what_was_found(
    world: World, number: str
) -> None:
    page = text(signed_in(world, world.actor("kawasaki-evaluation", "qc")), f"/journeys/{number}/")
    for part in (
        "実施前確認",
        "出荷試験",
        "規格 第4版",
        "履歴",
        "保持者",
        "温度",
        "いま持っているのは",
        "投与予定日（確定）",
    ):
        assert part in page, part
    assert "生存率" in page
    client = signed_in(world, world.actor(MAKER, "operator"))
    assert "アフェレーシス　完了" not in text(client, f"/journeys/{number}/"), (
        "the history begins with the newest"
    )
    assert "アフェレーシス　完了" in text(client, f"/journeys/{number}/?history=all")


def test_the_page_is_complete_in_english(world: World, number: str) -> None:
    client = signed_in(world, world.actor("kawasaki-evaluation", "qc"), **{"accept-language": "en"})
    page = text(client, f"/journeys/{number}/")
    for part in ("Checks before the step", "Evaluation", "History", "Held now by", "Promised treatment date"):
        assert part in page, part


def test_a_row_of_the_ledger_is_read_as_it_was_written(world: World, number: str) -> None:
    client = signed_in(world, world.actor(MAKER, "operator"))
    page = text(client, f"/journeys/{number}/?history=all")
    links = [
        part.split('"')[0] for part in page.split('href="') if part.startswith(f"/journeys/{number}/ledger/")
    ]
    kinds = {client.get(link)["Content-Type"] for link in links[:30]}
    assert kinds == {"application/ld+json", "application/json"}
    event = next(link for link in links if client.get(link)["Content-Type"] == "application/ld+json")
    assert json.loads(client.get(event).content)["eventID"].startswith("ni:///sha-256;")
    assert signed_in(world, world.actor(OUTSIDER, "physician")).get(event).status_code == 404


def test_the_list_finds_by_number_and_by_name(world: World, number: str) -> None:
    client = signed_in(world, world.actor(MAKER, "operator"))
    assert number in text(client, "/journeys/")
    assert number in text(client, f"/journeys/?q={number[-6:]}")
    assert number in text(client, "/journeys/?q=car-t")
    for query in ("q=999999", "kind=lot", "state=completed", "therapy=auto-cartilage"):
        assert number not in text(client, f"/journeys/?{query}")
    for query in ("site=nonsense", "page=999", "page=-1", "state=x", "kind=x"):
        text(client, f"/journeys/?{query}")
    assert client.get("/journeys/", {"q": "あ" * 10_000})["Location"].count("%") == 3 * 60


def test_what_each_person_may_do_is_offered(world: World, number: str) -> None:
    physician = text(signed_in(world, world.actor(CLINIC, "physician")), f"/journeys/{number}/")
    assert "同意を記録" in physician
    assert "工程進行を中止" in physician
    auditor = text(signed_in(world, world.actor("kansa", "auditor")), f"/journeys/{number}/")
    assert "その他の操作" not in auditor
    coordinator = text(signed_in(world, world.actor("rink", "coordinator")), f"/journeys/{number}/")
    assert "担当へ連絡" in coordinator
    assert "保留をかける" not in coordinator
