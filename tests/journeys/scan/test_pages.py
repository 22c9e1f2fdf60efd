"""The scan page: one thing scanned, one answer, one next step."""

import pytest

from tests.journeys.scan.hand import Hand, at_the_time_of
from tests.journeys.scan.staging import CLINIC, COURIER, MAKER, OUTSIDER, set_the_stage
from tests.support.world import World

__all__ = ["set_the_stage"]


def label_of(world: World, name: str, product: str) -> str:
    return world.items(world.chains[name], product)[0].label


def test_cells_go_from_hand_to_hand(world: World) -> None:
    """The clinic gives, the courier takes, drives, arrives and gives; each sees the one thing to do."""
    at_the_time_of(world, "waiting")
    label = label_of(world, "waiting", "apheresis")
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    page = nurse.scan(label)
    assert page.status_code == 200
    text = page.content.decode()
    assert "一致" in text
    assert "渡して署名する" in text
    assert "みなと細胞物流" in text
    page = nurse.press(page)
    assert "受け手の署名を待っています" in page.content.decode()

    courier = Hand(world, world.actor(COURIER, "courier"))
    page = courier.scan(label)
    assert "受け取って署名する" in page.content.decode()
    patient = world.wristband(world.chains["waiting"])
    assert patient not in page.content.decode()
    page = courier.press(page)
    assert "を始める" in page.content.decode()
    page = courier.press(page)
    assert "を記録する" in page.content.decode()
    page = courier.press(page)
    assert "渡して署名する" in page.content.decode()
    assert "殿町細胞製造" in page.content.decode()


def test_the_same_request_twice_is_one_act(world: World) -> None:
    label = label_of(world, "waiting", "apheresis")
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    page = nurse.scan(label)
    first = nurse.press(page)
    assert first.status_code == 200
    with world.unchanged():
        again = nurse.press(page)
    assert again.status_code == 200
    assert "受け手の署名を待っています" in again.content.decode()


def test_an_outdated_page_does_nothing(world: World) -> None:
    label = label_of(world, "waiting", "apheresis")
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    page = nurse.scan(label)
    nurse.press(page)
    with world.unchanged():
        late = nurse.press(page, request_key="another")
    assert late.status_code == 409
    assert "状態が変わりました" in late.content.decode()


def test_who_has_no_part_in_it_learns_nothing(world: World) -> None:
    label = label_of(world, "waiting", "apheresis")
    stranger = Hand(world, world.actor(OUTSIDER, "nurse"))
    unknown = stranger.scan("A999926000999")
    found = stranger.scan(label)
    assert (unknown.status_code, found.status_code) == (404, 404)
    assert "見つかりません" in found.content.decode()
    item = world.items(world.chains["waiting"], "apheresis")[0]
    for path in ("", "problem/", "bedside/"):
        assert stranger.get(f"/scan/item/{item.uuid}/{path}").status_code == 404
    number = world.running(world.chains["waiting"]).journey.number
    assert stranger.scan(number).status_code == 404
    assert stranger.get(f"/scan/case/{number}/").status_code == 404
    assert stranger.get(f"/scan/case/{number}/wristband.pdf").status_code == 404


def test_the_patient_is_shown_to_the_own_hospital_only(world: World) -> None:
    bag = label_of(world, "hers", "car_t_bag")
    record = world.wristband(world.chains["hers"])
    number = world.running(world.chains["hers"]).journey.number
    at_home = Hand(world, world.actor(CLINIC, "nurse"))
    assert record in at_home.scan(bag).content.decode()
    maker = Hand(world, world.actor(MAKER, "operator"))
    page = maker.scan(bag)
    assert page.status_code == 200
    assert record not in page.content.decode()
    assert record not in maker.scan(number).content.decode()
    assert maker.get(f"/scan/case/{number}/wristband.pdf").status_code == 404
    band = at_home.get(f"/scan/case/{number}/wristband.pdf")
    assert band.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "x" * 10_000, "\x00\x01", "A999926000123X", "(01)09521234000014", "https://example.com/abc",
        "ソフトウェア", "CHA99992600014", "]d2", "=+02000=A9999", "TSW1:", "' OR 1=1 --", "\u202e0123456789",
    ],
)  # fmt: skip
def test_bad_input_is_one_clear_sentence(world: World, text: str) -> None:
    for language, word in (("ja", "。"), ("en", ".")):
        nurse = Hand(world, world.actor(CLINIC, "nurse"), language)
        with world.unchanged():
            page = nurse.scan(text)
        assert page.status_code in (400, 404)
        assert word in page.content.decode()
        assert len(page.content) < 60_000


def test_a_picture_is_decoded_and_nonsense_refused(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tsunagu.foundation.documents.symbols import datamatrix

    label = label_of(world, "waiting", "apheresis")
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    drawn = datamatrix(f"={label}00").png()
    answer = nurse.client.post("/scan/decode/", drawn, content_type="image/jpeg")
    assert answer.json() == {"texts": [f"={label}00"]}
    answer = nurse.client.post("/scan/decode/", b"no picture", content_type="image/jpeg")
    assert answer.json()["texts"] == []
    picture = SimpleUploadedFile("a.png", drawn, "image/png")
    page = nurse.client.post("/scan/read/", {"picture": picture}, follow=True)
    assert label in page.content.decode()
    page = nurse.client.post("/scan/read/", {"picture": SimpleUploadedFile("a.png", b"x", "image/png")})
    assert page.status_code == 400


def test_a_problem_is_reported_and_the_item_held_once(world: World) -> None:
    item = world.items(world.chains["hers"], "car_t_bag")[0]
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    path = f"/scan/item/{item.uuid}/problem/"
    assert nurse.get(path).status_code == 200
    with world.unchanged():
        assert nurse.client.post(path, {"text": " ", "request_key": "k1"}).status_code == 422
        assert nurse.client.post(path, {"text": "x" * 10_000, "request_key": "k1"}).status_code == 422
    said = {"text": "バッグから漏れている", "hold": "on", "request_key": "k1"}
    page = nurse.client.post(path, said, follow=True)
    assert page.status_code == 200
    assert "保留" in page.content.decode()
    with world.unchanged():
        nurse.client.post(path, said, follow=True)
