"""A hospital in Sendai sketches a therapy, finds a chain, reads why, and talks with the members that it names."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.stories.desk import Desk, Town
from tests.stories.test_story_consultation import post, text_of
from tests.support.mail_server import mail_server
from tsunagu.demonstration.network.reading import stable_uuid
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.members.models import Member

pytestmark = pytest.mark.story
HOSPITAL, MAKER, LABORATORY, OUTSIDER, HUB = (
    "sendai-hospital", "koriyama-cells", "kawasaki-evaluation", "niigata-hospital", "rink",
)  # fmt: skip
SUBJECT = "脂肪由来幹細胞の提供体制について"
MAKERS_NAME, LABORATORYS_NAME = "郡山細胞培養", "川崎評価研究所"


def test_from_a_sketch_to_a_consultation_that_the_maker_takes_part_in(town: Town) -> None:
    town.show(minutes=1)
    hospital, maker = town.desk(HOSPITAL, "hospital_coordinator"), town.desk(MAKER, "supervisor")
    hub, outsider = town.desk(HUB, "coordinator"), town.desk(OUTSIDER, "physician")
    hospital.open("notices/mail/").fill(urgency_1="at_once").sign().done("保存")
    composed(hospital)
    begun(hospital)
    talk = urlsplit(hospital.page.url).path.lstrip("/")
    for desk in (hub, maker):
        reads_the_proposal(desk, talk)
    outsider.page.goto(town.served / talk)
    assert SUBJECT not in outsider.text
    outsider.page.goto(maker.page.url)
    assert MAKERS_NAME not in outsider.text
    with mail_server() as server:
        maker.open(talk).fill(note="月2件までお受けできます。")
        maker.press("button[name='answer'][value='yes']").done("回答を記録")
        post(town, server)
        letters = server.to(town.world.account(hospital.who).email)
    assert any(SUBJECT in text_of(one) and "参加" in text_of(one) for one in letters)
    hospital.open("inbox/").press(f"a[href='/{talk}']")
    assert "月2件までお受けできます。" in hospital.text
    assert "受諾" in hospital.text


def composed(desk: Desk, patients: int = 20) -> None:
    """Ask for chains from October on; nonsense is said at its field, and reasons are read."""
    desk.open("network/chains/").fill(
        therapy="sketch:fresh-msc", cell_type="adipose_msc", patients=patients, start="2020-10",
        where=f"site:{stable_uuid('site', 'sendai-hospital-main')}",
    )  # fmt: skip
    desk.page.locator("main form.ask button.primary").click()
    desk.page.locator("main .errorlist").wait_for()
    desk.told_why("過ぎた月です")
    desk.fill(start="2027-10").page.locator("main form.ask button.primary").click()
    desk.page.locator("#proposals-title").wait_for()
    assert f"年{patients}例" in desk.checked().text
    assert "最良を証明済み" in desk.text
    part = desk.page.locator(".reasons details", has_text=MAKERS_NAME).first
    assert "最もよい拠点" in part.inner_text()


def begun(desk: Desk) -> None:
    """One press keeps it; the members of the chain are chosen, and one more is found by words."""
    desk.press("tr.chosen button[name='talk']")
    assert MAKERS_NAME in desk.page.locator("#pick-members label:has(:checked)").all_inner_texts().__str__()
    chosen = desk.page.locator("#pick-members :checked").count()
    found = desk.page.locator("#pick-members label", has_text=LABORATORYS_NAME)
    desk.page.locator("#find-members").press_sequentially("かわさき 評価")
    found.wait_for()
    found.locator("input").check()
    desk.page.locator("#find-members").fill("みつからない会員")
    desk.page.locator("#pick-members [role='status']", has_text="ほかに該当する").wait_for()
    assert desk.page.locator("#pick-members :checked").count() == chosen + 1
    desk.fill(subject="").sign()
    desk.told_why("入力または選択")
    assert desk.page.locator("#pick-members :checked").count() == chosen + 1
    desk.fill(subject=SUBJECT).sign().done("申し込み")
    assert LABORATORYS_NAME in desk.text


def reads_the_proposal(desk: Desk, talk: str) -> None:
    """Find the request in the inbox, and read the proposal that goes along."""
    desk.open("inbox/").press(f"a[href='/{talk}']")
    assert SUBJECT in desk.text
    desk.press("a[href*='/network/chains/']")
    assert MAKERS_NAME in desk.text
    assert "今も成り立つ" in desk.text


def test_anothers_proposal_and_a_member_that_left_are_told_and_nothing_is_sent(town: Town) -> None:
    town.show(minutes=1)
    hospital, outsider = town.desk(HOSPITAL, "hospital_coordinator"), town.desk(OUTSIDER, "physician")
    composed(hospital, patients=12)
    hospital.press("tr.chosen button[name='talk']")
    outsider.page.goto(hospital.page.url)
    assert "自分の会員が保存した案ではない" in outsider.checked().text
    assert not outsider.page.locator("main [name='chain'][value]").count()
    with acting(Scope("worker")):
        day = tokyo_date(town.world.now) - timedelta(days=1)
        Member.objects.filter(key=MAKER).update(left_on=day)
    hospital.fill(text="消えてはいけない文章").sign()
    hospital.told_why("退会した会員は選べません")
    assert "消えてはいけない文章" in hospital.page.locator("main [name='text']").input_value()
    assert MAKERS_NAME not in hospital.page.locator("#pick-members").inner_text()
    hospital.open("network/consultations/")
    assert "保存した案" not in hospital.text
    assert not hospital.page.locator("main ul.rows a", has_text="仙台再生医療病院").count()
