"""A hospital in Sendai needs a maker in confidence: introduced, agreed, counted, mailed in each one's language."""

import os
import subprocess
import sys
from email.message import EmailMessage

import pytest

from tests.stories.desk import Desk, Town
from tests.support.mail_server import MailServer, mail_server
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.tasks import look_for_post
from tsunagu.project.configuration import CHECKOUT

pytestmark = pytest.mark.story
HOSPITAL, MAKER, OUTSIDER, HUB = "sendai-hospital", "koriyama-cells", "niigata-hospital", "rink"
TITLE = "骨髄MSCの製造を任せられる会員を探しています"


def test_a_confidential_need_becomes_an_agreement_and_letters_tell_of_it(town: Town) -> None:
    town.show(minutes=1)
    hospital, maker = town.desk(HOSPITAL, "hospital_coordinator"), town.desk(MAKER, "supervisor")
    hub, outsider = town.desk(HUB, "coordinator"), town.desk(OUTSIDER, "physician")
    maker.in_english().open("notices/mail/").fill(language="en", urgency_1="at_once").sign().done("Kept")
    hospital.open("notices/mail/").fill(urgency_1="at_once").sign().done("保存")
    posted(hospital)
    need = hospital.page.url.removeprefix(f"{town.served.url}/")
    outsider.open("network/needs/")
    assert TITLE not in outsider.text
    outsider.page.goto(town.served / need)
    assert TITLE not in outsider.text
    with mail_server() as server:
        introduced(hub, maker, need)
        post(town, server)  # what is answered before the post looks isn't mailed any more
        agreed_to_show(hospital, need)
        post(town, server)
        accepted(maker)
        talked(hospital, maker)
        counted(outsider)
        for _ in range(2):
            post(town, server)
        told(server, hospital, maker, outsider)


def posted(desk: Desk) -> None:
    """Post a need in confidence; without a title it is said at the field, and what was typed is kept."""
    desk.open("network/needs/new/")
    desk.fill(
        kind="need",
        text_ja="月2件、凍結での納品を希望します。",
        capability="msc_manufacturing",
        area="tohoku",
    )
    desk.fill(visibility="confidential").press("button[name='post']")
    desk.told_why("題名を")
    assert desk.page.locator("main [name='text_ja']").input_value() == "月2件、凍結での納品を希望します。"
    desk.fill(title_ja=TITLE).press("button[name='post']").done("掲載しました")


def introduced(hub: Desk, maker: Desk, need: str) -> None:
    """The coordinator finds the maker by its reasons, and proposes it to the hospital."""
    hub.open("network/needs/?show=to_introduce").press(f".rows a:text-is('{TITLE}')")
    first = hub.page.locator("main ol > li").first
    assert "郡山細胞培養" in first.inner_text()
    assert "間葉系幹細胞の製造" in first.inner_text()
    hub.press("ol > li:first-child button").done("お知らせ")
    maker.page.goto(maker.town.served / need)
    assert TITLE not in maker.text, "before the hospital agrees"


def agreed_to_show(hospital: Desk, need: str) -> None:
    """The hospital lets the maker read its need."""
    hospital.open("inbox/").press(f"a[href='/{need}']")
    hospital.press("button[name='answer'][value='yes']").done("回答を記録")


def accepted(maker: Desk) -> None:
    """The maker reads it and says yes."""
    maker.open("network/needs/?show=mine_to_answer").press(f".rows a:text-is('{TITLE}')")
    maker.fill(note="We have two slots a month.").press("button[name='answer'][value='yes']").done("begun")


def talked(hospital: Desk, maker: Desk) -> None:
    """Notes for all and for the own member, a file, a task, and the outcome."""
    hospital.open("network/consultations/").press(f".rows a:text-is('{TITLE}')")
    hospital.page.locator("#id_note_text").fill("院内だけの覚え書き")
    hospital.fill(is_own=True).press("form[action$='/note/'] button").done("メモ")
    hospital.page.locator("summary", has_text="ファイルを添付する").click()
    file = {"name": "条件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 terms"}
    hospital.fill(file=file).press("form[action$='/file/'] button").done("添付")
    maker.page.reload()
    assert "院内だけの覚え書き" not in maker.text
    with maker.page.expect_download() as taken:
        maker.page.locator("main a", has_text="条件.pdf").click()
    assert taken.value.suggested_filename == "条件.pdf"
    maker.press("form[action$='/begin/'] button").done("begun")
    maker.page.locator("summary", has_text="Record the outcome").click()
    maker.fill(ending="agreed").press("form[action$='/outcome/'] button")
    maker.told_why("Choose what was agreed")
    maker.fill(outcome="contract").press("form[action$='/outcome/'] button").done("recorded")
    assert "Contract" in maker.text


def counted(desk: Desk) -> None:
    """Anybody of the network sees the count, and nothing of the matter."""
    desk.open("network/needs/figures/")
    assert desk.page.locator(".fig", has_text="合意").locator(".big").inner_text().strip() == "1"
    assert TITLE not in desk.text


def post(town: Town, server: MailServer) -> None:
    """Look for post, and run the installation's own worker until its queue is empty, with a mail server on loopback."""
    with acting(Scope("worker")):
        look_for_post.configure().defer(timestamp=0)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tsunagu.project.settings",
        "TSUNAGU_DATABASE": town.served.database,
        "TSUNAGU_ROLE": "app",
        "TSUNAGU_ADDRESS": "https://tsunagu.example.jp",
        "TSUNAGU_MAIL_HOST": "127.0.0.1",
        "TSUNAGU_MAIL_PORT": str(server.port),
        "TSUNAGU_MAIL_SECURITY": "none",
        "TSUNAGU_MAIL_FROM": "Tsunagu <tsunagu@tsunagu.example.jp>",
    }
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    subprocess.run(command, env=environment, cwd=CHECKOUT, check=True, timeout=180, capture_output=True)


def told(server: MailServer, hospital: Desk, maker: Desk, outsider: Desk) -> None:
    """Each got each letter once, in the language chosen, with a link and a way to have fewer."""
    address = {desk: desk.town.world.account(desk.who).email for desk in (hospital, maker, outsider)}
    ja, en = (server.to(address[desk]) for desk in (hospital, maker))
    assert any("見せてよいか" in text_of(one) for one in ja)
    assert any("合意" in text_of(one) for one in ja)
    assert any("introduced to" in text_of(one) for one in en)
    assert all(text_of(one).startswith("Dear") for one in en)
    assert all("様" in text_of(one).splitlines()[0] for one in ja)
    for letter in (*ja, *en):
        assert "https://tsunagu.example.jp/network/" in text_of(letter)
        assert "https://tsunagu.example.jp/notices/mail/" in letter["List-Unsubscribe"]
    assert len({one["Message-ID"] for one in server.letters}) == len(server.letters)
    assert server.to(address[outsider]) == []


def text_of(letter: EmailMessage) -> str:
    """The text of a letter."""
    return str(letter.get_content())
