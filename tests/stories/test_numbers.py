"""Another organisation's number is bound to a case on screen, is found, and is an alert when it clashes or is late."""

import pytest

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.foundation.scope import Scope, acting
from tsunagu.identifiers.gs1 import with_check_digit
from tsunagu.notices.models import Notice

TRIAL = "auto-car-t-fresh-trial"
CLINIC, COURIER = "haneda-clinic", "minato-logistics"
SPONSORS = "SPN-2026-0042"


def set_the_stage(world: World) -> None:
    """Two cases: one ordered, one collected from."""
    world.order(TRIAL, name="ordered")
    world.order(TRIAL, name="collected")
    world.run_until(world.chains["collected"], "accept_in")


def number(world: World, name: str) -> str:
    return world.running(world.chains[name]).journey.number


def bind(
    world: World, name: str, scheme: str, value: str, key: str = "k", who: str = "hospital_coordinator"
) -> str:
    member = COURIER if who == "courier" else CLINIC
    client = signed_in(world, world.actor(member, who))
    path = f"/journeys/{number(world, name)}/number/"
    answer = client.post(path, {"scheme": scheme, "value": value, "key": key}, follow=True)
    return answer.content.decode()


def alerts(world: World) -> list[tuple[str, str]]:
    with acting(Scope("auditor")):
        rows = Notice.objects.filter(kind__startswith="alias").order_by("text_ja")
        return [(row.kind, row.text_ja) for row in rows]


def test_a_number_is_bound_shown_and_found(world: World) -> None:
    page = bind(world, "ordered", "sponsor_coi", f" {SPONSORS} ")
    assert SPONSORS in page
    assert "別の症例・ロットにも登録あり" not in page
    bind(world, "collected", "paper", "記録簿7-12")
    reader = signed_in(world, world.actor(CLINIC, "nurse"))
    found = reader.get("/trace/", {"q": "記録簿7-12"}).content.decode()
    assert number(world, "collected") in found
    assert alerts(world) == []


def test_a_clash_is_told_to_both_and_stays_on_both_pages(world: World) -> None:
    bind(world, "ordered", "sponsor_coi", SPONSORS)
    page = bind(world, "collected", "sponsor_coi", SPONSORS)
    assert "別の症例・ロットにも登録あり" in page
    told = alerts(world)
    assert [kind for kind, _ in told] == ["alias_clash"] * 2
    assert {text.split("：")[0] for _, text in told} == {number(world, "ordered"), number(world, "collected")}
    inbox = signed_in(world, world.actor(CLINIC, "hospital_coordinator")).get("/inbox/").content.decode()
    assert "取り違えがないか確かめてください" in inbox


def test_a_sponsors_number_after_the_collection_is_late(world: World) -> None:
    bind(world, "collected", "sponsor_coi", SPONSORS)
    ((kind, text),) = alerts(world)
    assert (kind, "採取の後に登録されました" in text) == ("alias_late", True)


@pytest.mark.parametrize(
    ("scheme", "value", "sentence"),
    [
        ("sscc", "123456789012345678", "検査数字が合いません"),
        ("sscc", "12", "検査数字が合いません"),
        ("sscc", "１" * 18, "検査数字が合いません"),
        ("other", "あ" * 121, "120"),
        ("nothing", "A-1", "一覧から選択"),
    ],
)
def test_a_number_that_can_not_be_one_is_refused(
    world: World, scheme: str, value: str, sentence: str
) -> None:
    with world.unchanged():
        assert sentence in bind(world, "ordered", scheme, value)


def test_a_courier_binds_the_shipment_once(world: World) -> None:
    sscc = with_check_digit("04512345000000001")
    assert sscc in bind(world, "collected", "sscc", sscc, who="courier")
    with world.unchanged():
        assert "この番号はすでに登録されています" in bind(world, "collected", "sscc", sscc, "k2", "courier")


def test_who_only_reads_or_nurses_binds_nothing(world: World) -> None:
    with world.unchanged():
        bind(world, "ordered", "other", "A-1", who="nurse")
