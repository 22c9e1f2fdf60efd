"""Labels and travel documents: printed, photographed, decoded, and the same thing is found."""

import io

import pytest
from PIL import Image

from tests.journeys.scan.hand import Hand
from tests.journeys.scan.staging import CLINIC, COURIER, OUTSIDER, set_the_stage
from tests.support.world import World
from tsunagu.custody.domain.items import ItemView
from tsunagu.custody.queries.chains import open_if_party
from tsunagu.custody.web.label_data import label_data
from tsunagu.custody.web.papers import _item
from tsunagu.foundation.documents import pdf
from tsunagu.foundation.documents.symbols import read_image
from tsunagu.identifiers.symbols import read_symbol
from tsunagu.journeys.domain.patient import Patient
from tsunagu.journeys.services.identity import patient_of
from tsunagu.journeys.services.next_action import find
from tsunagu.journeys.web.scan_papers import wristband_data

__all__ = ["set_the_stage"]


def printed(world: World, item: ItemView, size: str) -> list[str]:
    """Print a label, photograph it askew in grey, and return what a camera reads."""
    who = world.actor(CLINIC, "nurse")
    with world.acting(who):
        found, number, words = _item(item.uuid)
        data = label_data(found, number, words, who.member_name, size)
    picture = Image.open(io.BytesIO(pdf.render_png("label", data, 300)[0]))
    askew = picture.convert("L").rotate(7, expand=True, fillcolor=210)
    written = io.BytesIO()
    askew.save(written, "JPEG", quality=80)
    return read_image(written.getvalue())


@pytest.mark.parametrize("size", ["50x30", "100x50"])
@pytest.mark.parametrize("product", ["car_t_bag", "apheresis"])
def test_a_label_is_read_back(world: World, product: str, size: str) -> None:
    name = "hers" if product == "car_t_bag" else "waiting"
    item = world.items(world.chains[name], product)[0]
    number = world.running(world.chains[name]).journey.number
    texts = printed(world, item, size)
    assert len(texts) == 2
    who = world.actor(CLINIC, "nurse")
    with world.acting(who):
        open_if_party([item.chain])
        found = {find(who, text).uuid for text in texts}
    assert found == {item.uuid, item.chain}
    kinds = {read_symbol(text).kind: read_symbol(text) for text in texts}
    assert kinds["coi"].parts["coi"] == number
    assert {"gs1", "din"} & set(kinds)


def test_label_and_symbol_pages(world: World) -> None:
    item = world.items(world.chains["hers"], "car_t_bag")[0]
    nurse = Hand(world, world.actor(CLINIC, "nurse"))
    for query in ("", "?size=100x50", "?size=nonsense"):
        answer = nurse.get(f"/trace/label/{item.uuid}.pdf{query}")
        assert answer.content.startswith(b"%PDF")
    record = world.wristband(world.chains["hers"])
    with world.acting(world.actor(CLINIC, "nurse")) as who:
        found, number, words = _item(item.uuid)
        assert record not in str(label_data(found, number, words, who.member_name, "100x50"))
    assert nurse.get(f"/trace/symbol/{item.uuid}.svg").content.startswith(b"<svg")


@pytest.mark.parametrize("name", ["hers", "waiting"])
def test_travel_documents(world: World, name: str) -> None:
    number = world.running(world.chains[name]).journey.number
    courier = Hand(world, world.actor(COURIER, "courier"))
    for path in (f"travel/{number}/", f"travel/{number}/transport_in/"):
        answer = courier.get(f"/trace/{path}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
    assert courier.get(f"/trace/travel/{number}/harvest/").status_code == 404
    assert courier.get("/trace/travel/M26-99999/").status_code == 404
    stranger = Hand(world, world.actor(OUTSIDER, "nurse"))
    assert stranger.get(f"/trace/travel/{number}/").status_code == 404


def test_the_wristband_is_read_back(world: World) -> None:
    chain = world.chains["hers"]
    who = world.actor(CLINIC, "nurse")
    with world.acting(who):
        patient = patient_of(chain, who.member_uuid)
        assert isinstance(patient, Patient)
        data = wristband_data(patient, world.running(chain).journey.number, who.member_name)
        texts = read_image(pdf.render_png("label", data, 200)[0])
    assert len(texts) == 1
    nurse = Hand(world, who)
    page = nurse.scan(texts[0])
    assert page.status_code == 200
    assert patient.record_number in page.content.decode()
