"""The pages of samples and look-backs in both languages: taking, register, use, look-back, and bad input."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.samples.deeds import bag, holder, samples, take
from tests.journeys.samples.test_look_back import hospital, maker, number, opened
from tests.stories.test_late_positive import set_the_stage
from tests.support.pages import signed_in, text_of
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import LookBack

__all__ = ["set_the_stage"]
REGISTER, LOOK_BACKS = "/evaluation/samples/", "/look-backs/"
ODD = ["x" * 10_000, "a\x00b", "NaN", "-1", "0001-01-01", "９" * 50, "<script>", ""]


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))


def form_of(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "key": "k1", "item": str(bag(world).uuid), "purpose": "retained", "containers": "2", "amount": "１",
        "unit": "mL", "drawn": "1×10^6", "band": "vapour", "position": "T1-R2", "keep_until": "",
    } | changes  # fmt: skip


def test_samples_are_taken_on_screen_and_stand_in_the_register(world: World) -> None:
    keeper = holder(world, bag(world), "storage")
    client, lot = signed_in(world, keeper), number(world, "lot")
    assert f"/journeys/{lot}/sample/" in text_of(client.get(f"/journeys/{lot}/"))
    assert "再試験用予備" in text_of(client.get(f"/journeys/{lot}/sample/"))
    assert client.post(f"/journeys/{lot}/sample/", form_of(world)).status_code == 302
    assert client.post(f"/journeys/{lot}/sample/", form_of(world)).status_code == 302
    first, second = samples(world, world.chains["lot"])
    shown = text_of(client.get(REGISTER))
    for one in (first, second):
        assert one.item.label in shown
    assert "T1-R2" in shown
    assert f'href="/evaluation/samples/{first.uuid}/"' in shown
    assert client.get(f"/trace/label/{first.uuid}.pdf").status_code == 200
    scanned = text_of(client.get(reverse("scan:item", args=[first.uuid])))
    assert first.item.label in scanned
    assert "参考品" in scanned
    assert "採材" in scanned


@pytest.mark.parametrize(
    "field", ["purpose", "containers", "amount", "unit", "drawn", "band", "position", "keep_until"]
)
def test_any_text_in_a_field_is_said_at_it_and_writes_nothing(world: World, field: str) -> None:
    client = signed_in(world, holder(world, bag(world), "storage"))
    address, odd_ones = (
        f"/journeys/{number(world, 'lot')}/sample/",
        ODD[:2] if field == "position" else ODD[:-1],
    )
    with world.unchanged():
        for odd in odd_ones:
            answer = client.post(address, form_of(world, **{field: odd}))
            assert answer.status_code in (400, 422), odd
            assert field == "containers" or answer.status_code == 422
            assert "採材" in text_of(answer)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_register_is_narrowed_and_says_what_is_due_first(world: World, language: str) -> None:
    take(world, bag(world))
    world.later(minutes=1)
    take(world, bag(world), purpose="retest", containers=1)
    keeper = holder(world, bag(world), "storage")
    client = signed_in(world, keeper, **{"accept-language": language})
    shown = text_of(client.get(REGISTER))
    retest, retained = (
        ("再試験用予備", "参考品") if language == "ja" else ("Reserve for a retest", "Retained sample")
    )
    body = shown.split("<tbody>")[1]
    assert body.index(retest) < body.index(retained)
    only = text_of(client.get(f"{REGISTER}?purpose=retest")).split("<tbody>")[1]
    assert retained not in only
    assert "<tbody>" not in text_of(client.get(f"{REGISTER}?q=nothing-like-this"))
    assert "<tbody>" not in text_of(client.get(f"{REGISTER}?state=destroyed"))
    rows = rows_of(client.get("/evaluation/samples.csv?purpose=retained"))
    assert len(rows) == 3
    assert {row[1] for row in rows[1:]} == {retained}
    for odd in ODD:
        answer = client.get(REGISTER, {"q": odd, "purpose": odd, "state": odd, "page": odd, "whose": odd})
        assert answer.status_code == (400 if "\x00" in odd else 200)


def test_the_maker_sees_what_others_keep_only_when_it_asks_for_it(world: World) -> None:
    take(world, bag(world))
    client = signed_in(world, maker(world))
    label = samples(world, world.chains["lot"])[0].item.label
    assert label not in text_of(client.get(REGISTER))
    assert label in text_of(client.get(f"{REGISTER}?whose=all"))
    stranger = signed_in(world, world.actor("tonomachi-cells", "quality"))
    assert label not in text_of(stranger.get(f"{REGISTER}?whose=all"))
    assert stranger.get(f"{REGISTER}{samples(world, world.chains['lot'])[0].uuid}/").status_code == 404


def test_before_its_time_a_sample_is_asked_for_and_approved_on_screen(world: World) -> None:
    take(world, bag(world))
    one = samples(world, world.chains["lot"])[0]
    address = f"{REGISTER}{one.uuid}/"
    client = signed_in(world, holder(world, one.item, "storage"))
    assert "期限前" in text_of(client.get(address))
    said = {"key": "a", "what": "dispose", "reason": "容器の破損"}
    refused = client.post(address + "end/", said)
    assert refused.status_code == 409
    assert "品質部門の承認" in text_of(refused)
    assert client.post(address + "ask/", said | {"reason": ""}).status_code == 422
    assert client.post(address + "ask/", said).status_code == 302
    assert client.post(address + "nonsense/", said).status_code == 404
    quality = signed_in(world, holder(world, one.item, "quality"))
    assert "容器の破損" in text_of(quality.get(address))
    done = quality.post(address + "answer/", {"key": "b", "answer": "approve", "reason": "確認した"})
    assert done.status_code == 302
    assert world.item(one.uuid).state == "destroyed"
    assert "廃棄" in text_of(quality.get(address))


def test_two_hundred_samples_are_paged(world: World) -> None:
    for _ in range(2):
        take(world, bag(world), purpose="retest", containers=50, amount="0.1", drawn="1e5")
        world.later(minutes=1)
    client = signed_in(world, holder(world, bag(world), "storage"))
    assert text_of(client.get(REGISTER)).count("/evaluation/samples/") >= 50
    assert "100" in text_of(client.get(f"{REGISTER}?page=2"))


def opened_on_screen(world: World, client: Any) -> str:
    """Open a look-back of the lot from the trace page; return its number."""
    take(world, bag(world))
    lot = number(world, "lot")
    assert f"/look-backs/open/?start={lot}" in text_of(client.get(f"/trace/?q={lot}"))
    form = text_of(client.get(f"{LOOK_BACKS}open/?start={lot}"))
    assert f'value="{lot}"' in form
    said = {
        "key": "lb",
        "start": lot,
        "direction": "forward",
        "reason": "HBV陽性（合成データ）",
        "is_synthetic": "on",
    }
    assert client.post(f"{LOOK_BACKS}open/", said | {"reason": " "}).status_code == 422
    assert client.post(f"{LOOK_BACKS}open/", said).status_code == 302
    assert client.post(f"{LOOK_BACKS}open/", said).status_code == 302
    with acting(Scope("auditor")):
        (found,) = LookBack.objects.values_list("number", flat=True)
    page = text_of(client.get(f"{LOOK_BACKS}{found}/"))
    assert samples(world, world.chains["lot"])[0].item.label in page
    assert "<svg" in page
    assert found in text_of(client.get(LOOK_BACKS))
    return str(found)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_look_back_is_opened_answered_and_completed_on_screen(world: World, language: str) -> None:
    client = signed_in(world, maker(world), **{"accept-language": language})
    found = opened_on_screen(world, client)
    hers = signed_in(world, hospital(world, "hers"), **{"accept-language": language})
    own = text_of(hers.get(f"{LOOK_BACKS}{found}/"))
    assert number(world, "hers") in own
    assert number(world, "his") not in own
    answer = {"key": "an", "answer": "negative", "text": "参考品を検査し陰性"}
    assert hers.post(f"{LOOK_BACKS}{found}/answer/", answer | {"answer": "perhaps"}).status_code == 422
    assert hers.post(f"{LOOK_BACKS}{found}/answer/", answer).status_code == 302
    assert hers.post(f"{LOOK_BACKS}{found}/complete/", {"key": "c", "conclusion": "x"}).status_code in (
        403,
        404,
    )
    assert "参考品を検査し陰性" in text_of(client.get(f"{LOOK_BACKS}{found}/"))
    assert (
        client.post(f"{LOOK_BACKS}{found}/complete/", {"key": "c", "conclusion": "感染なし"}).status_code
        == 409
    )
    done = client.post(
        f"{LOOK_BACKS}{found}/complete/", {"key": "c", "conclusion": "感染なし", "despite": "on"}
    )
    assert done.status_code == 302
    assert "感染なし" in text_of(hers.get(f"{LOOK_BACKS}{found}/"))


def test_the_csv_of_a_look_back_holds_what_its_reader_may_see(world: World) -> None:
    take(world, bag(world))
    found = opened(world, maker(world), number(world, "lot"))
    mine = rows_of(signed_in(world, maker(world)).get(f"{LOOK_BACKS}{found}/look-back.csv"))
    theirs = rows_of(signed_in(world, hospital(world, "his")).get(f"{LOOK_BACKS}{found}/look-back.csv"))
    assert any("未回答" in cell for row in mine for cell in row)
    assert not any("未回答" in cell for row in theirs for cell in row)
    assert not any(number(world, "hers") in cell for row in theirs for cell in row)


@pytest.mark.parametrize("field", ["start", "direction", "reason"])
def test_odd_look_backs_are_refused(world: World, field: str) -> None:
    client = signed_in(world, maker(world))
    said = {"key": "lb", "start": number(world, "lot"), "direction": "forward", "reason": "理由"}
    with world.unchanged():
        for odd in ODD:
            if field == "reason" and odd in ("NaN", "-1", "0001-01-01", "９" * 50, "<script>"):
                continue
            assert client.post(f"{LOOK_BACKS}open/", said | {field: odd}).status_code == 422, odd
    assert client.get(f"{LOOK_BACKS}{'x' * 300}/").status_code == 404


def test_a_retention_may_be_longer_on_screen_but_not_shorter(world: World) -> None:
    client, lot = signed_in(world, holder(world, bag(world), "storage")), number(world, "lot")
    soon = (world.now + timedelta(days=30)).date().isoformat()
    with world.unchanged():
        answer = client.post(f"/journeys/{lot}/sample/", form_of(world, keep_until=soon))
    assert answer.status_code == 422
    assert "より前にできません" in text_of(answer)
    late = world.now.replace(year=world.now.year + 40).date().isoformat()
    assert client.post(f"/journeys/{lot}/sample/", form_of(world, keep_until=late)).status_code == 302
