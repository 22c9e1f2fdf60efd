"""Trace and recall: backward, forward, masked where one has no part, on paper and on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.journeys.scan.hand import Hand
from tests.journeys.scan.staging import CLINIC, LABORATORY, MAKER, OUTSIDER, set_the_stage
from tests.support.world import World
from tsunagu.custody.queries.trace import trace_backward, trace_forward
from tsunagu.foundation.refusals import Refused

__all__ = ["set_the_stage"]


def test_forward_and_backward_meet(world: World) -> None:
    chain = world.chains["hers"]
    donation = next(one for one in world.items(chain, "apheresis", state=""))
    bag = world.items(chain, "car_t_bag")[0]
    with world.acting(world.actor(CLINIC, "nurse")):
        forward, backward = trace_forward([donation.uuid]), trace_backward([bag.uuid])
    assert bag.uuid in {one.item.uuid for one in forward.items}
    assert donation.uuid in {one.item.uuid for one in backward.items}
    assert forward.affected == len(forward.items) - 1
    assert not forward.masked
    assert {one.depth for one in forward.items} == {0, 1, 2}


def test_who_has_no_part_gets_counts_only(world: World) -> None:
    chain = world.chains["hers"]
    donation = next(one for one in world.items(chain, "apheresis", state=""))
    with world.acting(world.actor(OUTSIDER, "nurse")):
        forward = trace_forward([donation.uuid])
    assert forward.items == ()
    assert sum(forward.masked.values()) == 4
    assert forward.masked_chains == 1
    assert donation.uuid not in {uuid for edge in forward.edges for uuid in edge[:2]}


@pytest.mark.parametrize("what", ["label", "coi", "din", "epc", "uuid", "bag"])
def test_anything_that_has_a_number_is_found(world: World, what: str) -> None:
    chain = world.chains["hers"]
    donation = next(one for one in world.items(chain, "apheresis", state=""))
    bag = world.items(chain, "car_t_bag")[0]
    texts = {
        "label": bag.label,
        "coi": world.running(chain).journey.number,
        "din": donation.label,
        "epc": bag.epc,
        "uuid": str(bag.uuid),
        "bag": bag.label.lower(),
    }
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    page = nurse.get("/trace/", data={"q": texts[what]})
    assert page.status_code == 200
    text = page.content.decode()
    assert bag.label in text
    assert donation.label in text
    assert "連絡先" in text
    assert len(page.content) < 300_000


def test_the_outsider_finds_nothing(world: World) -> None:
    chain = world.chains["hers"]
    bag = world.items(chain, "car_t_bag")[0]
    stranger = Hand(world, world.actor(OUTSIDER, "nurse"))
    for text in (bag.label, world.running(chain).journey.number, "M26-99999", bag.epc):
        page = stranger.get("/trace/", data={"q": text})
        assert page.status_code == 404
        assert "追跡できるものはありません" in page.content.decode()
    assert stranger.get(f"/trace/{bag.uuid}/").status_code == 404
    for path in (f"label/{bag.uuid}.pdf", f"symbol/{bag.uuid}.svg"):
        assert stranger.get(f"/trace/{path}").status_code == 404


@pytest.mark.parametrize("text", ["x" * 10_000, "ソフト", "'; DROP TABLE custody_item; --", "%", "=1+1"])
def test_bad_input_is_one_clear_sentence(world: World, text: str) -> None:
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    page = nurse.get("/trace/", data={"q": text})
    assert page.status_code in (400, 404)
    assert "番号" in page.content.decode()
    assert nurse.get("/trace/recall.csv", data={"q": text}).status_code in (400, 404)


def test_a_character_that_nothing_can_hold_is_one_clear_sentence(world: World) -> None:
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    for path in ("/trace/", "/trace/recall.csv"):
        page = nurse.get(path, data={"q": "\x00"})
        assert page.status_code == 400
        assert "使えない文字" in page.content.decode()


def test_the_recall_as_a_list(world: World) -> None:
    chain = world.chains["hers"]
    maker = Hand(world, world.actor(MAKER, "quality"))
    number = world.running(chain).journey.number
    answer = maker.get("/trace/recall.csv", data={"q": number})
    text = answer.content.decode("utf-8-sig")
    assert number in text
    assert "佐藤 美咲" in text  # the clinic's coordinator is the one to call
    assert world.wristband(chain) not in text


def test_pages_in_english(world: World) -> None:
    nurse = Hand(world, world.actor(CLINIC, "nurse"), "en")
    number = world.running(world.chains["hers"]).journey.number
    text = nurse.get("/trace/", data={"q": number}).content.decode()
    assert "Recall: whom to call" in text
    assert "Apheresis" in text or "Leukapheresis" in text


def test_the_laboratory_sees_its_chain(world: World) -> None:
    laboratory = Hand(world, world.actor(LABORATORY, "qc"))
    number = world.running(world.chains["hers"]).journey.number
    assert laboratory.get("/trace/", data={"q": number}).status_code == 200


def test_the_command(world: World) -> None:
    number = world.running(world.chains["hers"]).journey.number
    written = StringIO()
    call_command("trace", number, "--json", stdout=written)
    found = json.loads(written.getvalue())
    assert found["reached"][0]["number"] == number
    assert len(found["forward"]) == 5
    written = StringIO()
    call_command("trace", number, stdout=written)
    assert number in written.getvalue()
    with pytest.raises(Refused):
        call_command("trace", "nothing-at-all")
