"""The coordinator imports a list of 169 members twice, tries a broken one, and an organisation applies to join."""

import re
from typing import Any

import pytest

from tests.accessibility.test_pages import violations
from tests.members.register.lists import HEAD, book, line
from tests.stories.desk import Desk, Town
from tsunagu.demonstration.network.many import FULL_LIST, invented_list
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.written.sheets import as_book, as_csv, as_shift_jis
from tsunagu.members.domain.register.writing import WIDTHS, sheet
from tsunagu.members.models import Member, Membership
from tsunagu.members.queries.membership import terms

pytestmark = pytest.mark.story
HUB, MAKER = "rink", "tonomachi-cells"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_list_of_169_members_is_imported_twice(town: Town) -> None:
    desk = town.desk(HUB, "coordinator")
    before = counted()
    rows = sheet((one.record for one in invented_list()), "ja", terms().names)
    desk.open("members/register/import/")
    look_at(desk, "会員名簿.xlsx", as_book(("会員名簿", rows), widths=WIDTHS))
    assert shown(desk) == {"新規": FULL_LIST, "変更": 0, "要確認": 0, "変更なし": 0}
    assert f"一覧にない会員 {before[0]}件" in desk.text
    assert counted() == before, "looking writes nothing"
    desk.press("#seen button").done(f"新規{FULL_LIST}件、変更0件、変更なし0件")
    assert counted() == (before[0] + FULL_LIST, before[1] + FULL_LIST)
    for name, content in (
        ("会員名簿.xlsx", as_book(("会員名簿", rows), widths=WIDTHS)), ("会員名簿.csv", as_csv(rows)),
        ("旧.csv", as_shift_jis(rows)),
    ):  # fmt: skip
        desk.open("members/register/import/")
        look_at(desk, name, content)
        assert shown(desk) == {"新規": 0, "変更": 0, "要確認": 0, "変更なし": FULL_LIST}
        assert "変更はありません" in desk.text
        assert not desk.page.locator("#seen button").count(), "there is nothing to take over"
    assert counted() == (before[0] + FULL_LIST, before[1] + FULL_LIST)
    changed_by_hand(desk)


def changed_by_hand(desk: Desk) -> None:
    """Change two rows of what was written out, rename one under another number, and decide."""
    address = desk.open("members/register/").page.locator("main a[href$='/file/csv/']").get_attribute("href")
    text = desk.page.request.get(f"{desk.town.served.url}{address}").body().decode("utf-8-sig")
    changed = text.replace("050-0000-0001", "050-0000-9999").replace("D-0003,", "D-9003,")
    desk.open("members/register/import/")
    look_at(desk, "直した名簿.csv", changed.encode("cp932", "replace"))
    assert shown(desk)["変更"] == shown(desk)["要確認"] == 1
    assert re.search(r"電話\s*050-0000-0001.*050-0000-9999", desk.text, re.DOTALL)
    desk.press("#seen button")
    assert "どう扱うか選んでください" in desk.text
    desk.page.locator("#seen input[value='same']").check()
    desk.press("#seen button").done("新規0件、変更2件")
    desk.fill(q="D-9003").press("form[role='search'] button")
    assert "うみかぜ総合病院（デモ）" in desk.text


def test_a_broken_list_is_refused_with_its_cells(town: Town) -> None:
    before = counted()
    desk = town.desk(HUB, "coordinator").open("members/register/import/")
    rows = [HEAD, line("M-1", "あけぼの", joined="2024/2/30"), line("M-2", "いちょう"), line("M-3", "株式会社いちょう"),
            line("M-4", "うみかぜ", email="なんとか"), line("M-5", "おおぞら"), line("M-6", "")]  # fmt: skip
    look_at(desk, "壊れた名簿.xlsx", book(rows, lambda page: page.merge_cells("B6:B7")))
    for told in (
        "2行目「入会日」（セルF2）：「2024/2/30」は読み取れません",
        "4行目「会員名」：「株式会社いちょう」は3行目にもあります",
        "5行目「メール」（セルI5）", "6行目「会員名」（セルB6:B7）：結合されたセルがあり",
    ):  # fmt: skip
        assert told in desk.text
    assert "4か所" in desk.text
    assert not desk.page.locator("#seen").count()
    assert counted() == before


def test_an_organisation_applies_is_asked_and_joins(town: Town, new_context: Any) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.goto(town.served / "join/")
    said = {"name_ja": "株式会社やまぶき凍結（デモ）", "representative": "見本 太郎", "contact": "仮名 花子",
            "email": "k@yamabuki.example",            "address": "川崎市（架空）", "offers": "凍結保管"}  # fmt: skip
    for name, value in said.items():
        page.fill(f"main [name='{name}']", value)
    for name, value in (("kind", "company"), ("prefecture", "神奈川県"), ("fee_class", "small")):
        page.select_option(f"main [name='{name}']", value)
    page.check("main [name='has_consented']")
    page.wait_for_timeout(4_000)  # what a person needs at least
    page.click("main button.primary")
    assert "入力または選択してください" in page.locator(".errorlist").first.inner_text()
    assert page.input_value("main [name='contact']") == "仮名 花子", "what was typed is kept"
    page.check("main [name='has_agreed']")
    page.click("main button.primary")
    page.wait_for_url("**/join/*/")
    number = page.locator("main h1 .num").inner_text()
    desk = town.desk(HUB, "coordinator", reduced_motion="reduce").open("members/register/applications/")
    desk.press(f"tr:has-text('{number}') a")
    asking = "form:has([name='verb'])"
    desk.page.locator(f"main {asking} [name='note']").fill("輸送の対象地域を教えてください。")
    desk.fill(verb="asked").press(f"{asking} button").done()
    page.reload()
    page.fill("main [name='note']", "関東一円です。")
    page.click("main button[value='answered']")
    assert "回答あり・審査待ち" in page.locator("main").inner_text()
    desk.open("members/register/applications/").press(f"tr:has-text('{number}') a")
    assert violations(page) == violations(desk.page) == []
    desk.press("form[action$='/accept/'] button").done("準備中")
    assert "株式会社やまぶき凍結（デモ）" in desk.text
    desk.press("form[action$='/prepared/'] button").done()
    page.reload()
    assert "承認" in page.locator("main .verdict").inner_text()


def test_a_member_says_that_it_leaves_and_thinks_again(town: Town) -> None:
    town.show(minutes=1)
    town.sync()
    desk = town.desk(MAKER, "supervisor").open("members/register/")
    card = "section:has(h2):has(form) >> nth=0"
    year = desk.page.locator(f"main {card} >> h2").inner_text()
    desk.page.locator(f"main {card} >> [value='leave']").check()
    desk.page.locator(f"main {card} >> button").click()
    desk.page.wait_for_load_state()
    assert "退会日は" in desk.text
    last = re.search(r"から(\d{4}-\d{2}-\d{2})まで", desk.text)
    assert last is not None
    desk.page.locator("main [name='leaves_on']").fill(last[1])
    desk.press("form:has([name='leaves_on']) button").done("回答を記録しました")
    assert "退会予定" in desk.text
    desk.page.locator(f"main {card} >> [value='renew']").check()
    desk.page.locator(f"main {card} >> [name='fee_class']").select_option("regular")
    with desk.page.expect_navigation():
        desk.page.locator(f"main {card} >> button").click()
    desk.done("回答を記録しました")
    assert "更新" in desk.text
    assert year.endswith("年度")


def test_the_pages_of_the_register_are_accessible(town: Town) -> None:
    desk = town.desk(HUB, "coordinator", reduced_motion="reduce").open("members/register/import/")
    rows = sheet((one.record for one in invented_list(30)), "ja", terms().names)
    look_at(desk, "会員.xlsx", as_book(("会員", rows)))
    found = {"what would change": violations(desk.page)}
    desk.press("#seen button").done()
    for path in ("", "import/", "years/2026/", "applications/", "growth/"):
        found[path] = violations(desk.open(f"members/register/{path}").page)
    desk.open("members/register/").press("table a")
    found["membership"] = violations(desk.page)
    desk.press(".page-head a[href$='/edit/']")
    found["edit"] = violations(desk.page)
    found["join"] = violations(desk.open("join/").page)
    assert {name: said for name, said in found.items() if said} == {}


def look_at(desk: Desk, name: str, content: bytes) -> None:
    """Choose a list and look at what it would change."""
    kind = BOOK if name.endswith("xlsx") else "text/csv"
    desk.fill(file={"name": name, "mimeType": kind, "buffer": content}).press("form[enctype] button")


def shown(desk: Desk) -> dict[str, int]:
    """How many rows are new, changed, to be decided and as they are."""
    said = desk.page.locator("#seen .counts > li").all_inner_texts()
    found = [re.search(r"(新規|変更なし|変更|要確認)\s*(\d+)", one) for one in said]
    return {one[1]: int(one[2]) for one in found if one}


def counted() -> tuple[int, int]:
    """Members but the coordinator, and memberships."""
    with acting(Scope("worker")):
        return Member.objects.filter(is_coordinator=False).count(), Membership.objects.count()
