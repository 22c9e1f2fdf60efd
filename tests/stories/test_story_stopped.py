"""Steps that must not be done, seen by those who would do them: one sentence says why, and nothing is written."""

from datetime import timedelta

import pytest

from tests.stories.desk import Desk, Town
from tests.stories.test_refusals_holds import set_the_stage as set_the_stage
from tests.support.world import Ready
from tsunagu.custody.domain.items import ItemView
from tsunagu.demonstration.engine.orders import basis_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.therapies.services.suspend_legal_basis import suspend_legal_basis

pytestmark = pytest.mark.story

TRIAL = "auto-car-t-fresh-trial"
CLINIC, COURIER, MAKER, SPONSOR = "haneda-clinic", "minato-logistics", "tonomachi-cells", "sakura-cart"
BANK, EYE_HOSPITAL, ELSEWHERE = "chiba-bank", "sapporo-hospital", "sendai-hospital"
GROUNDS = "記録と安定性の資料を確認し、この現品に限り許容できると判断した。"
SECRET = "ドナーの渡航歴を確認中"


def test_who_does_not_hold_the_bag_does_not_carry_it_off(town: Town) -> None:
    """The courier would leave with a bag that the manufacturer has not handed over; a stranger may not even see it."""
    world, case = town.world, town.number("leaving")
    ready = world.run_until(world.chains["leaving"], "transport_out", "bring")
    bag = ready.item
    town.show()
    courier, stranger = town.desk(COURIER, "courier"), town.desk(ELSEWHERE, "nurse")
    with world.unchanged():
        assert "受け取って署名" in courier.scan(bag.epc).text
        courier.act(case, "start", step="transport_out").fill(item_0=bag.label).sign()
        courier.told_why(bag.label, "受領していません")
    with world.unchanged():
        stranger.scan(bag.epc)
        stranger.told_why("見つかりません")
        assert not stranger.may_act
    assert world.row(ready.chain, "transport_out").state == "planned"


def propose(desk: Desk, case: str, step: str, about: str) -> Desk:
    """Open the form of a decision and tick what it is about."""
    desk.act(case, "propose", step=step)
    offered = [str(box.get_attribute("value")) for box in desk.page.locator("[name=causes]").all()]
    return desk.fill(causes=[one for one in offered if one.startswith(about)], grounds=GROUNDS)


def sign_as(town: Town, case: str, *desks: Desk) -> None:
    """Each opens the journey on a screen of one's own, reads the decision and signs it."""
    for desk in desks:
        desk.open(f"journeys/{case}/").press(f"a[href*='/{case}/sign/']:visible")
        desk.fill(agrees="yes").sign().done()


def late_cells(town: Town) -> Ready:
    """Fresh cells, accepted by the manufacturer, two hours after their 48 are over."""
    world = town.world
    world.order(TRIAL, name="late")
    ready = world.run_until(world.chains["late"], "transduce")
    collected = world.row(ready.chain, "collect").ended_at
    assert collected
    town.show(collected + timedelta(hours=50))
    return ready


def test_fresh_cells_past_their_window_wait_for_two_signatures(town: Town) -> None:
    """The operator is refused; quality and physician decide on their own screens; then the operator goes on."""
    ready = late_cells(town)
    world, case, cells = town.world, town.number("late"), ready.item
    operator, quality = town.desk(MAKER, "operator"), town.desk(MAKER, "quality")
    physician = town.desk(CLINIC, "physician")
    with world.unchanged():
        operator.scan(cells.epc)
        operator.told_why("48")
        assert not operator.may_act
        operator.act(case, "start", step="transduce").fill(item_0=cells.label, line_clearance=True).sign()
        operator.told_why("48", "決定が必要です")
    propose(quality, case, "transduce", "time.").sign().done()
    sign_as(town, case, quality)
    with world.unchanged():
        operator.scan(cells.epc)
        assert not operator.may_act
    sign_as(town, case, physician)
    operator.do(cells.epc)
    assert world.row(ready.chain, "transduce").state == "started"


def test_an_expired_bag_goes_the_out_of_specification_path(town: Town) -> None:
    world, case = town.world, town.number("bedside")
    ready = world.run_until(world.chains["bedside"], "administer")
    bag = ready.item
    assert bag.expires_at
    town.show(bag.expires_at + timedelta(hours=2))
    physician = town.desk(CLINIC, "physician")
    nurse = town.second(physician, "nurse")
    with world.unchanged():
        nurse.scan(bag.epc)
        nurse.told_why("期限")
        assert not nurse.may_act
    assert "規格外製品の使用" in nurse.text
    use_out_of_specification(town, case, bag)
    for desk in (nurse, physician):
        assert desk.scan(bag.epc).may_act, desk.text
        desk.press("a.btn.primary.big").read(case).read(world.wristband(ready.chain))
        if desk.page.locator("main [name=infection]").count():
            desk.fill(infection="no")
        desk.sign().done()
    assert world.item(bag.uuid).state == "administered"


def use_out_of_specification(town: Town, case: str, bag: ItemView) -> None:
    """The window is answered by two; the use itself needs consent, a legal route and three signatures."""
    physician, quality = town.desk(CLINIC, "physician"), town.desk(SPONSOR, "quality")
    propose(quality, case, "administer", "time.window").sign().done()
    sign_as(town, case, quality, physician)
    with town.world.unchanged():
        assert not physician.scan(bag.epc).may_act
        physician.told_why("使用期限")
        propose(physician, case, "administer", "time.expired").sign().told_why("法的な枠組み")
    physician.fill(legal_route="治験実施計画書に定める規格外製品の使用").sign().done()
    physician.act(case, "consent")
    physician.fill(purpose="out_of_specification", form_version="1.0", item=str(bag.uuid)).sign().done()
    sign_as(town, case, physician, quality)
    with town.world.unchanged():
        assert not physician.scan(bag.epc).may_act
        physician.told_why("使用期限")
    sign_as(town, case, town.desk(MAKER, "supervisor"))


def test_a_suspended_trial_stops_the_infusion(town: Town) -> None:
    world, case = town.world, town.number("bedside")
    ready = world.run_until(world.chains["bedside"], "administer")
    with acting(Scope("worker")):
        suspend_legal_basis(None, basis_uuid(TRIAL), "重大な有害事象の調査のため", world.now.date())
    town.show()
    physician = town.desk(CLINIC, "physician")
    nurse = town.second(physician, "nurse")
    with world.unchanged():
        for desk in (nurse, physician):
            desk.scan(ready.item.epc)
            desk.told_why("停止")
            assert not desk.may_act
        physician.act(case, "propose", step="administer")
        physician.told_why("決定の対象になる判定は、いまありません")


def test_cells_of_a_held_donation_are_not_given(town: Town) -> None:
    """The bank holds a donor's amnion; in another town the ward is told of a hold, not by whom or why."""
    world, chain = town.world, town.world.chains["graft"]
    ready = world.run_until(chain, "administer")
    town.show()
    amnion = world.items(world.chains["amnion"], "amnion", state="used")[0]
    bank = town.desk(BANK, "quality", "supervisor")
    bank.scan(amnion.label).press("a[href$='/problem/']").fill(text=SECRET, hold=True).sign().done()
    physician = town.desk(EYE_HOSPITAL, "physician")
    nurse = town.second(physician, "nurse").in_english()
    secrets = [SECRET, bank.who.member_name.ja, bank.who.member_name.en]
    with world.unchanged():
        physician.scan(ready.item.epc).told_why("由来となる現品に保留")
        nurse.scan(ready.item.epc).told_why("An ancestor of item", "is on hold")
        assert not nurse.may_act
        assert not physician.may_act
        for path in ("scan/item/{0}/", "journeys/{1}/?step=administer", "trace/{0}/", "inbox/"):
            for desk in (physician, nurse):
                desk.open(path.format(ready.item.uuid, town.number("graft")))
                assert not [one for one in secrets if one in desk.text], path
