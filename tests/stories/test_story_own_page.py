"""A member adds a capability with a licence and evidence, the coordinator approves, passers-by read the public part."""

import re

import pytest

from tests.members.profile.conftest import PDF
from tests.stories.desk import Desk, Town

pytestmark = pytest.mark.story
MAKER, HUB, OTHER = "koriyama-cells", "rink", "haneda-clinic"
EVIDENCE = {"name": "許可証.pdf", "mimeType": "application/pdf", "buffer": PDF}
FALSE = {
    "name": "許可証.pdf",
    "mimeType": "application/pdf",
    "buffer": b"<html><script>alert(1)</script></html>",
}


def test_a_member_keeps_its_page_and_the_coordinator_approves(town: Town) -> None:
    town.show(minutes=1)
    desk = town.desk(MAKER, "supervisor")
    desk.open("members/").press(f"a[href$='{desk.who.member_uuid}/']").press("a[href$='/edit/']")
    described(desk)
    asked_for_a_capability(desk)
    asked_for_a_licence(desk)
    hub = town.desk(HUB, "coordinator").open("members/proposals/")
    assert hub.page.locator("nav.tabs .count").inner_text().startswith("2")
    approved(hub, "rapid_sterility", "迅速無菌試験")
    approved(hub, "testing", "試験所認定")
    other = town.desk(OTHER, "physician").open(f"members/{desk.who.member_uuid}/")
    for words in ("迅速無菌試験", "月20件", "KOR-17025", "共同研究の相手", "渡辺 試験"):
        assert words in other.text
    with other.page.expect_download() as got:
        other.page.locator("a[href*='/evidence/']").click()
    assert got.value.path().read_bytes() == PDF
    assert "第3版" in desk.open(f"members/{desk.who.member_uuid}/history/").text
    passed_by(town, desk)


def described(desk: Desk) -> None:
    """Say who one is, at once; an address that isn't https is refused and what was typed is kept."""
    desk.press("a[href$='/edit/profile/']")
    desk.fill(
        description_ja="郡山で細胞を培養しています。",
        description_shown_to="public",
        website_ja="javascript:alert(1)",
        website_shown_to="public",
    )
    desk.fill(seeks_ja="共同研究の相手", seeks_shown_to="members").sign().told_why("https://")
    assert desk.page.locator("main [name='seeks_ja']").input_value() == "共同研究の相手"
    desk.fill(website_ja="https://koriyama.example/").sign().done("掲載しました")
    desk.press("a[href$='/edit/contact/']")
    person = {"name_ja": "渡辺 試験", "name_en": "Shiken Watanabe", "email": "cells@koriyama.example"}
    desk.fill(**person, purpose="contract", shown_to="members", consented_on="2026-10-01").sign().done(
        "掲載しました"
    )


def asked_for_a_capability(desk: Desk) -> None:
    """Ask for a capability: it waits."""
    desk.press("a[href$='/edit/capability/']")
    desk.fill(
        key="rapid_sterility", capacity_per_month=20, valid_from="2026-10-01", valid_until="2026-09-30"
    ).sign()
    desk.told_why("より前です")
    desk.fill(valid_until="", reason="試験室を新しく開きました。").sign().done("申請しました")
    assert "承認待ち" in desk.text
    desk.open(f"members/{desk.who.member_uuid}/edit/")


def asked_for_a_licence(desk: Desk) -> None:
    """Ask for a licence: what only says that it is a PDF is refused."""
    desk.press("a[href$='/edit/licence/']")
    said = {"kind": "testing", "number": "KOR-17025", "valid_from": "2026-10-01", "valid_until": "2030-09-30"}
    desk.fill(**said, evidence=FALSE).sign().told_why("読み取れません")
    desk.fill(evidence=EVIDENCE).sign().done("申請しました")


def approved(hub: Desk, word: str, title: str) -> None:
    """Look at a change, and let it onto the page."""
    hub.open("members/proposals/").press(f".rows a:has-text('{title}')")
    assert title in hub.text
    assert "変更後" in hub.text
    hub.sign().done("承認し、掲載しました")


def passed_by(town: Town, desk: Desk) -> None:
    """A passer-by finds the member in the public list and reads nothing that is for members."""
    page = town.new_context().new_page()
    page.goto(town.served / "members/public/")
    page.locator(f"a[href$='{desk.who.member_uuid}/']").click()
    page.wait_for_url(re.compile("/members/public/.+"))
    told = page.locator("main").inner_text()
    for words in ("迅速無菌試験", "KOR-17025", "郡山で細胞を培養しています。", "https://koriyama.example/"):
        assert words in told
    for words in ("共同研究の相手", "渡辺", "証明書", "cells@"):
        assert words not in told
    assert page.goto(town.served / f"members/{desk.who.member_uuid}/").url.count("/accounts/login/") == 1
