"""Pages of specifications, of the test catalogue and of one result: what they show, and to whom."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.demonstration.engine.legal import REVISED, revise
from tsunagu.evaluation.domain.shown import limits_text
from tsunagu.evaluation.queries import ResultView, results_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.services.correct_result import confirm_correction, correct_result
from tsunagu.members.domain.actor import Actor

ROUTE, STEP = "auto-car-t-fresh-trial", "in_process"
MAKER, CLINIC, STRANGER = "tonomachi-cells", "haneda-clinic", "wakaba-tissue"
SPECIFICATIONS, CATALOGUE = "/evaluation/specifications/", "/evaluation/catalogue/"


def set_the_stage(world: World) -> None:
    """A case whose in-process test is completed; its viability was typed wrongly, and failed."""
    chain = world.order(ROUTE, name="case")
    ready = world.run_until(chain, STEP, "perform")
    ready.perform(ready.work(values=dict(ready.work().values) | {"viability": "9.5"}))
    world.later(minutes=10)


@pytest.fixture
def chain(world: World) -> UUID:
    return world.chains["case"]


def viability(world: World, chain: UUID) -> ResultView:
    with acting(Scope("auditor")):
        found = results_of([chain], with_replaced=True, with_awaiting=True)
    return next(one for one in reversed(found) if (one.step, one.characteristic) == (STEP, "viability"))


def main(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    text = answer.content.decode()
    assert answer.status_code == status, text[:2000]
    return text[text.find("<main") :]


def person(world: World, member: str = MAKER, *roles: str, language: str = "ja") -> Client:
    return signed_in(world, world.actor(member, *roles), **{"accept-language": language})


def corrected(world: World, chain: UUID) -> tuple[ResultView, ResultView, Actor]:
    """Correct the slip, and let the quality unit confirm it; return both results and who confirmed."""
    first = viability(world, chain)
    tester = world.actor(MAKER, "qc")
    with world.acting(tester):
        correct_result(tester, chain, first.uuid, "95", "小数点の位置の誤り", world.now)
    world.later(minutes=1)
    second = viability(world, chain)
    quality = world.actor(MAKER, "quality", besides=frozenset({tester.person_uuid}))
    with world.acting(quality):
        confirm_correction(quality, chain, second.uuid, True, world.now)
    return first, second, quality


def test_a_result_shows_all_that_it_carries(world: World, chain: UUID) -> None:
    number, result = world.running(chain).journey.number, viability(world, chain)
    shown = main(person(world), f"/journeys/{number}/results/{result.uuid}/")
    panel = world.running(chain).route.panel(STEP)
    limits = limits_text(panel.characteristic("viability")).ja
    for told in (
        "9.5 %", "不適合", "規格 第1版", "工程フロー 第1版", limits, "工程内", "UCUM", "自動細胞計数", "第4版",
        "判定・署名", "試験者", "測定値", "95 %信頼区間", "検出限界", "測定機器", "試薬ロット", "殿町細胞製造",
    ):  # fmt: skip
        assert told in shown, told
    assert panel.version == result.panel_version
    assert f"/journeys/{number}/results/{result.uuid}/" in main(person(world), f"/journeys/{number}/")
    english = main(person(world, language="en"), f"/journeys/{number}/results/{result.uuid}/")
    for told in (
        "Failed",
        "specification version 1",
        "Judged and signed by",
        "95 % interval",
        "Reagent lots",
    ):
        assert told in english, told


def test_corrections_stand_with_their_reasons_and_who_confirmed(world: World, chain: UUID) -> None:
    first, second, quality = corrected(world, chain)
    number = world.running(chain).journey.number
    shown = main(person(world), f"/journeys/{number}/results/{second.uuid}/")
    assert "小数点の位置の誤り" in shown
    assert "不適合だった 9.5 % に代わる結果です" in shown
    assert f"品質部門の確認：{quality.person_name.ja}" in shown
    assert f"/journeys/{number}/results/{first.uuid}/" in shown
    assert "置換え済み" in main(person(world), f"/journeys/{number}/results/{first.uuid}/")


def test_a_result_is_for_the_parties_alone(world: World, chain: UUID) -> None:
    number, result = world.running(chain).journey.number, viability(world, chain)
    address = f"/journeys/{number}/results/{result.uuid}/"
    assert "9.5 %" in main(person(world, CLINIC), address)
    assert "9.5" not in main(person(world, STRANGER), address, 404)
    main(person(world), f"/journeys/{number}/results/{uuid4()}/", 404)


def test_specifications_name_the_journeys_that_the_reader_takes_part_in(world: World, chain: UUID) -> None:
    number = world.running(chain).journey.number
    mine = main(person(world), f"{SPECIFICATIONS}{ROUTE}/")
    assert f"/journeys/{number}/" in mine
    assert "この版で判定する、参加中の工程進行 1件" in mine
    theirs = main(person(world, STRANGER), f"{SPECIFICATIONS}{ROUTE}/")
    assert number not in theirs
    assert "この版で判定する、参加中の工程進行はありません" in theirs
    for told in ("最初の版", "出荷試験", "≥ 70 %", "エンドトキシン", "[iU]/mL", "出荷後判明", "14 日"):
        assert told in theirs, told
    main(person(world), f"{SPECIFICATIONS}no-such-route/", 404)


def test_what_changed_between_versions_is_said(world: World) -> None:
    revise(world.now)
    shown = main(person(world), f"{SPECIFICATIONS}{REVISED}/")
    assert shown.index("工程フロー 第2版") < shown.index("工程フロー 第1版")
    for told in (
        "規格の変更あり",
        "規格：≥ 70 % → ≥ 75 %",
        "規格 第2版（前は第1版）",
        "追加",
        "浸透圧",
        "参考（規格なし）",
    ):
        assert told in shown, told
    listed = main(person(world), SPECIFICATIONS)
    assert f"{SPECIFICATIONS}{REVISED}/" in listed
    assert "出荷試験" in listed


@pytest.mark.parametrize(
    ("asked", "found", "not_found"),
    [
        ("", "軟寒天コロニー形成", "該当する項目がありません"),
        ("?q=endotoxin", "EU/mL", "核型"),
        ("?q=EU/mL", "[iU]/mL", "核型"),
        ("?q=ELISA&purpose=secretion", "IFN-γ産生", "核型"),
        ("?purpose=mycoplasma", "28 日", "エンドトキシン"),
        ("?q=Gバンド", "自家骨髄間葉系幹細胞", "ELISA"),
        ("?q=" + "長" * 10_000, "該当する項目がありません", "核型"),
        ("?q=&purpose=nothing", "軟寒天コロニー形成", "該当する項目がありません"),
    ],
)
def test_the_catalogue_is_searched(world: World, asked: str, found: str, not_found: str) -> None:
    shown = main(person(world, STRANGER), CATALOGUE + asked)
    body = shown[shown.find("</form>") :]
    assert found in body
    assert not_found not in body


def test_the_catalogue_says_who_does_it_and_for_which_therapies(world: World) -> None:
    shown = main(person(world), f"{CATALOGUE}?q=soft_agar")
    body = shown[shown.find("</form>") :]
    assert "川崎評価研究所" in body or "造腫瘍性試験" in body
    assert f"{SPECIFICATIONS}allo-ips-cardio-sheet/" in body
    assert "第3版" in body
    assert "10,000,000 個 × 3容器" in body or "1×10⁷ 個 × 3容器" in body
