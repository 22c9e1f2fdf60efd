"""At the bedside: bag, second number, wristband, two persons; anything that doesn't agree is a STOP."""

from typing import Any

import pytest

from tests.journeys.scan.hand import Hand
from tests.journeys.scan.staging import CLINIC, set_the_stage
from tests.support.world import World
from tsunagu.custody.domain.items import ItemView

__all__ = ["set_the_stage"]


def bag(world: World, name: str) -> ItemView:
    return world.items(world.chains[name], "car_t_bag")[0]


def number(world: World, name: str) -> str:
    return world.running(world.chains[name]).journey.number


def band(world: World, name: str) -> str:
    return f"TSW1:{world.wristband(world.chains[name])}"


def step_on(hand: Hand, page: Any, text: str, **more: str) -> Any:
    """Read one more thing in the guided sequence."""
    path = page.request["PATH_INFO"]
    carried = {"symbol": text, **hand.hidden(page), **more}
    return hand.client.post(path, carried)


def sign(hand: Hand, page: Any, **more: str) -> Any:
    path = page.request["PATH_INFO"]
    return hand.client.post(path, hand.hidden(page) | {"sign": "1", **more}, follow=True)


def confirmed(hand: Hand, world: World, name: str = "hers") -> Any:
    """Go through the sequence as far as the signature."""
    page = hand.get(f"/scan/item/{bag(world, name).uuid}/bedside/")
    page = step_on(hand, page, number(world, name))
    return step_on(hand, page, band(world, name))


def nurse(world: World) -> Hand:
    return Hand(world, world.actor(CLINIC, "nurse"))


def physician(world: World) -> Hand:
    return Hand(world, world.actor(CLINIC, "physician"))


def test_two_people_confirm_and_the_product_is_given(world: World) -> None:
    item, first, second = bag(world, "hers"), nurse(world), physician(world)
    page = first.scan(item.label)
    text = page.content.decode()
    assert "一致</span>" not in text  # the wristband hasn't been read: no match yet
    assert "患者さんの確認へ進む" in text
    with world.unchanged():
        page = confirmed(first, world)
    text = page.content.decode()
    assert not page.context["is_blocked"]
    assert "この患者さんの、この製品です" in text
    assert "1/2" in text
    page = sign(first, page)
    assert "もう一人" in page.content.decode()
    page = second.scan(item.label)
    assert "2/2" in page.content.decode()
    with world.unchanged():
        page = sign(second, confirmed(second, world))
    assert "感染の徴候の有無" in page.content.decode()
    page = sign(second, confirmed(second, world), infection="no")
    assert page.status_code == 200
    assert "投与を記録しました" in page.content.decode()
    assert world.item(item.uuid).state == "administered"
    assert world.row(world.chains["hers"], "administer").state == "done"


def test_a_signature_sent_twice_is_one(world: World) -> None:
    first = nurse(world)
    page = confirmed(first, world)
    sign(first, page)
    with world.unchanged():
        again = sign(first, page)
    assert again.status_code == 200


def test_nobody_confirms_to_himself(world: World) -> None:
    one = physician(world)
    sign(one, confirmed(one, world))
    with world.unchanged():
        page = one.get(f"/scan/item/{bag(world, 'hers').uuid}/bedside/", follow=True)
    assert "もう一人" in page.content.decode()
    assert "/bedside/" not in page.request["PATH_INFO"]


def test_another_patients_wristband_stops_everything(world: World) -> None:
    """His bag at her bed: the bag and its number agree, the wristband is hers."""
    hand = nurse(world)
    with world.unchanged():
        page = hand.get(f"/scan/item/{bag(world, 'his').uuid}/bedside/")
        page = step_on(hand, page, number(world, "his"))
        page = step_on(hand, page, band(world, "hers"))
    assert page.status_code == 409
    text = page.content.decode()
    assert "使わないでください" in text
    assert 'class="halt"' in text
    assert world.wristband(world.chains["his"]) not in text


def test_another_label_stops_everything(world: World) -> None:
    hand = nurse(world)
    for other in (number(world, "his"), bag(world, "his").label, "M26-99999"):
        with world.unchanged():
            page = hand.get(f"/scan/item/{bag(world, 'hers').uuid}/bedside/")
            page = step_on(hand, page, other)
        assert page.status_code == 409, other
        assert "使わないでください" in page.content.decode()


def test_the_wristband_first_and_then_another_patients_bag(world: World) -> None:
    hand = nurse(world)
    with world.unchanged():
        page = hand.scan(band(world, "hers"))
        assert page.status_code == 200
        assert world.wristband(world.chains["hers"]) in page.content.decode()
        wrong = hand.client.post("/scan/read/", hand.hidden(page) | {"symbol": bag(world, "his").label})
        assert wrong.status_code == 409
        unknown = hand.client.post("/scan/read/", hand.hidden(page) | {"symbol": "A999926999999"})
        assert unknown.status_code == 409
        right = hand.client.post("/scan/read/", hand.hidden(page) | {"symbol": bag(world, "hers").label})
    assert right.status_code == 200
    assert "2つ目の番号" in right.content.decode()


def test_the_same_number_again_is_no_second_number(world: World) -> None:
    hand = nurse(world)
    page = hand.get(f"/scan/item/{bag(world, 'hers').uuid}/bedside/")
    page = step_on(hand, page, bag(world, "hers").label)
    assert page.status_code == 400
    assert "1つ目と同じ番号" in page.content.decode()


@pytest.mark.parametrize("text", ["", "x" * 10_000, "\x00", "CHA99992600014", "ソフト"])
def test_what_cannot_be_read_is_read_again(world: World, text: str) -> None:
    hand = nurse(world)
    with world.unchanged():
        page = hand.get(f"/scan/item/{bag(world, 'hers').uuid}/bedside/")
        page = step_on(hand, page, text)
    assert page.status_code in (400, 409)
    assert "。" in page.content.decode()


def test_an_infection_stops_at_the_last_moment(world: World) -> None:
    first = physician(world)
    page = confirmed(first, world)
    with world.unchanged():
        page = sign(first, page, infection="yes")
    assert page.status_code == 409
    assert "感染" in page.content.decode()


def test_forged_readings_write_nothing(world: World) -> None:
    hand = nurse(world)
    his, hers = bag(world, "his"), bag(world, "hers")
    forged = {
        "item": str(his.uuid), "second": f"{his.uuid}={number(world, 'hers')}", "wristband": band(world, "hers"),
        "sign": "1", "request_key": "forged",
    }  # fmt: skip
    with world.unchanged():
        page = hand.client.post(f"/scan/item/{hers.uuid}/bedside/", forged)
        assert page.status_code == 409
        page = hand.client.post(f"/scan/item/{hers.uuid}/bedside/", {"sign": "1", "item": "nonsense"})
        assert page.status_code == 409
        page = hand.client.post(f"/scan/item/{hers.uuid}/do/", {"act": "check", "step": "administer"})
        assert page.status_code == 409
