"""A hospital in Sendai finds a chain, understands it, keeps it and shows it to the maker; Sapporo's gap is named."""

import pytest

from tests.stories.desk import Desk, Town
from tsunagu.demonstration.network.reading import stable_uuid

pytestmark = pytest.mark.story


def test_a_hospital_in_sendai_finds_a_chain(town: Town) -> None:
    town.show(minutes=1)
    desk = town.desk("sendai-hospital", "physician").open("network/chains/")
    assert "ここにバリューチェーン案が表示されます" in desk.text
    asked(desk, "sendai-hospital-main", start="きのう")
    assert "2027-04 のように入力してください" in desk.text
    asked(desk, "sendai-hospital-main", start="2027-10")
    assert "この重みでの最良を証明済み" in desk.text
    assert desk.page.locator("main .chain-line > li").count() >= 7
    desk.page.locator("main .chain-line a", has_text="郡山細胞培養").first.click()
    reason = desk.page.locator("[id='part-processor']")
    reason.wait_for(state="visible")
    assert "湘南バイオ製造" in reason.inner_text()
    reason.locator("details.more summary").click()
    assert "月1件まで" in reason.inner_text()
    desk.press("tbody a")
    assert desk.page.locator("main h2#line-title").inner_text().startswith("案 2")
    desk.fill(title="仙台 脂肪由来幹細胞").press("form[action*='/keep/'] button").done("保存しました")
    maker = str(stable_uuid("member", "koriyama-cells"))
    desk.page.locator("#find-reader").press_sequentially("郡山")
    desk.page.locator(f"#pick-reader [value='{maker}']").check()
    desk.fill(note="一度ご相談させてください").press("form[action$='/show/'] button").done("見せました")
    other = (
        town.desk("koriyama-cells", "supervisor").open("network/chains/").press("a[href*='/chains/shared/']")
    )
    assert "一度ご相談させてください" in other.text
    assert "今も成り立つ" in other.text


def test_in_sapporo_the_gap_is_named(town: Town) -> None:
    town.show(minutes=1)
    desk = town.desk("rink", "coordinator").open("network/chains/")
    asked(desk, "sapporo-hospital-main", start="2027-10")
    assert "札幌から36時間以内に届く「迅速無菌試験」の担い手（北海道）" in desk.text


def asked(desk: Desk, site: str, start: str) -> None:
    """Fill the form in and wait for what is composed."""
    desk.fill(
        therapy="sketch:fresh-msc",
        cell_type="adipose_msc",
        where=f"site:{stable_uuid('site', site)}",
        patients=20,
    )
    field = desk.page.locator("main [name='start']")
    field.evaluate("(one, value) => { one.type = 'text'; one.value = value; }", start)
    with desk.page.expect_response("**/network/chains/?*"):
        desk.page.locator("main form.ask button.primary").click()
    desk.page.locator("main .card:is(.verdict, :has(.chain-line)), main .errorlist").first.wait_for()
    desk.checked()
