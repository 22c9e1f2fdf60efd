"""A hospital publishes its chairs in the browser, closes for the New Year, and changes its week by a file."""

import re
from datetime import date, timedelta

import pytest

from tests.stories.desk import Desk, Town
from tsunagu.foundation.web.times import tokyo_date

pytestmark = pytest.mark.story
HOSPITAL, MAKER = "haneda-clinic", "tonomachi-cells"


def test_chairs_are_published_closed_and_changed_and_others_see_it(town: Town) -> None:
    town.show(minutes=1)
    today = tokyo_date(town.sync())
    desk = town.desk(HOSPITAL, "hospital_coordinator")
    published(desk, today)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=14)
    desk.press("a[href*='/exceptions/']")
    assert desk.page.locator("main [name='resources']:checked").count() == 1, "the resource one came from"
    desk.fill(first=monday - timedelta(days=1), last=monday - timedelta(days=2)).sign()
    desk.told_why("より前です")
    desk.fill(last=monday, reason="maintenance", note="装置の点検").sign().done("1件")
    closed = desk.page.locator("main .days g:has(path.closed) title").all_text_contents()
    assert len([one for one in closed if "点検・整備" in one]) == 1, "the Sunday was not open anyway"
    changed_by_a_file(desk)
    other = town.desk(MAKER, "supervisor").in_english().open("plan/capacity/?kind=collection_chair")
    assert "3 chairs at the same time" in other.text
    other.press(".resources a")
    assert "Maintenance: 装置の点検" in other.text
    assert "Who changed what" not in other.text
    assert not other.page.locator("main form").count()


def published(desk: Desk, today: date) -> None:
    """Publish chairs; a week that can't be is said at its line, and what was typed is kept."""
    desk.open("plan/capacity/").press("a[href$='/new/']")
    card = {"key": "chair-1", "kind": "collection_chair", "name_ja": "採取チェア", "name_en": "Chairs"}
    week = {"p0-weekdays": "01234", "p0-capacity": 2, "p0-from_hour": 17, "p0-until_hour": 9}
    desk.fill(**card, **week).sign()
    desk.told_why("終了時刻は開始時刻より後")
    assert desk.page.locator("main [name='name_ja']").input_value() == "採取チェア"
    desk.fill(**{"p0-from_hour": 9, "p0-until_hour": 17}).sign().done("公開しました")
    assert f"月火水木金 9〜17時 2席（{today}から、祝日休み）" in desk.text


def changed_by_a_file(desk: Desk) -> None:
    """Write the calendar out, change it in a spreadsheet of Japanese Windows, and take it back."""
    address = desk.page.locator("main a[href$='/file/csv/']").get_attribute("href")
    text = desk.page.request.get(f"{desk.town.served.url}{address}").body().decode("utf-8-sig")
    desk.press("a[href$='/import/']")
    look_at(desk, text.replace("9,17,2", "9,17,多数"))
    assert "2行目「枠数」：「多数」は読み取れません" in desk.text
    look_at(desk, text)
    assert "変更はありません" in desk.text
    look_at(desk, text.replace("9,17,2", "9,17,3"))
    assert re.search(r"削除\s*月火水木金 9〜17時 2席", desk.text)
    desk.press("form:has([name='digest']) button").done("1件の資源を公開しました")


def look_at(desk: Desk, text: str) -> None:
    """Choose a file and look at what it would change."""
    file = {"name": "calendar.csv", "mimeType": "text/csv", "buffer": text.encode("cp932")}
    desk.fill(file=file).press("form[enctype] button")
