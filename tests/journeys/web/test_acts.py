"""The forms: what is done through them, what is refused, and that a resend is one act."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.pages import signed_in
from tests.support.world import World
from tsunagu.custody.models import LedgerRow
from tsunagu.demonstration.engine.readings import logger_file
from tsunagu.demonstration.engine.values import typed_values
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Consent, Decision, Deviation, DonorTest, Weight
from tsunagu.journeys.services.perform import preview
from tsunagu.notices.models import Notice

ROUTE = "auto-car-t-fresh-trial"
CLINIC, MAKER, COURIER = "haneda-clinic", "tonomachi-cells", "minato-logistics"


def set_the_stage(world: World) -> None:
    """A case in front of its first manufacturing step, and one in front of the in-process test."""
    beginning = world.now
    world.order(ROUTE, name="tested")
    world.run_until(world.chains["tested"], "in_process", "perform")
    world.now = beginning
    world.order(ROUTE, name="fresh")
    world.run_until(world.chains["fresh"], "transduce", "perform")


class Desk:
    """One person at one journey."""

    def __init__(self, world: World, name: str, member: str, *roles: str) -> None:
        self.world, self.chain = world, world.chains[name]
        self.number = world.running(self.chain).journey.number
        self.client: Client = signed_in(world, world.actor(member, *roles))

    def address(self, verb: str, **query: str) -> str:
        asked = "&".join(f"{key}={value}" for key, value in query.items())
        return f"/journeys/{self.number}/{verb}/" + (f"?{asked}" if asked else "")

    def post(self, verb: str, status: int = 302, **data: Any) -> str:
        response = self.client.post(self.address(verb), {"key": f"k-{verb}-{self.number}", **data})
        shown = response.content.decode()
        assert response.status_code == status, shown[shown.find("<main") :][:3000]
        return shown

    def rows(self) -> int:
        with acting(Scope("auditor")):
            return LedgerRow.objects.filter(chain=self.chain).count()

    def count(self, model: Any, **fields: Any) -> int:
        with acting(Scope("auditor")):
            return int(model.objects.filter(chain=self.chain, **fields).count())


@pytest.fixture
def label(world: World) -> str:
    return world.items(world.chains["fresh"])[0].label


def test_two_people_complete_a_step_and_a_resend_is_one_act(world: World, label: str) -> None:
    first = Desk(world, "fresh", MAKER, "supervisor")
    second = Desk(world, "fresh", MAKER, "operator")
    form = first.client.get(first.address("complete", step="transduce")).content.decode()
    assert "一人目として署名" in form
    assert label in form
    first.post("complete", step="transduce", item_0=label, key="one")
    assert world.row(first.chain, "transduce").state == "started"
    assert (
        "二人目として完了" in second.client.get(second.address("complete", step="transduce")).content.decode()
    )
    for _ in range(2):
        second.post("complete", step="transduce", item_0=label, line_clearance="on", key="two")
    assert world.row(first.chain, "transduce").state == "done"
    with acting(Scope("auditor")):
        done = LedgerRow.objects.filter(chain=first.chain, request_key="two")
        assert done.count() == 1
        assert len(done[0].signature_shown) == 64


def test_the_same_person_can_not_be_both(world: World, label: str) -> None:
    desk = Desk(world, "fresh", MAKER, "operator")
    desk.post("complete", step="transduce", item_0=label, key="one")
    world.later(minutes=1)
    again = Desk(world, "fresh", MAKER, "operator")
    again.post("complete", step="transduce", item_0=label, key="two")
    assert world.row(desk.chain, "transduce").state == "started", "it counts as another first check"


def test_another_cases_bag_is_refused_and_what_was_typed_stays(world: World) -> None:
    desk = Desk(world, "fresh", MAKER, "operator")
    other = world.items(world.chains["tested"])[0]
    before = desk.rows()
    shown = desk.post("complete", 422, step="transduce", item_0=other.label, note="メモのとおり")
    assert "予定しているものではありません" in shown
    assert "メモのとおり" in shown
    assert "記録していません" in shown
    assert desk.rows() == before


@pytest.mark.parametrize("typed", ["", "not a label", "A" * 10_000, "\x00\x01", "CHA999926000001", "ラベル"])
def test_what_is_no_label_is_said_in_one_sentence(world: World, typed: str) -> None:
    desk = Desk(world, "fresh", MAKER, "operator")
    before = desk.rows()
    desk.post("complete", 422, step="transduce", item_0=typed)
    assert desk.rows() == before


def test_results_are_typed_against_their_specification(world: World) -> None:
    world.later(days=6)
    desk = Desk(world, "tested", MAKER, "qc")
    panel = world.running(desk.chain).route.panel("in_process")
    form = desk.client.get(desk.address("complete", step="in_process")).content.decode()
    assert "規格：≥ 85 %" in form
    shown = desk.post("complete", 422, step="in_process", value_viability="八十五くらい")
    assert "八十五くらい" in shown
    values = {f"value_{key}": value for key, value in typed_values(panel, "x").items()}
    desk.post("complete", step="in_process", **values)  # type: ignore[arg-type]
    assert world.row(desk.chain, "in_process").state == "done"
    desk.world.later(minutes=5)
    desk = Desk(world, "tested", MAKER, "qc")
    form = desk.client.get(desk.address("correct", step="in_process")).content.decode()
    result = form.split("生存率　")[0].rsplit('value="', 1)[1].split('"')[0]
    desk.post("correct", 422, step="in_process", result=result, value="70", reason="", key="c1")
    desk.post("correct", step="in_process", result=result, value="70", reason="転記の誤り", key="c2")
    page = desk.client.get(f"/journeys/{desk.number}/").content.decode()
    assert "<s class" in page


def test_a_decision_is_proposed_signed_by_two_and_read_by_all(world: World) -> None:
    ended = world.row(world.chains["fresh"], "collect").ended_at
    assert ended is not None
    world.order(ROUTE, name="late")
    chain = world.chains["late"]
    ready = world.run_until(chain, "transduce", "start")
    collected = world.row(chain, "collect").ended_at
    assert collected is not None
    world.now = collected + timedelta(hours=47.5)
    with world.acting(ready.who) as actor:
        assert all(
            one.cause != "time.window.collect" or one.passes
            for one in preview(actor, chain, "transduce", world.now)
        )
    world.now = collected + timedelta(hours=48.5)
    quality = Desk(world, "late", MAKER, "quality")
    form = quality.client.get(quality.address("propose", step="transduce")).content.decode()
    choices = [part.split('"')[0] for part in form.split('name="causes" value="')[1:]]
    window = [one for one in choices if one.startswith("time.window")]
    assert "決定の対象" in form
    quality.post("propose", 422, step="transduce", causes=window, grounds="短い")
    quality.post(
        "propose", step="transduce", causes=window, grounds="代わりがなく、影響は小さいと判断した", key="p2"
    )
    with acting(Scope("auditor")):
        decision = Decision.objects.get(chain=chain)
    quality.post("sign", subject=str(decision.uuid), agrees="yes", note="", key="s1")
    nurse = Desk(world, "late", CLINIC, "nurse")
    nurse.post("sign", 422, subject=str(decision.uuid), agrees="yes", note="", key="s2")
    physician = Desk(world, "late", CLINIC, "physician")
    assert (
        "医師として"
        in physician.client.get(physician.address("sign", subject=str(decision.uuid))).content.decode()
    )
    physician.post("sign", subject=str(decision.uuid), agrees="yes", note="了承", key="s3")
    with acting(Scope("auditor")):
        assert Decision.objects.get(chain=chain).state == "made"
    assert "決定済み" in physician.client.get(f"/journeys/{physician.number}/").content.decode()


def test_small_records_are_made_once(world: World) -> None:
    physician = Desk(world, "fresh", CLINIC, "physician")
    for _ in range(2):
        physician.post("consent", purpose="network_data", form_version="2.0", item="")
        physician.post("weight", kilograms="61.5", weighed_at="")
        physician.post(
            "donor-test", marker="CMV", result="negative", sampled_at="2026-11-01T10:00", window_days="30"
        )
        physician.post("deviation", step="collect", text="採取の開始が30分遅れた")
        physician.post("readiness", infection="no")
    assert physician.count(Consent, purpose="network_data", form_version="2.0") == 1
    assert physician.count(Weight, kilograms=61.5) == 1
    assert physician.count(DonorTest, marker="CMV") == 1
    assert physician.count(Deviation) == 1
    with acting(Scope("auditor")):
        consent = Consent.objects.get(chain=physician.chain, purpose="network_data", form_version="2.0")
        deviation = Deviation.objects.get(chain=physician.chain)
    physician.post("withdraw", subject=str(consent.uuid))
    assert physician.count(Consent, purpose="network_data", withdrawn_at=None) == 0
    assert physician.count(Consent, withdrawn_at__isnull=False) == 2  # the order's, and the one given since
    Desk(world, "fresh", CLINIC, "quality").post(
        "close-deviation", subject=str(deviation.uuid), conclusion="影響なし"
    )
    assert physician.count(Deviation, state="closed") == 1


@pytest.mark.parametrize(
    ("verb", "data", "sentence"),
    [
        ("weight", {"kilograms": "9999"}, "体重は"),
        ("weight", {"kilograms": "500"}, "体重は"),
        ("weight", {"kilograms": "abc"}, "数値"),
        ("deviation", {"text": "あ" * 10_000, "step": ""}, "1000"),
        ("donor-test", {"marker": "x", "result": "y", "sampled_at": "z", "window_days": "0"}, "選択"),
        ("withdraw", {"subject": "not-a-uuid"}, "見つかりません"),
        ("cancel", {"reason": ""}, "必須"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    world: World, verb: str, data: dict[str, str], sentence: str
) -> None:
    physician = Desk(world, "fresh", CLINIC, "physician")
    before = physician.rows()
    assert sentence in physician.post(verb, 422, **data)
    assert physician.rows() == before


def test_who_may_not_is_told_who_may(world: World) -> None:
    courier = Desk(world, "fresh", COURIER, "courier")
    before = courier.rows()
    item = world.items(courier.chain)[0]
    assert "だけ" in courier.post("consent", 422, purpose="trial", form_version="1", item="")
    assert "担当者に依頼" in courier.post("hold", 422, item=str(item.uuid), reason="気になる", deadline="")
    assert "だけ" in courier.post("cancel", 422, reason="やめる")
    assert courier.rows() == before


def test_a_hold_is_placed_shown_and_lifted(world: World) -> None:
    quality = Desk(world, "fresh", MAKER, "quality")
    item = world.items(quality.chain)[0]
    quality.post("hold", item=str(item.uuid), reason="培地の情報を確認中", deadline="2026-11-20T10:00")
    page = quality.client.get(f"/journeys/{quality.number}/").content.decode()
    assert "保留中" in page
    assert "11/20 10:00" in page
    hold = UUID(page.split("/lift/?subject=")[1].split('"')[0])
    Desk(world, "fresh", MAKER, "operator").post("lift", 422, subject=str(hold), reason="問題なし")
    quality.post("lift", subject=str(hold), reason="問題なし")
    assert "保留中" not in quality.client.get(f"/journeys/{quality.number}/").content.decode()


def test_a_logger_file_is_judged_and_a_broken_one_refused(world: World) -> None:
    courier = Desk(world, "fresh", COURIER, "courier")
    row = world.row(courier.chain, "transport_in")
    assert row.started_at is not None
    assert row.ended_at is not None
    good = logger_file("cold", row.started_at, row.ended_at, "x", "breach")
    before = courier.rows()
    broken = SimpleUploadedFile("logger.csv", "日時,温度(F)\n2026-11-01 10:00,40".encode())
    courier.post("readings", 422, step="transport_in", file=broken)
    courier.post("readings", 422, step="transport_in", key="none")
    assert courier.rows() == before
    courier.post("readings", step="transport_in", file=SimpleUploadedFile("logger.csv", good), key="ok")
    assert "逸脱" in courier.client.get(f"/journeys/{courier.number}/").content.decode()


def test_a_failed_step_begins_again_or_is_cancelled(world: World) -> None:
    operator = Desk(world, "fresh", MAKER, "operator")
    operator.post("fail", step="transduce", reason="増殖しない")
    physician = Desk(world, "fresh", CLINIC, "physician")
    page = physician.client.get(f"/journeys/{physician.number}/").content.decode()
    assert "不成立" in page
    for member, role in ((MAKER, "supervisor"), (COURIER, "courier")):
        Desk(world, "fresh", member, role).post("again", 422, from_step="collect", reason="再採取")
    physician.post("again", from_step="collect", reason="再採取")
    page = physician.client.get(f"/journeys/{physician.number}/").content.decode()
    assert "以前の実施" in page
    physician.post("cancel", reason="患者さんの希望")
    assert "中止" in physician.client.get(f"/journeys/{physician.number}/").content.decode()


def test_the_coordinators_word_reaches_the_inbox_of_the_responsible(world: World) -> None:
    coordinator = Desk(world, "fresh", "rink", "coordinator")
    form = coordinator.client.get(
        coordinator.address("notify", about="window", role="operator")
    ).content.decode()
    assert "期限が近づいています" in form
    coordinator.post(
        "notify", member=str(world.member(MAKER)), role="operator", text="状況をお知らせください"
    )
    with acting(Scope("auditor")):
        assert Notice.objects.filter(kind="coordinator_word", role="operator").count() == 1
    operator = signed_in(world, world.actor(MAKER, "operator"))
    assert "状況をお知らせください" in operator.get("/inbox/").content.decode()
    Desk(world, "fresh", MAKER, "quality").post(
        "notify", 422, member=str(world.member(MAKER)), role="", text="x"
    )


def test_unknown_verbs_and_steps_are_not_found(world: World) -> None:
    desk = Desk(world, "fresh", MAKER, "operator")
    assert desk.client.get(desk.address("dance")).status_code == 404
    assert desk.client.get(desk.address("complete", step="dance")).status_code == 404
    assert desk.client.get(desk.address("sign", subject="x")).status_code == 404
