"""An overloaded month: a policy is declared, inputs are stated, one override, computed, published, answered, ended."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections

from tests.planning.fairness.conftest import HANEDA, SENDAI, period, set_the_stage
from tests.stories.desk import Desk, Town
from tests.support.application import working
from tsunagu.foundation.scope import Scope, acting
from tsunagu.foundation.web.times import tokyo_date
from tsunagu.planning.models import AllocationClaim, Booking

__all__ = ["set_the_stage"]
pytestmark = pytest.mark.story
MILLISECONDS = 120_000


def is_accessible(page: Any) -> None:
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1400, "height": 900})


def claims_of(hospital: str) -> list[UUID]:
    with acting(Scope("auditor")):
        rows = AllocationClaim.objects.filter(member__key=hospital).order_by("key")
        return list(rows.values_list("uuid", flat=True))


def state(desk: Desk, claim: UUID, **inputs: str) -> None:
    desk.open(f"plan/fairness/claims/{claim}/").fill(**inputs).press(
        "form[action$='/inputs/'] button.primary"
    )
    assert "氏名と日時とともに記録しました" in desk.page.inner_text("#notice")


def declare(hub: Desk, today: date) -> None:
    """The coordinator declares a policy."""
    hub.open("plan/fairness/").press("a[href$='policies/new/']")
    is_accessible(hub.page)
    hub.fill(
        title="標準の割当方針", policy_key="standard", in_force_from=str(today), weight_waited=40, weight_urgency=40,
        weight_benefit=20, full_weeks=12, floor=1, consultation="10月の連絡会議で全会員に諮り、同意を得た。",
    ).press("form button.primary")  # fmt: skip
    assert "12週で満点" in hub.text
    is_accessible(hub.page)


def open_a_round(town: Town, hub: Desk) -> str:
    """The coordinator opens a round; return the address of its page."""
    days = period(town.world)
    hub.open("plan/fairness/rounds/new/").fill(
        title="11月の割当て", first=str(days.first), last=str(days.last)
    )
    hub.press("form button.primary")
    assert "入力受付中" in hub.text
    return str(hub.page.url).removeprefix(town.served.url).lstrip("/")


def state_all(haneda: Desk, sendai: Desk, today: date) -> UUID:
    """Two hospitals state their inputs; return the request for which one will ask for an override."""
    for number, claim in enumerate(claims_of(HANEDA)):
        since = today - timedelta(days=14 * number)
        state(haneda, claim, waiting_since=str(since), urgency="1", benefit="中程度")
    urgent, special, *_rest = claims_of(SENDAI)
    state(sendai, urgent, waiting_since=str(today), urgency="4", benefit="大きい")
    haneda.page.goto(sendai.page.url)
    assert "登録されていません" in haneda.text  # nobody sees another hospital's request
    return special


def override(hub: Desk, sendai: Desk, special: UUID, round_page: str, until: date) -> None:
    """One person asks for an override, is told what is wrong with the reason, another agrees."""
    sendai.open(f"plan/fairness/claims/{special}/").page.locator(
        "summary", has_text="個別判断を申し出る"
    ).click()
    ask = {"override-kind": "first", "override-reason": "急いでいます", "override-until": str(until)}
    sendai.fill(**ask).press("form[action$='/override/'] button")
    sendai.told_why("10 文字以上")
    sendai.fill(**{"override-reason": "ほかの治療の予定が変わり、この月を逃すと実施できないため。"})
    sendai.press("form[action$='/override/'] button")
    assert "二人目の同意待ち" in sendai.text
    is_accessible(sendai.page)
    hub.open(f"{round_page}overrides/").press("form[action$='/agree/'] button")
    assert "有効" in hub.text


def compute_and_publish(hub: Desk, haneda: Desk, round_page: str) -> None:
    """The worker computes; nobody but the coordinator sees results until they are published."""
    hub.open(round_page).press("form[action$='/compute/'] button")
    assert "計算中" in hub.text
    haneda.open(round_page)
    assert haneda.page.locator("svg[role=img]").count() == 0  # nothing is told before it is published
    hub.page.get_by_role("button", name="公表して枠を仮押さえする").wait_for(timeout=MILLISECONDS)
    assert "公平の代償" in hub.text
    assert "個別判断なし" in hub.text
    is_accessible(hub.page)
    hub.press("form[action$='/publish/'] button")
    assert "回答受付中" in hub.text
    with acting(Scope("auditor")):
        held = Booking.objects.values("request").distinct().count()
    assert 0 < held < 12


def answer(haneda: Desk, sendai: Desk, special: UUID, round_page: str) -> None:
    """One hospital accepts, the other declines."""
    sendai.open(f"plan/fairness/claims/{special}/")
    assert "12件中 1位" in sendai.text
    assert "個別の判断により先に" in sendai.text
    sendai.press("form[action$='/accept/'] button")
    assert "承諾" in sendai.text
    haneda.open(round_page)
    assert haneda.page.locator("svg[role=img]:visible").count() >= 3
    offered = haneda.page.locator("tr", has_text="仮押さえ中").first
    offered.get_by_role("link").click()
    haneda.page.wait_for_load_state()
    assert "点：待機期間" in haneda.text
    is_accessible(haneda.page)
    haneda.press("form[action$='/decline/'] button")
    assert "辞退" in haneda.text


def test_a_month_with_too_few_places_is_allocated_by_a_declared_policy(town: Town) -> None:
    town.show(minutes=1)
    today = tokyo_date(town.world.now)
    hub = town.desk("rink", "coordinator")
    declare(hub, today)
    round_page = open_a_round(town, hub)
    haneda, sendai = town.desk(HANEDA, "physician"), town.desk(SENDAI, "physician")
    special = state_all(haneda, sendai, today)
    override(hub, sendai, special, round_page, period(town.world).last)
    with working(str(connections.settings["default"]["NAME"])):
        compute_and_publish(hub, haneda, round_page)
        answer(haneda, sendai, special, round_page)
        hub.open(round_page).press("form[action$='/next/'] button")
    hub.press("form[action$='/end/'] button")
    hub.press("a[href$='/effect/']")
    assert "割当ての結果" in hub.text
    assert "3件未満" in hub.text  # one accepted, one declined: not told apart
    is_accessible(hub.page)
    sendai.page.goto(hub.page.url)
    assert "割当ての結果" in sendai.text
