"""An idea becomes a product: a partner accepts, research begins, an award comes; the coordinator sees it."""

from datetime import timedelta

import pytest

from tests.stories.desk import Desk, Town
from tsunagu.foundation.web.times import tokyo_date

pytestmark = pytest.mark.story
LEAD, PARTNER, STRANGER, HUB = "hikari-ips", "tonomachi-cells", "yokohama-cpc", "rink"
NAME = "iPS膵島シート"


def test_an_idea_goes_on_to_research_with_a_partner_and_an_award(town: Town) -> None:
    town.show(minutes=1)
    lead, partner, hub = (
        town.desk(LEAD, "mah"),
        town.desk(PARTNER, "supervisor"),
        town.desk(HUB, "coordinator"),
    )
    address = entered(lead)
    partner_accepts(lead, partner, address)
    research_begins(lead, address)
    listed(hub)
    awarded(lead, address)
    hub.open("network/pipeline/")
    assert hub.page.locator(f".picture a[aria-label*='{NAME}']").count()
    hub.open("network/pipeline/reports/?within=60")
    assert NAME in hub.text
    assert "期限間近" in hub.text
    stranger = town.desk(STRANGER, "supervisor").open("network/pipeline/")
    assert NAME not in stranger.text
    stranger.page.goto(address)
    assert NAME not in stranger.text


def entered(lead: Desk) -> str:
    """Enter the idea; a name left out is said at its field, and what was typed is kept."""
    lead.open("network/pipeline/").press("a[href$='/new/']")
    lead.fill(indication_ja="1型糖尿病", cell_type="ips", source="allogeneic", state="base/seed").sign()
    lead.told_why("入力")
    assert lead.page.locator("main [name='indication_ja']").input_value() == "1型糖尿病"
    lead.fill(name_ja=NAME).sign().done("登録しました")
    assert "シーズ" in lead.text
    return str(lead.page.url)


def partner_accepts(lead: Desk, partner: Desk, address: str) -> None:
    """Invite a maker; it finds the invitation in its inbox, accepts, and the lead sees so."""
    lead.press("a[href$='/partners/']")
    lead.fill(partner=str(partner.who.member_uuid), role="cdmo").sign().done("招待")
    assert "招待中" in lead.text
    partner.open("inbox/")
    assert NAME in partner.text
    partner.page.goto(address)
    partner.press("button[value='accept']").done("承諾")
    lead.page.goto(address)
    assert "参画" in lead.text
    assert "招待中" not in lead.text


def research_begins(lead: Desk, address: str) -> None:
    """Record research: non-clinical work was left out so far; an unusual number is kept with a hint."""
    today = tokyo_date(lead.town.sync())
    lead.page.goto(address)
    lead.press("a[href$='/move/']")
    lead.fill(state="safety_act/research", on=today + timedelta(days=1)).sign()
    lead.told_why("まだ先の日付")
    lead.fill(on=today, number="jRCTa030260123").sign().done("記録しました")
    assert "臨床研究" in lead.text
    assert "jRCTa030260123" in lead.text


def listed(hub: Desk) -> None:
    """The coordinator puts a programme into the catalogue."""
    hub.open("network/pipeline/programmes/").press("a[href$='/new/']")
    hub.fill(
        name_ja="橋渡し助成（試験）", kind="grant", funder_ja="試験財団", typical_yen=30000000
    ).sign().done("追加")
    assert "3,000万円" in hub.text


def awarded(lead: Desk, address: str) -> None:
    """Enter an award with a report due in 30 days; a day without a report is said at its field."""
    today = tokyo_date(lead.town.sync())
    lead.page.goto(address)
    lead.press("a[href$='/awards/']")
    lead.page.locator("main [name='programme']").select_option(index=1)
    lead.fill(first=today - timedelta(days=30), last=today + timedelta(days=700), amount_yen=28000000)
    lead.fill(kind_0="interim", due_0=today + timedelta(days=30), kind_1="", kind_2="", due_3=today).sign()
    lead.told_why("選んでください")
    lead.fill(due_3="").sign().done("登録しました")
    assert "2,800万円" in lead.text
    assert "期限間近" in lead.text
