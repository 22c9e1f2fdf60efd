"""Two people, or one person twice, at the same moment in their browsers: one act, and the other is told so."""

from collections import Counter

import pytest

from tests.stories.desk import Desk, Town, sign_together
from tests.stories.test_races import set_the_stage as set_the_stage
from tests.support.world import Ready
from tsunagu.custody.domain.recorded import act_in
from tsunagu.custody.models import LedgerRow
from tsunagu.foundation.scope import Scope, acting
from tsunagu.journeys.models import Deviation

pytestmark = pytest.mark.story

CLINIC, MAKER = "haneda-clinic", "tonomachi-cells"
REASON = "無菌試験の途中結果を確認中"
RESEND = """form => Promise.all([1, 2, 3].map(() =>
    fetch(form.action, {method: "POST", body: new FormData(form)}).then(answer => answer.status)))"""


@pytest.fixture
def bedside(town: Town) -> Ready:
    """Her infusion, which another person has just confirmed."""
    ready = town.world.run_until(town.world.chains["bedside"], "administer")
    ready.check()
    town.show(minutes=1)
    return ready


@pytest.fixture
def feeding(town: Town) -> Ready:
    """A culture whose first feeding is about to begin."""
    ready = town.world.run_until(town.world.chains["arriving"], "expand")
    town.show()
    return ready


def recorded(ready: Ready) -> list[str]:
    """Return what the ledger says of holds and of the step, in the order of record."""
    with acting(Scope("auditor")):
        rows = LedgerRow.objects.filter(chain=ready.chain).order_by("record_order")
        acts = [(row.name, act_in(bytes(row.body))["facts"].get("step", "")) for row in rows]
    told = {("step_started", ready.step.key), ("step_completed", ready.step.key)}
    return [name for name, step in acts if name == "hold_placed" or (name, step) in told]


def about_to_give(town: Town, ready: Ready) -> Desk:
    """The physician has read bag, number and wristband, and needs only press the button."""
    desk = town.desk(CLINIC, "physician")
    desk.scan(ready.item.epc).press("a.btn.primary.big")
    desk.read(town.number("bedside")).read(town.world.wristband(ready.chain))
    return desk.fill(infection="no")


def about_to_hold(town: Town, ready: Ready) -> Desk:
    """The manufacturer's quality officer has the form of a hold on the same bag in front of him."""
    desk = town.desk(MAKER, "quality")
    desk.act(town.number("bedside"), "hold", item=ready.item.uuid)
    return desk.fill(item=str(ready.item.uuid), reason=REASON)


def test_a_hold_that_comes_first_stops_the_infusion(town: Town, bedside: Ready) -> None:
    physician, quality = about_to_give(town, bedside), about_to_hold(town, bedside)
    quality.sign().done()
    with town.world.unchanged():
        physician.sign().told_why("保留", REASON)
    assert town.world.item(bedside.item.uuid).state == "in_use"
    assert recorded(bedside) == ["hold_placed"]


def test_a_hold_that_comes_second_lets_the_infusion_stand(town: Town, bedside: Ready) -> None:
    physician, quality = about_to_give(town, bedside), about_to_hold(town, bedside)
    physician.sign().done()
    with town.world.unchanged():
        quality.sign().told_why("選んだ現品は、投与・使用・廃棄などにより、すでにありません")
    assert str(bedside.item.uuid) not in quality.text
    assert town.world.item(bedside.item.uuid).state == "administered"
    assert recorded(bedside) == ["step_completed"]


def test_a_hold_and_an_infusion_in_the_same_moment(town: Town, bedside: Ready) -> None:
    """The hold stands and nothing is given, or the infusion stands and the hold comes too late: never the reverse."""
    physician, quality = about_to_give(town, bedside), about_to_hold(town, bedside)
    sign_together(physician, quality)
    order = recorded(bedside)
    if order == ["hold_placed"]:
        quality.done()
        physician.told_why("保留", REASON)
    else:
        assert order[0] == "step_completed", "an infusion was recorded after the hold"
        physician.done()
        quality.done() if "hold_placed" in order else quality.told_why("すでにありません")
    given = town.world.item(bedside.item.uuid).state == "administered"
    assert given is ("step_completed" in order)


def begun(town: Town, ready: Ready) -> tuple[Desk, Desk]:
    """Two operators; the first has begun the feeding three days ago."""
    first = town.desk(MAKER, "operator")
    first.do(ready.item.epc)
    town.show(hours=70)
    return first, town.second(first, "operator")


def test_two_people_complete_the_same_step_in_the_same_moment(town: Town, feeding: Ready) -> None:
    desks = begun(town, feeding)
    for desk in desks:
        assert desk.scan(feeding.item.epc).may_act
    sign_together(*desks)
    done = [desk for desk in desks if desk.page.locator("#notice .message.ok").count()]
    assert len(done) == 1
    (other,) = set(desks) - set(done)
    assert any(one in other.told_why() for one in ("すでに完了しています", "状態が変わりました"))
    assert recorded(feeding) == ["step_started", "step_completed"]
    assert town.world.row(feeding.chain, "expand").state == "done"


def test_who_presses_second_is_told_that_it_is_done(town: Town, feeding: Ready) -> None:
    first, second = begun(town, feeding)
    for desk in (first, second.in_english()):
        desk.act(town.number("arriving"), "complete", step="expand").fill(item_0=feeding.item.label)
    first.sign().done()
    with town.world.unchanged():
        second.sign().told_why("Expansion", "is done already")
    assert recorded(feeding) == ["step_started", "step_completed"]


def test_one_person_presses_again(town: Town, feeding: Ready) -> None:
    """A double click, a network that sends a form three times, the browser's way back: each act is there once."""
    case, label = town.number("arriving"), feeding.item.label
    operator = town.desk(MAKER, "operator")
    operator.act(case, "start", step="expand").fill(item_0=label)
    with operator.page.expect_navigation():
        operator.page.locator("main form button.primary").last.dblclick()
    operator.checked().done()
    town.show(hours=70)
    operator.act(case, "complete", step="expand").fill(item_0=label)
    assert operator.page.locator("main form").last.evaluate(RESEND) == [200, 200, 200]
    assert Counter(recorded(feeding)) == {"step_started": 1, "step_completed": 1}
    with town.world.unchanged():
        operator.sign()
        assert operator.page.url.rpartition("/")[0].endswith(case)
        operator.page.go_back()
        operator.fill(item_0=label).sign()
        assert "すでに記録済みです" in operator.page.locator("#notice").inner_text()
    assert Counter(recorded(feeding)) == {"step_started": 1, "step_completed": 1}


def test_the_way_back_and_the_same_deviation_again(town: Town, feeding: Ready) -> None:
    """The browser brings back what was typed; sent unchanged it is the same deviation."""
    operator = town.desk(MAKER, "operator")
    operator.act(town.number("arriving"), "deviation", step="expand")
    operator.fill(text="培地の交換が30分遅れた").sign().done()
    operator.page.go_back()
    operator.sign()
    with acting(Scope("auditor")):
        assert Deviation.objects.filter(chain=feeding.chain).count() == 1
