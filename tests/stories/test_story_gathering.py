"""A gathering fills and its waiting list moves: published, full, given back, moved up, checked in at the door."""

from datetime import timedelta
from typing import Any

import pytest

from tests.coordination.gatherings.test_calendar import parsed
from tests.stories.desk import Desk, Town, minute
from tsunagu.coordination.models import Registration
from tsunagu.coordination.services.gatherings.telling import SAID
from tsunagu.foundation.scope import Scope, acting
from tsunagu.notices.models import Letter

pytestmark = pytest.mark.story
HUB, MAKER = "rink", "tonomachi-cells"


class Guest:
    """Someone from outside at a phone."""

    def __init__(self, town: Town, name: str) -> None:
        self.town, self.name = town, name
        self.page = town.new_context(viewport={"width": 390, "height": 844}).new_page()

    def register(self, email: str, *, consent: bool = True) -> "Guest":
        """Find the gathering on the public page and fill in the form."""
        self.page.goto(self.town.served / "gatherings/")
        self.page.locator("main article a").first.click()
        self.page.locator("[name='name']").fill(self.name)
        self.page.locator("[name='email']").fill(email)
        self.page.locator("[name='consent']").set_checked(consent)
        self.page.wait_for_timeout(4_000)  # what a person needs at least
        return self.press("form.card button.primary")

    def press(self, css: str) -> "Guest":
        with self.page.expect_navigation():
            self.page.locator(f"main {css}").first.click()
        return self

    @property
    def text(self) -> str:
        return str(self.page.locator("main").inner_text())


def test_it_fills_the_list_moves_and_people_come(town: Town) -> None:
    town.show(minutes=1)
    coordinator = published(town)
    first, second = Guest(town, "山田 花子").register("hanako@example.jp"), town.desk(MAKER, "supervisor")
    assert "申込み確定" in first.text
    register_as_member(second)
    third = Guest(town, "鈴木 一郎")
    third.register("ichiro@example", consent=True)
    assert "メールアドレスの形が正しくありません" in third.text
    third.page.locator("[name='email']").fill("ichiro@example.jp")
    third.press("form.card button.primary")
    assert "キャンセル待ちの1番目です" in third.text
    same = Guest(town, "別の端末").register("ICHIRO@example.jp")
    assert "主催者へお問い合わせください" in same.page.locator("#notice").inner_text()
    ticket_of_first = first.page.locator(".ticket svg").screenshot()
    first.press("form[action$='/give-back/'] button")
    assert "キャンセル済み" in first.text
    third.page.reload()
    assert "申込み確定" in third.text
    with acting(Scope("auditor")):
        moved = list(
            Letter.objects.filter(body__contains=SAID["moved_up"].ja).values_list("address", flat=True)
        )
    assert moved == ["ichiro@example.jp"]
    calendar_is_right(third)
    checked_in(town, coordinator, third.page.locator(".ticket svg").screenshot(), ticket_of_first)


def published(town: Town) -> Desk:
    """The coordinator writes a gathering down with its programme, and publishes it; two places."""
    desk, starts = town.desk(HUB, "coordinator"), town.sync() + timedelta(days=2)
    desk.open("network/gatherings/").press("a[href$='/new/']")
    desk.fill(
        title_ja="再生医療つながる会", title_en="Meeting of the network", audience="everybody",
        starts_at=minute(starts), ends_at=minute(starts), hall_ja="大会議室", limit=2,
        opens_at=minute(town.sync() - timedelta(hours=1)), closes_at=minute(starts - timedelta(hours=1)),
    ).sign()  # fmt: skip
    desk.told_why("終了は開始より後")
    desk.fill(ends_at=minute(starts + timedelta(hours=3))).sign().done("下書き")
    desk.press("a[href$='/programme/']")
    desk.fill(title_ja="開会", s0_name_ja="講師 一（デモ）", s0_agreed=False).sign().done()
    assert "氏名は非公表" in desk.text
    desk.press("form[action$='/publish/'] button").done("公開しました")
    return desk


def register_as_member(desk: Desk) -> None:
    """A person of a member takes the last place with one click, and sees no speaker who hasn't agreed."""
    desk.open("network/gatherings/").press("article a")
    assert "講師 一" not in desk.text
    desk.press("form[action$='/register/'] button").done("受付票")
    assert desk.page.locator(".ticket svg").count() == 1


def calendar_is_right(guest: Guest) -> None:
    address = guest.page.locator("a[href$='calendar.ics']").get_attribute("href")
    found = dict(parsed(guest.page.request.get(f"{guest.town.served.url}{address}").body()))
    assert (found["SUMMARY"], found["LOCATION"]) == ("再生医療つながる会", "大会議室")
    assert (found["METHOD"], found["STATUS"]) == ("PUBLISH", "CONFIRMED")


def checked_in(town: Town, desk: Desk, ticket: bytes, withdrawn: bytes) -> None:
    """At the door the ticket is photographed, twice; then someone walks in, and the figures say so."""
    town.show(days=2)
    desk.press("a[href$='/door/']")
    photographed(desk, ticket)
    assert "受付しました" in desk.text
    assert "鈴木 一郎" in desk.page.locator(".answer").inner_text()
    photographed(desk, ticket)
    assert "受付済みです" in desk.page.locator(".answer").inner_text()
    desk.page.locator(".walk-in [name='name']").fill("飛入 参加")
    desk.press(".walk-in button").done("飛入 参加")
    with acting(Scope("auditor")):
        came = set(Registration.objects.filter(checked_in_at__isnull=False).values_list("name", "is_walk_in"))
    assert came == {("鈴木 一郎", False), ("飛入 参加", True)}
    photographed(desk, withdrawn)
    assert "山田 花子" in desk.page.locator(".answer").inner_text(), "he gave it back, and stands there"
    list_of_names = desk.page.request.get(
        f"{town.served.url}{desk.page.locator(chosen('list.csv')).get_attribute('href')}"
    )
    assert "飛入 参加" in list_of_names.body().decode("utf-8-sig")


def chosen(ending: str) -> str:
    return f"main a[href$='{ending}']"


def photographed(desk: Desk, picture: bytes) -> None:
    """Read a ticket from a picture, as a phone takes it."""
    file: Any = {"name": "ticket.png", "mimeType": "image/png", "buffer": picture}
    if not desk.page.locator("main [name='picture']").is_visible():
        desk.page.locator("main details:has([name='picture']) summary").click()
    desk.page.locator("main [name='picture']").set_input_files(file)
    desk.press("form[enctype] button")
