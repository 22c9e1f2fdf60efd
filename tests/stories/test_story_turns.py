"""Ordinary turns of a course, each on its page: a failure, a new attempt, a correction, a hold, a word to a partner."""

from uuid import UUID

import pytest

from tests.stories.desk import Desk, Town, minute
from tests.support.world import World
from tsunagu.custody.queries.state import hand_overs, holds
from tsunagu.demonstration.engine.script import Script
from tsunagu.evaluation.queries import results_of
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Consent, Deviation, Journey

pytestmark = pytest.mark.story

TRIAL, LOT = "auto-car-t-fresh-trial", "allo-bm-msc-gvhd-production"
CLINIC, COURIER, MAKER, HUB = "haneda-clinic", "minato-logistics", "tonomachi-cells", "rink"


def set_the_stage(world: World) -> None:
    """Cells that grow; others that arrived though the courier has not signed; others on the doorstep."""
    beginning = world.now
    world.order(TRIAL, name="growing")
    world.run_until(world.chains["growing"], "expand_late")
    for name, script in (("unsigned", Script(unsigned_at="accept_in")), ("arriving", Script())):
        world.now = beginning
        world.order(TRIAL, name=name)
        world.run_until(world.chains[name], "accept_in", script=script)


def number(town: Town, name: str) -> str:
    return town.world.running(town.world.chains[name]).journey.number


def journey(town: Town, name: str) -> Journey:
    return town.world.running(town.world.chains[name]).journey


def press(desk: Desk, css: str) -> Desk:
    """Follow a link or press a button, and arrive."""
    with desk.page.expect_navigation():
        desk.page.locator(f"main {css}").first.click()
    return desk.checked()


def test_records_that_people_keep(town: Town) -> None:
    """A result corrected, a deviation closed, a hold lifted, a consent withdrawn: each by who may."""
    world, case, chain = town.world, number(town, "growing"), town.world.chains["growing"]
    world.run_until(chain, "expand_late")
    town.show()
    correct(town, case, chain)
    quality = town.desk(MAKER, "quality")
    town.desk(MAKER, "operator").act(case, "deviation").fill(text="培地の交換が2時間遅れた").sign().done()
    with acting(Scope("auditor")):
        (found,) = Deviation.objects.filter(chain=chain)
    quality.act(case, "close-deviation", subject=found.uuid).fill(
        conclusion="品質への影響はない"
    ).sign().done()
    culture = world.items(chain, "car_t_culture")[0]
    quality.act(case, "hold", item=culture.uuid).fill(
        item=str(culture.uuid), reason="培地ロットを確認中"
    ).sign().done()
    with acting(Scope("auditor")):
        (placed,) = holds([chain])
    quality.act(case, "lift", subject=placed.uuid).fill(reason="供給者の回答で問題なし").sign().done()
    physician = town.desk(CLINIC, "physician")
    physician.act(case, "donor-test").fill(
        marker="CMV", result="negative", sampled_at=minute(world.now)
    ).sign().done()
    physician.act(case, "weight").fill(kilograms="58.2").sign().done()
    physician.act(case, "consent").fill(purpose="network_data", form_version="2.0").sign().done()
    with acting(Scope("auditor")):
        given = Consent.objects.get(chain=chain, purpose="network_data", form_version="2.0")
    physician.act(case, "withdraw", subject=given.uuid).sign().done()
    with acting(Scope("auditor")):
        assert Consent.objects.get(chain=chain, uuid=given.uuid).withdrawn_at
        assert not holds([chain])


def correct(town: Town, case: str, chain: UUID) -> None:
    """The analyst mistyped: a new row stands for the value, the old one stays readable."""
    with acting(Scope("auditor")):
        wrong = next(
            one
            for one in results_of([chain])
            if one.panel == "in_process" and one.characteristic == "viability"
        )
    qc = town.desk(MAKER, "qc")
    qc.act(case, "correct", step="in_process").fill(
        result=str(wrong.uuid), value="91.5", reason="転記の誤り"
    ).sign().done()
    with acting(Scope("auditor")):
        now = [
            one
            for one in results_of([chain])
            if one.panel == "in_process" and one.characteristic == "viability"
        ]
    assert [one.text for one in now][-1].startswith("91.5")


def test_a_culture_that_fails_is_made_again(town: Town) -> None:
    """The cells did not grow; the physician has them collected again under the same number; in the end all stops."""
    case, chain = number(town, "growing"), town.world.chains["growing"]
    town.world.run_until(chain, "expand_late")
    town.show()
    operator, physician = town.desk(MAKER, "operator"), town.desk(CLINIC, "physician")
    operator.act(case, "fail", step="expand_late").fill(reason="増殖が止まった").sign().done()
    assert journey(town, "growing").state == "failed"
    physician.act(case, "again").fill(from_step="collect", reason="再採取して再製造する").sign().done()
    again = journey(town, "growing")
    assert (again.state, again.attempt, again.number) == ("under_way", 2, case)
    assert town.world.row(chain, "collect").state == "planned"
    physician.act(case, "cancel").fill(reason="患者さんの希望により中止").sign().done()
    assert journey(town, "growing").state == "cancelled"
    with town.world.unchanged():
        operator.act(case, "start", step="collect")
        assert operator.page.locator("main [role=alert], main .stop").count() or not operator.may_act


def test_a_giver_signs_late_and_refused_cells_go_back(town: Town) -> None:
    """The courier signs what the manufacturer took already; the manufacturer refuses what leaks, and gives it back."""
    world, chain = town.world, town.world.chains["arriving"]
    ready = world.run_until(chain, "accept_in")
    town.show()
    courier, maker = town.desk(COURIER, "courier"), town.desk(MAKER, "supervisor")
    with acting(Scope("auditor")):
        (passing,) = hand_overs([world.chains["unsigned"]], ["received_unsigned"])
    courier.act(number(town, "unsigned"), "countersign", subject=passing.uuid).sign().done()
    with acting(Scope("auditor")):
        assert not hand_overs([world.chains["unsigned"]], ["received_unsigned"])
    maker.do(ready.item.epc, judgement="refused", reason="バッグから漏れている")
    assert world.item(ready.item.uuid).acceptance == "refused"
    maker.do(ready.item.epc)
    courier.do(ready.item.epc)
    assert world.item(ready.item.uuid).holder == courier.who.member_uuid


def test_a_hand_over_is_taken_back(town: Town) -> None:
    """The cells were given to the courier, who did not come: the hand-over is taken back on its page."""
    world, chain = town.world, town.world.chains["growing"]
    world.run_until(chain, "release_test", "bring")
    town.show()
    maker = town.desk(MAKER, "supervisor")
    maker.do(world.items(chain, "qc_sample")[0].epc)
    maker.open("trace/hand-overs/").page.locator("main summary").first.click()
    maker.fill(reason="集荷の車が来なかった")
    press(maker, "form[action*='/cancel/'] button")
    maker.done()
    with acting(Scope("auditor")):
        assert not [
            one
            for one in hand_overs([chain], ["given"])
            if world.items(chain, "qc_sample")[0].uuid in one.items
        ]


def test_the_coordinator_tells_and_never_decides(town: Town) -> None:
    case = number(town, "growing")
    town.world.run_until(town.world.chains["growing"], "expand_late")
    town.show()
    hub = town.desk(HUB, "coordinator")
    hub.act(case, "notify").fill(
        member=str(town.world.member(MAKER)), text="培養の状況を教えてください"
    ).sign().done()
    assert "培養の状況を教えてください" in town.desk(MAKER, "operator").open("inbox/").text
    with town.world.unchanged():
        for verb in ("hold", "propose", "cancel"):
            hub.act(case, verb, step="expand_late")
            assert not hub.page.locator(
                "main form :is(button.primary, button.danger)"
            ).count() or _is_refused(hub)


def _is_refused(desk: Desk) -> bool:
    """Press the button, and see that it is refused."""
    desk.page.locator("main form :is(button.primary, button.danger)").last.click()
    desk.page.wait_for_load_state()
    return bool(desk.page.locator("main [role=alert]").count())


def test_a_lot_is_begun_and_a_route_published(town: Town) -> None:
    """A supervisor begins a lot; another publishes a new version, and the lot keeps the one it began with."""
    town.show()
    maker = town.desk("shonan-bio", "supervisor")
    maker.open(f"journeys/produce/?therapy={LOT}").fill(
        consents=True, begins_at=minute(town.sync())
    ).sign().done()
    with acting(Scope("auditor")):
        lot = Journey.objects.get(kind="production")
    screener = town.desk(town.world.running(lot.chain).rows["collect"].member, "procurement")
    screener.act(lot.number, "donor-test").fill(
        marker="HIV", result="negative", sampled_at=minute(town.sync())
    ).sign().done()
    maker.open(f"therapies/write/?from={LOT}")
    press(maker, "button[value=check]")
    press(maker, "button[value=publish]")
    maker.done()
    with acting(Scope("auditor")):
        assert Journey.objects.get(uuid=lot.uuid).version == 1
    maker.open(f"journeys/produce/?therapy={LOT}").fill(
        consents=True, begins_at=minute(town.sync())
    ).sign().done()
    with acting(Scope("auditor")):
        assert {one.version for one in Journey.objects.filter(kind="production")} == {1, 2}
